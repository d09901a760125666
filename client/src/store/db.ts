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
/** Where an entry stands: not yet at the server, there, kept aside there, or not taken by it. */
export type EntryState = "unsent" | "sent" | "aside" | "refused";
type Bytes = Uint8Array<ArrayBuffer>;
export interface Sealed {
  readonly iv: Bytes;
  readonly sealed: Bytes;
}
/** An entry on the phone. In clear is only what must be counted or marked while its store is locked (docs/explanation/threats.md). */
export interface SealedEntry extends Sealed {
  readonly id: string;
  /** "care:UNIT", "private:WORKER" or "wellbeing:WORKER". */
  readonly store: string;
  readonly device: string;
  readonly n: number;
  readonly state: EntryState;
  /** The server's code, and where the faults are; of an entry that it set aside or refused. */
  readonly reason: string | null;
  readonly places: readonly string[];
  /** Its person has moved to another unit: seen no more, but kept until the server's backup has what this phone wrote. */
  readonly forgotten: string | null;
  /** The pack in which it lies once more, to be opened with many others at once; "" while in none. */
  readonly pack: string;
}
/** Entries of one store that the server has, sealed together: opening a phone costs what it holds in packs, not in entries. */
export interface StoredPack extends Sealed {
  readonly id: string;
  readonly store: string;
}
export interface SealedDraft extends Sealed {
  readonly id: string;
  readonly store: string;
  readonly rev: number;
}
/** A store's data key, sealed under another key; see keys.ts. */
export interface Wrap extends Sealed {
  readonly by: "pin" | "code" | "recovery";
  /** Whose PIN or code; null for the recovery key, which is the server's. */
  readonly worker: string | null;
  /** Number of the code, from 1. */
  readonly n: number | null;
  /** Recovery key and codes are renewed together, and the old ones hold until the server has the new ones. Codes: of the private store. */
  readonly made: number;
}
export interface StoredKeys {
  readonly store: string;
  readonly wraps: readonly Wrap[];
  /** The newest `made` of which the server has said that it keeps recovery key and codes; 0 before the first. */
  readonly handed: number;
}
export interface StoredWorker {
  readonly id: string;
  readonly name: string;
  readonly picture: string | null;
  readonly language: string;
  readonly cadre: string | null;
  readonly unit: string;
  /** Of the PIN, new with each PIN; and of the one-time codes. */
  readonly salt: Bytes;
  readonly code_salt: Bytes;
  readonly iterations: number;
  /** Wrong guesses since the last right one, and until when the next one waits. */
  readonly wrong: { readonly pin: number; readonly code: number; readonly wait_until: string | null };
  /** Does not work at this phone's unit, or no more: the care store has no wrap for this worker. */
  readonly left: boolean;
}
/** One worker's unsent entries, sealed to the server: docs/reference/sync.md. */
export interface StoredParcel {
  readonly id: string;
  readonly author: string;
  readonly made_at: string;
  readonly state: "waiting" | "stored" | "refused";
  readonly reason: string | null;
  /** The entries of this phone that it carries; of a parcel brought by a file nobody can say. */
  readonly entries: readonly string[];
  readonly parcel: unknown;
}
interface Tables extends DBSchema {
  /** Practice of a phone that nobody has joined yet: invented people, not sealed. */
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
  sealed: {
    key: string;
    value: SealedEntry;
    indexes: { state: [string, EntryState]; counter: [string, number]; pack: [string, string] };
  };
  packs: { key: string; value: StoredPack; indexes: { store: string } };
  sealed_drafts: { key: string; value: SealedDraft; indexes: { store: string } };
  stores: { key: string; value: StoredKeys };
  workers: { key: string; value: StoredWorker };
  parcels: { key: string; value: StoredParcel };
  /** What belongs to a store besides its entries: token, signing key, roster. */
  secrets: { key: [string, string]; value: Sealed & { store: string; name: string } };
}
export type Database = IDBPDatabase<Tables>;

export const DATABASE = "attune";
const VERSION = 2;

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
        // What version 1 holds stays where it is: practice, until the first worker joins and takes it over.
        if (from < 2) {
          const sealed = database.createObjectStore("sealed", { keyPath: "id" });
          sealed.createIndex("state", ["store", "state"]);
          // Not unique: a copy of this phone may have counted the same numbers.
          sealed.createIndex("counter", ["device", "n"]);
          sealed.createIndex("pack", ["store", "pack"]);
          database.createObjectStore("packs", { keyPath: "id" }).createIndex("store", "store");
          database.createObjectStore("sealed_drafts", { keyPath: "id" }).createIndex("store", "store");
          database.createObjectStore("stores", { keyPath: "store" });
          database.createObjectStore("workers", { keyPath: "id" });
          database.createObjectStore("parcels", { keyPath: "id" });
          database.createObjectStore("secrets", { keyPath: ["store", "name"] });
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
