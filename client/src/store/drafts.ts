// Consultations in progress. Each answer is saved at once; what was saved is there again after the tab was killed.
import { type Database, reading, type StoredDraft, write } from "./db";
import { DraftElsewhere } from "./errors";

/** What the store must know of a draft; the rest is the screens' own. */
export interface AnyDraft {
  readonly id: string;
  readonly person: string | null;
  readonly release: string;
}

/** Saves the draft if nobody else has since `rev`. Returns its new number. */
export function saveDraft(database: Database, draft: AnyDraft, rev: number, savedAt: Date): Promise<number> {
  return write(database, ["drafts"], async (transaction) => {
    const table = transaction.objectStore("drafts");
    const stored = await table.get(draft.id);
    // A draft that is gone was closed in another tab.
    if ((stored?.rev ?? 0) !== rev) throw new DraftElsewhere();
    await table.put({ id: draft.id, rev: rev + 1, saved_at: savedAt.toISOString(), draft });
    return rev + 1;
  });
}

/** Newest first. */
export async function readDrafts(database: Database): Promise<readonly StoredDraft[]> {
  const all = await reading(() => database.getAll("drafts"));
  return all.sort((one, other) => (one.saved_at < other.saved_at ? 1 : -1));
}

export const dropDraft = (database: Database, id: string): Promise<void> =>
  write(database, ["drafts"], (transaction) => transaction.objectStore("drafts").delete(id));
