// Appending and reading entries. Whoever calls hands in clock and randomness.
import { type Database, reading, write } from "./db";
import { type Entry, type EntryOf, type Kind, type NewEntry, VERSION } from "./entry";
import type { Device } from "./facts";
import { type Restored, restore } from "./restore";
import { uuidv7 } from "./uuid";

export interface Surroundings {
  readonly now: () => Date;
  readonly random: (bytes: number) => Uint8Array;
  /** Minutes that local time is ahead of UTC at that moment. */
  readonly tzMinutes: (at: Date) => number;
  readonly app: string;
}
/** Whose entry it is, with the number that it gets. */
export interface Author {
  readonly author: string;
  readonly device: string;
  readonly n: number;
  readonly clock_offset: number | null;
}

export const newId = (around: Surroundings): string => uuidv7(around.now().getTime(), around.random(10));

/**
 * Writes entries in one transaction, all or none, each with the device's next number. `drop` ends a draft with them. This is the
 * journal of a phone that nobody has joined: whatever is written here is practice.
 */
export function append<K extends Kind>(
  database: Database,
  around: Surroundings,
  given: readonly NewEntry<K>[],
  drop?: string,
): Promise<readonly EntryOf<K>[]> {
  return write(database, ["meta", "entries", "drafts"], async (transaction) => {
    const meta = transaction.objectStore("meta");
    const device = ((await meta.get("device")) as Device | undefined) ?? newDevice(around);
    const author = device.author ?? newId(around);
    const written = given.map((entry, i) =>
      complete(entry, around, { author, device: device.id, n: device.n + i + 1, clock_offset: null }, true),
    );
    await Promise.all([
      ...written.map((entry) => transaction.objectStore("entries").add(entry)),
      meta.put({ ...device, author, n: device.n + written.length }, "device"),
      ...(drop === undefined ? [] : [transaction.objectStore("drafts").delete(drop)]),
    ]);
    return written;
  });
}

/** A device that has only just come to be; the server may give it another id when somebody joins. */
export const newDevice = (around: Surroundings): Device => ({ id: newId(around), n: 0 });

export function complete<K extends Kind>(
  given: NewEntry<K>,
  around: Surroundings,
  by: Author,
  practice: boolean,
): EntryOf<K> {
  const now = around.now();
  return {
    id: given.id ?? newId(around),
    kind: given.kind,
    version: VERSION[given.kind],
    author: by.author,
    device: by.device,
    n: by.n,
    subject: given.subject,
    amends: given.amends ?? [],
    practice,
    occurred_on: given.occurred_on,
    written_at: now.toISOString(),
    tz_minutes: around.tzMinutes(now),
    clock_offset: by.clock_offset,
    release: given.release,
    app: around.app,
    body: given.body,
  } as unknown as EntryOf<K>;
}

/** All entries; those of one device in the order in which it wrote them. */
export async function readEntries(database: Database): Promise<Restored> {
  return restore(await reading(() => database.getAllFromIndex("entries", "counter")));
}

export const about = (entries: readonly Entry[], subject: string): readonly Entry[] =>
  entries.filter((entry) => entry.subject === subject);
