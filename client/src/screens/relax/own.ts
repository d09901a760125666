// What the worker notes of their own practice: sealed on this phone as their visits are, and never sent to anybody.
import { newId } from "../../app/around";
import { discardDraft, type FormDraft, keepDraft, resumeForm } from "../../app/drafts";
import { worker } from "../../app/session";
import type { Felt } from "./felt";

export interface OwnNote extends Felt {
  readonly exercise: string;
  /** Local date. */
  readonly on: string;
}
/** Enough to see two weeks of practice; older ones go. */
const MOST = 30;

/** Each worker's own: a colleague on the same phone has none of it. It is about nobody in care. */
const mine = (): FormDraft["of"] => ({ worker: worker.value?.id ?? null, about: "own-practice" });

export function ownNotes(): readonly OwnNote[] {
  const form = resumeForm(mine())?.form as { readonly notes?: readonly OwnNote[] } | undefined;
  return Array.isArray(form?.notes) ? form.notes : [];
}

export function noteOwn(note: OwnNote, release: string): void {
  const id = resumeForm(mine())?.id ?? newId();
  const notes = [note, ...ownNotes()].slice(0, MOST);
  const form: FormDraft = { id, of: mine(), person: null, release, form: { notes } };
  // A fault of the store is shown by the frame of every screen.
  keepDraft(form).catch(() => {});
}

export async function forgetOwn(): Promise<void> {
  const kept = resumeForm(mine());
  if (kept !== null) await discardDraft(kept.id);
}
