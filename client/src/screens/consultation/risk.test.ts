import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { around, newId } from "../../app/around";
import { keepDraft, resumeDraft } from "../../app/drafts";
import { entries } from "../../app/entries";
import { keepIn, openStore } from "../../app/phone";
import { openDatabaseOrNull } from "../../app/storing";
import { plainKeeper } from "../../store/keeper";
import { WATCH } from "../ids";
import { riskIsNews } from "../plan/close";
import { answer, type Draft, openDraft, say } from "./draft";
import { tellRisk } from "./session";

const FOUND = ["imminent"];
const opened = (given: Partial<Draft>): Draft => ({
  ...openDraft({
    id: newId(),
    person: "demo:ab",
    practice: true,
    visit: "first",
    way: "use",
    mode: "step",
    release: "r1",
    occurred_on: "2026-11-25",
    start: [],
    shell: {},
    known: {},
    last: null,
  }),
  ...given,
});
const risks = () => entries.value.filter(({ kind }) => kind === "imminent_risk");
/** What was open leaves the memory, and comes back with the PIN. */
const lock = () => keepIn(null);
const unlock = () => keepIn(plainKeeper(openDatabaseOrNull()!, around));
const kept = (id: string): Draft => resumeDraft<Draft>(id)!;

for (const [whose, next_risk] of [
  ["a draft", newId()],
  ["an older app's draft", undefined],
] as const)
  test(`a risk in ${whose} is written once, though the phone locks before the draft says so`, async () => {
    await openStore(`risk ${whose}`);
    const draft = opened({ next_risk });
    await keepDraft(draft);
    const writing = tellRisk(draft, FOUND);
    await lock();
    await writing;
    await unlock();
    expect(risks()).toHaveLength(1);
    expect(kept(draft.id).risk).toBeNull();
    await tellRisk(kept(draft.id), FOUND);
    expect(risks()).toHaveLength(1);
    expect(kept(draft.id).risk?.entry).toBe(risks()[0]!.id);
    expect(riskIsNews(kept(draft.id), FOUND)).toBe(false);
  });

test("what is said of a risk after such a lock corrects the entry that was written before it", async () => {
  await openStore("risk said since");
  const draft = opened({ next_risk: newId() });
  await keepDraft(draft);
  const writing = tellRisk(draft, FOUND);
  await lock();
  await writing;
  await unlock();
  await keepDraft(answer(kept(draft.id), WATCH, say("family")));
  await tellRisk(kept(draft.id), FOUND);
  expect(riskIsNews(kept(draft.id), FOUND)).toBe(true);
  await tellRisk(kept(draft.id), FOUND);
  expect(risks().map(({ amends, body }) => [amends, (body as { who_with: string }).who_with])).toEqual([
    [[], null],
    [[draft.next_risk], "family"],
  ]);
  expect(riskIsNews(kept(draft.id), FOUND)).toBe(false);
});
