// What the worker notes of their own practice: sealed on this phone as their visits are, and never sent to anybody.
import { discardDraft, type FormDraft, keepDraft, resumeForm } from "../../app/drafts";
import type { Felt } from "./felt";

export interface OwnNote extends Felt {
  readonly exercise: string;
  /** Local date. */
  readonly on: string;
}
const ID = "relax-own";
/** Enough to see two weeks of practice; older ones go. */
const MOST = 30;

export function ownNotes(): readonly OwnNote[] {
  const form = resumeForm(ID)?.form as { readonly notes?: readonly OwnNote[] } | undefined;
  return Array.isArray(form?.notes) ? form.notes : [];
}

export function noteOwn(note: OwnNote, release: string): void {
  const notes = [note, ...ownNotes()].slice(0, MOST);
  const form: FormDraft = { id: ID, person: null, release, form: { notes } };
  // A fault of the store is shown by the frame of every screen.
  keepDraft(form).catch(() => {});
}

export const forgetOwn = (): Promise<void> => discardDraft(ID);
