// Where entries and drafts are kept: in clear, while nobody has joined and everything is practice, or in the sealed stores of the
// worker who signed in. The app above knows only this.
import type { Database, StoredDraft } from "./db";
import { type AnyDraft, dropDraft, readDrafts, saveDraft } from "./drafts";
import type { EntryOf, Kind, NewEntry } from "./entry";
import { append, readEntries, type Surroundings } from "./journal";
import type { Restored } from "./restore";

export interface Keeper {
  readonly read: () => Promise<{
    readonly entries: Restored;
    readonly drafts: readonly StoredDraft[];
    /** Ids of entries that still have to be sent; none before anybody has joined. */
    readonly unsent: ReadonlySet<string>;
  }>;
  /** All of them or none; `drop` ends a draft with them. */
  readonly append: <K extends Kind>(
    given: readonly NewEntry<K>[],
    drop?: string,
  ) => Promise<readonly EntryOf<K>[]>;
  /** Saves the draft if nobody else has since `rev`; its new number. */
  readonly saveDraft: (draft: AnyDraft, rev: number, savedAt: Date) => Promise<number>;
  readonly dropDraft: (id: string) => Promise<void>;
}

export const plainKeeper = (database: Database, around: Surroundings): Keeper => ({
  read: async () => {
    const [entries, drafts] = await Promise.all([readEntries(database), readDrafts(database)]);
    return { entries, drafts, unsent: new Set() };
  },
  append: (given, drop) => append(database, around, given, drop),
  saveDraft: (draft, rev, savedAt) => saveDraft(database, draft, rev, savedAt),
  dropDraft: (id) => dropDraft(database, id),
});
