// Entries as screens write them: first to the phone, then onto the screen, and what they were typed in is gone.
import { batch } from "@preact/signals";
import type { AnyDraft } from "../store/drafts";
import type { Entry, EntryOf, Kind, NewEntry } from "../store/entry";
import type { Keeper } from "../store/keeper";
import { closed, forget } from "./drafts";
import { entries, unsentIds } from "./entries";
import { emptied, hasJoined, keeperNow, keeping } from "./storing";

/** Writes one entry. `form`: what it was typed in, which is gone with it, both or neither. */
export async function appendEntry<K extends Kind>(entry: NewEntry<K>, form?: string): Promise<EntryOf<K>> {
  const where = keeperNow();
  const [written] = await keeping((now) => now.append([entry], form));
  if (form !== undefined) forget(form);
  shownNow(where, written as Entry);
  emptied.value = false;
  return written!;
}

/** Where the phone was locked meanwhile, what was written is on it and in nobody's sight. */
function shownNow(where: Keeper | null, written: Entry): void {
  if (where !== keeperNow()) return;
  batch(() => {
    entries.value = [...entries.value, written];
    if (hasJoined.value) unsentIds.value = new Set([...unsentIds.value, written.id]);
  });
}

/** The end of a consultation: its entry and what was seen in it are written and its draft is gone, all of it or nothing. */
export async function closeConsultation(
  draft: AnyDraft,
  entry: NewEntry<"consultation">,
  observed: NewEntry<"observed"> | null,
): Promise<EntryOf<"consultation">> {
  const where = keeperNow();
  const closing: readonly NewEntry<Kind>[] = [
    { ...entry, id: draft.id } as NewEntry<Kind>,
    ...(observed === null ? [] : [observed as NewEntry<Kind>]),
  ];
  const written = await keeping((now) => now.append(closing, draft.id));
  for (const each of written) shownNow(where, each as Entry);
  closed(draft.id);
  return written[0] as EntryOf<"consultation">;
}
