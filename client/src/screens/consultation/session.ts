// One consultation on the screen: its draft, what `consult` makes of it, and every way to change it. Each change is saved at once.
import { useEffect, useMemo } from "preact/hooks";
import { appendEntry } from "../../app/append";
import { newId } from "../../app/around";
import { drafts, keepDraft, resumeDraft } from "../../app/drafts";
import { entryById } from "../../app/entries";
import { consult } from "../../domain/consult";
import type { Answer, Consultation } from "../../domain/types";
import { lookOf } from "../guide/content";
import type { Lookup } from "../guide/lookup";
import { riskEntry, riskFound, riskIsNews } from "../plan/close";
import { answer, type Draft, openModule } from "./draft";
import { opensAtOnce } from "./showing";
import { watcherOf } from "./watch";

export interface Session {
  readonly draft: Draft;
  readonly look: Lookup;
  readonly result: Consultation;
  /** Applies a change to the draft as it is now and saves it. Nobody waits for the disk. */
  readonly change: (how: (draft: Draft) => Draft) => void;
}

/** The session of a draft; null if it is not on this phone or the content is not there. */
export function useSession(id: string): Session | null {
  drafts.value; // the draft changes: draw again
  const draft = resumeDraft<Draft>(id);
  const words = draft === null ? null : lookOf(draft.release);
  const answers = draft?.answers;
  const on = draft?.occurred_on ?? "";
  // Ticks, reasons and dates change the draft but not its answers: the guide is not asked again for those.
  const result = useMemo(
    () => (words === null || answers === undefined ? null : consult(words.guide, answers, on)),
    [words, answers, on],
  );
  useRiskEntry(draft, words, result);
  if (draft === null || words === null || result === null) return null;
  return { draft, look: words, result, change: (how) => changeDraft(id, how) };
}

/** An answer to a question of the guide, with the module that it opens at once. */
export function answerIn(look: Lookup, draft: Draft, id: string, given: Answer): Draft {
  const next = answer(draft, id, given);
  const module = opensAtOnce(look, id, given);
  return module === null ? next : openModule(next, module);
}

export function changeDraft(id: string, how: (draft: Draft) => Draft): void {
  const now = resumeDraft<Draft>(id);
  if (now === null) return;
  const next = how(now);
  // A fault of the store is shown by the frame of every screen, and the next change tries again.
  if (next !== now) keepDraft(next).catch(() => {});
}

/** An imminent risk becomes an entry of its own at once, and a new one when what is known of it changes. */
function useRiskEntry(draft: Draft | null, words: Lookup | null, result: Consultation | null): void {
  const found = words === null || result === null ? [] : riskFound(words, result);
  const due = draft !== null && draft.way !== "prepare" && riskIsNews(draft, found);
  // The draft is read as it stands when the risk is news. What was said while an entry was being written is news after it.
  useEffect(() => {
    if (draft === null || !due || writing.has(draft.id)) return;
    writing.add(draft.id);
    tellRisk(draft, found)
      .finally(() => writing.delete(draft.id))
      .catch(() => {}); // shown by the frame; tried again with the next answer
  }, [due, draft?.n, draft?.where, draft?.risk]);
}
const writing = new Set<string>();

/**
 * Writes the risk as an entry and notes it in the draft. The entry's id is in the draft beforehand: where the phone locked itself
 * between the two, the next time finds the entry there and only notes it.
 */
export async function tellRisk(draft: Draft, found: readonly string[]): Promise<void> {
  const id = draft.next_risk ?? newId();
  // An older app's draft. Writes keep their order: the id is on the disk before the entry is.
  if (draft.next_risk === undefined) changeDraft(draft.id, (now) => ({ ...now, next_risk: id }));
  const told = riskEntry(draft, found);
  const there = entryById(id);
  const { body } = there?.kind === "imminent_risk" ? there : await appendEntry({ ...told, id });
  const isTold = JSON.stringify(body) === JSON.stringify(told.body);
  const risk = isTold
    ? { entry: id, because: found, who: watcherOf(draft), where: draft.where }
    : { entry: id, because: [], who: null, where: null }; // something was said since: news again
  changeDraft(draft.id, (now) => (now.risk?.entry === id ? now : { ...now, risk, next_risk: newId() }));
}
