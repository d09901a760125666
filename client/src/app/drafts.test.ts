import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { plainKeeper } from "../store/keeper";
import { around } from "./around";
import {
  discardDraft,
  drafts,
  type FormDraft,
  keepDraft,
  type PlayDraft,
  plays,
  resumeDraft,
  resumeForm,
} from "./drafts";
import { keepIn, openStore } from "./phone";
import { openDatabaseOrNull } from "./storing";

test("what was answered while an earlier answer was being saved is kept, though the phone locks at that moment", async () => {
  await openStore("drafts-lock");
  const draft = (said: number) => ({ id: "d1", person: "demo:ab", release: "r1", said });
  await keepDraft(draft(1));
  const saves = [keepDraft(draft(2)), keepDraft(draft(3))];
  await keepIn(null);
  await Promise.all(saves);
  await keepIn(plainKeeper(openDatabaseOrNull()!, around));
  expect(resumeDraft("d1")).toEqual(draft(3));
  await keepDraft(draft(4));
});

test("a half-typed form is found by who typed it and about whom, whatever its id", async () => {
  await openStore("drafts-form");
  const form = (id: string, worker: string, about: string | null): FormDraft => ({
    id,
    person: about ?? "somebody",
    release: "r1",
    form: { number: id },
    of: { worker, about },
  });
  await keepDraft(form("f1", "amina", null));
  await keepDraft(form("f2", "ben", null));
  await keepDraft(form("f3", "amina", "p1"));
  await keepIn(null);
  expect(resumeForm({ worker: "amina", about: null })).toBeNull();
  await keepIn(plainKeeper(openDatabaseOrNull()!, around));
  expect(resumeForm({ worker: "amina", about: null })?.id).toBe("f1");
  expect(resumeForm({ worker: "ben", about: null })?.id).toBe("f2");
  expect(resumeForm({ worker: "amina", about: "p1" })?.id).toBe("f3");
  expect(resumeForm({ worker: "ben", about: "p1" })).toBeNull();
});

test("a talk with an invented person is found again, and is no visit", async () => {
  await openStore("drafts-play");
  const draft = (...choices: string[]): PlayDraft => ({
    id: "p1",
    person: null,
    release: "r1",
    play: { case: "well_digger", profile: "own", way: "coach", choices, taken_over: 0 },
  });
  await keepDraft(draft("greet"));
  await keepDraft(draft("greet", "course"));
  await keepIn(null);
  expect(plays.value).toEqual([]);
  await keepIn(plainKeeper(openDatabaseOrNull()!, around));
  expect(plays.value).toEqual([draft("greet", "course")]);
  expect(drafts.value).toEqual([]);
  await discardDraft("p1");
  expect(plays.value).toEqual([]);
});
