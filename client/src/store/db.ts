// The phone's database. One upgrade step per version; a step, once released, is never changed.
import {
  type DBSchema,
  deleteDB,
  type IDBPDatabase,
  type IDBPTransaction,
  openDB,
  type StoreNames,
} from "idb";
import { asStoreError, StorageBusy, StorageRefused } from "./errors";

export interface StoredDraft {
  readonly id: string;
  /** Grows with every save: two tabs cannot write over each other. */
  readonly rev: number;
  readonly saved_at: string;
  readonly draft: unknown;
}
export interface StoredRelease {
  readonly release: string;
  readonly version: string;
  readonly installed_at: string;
  readonly parts: readonly string[];
}
interface Tables extends DBSchema {
  entries: {
    key: string;
    value: { id: string; device: string; n: number };
    indexes: { counter: [string, number] };
  };
  drafts: { key: string; value: StoredDraft };
  releases: { key: string; value: StoredRelease };
  /** Key "RELEASE/NAME", value the text of the part. */
  parts: { key: string; value: string };
  meta: { key: string; value: unknown };
}
export type Database = IDBPDatabase<Tables>;

export const DATABASE = "attune";
const VERSION = 1;

/** Opens the database, or says why the browser does not give it. */
export async function openDatabase(name: string, onReplaced: () => void): Promise<Database> {
  if (typeof indexedDB === "undefined" || indexedDB === null) throw new StorageRefused();
  let refuse: (error: StorageBusy) => void = () => {};
  const blocked = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  try {
    const opening = openDB<Tables>(name, VERSION, {
      upgrade(database, from) {
        if (from < 1) {
          database
            .createObjectStore("entries", { keyPath: "id" })
            .createIndex("counter", ["device", "n"], { unique: true });
          database.createObjectStore("drafts", { keyPath: "id" });
          database.createObjectStore("releases", { keyPath: "release" });
          database.createObjectStore("parts");
          database.createObjectStore("meta");
        }
      },
      blocked: () => refuse(new StorageBusy()),
      // A newer app in another tab waits for this one to let go.
      blocking: (_current, _next, event) => {
        (event.target as IDBDatabase).close();
        onReplaced();
      },
      terminated: onReplaced,
    });
    return await Promise.race([opening, blocked]);
  } catch (error) {
    throw asStoreError(error);
  }
}

export const dropDatabase = (name: string): Promise<void> => deleteDB(name);

/** Reads, with the browser's faults by our names. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(error);
  }
}

type TableName = StoreNames<Tables>;
export type Writing = IDBPTransaction<Tables, TableName[], "readwrite">;

/** One transaction: all of it is on the disk when the promise ends, or nothing of it. `work` must await its requests. */
export async function write<T>(
  database: Database,
  tables: readonly TableName[],
  work: (transaction: Writing) => Promise<T>,
): Promise<T> {
  let transaction: Writing | undefined;
  try {
    // Strict: on the disk before it counts as saved, because phones are switched off in mid-sentence.
    transaction = database.transaction([...tables], "readwrite", { durability: "strict" });
    const done = transaction.done;
    done.catch(() => {}); // heard below, if `work` fails first
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    throw asStoreError(await reasonOf(transaction, error));
  }
}

/** Undoes what was written. A full disk aborts the transaction and names itself only there. */
async function reasonOf(transaction: Writing | undefined, error: unknown): Promise<unknown> {
  if (transaction === undefined) return error;
  try {
    transaction.abort();
  } catch {
    // it is over already
  }
  await transaction.done.catch(() => {});
  return transaction.error?.name === "QuotaExceededError" ? transaction.error : error;
}
