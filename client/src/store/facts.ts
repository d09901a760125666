// Single facts of this phone that are not about anybody: which device it is, and how far it is with the server.
import { type Database, reading, type Writing, write } from "./db";
import { newDeviceKey } from "./keys";

export interface Unit {
  readonly id: string;
  readonly name: string;
  /** Names of the units above it, the nearest first. */
  readonly above: readonly string[];
}
export interface Device {
  readonly id: string;
  /** The counter's last number. */
  readonly n: number;
  /** Author of what was written before anybody joined. */
  readonly author?: string;
  /** Ids that this phone had before the server gave it another. */
  readonly former?: readonly string[];
}
export interface ServerFacts {
  readonly unit: Unit;
  readonly epoch: string;
  /** Raw public key to which parcels are sealed, base64. */
  readonly key: string;
  readonly turn: string | null;
  readonly cursors: Readonly<Record<string, number>>;
  /** Milliseconds that this phone's clock is ahead of the server's. */
  readonly clock_offset: number | null;
  /** When the server last took what was sent, by this phone's clock. */
  readonly last_sent: string | null;
  /** Workers whose channels have been seen to their end once. */
  readonly complete: readonly string[];
  readonly backed_up: string | null;
  readonly withdrawn: readonly string[];
}

/** The server knows the former id as lost or as another phone's: a new one, with a counter from the start. */
export const renamedDevice = (before: Device, id: string): Device => ({
  id,
  n: 0,
  former: [...(before.former ?? []), before.id],
});

export const factsOf = (database: Database): Promise<ServerFacts | null> =>
  reading(async () => ((await database.get("meta", "server")) as ServerFacts | undefined) ?? null);

export const deviceOf = (database: Database): Promise<Device | null> =>
  reading(async () => ((await database.get("meta", "device")) as Device | undefined) ?? null);

/** The device, made when it is first needed: a second try to join shows the same id. */
export async function ensureDevice(database: Database, make: () => Device): Promise<Device> {
  return write(database, ["meta"], async (transaction) => {
    const meta = transaction.objectStore("meta");
    const known = (await meta.get("device")) as Device | undefined;
    if (known !== undefined) return known;
    const made = make();
    await meta.put(made, "device");
    return made;
  });
}

/** Changes facts inside a transaction that has "meta". Nothing happens before the phone has joined. */
export async function changeFacts(
  transaction: Writing,
  change: (facts: ServerFacts) => Partial<ServerFacts>,
): Promise<void> {
  const meta = transaction.objectStore("meta");
  const facts = (await meta.get("server")) as ServerFacts | undefined;
  if (facts !== undefined) await meta.put({ ...facts, ...change(facts) }, "server");
}

/** The phone's own key, made when it is first needed. */
export async function deviceKey(database: Database): Promise<CryptoKey> {
  const known = (await reading(() => database.get("meta", "device-key"))) as CryptoKey | undefined;
  if (known !== undefined) return known;
  const made = await newDeviceKey();
  // Another tab may have been quicker: the first one counts.
  const transaction = database.transaction("meta", "readwrite");
  const first = (await transaction.store.get("device-key")) as CryptoKey | undefined;
  if (first === undefined) await transaction.store.put(made, "device-key");
  await transaction.done;
  return first ?? made;
}
