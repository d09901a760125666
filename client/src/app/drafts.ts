// Visits, forms and talks for practice that are begun and not closed: on the screen at once, on the phone a moment later.
import { signal } from "@preact/signals";
import type { AnyDraft } from "../store/drafts";
import { DraftElsewhere } from "../store/errors";
import { entries } from "./entries";
import { keeping, missNothing } from "./storing";

export const drafts = signal<readonly { readonly saved_at: string; readonly draft: AnyDraft }[]>([]);
/** Forms that somebody has begun and not saved: sealed as visits are, and no visits. */
const forms = signal<readonly FormDraft[]>([]);
export interface FormDraft extends AnyDraft {
  readonly form: unknown;
  /** Who typed it, and about whom; null: somebody new. Sealed with the rest: the id, which lies in clear, tells neither. */
  readonly of: { readonly worker: string | null; readonly about: string | null };
}
/** Talks with virtual patients that are begun: no visits, and nobody's but their worker's. */
export const plays = signal<readonly PlayDraft[]>([]);
export interface PlayDraft extends AnyDraft {
  readonly person: null;
  readonly play: Playing;
}
export interface Playing {
  readonly case: string;
  /** How the invented person is: `own`, as the case is meant, or the id of a profile. */
  readonly profile: string;
  /** `coach`: told after each sentence; `exam`: told at the end; `private`: told after each, and nothing is kept. */
  readonly way: "coach" | "exam" | "private";
  readonly choices: readonly string[];
  /** So many of the first choices were made in an earlier play. */
  readonly taken_over: number;
}
const isPlay = (draft: AnyDraft): draft is PlayDraft => "play" in draft;
const isForm = (draft: AnyDraft): draft is FormDraft => "form" in draft;

/** New with each opening: a save that waited its turn while the phone locked still knows its own number. */
let revs = new Map<string, number>();
/** Drafts as they are on the screen, where the phone has not kept them (yet): a full disk must not take back what was answered. */
const unsaved = new Map<string, AnyDraft>();

/** Nothing of them stays in memory. */
export function clearDrafts(): void {
  revs = new Map();
  unsaved.clear();
  [drafts.value, forms.value, plays.value] = [[], [], []];
}

/** Shows what was read from the phone, and over it what the phone has not kept. */
export function showDrafts(
  found: readonly {
    readonly id: string;
    readonly rev: number;
    readonly saved_at: string;
    readonly draft: unknown;
  }[],
): void {
  for (const { id, rev } of found) if (!revs.has(id)) revs.set(id, rev);
  const all = found.map(({ saved_at, draft }) => ({ saved_at, draft: draft as AnyDraft }));
  drafts.value = all.filter(({ draft }) => !isForm(draft) && !isPlay(draft));
  forms.value = all.map(({ draft }) => draft).filter(isForm);
  plays.value = all.map(({ draft }) => draft).filter(isPlay);
  for (const draft of unsaved.values()) show(draft);
}

/** Saves a draft, new or changed, at once. The promise ends when it is on the disk; nobody has to wait for it. */
export function keepDraft(draft: AnyDraft): Promise<void> {
  show(draft);
  unsaved.set(draft.id, draft);
  const isSettled = () => {
    if (unsaved.get(draft.id) === draft) unsaved.delete(draft.id);
  };
  const known = revs;
  return keeping(async (now) => {
    try {
      known.set(draft.id, await now.saveDraft(draft, known.get(draft.id) ?? 0, new Date()));
    } catch (error) {
      // Another tab has the newer one.
      if (error instanceof DraftElsewhere) isSettled();
      throw error;
    }
    isSettled();
  });
}

function show(draft: AnyDraft): void {
  if (isForm(draft)) {
    forms.value = [draft, ...forms.value.filter(({ id }) => id !== draft.id)];
    return;
  }
  if (isPlay(draft)) {
    plays.value = [draft, ...plays.value.filter(({ id }) => id !== draft.id)];
    return;
  }
  const others = drafts.value.filter((kept) => kept.draft.id !== draft.id);
  drafts.value = [{ saved_at: new Date().toISOString(), draft }, ...others];
}

/** The draft as it was saved last, by its id. */
export const resumeDraft = <D extends AnyDraft>(id: string): D | null =>
  (drafts.value.find((kept) => kept.draft.id === id)?.draft as D | undefined) ?? null;

/** A form as it was left, by who typed it and about whom; the newest, where two tabs left one each. */
export const resumeForm = ({ worker, about }: FormDraft["of"]): FormDraft | null =>
  forms.value.find(({ of }) => of?.worker === worker && of.about === about) ?? null; // an older app's has no `of`

/** Lets a draft go that the worker does not want; asks nothing: the screen has asked. */
export async function discardDraft(id: string): Promise<void> {
  await keeping((now) => now.dropDraft(id));
  forget(id);
  // What the worker let go is not missed later.
  if (drafts.value.length === 0 && entries.value.length === 0) missNothing();
}

/** The visit is an entry now. Its number stays: a save that comes late must not bring the draft back. */
export function closed(id: string): void {
  drafts.value = drafts.value.filter((kept) => kept.draft.id !== id);
  plays.value = plays.value.filter((play) => play.id !== id);
  unsaved.delete(id);
}

/** The draft is not on the phone any more. */
export function forget(id: string): void {
  closed(id);
  forms.value = forms.value.filter((form) => form.id !== id);
  // The id may be used again, as that of a form begun anew is: it begins at its first number.
  revs.delete(id);
}
