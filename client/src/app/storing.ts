// The open database, whose stores in it are open, and every write to them, in turn. Screens read what the writes met.
import { signal } from "@preact/signals";
import type { Database } from "../store/db";
import { asStoreError, LockError, type StoreCode, StoreError } from "../store/errors";
import type { Keeper } from "../store/keeper";
import { read, write } from "./settings";

const MARKER = "attune.has-stored";
/** Something was once kept on this phone. */
export const hasStored = (): boolean => read(MARKER) === "1";
/** Nothing is kept any more, and nobody is to be told that it is missing. */
export const missNothing = (): void => write(MARKER, "");

export type StoreState = "opening" | "ready" | "refused" | "busy" | "replaced";
export const storeState = signal<StoreState>("opening");
/** The phone once held records, and the store came up empty: somebody or something removed them. */
export const emptied = signal(false);
/** What the last write met; null when it is on the phone. */
export const writeFault = signal<StoreCode | null>(null);
/** Somebody has joined this phone: what is written is sealed, and the phone can be locked. */
export const hasJoined = signal(false);

let database: Database | null = null;
/** The phone's database; null where the browser gives none. */
export const openDatabaseOrNull = (): Database | null => database;
export function useDatabase(opened: Database): void {
  database = opened;
}

let keeper: Keeper | null = null;
/** Where entries and drafts go; null while the phone is locked. */
export const keeperNow = (): Keeper | null => keeper;
export function useKeeper(next: Keeper | null): void {
  keeper = next;
}

/** Grows with each write that begins. */
let writes = 0;
let queue: Promise<unknown> = Promise.resolve();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("attune");

/** Tells the other tabs that what is stored has changed. */
export const tellOthers = (): void => channel?.postMessage("changed");
/** Another tab has changed what is stored. */
export function whenOthersTell(then: () => void): void {
  channel?.addEventListener("message", ({ data }) => {
    if (data === "changed") then();
  });
}

/** Called after each write that the phone has kept; the sync listens. */
let onWritten: () => void = () => {};
export function whenWritten(then: () => void): void {
  onWritten = then;
}

/** Writes in order, one after the other; a fault is shown by every screen until a later write succeeds. */
export function inTurn<T>(work: (open: Database, keeper: Keeper | null) => Promise<T>): Promise<T> {
  writes++;
  // Whose stores are open when the tap is made counts, not who comes after.
  const now = keeper;
  const run = queue.then(async () => {
    if (database === null) throw new StoreError("storage_refused");
    return work(database, now);
  });
  queue = run.catch(() => {});
  return run.then(
    (result) => {
      writeFault.value = null;
      write(MARKER, "1");
      tellOthers();
      onWritten();
      return result;
    },
    (error: unknown) => {
      const fault = asStoreError(error);
      if (!(fault instanceof StoreError)) throw fault;
      writeFault.value = fault.code;
      throw fault;
    },
  );
}

/** The same for what goes to whose stores are open. Raises LockError: locked. */
export const keeping = <T>(work: (keeper: Keeper) => Promise<T>): Promise<T> =>
  inTurn((_, now) => {
    if (now === null) throw new LockError("locked");
    return work(now);
  });

const MOST_READS = 20;

/**
 * What is stored, read while nothing is being written: what was answered meanwhile would vanish from the screen, and the next answer
 * would be saved without it. Null: locked, or another worker's, by now; or somebody writes all the time, and the next reading tells.
 */
export async function readAtRest(reader: Keeper) {
  for (let reads = 0; reads < MOST_READS; reads++) {
    for (let last = null; last !== queue; ) {
      last = queue;
      await last;
    }
    const before = writes;
    const found = await reader.read();
    if (reader !== keeper) return null;
    if (writes === before) return found;
  }
  return null;
}
