import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { plainKeeper } from "../store/keeper";
import { around } from "./around";
import { keepDraft, resumeDraft } from "./drafts";
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
