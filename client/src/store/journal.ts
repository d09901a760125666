// Appending and reading entries. Whoever calls hands in clock and randomness.
import { type Database, reading, write } from "./db";
import { type Entry, type EntryOf, type Kind, type NewEntry, VERSION } from "./entry";
import { type Restored, restore } from "./restore";
import { uuidv7 } from "./uuid";

export interface Surroundings {
  readonly now: () => Date;
  readonly random: (bytes: number) => Uint8Array;
  /** Minutes that local time is ahead of UTC at that moment. */
  readonly tzMinutes: (at: Date) => number;
  readonly app: string;
}
export interface Device {
  readonly id: string;
  /** The counter's last number. */
  readonly n: number;
  /** Until workers sign in, the phone has one author of its own. */
  readonly author: string;
}

const newId = (around: Surroundings): string => uuidv7(around.now().getTime(), around.random(10));

/** Writes entries in one transaction, all or none, each with the device's next number. `drop` ends a draft with them. */
export function append<K extends Kind>(
  database: Database,
  around: Surroundings,
  given: readonly NewEntry<K>[],
  drop?: string,
): Promise<readonly EntryOf<K>[]> {
  return write(database, ["meta", "entries", "drafts"], async (transaction) => {
    const meta = transaction.objectStore("meta");
    const device = ((await meta.get("device")) as Device | undefined) ?? newDevice(around);
    const written = given.map((entry, i) => complete(entry, { ...device, n: device.n + i + 1 }, around));
    await Promise.all([
      ...written.map((entry) => transaction.objectStore("entries").add(entry)),
      meta.put({ ...device, n: device.n + written.length }, "device"),
      ...(drop === undefined ? [] : [transaction.objectStore("drafts").delete(drop)]),
    ]);
    return written;
  });
}

function newDevice(around: Surroundings): Device {
  return { id: newId(around), n: 0, author: newId(around) };
}

function complete<K extends Kind>(given: NewEntry<K>, device: Device, around: Surroundings): EntryOf<K> {
  const now = around.now();
  return {
    id: given.id ?? newId(around),
    kind: given.kind,
    version: VERSION[given.kind],
    author: device.author,
    device: device.id,
    n: device.n,
    subject: given.subject,
    amends: given.amends ?? [],
    // Until sync lands every person is invented: nothing written by this release may ever count as care.
    practice: true,
    occurred_on: given.occurred_on,
    written_at: now.toISOString(),
    tz_minutes: around.tzMinutes(now),
    clock_offset: null,
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
