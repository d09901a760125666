// Parcels: one worker's unsent entries, sealed to the server, that anybody's sync, another phone or a file can carry past everybody
// else. The form is docs/reference/sync.md's; src/attune/server/sync/parcels.py opens them.
import { type Database, reading, type StoredParcel, write } from "./db";
import { StoreError } from "./errors";
import { deviceOf, factsOf } from "./facts";
import { gzip } from "./gzip";
import { newId, type Surroundings } from "./journal";
import { base64, bytesOf, fromBase64, randomBytes } from "./keys";
import { openEntry, type Raw, rowsOf } from "./sealed";
import { privateStore, readSecret, type Vault } from "./vault";

export interface Parcel {
  readonly id: string;
  readonly format: 1;
  readonly device: string;
  readonly author: string;
  readonly key: string;
  readonly iv: string;
  readonly sealed: string;
  readonly signature: string;
}
export interface Sender {
  readonly id: string;
  readonly device: string;
  readonly author: string;
  /** The server's raw public key, base64, and the worker's signing key on this phone. */
  readonly serverKey: string;
  readonly signingKey: JsonWebKey;
}

const P256 = { name: "ECDH", namedCurve: "P-256" };
const INFO = "attune-parcel-1";

export async function makeParcel(from: Sender, entries: readonly unknown[]): Promise<Parcel> {
  const pair = (await crypto.subtle.generateKey(P256, false, ["deriveBits"])) as CryptoKeyPair;
  const key = base64(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  const iv = randomBytes(12);
  const { id, device, author } = from;
  const head = bytesOf(`${INFO}\n${id}\n${device}\n${author}\n${key}\n${base64(iv)}\n`);
  const content = await sealingKey(pair.privateKey, from.serverKey);
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: head },
      content,
      await gzip(JSON.stringify(entries)),
    ),
  );
  const signature = await sign(from.signingKey, concat(head, sealed));
  return {
    id,
    format: 1,
    device,
    author,
    key,
    iv: base64(iv),
    sealed: base64(sealed),
    signature: base64(signature),
  };
}

async function sealingKey(mine: CryptoKey, serverKey: string): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey("raw", fromBase64(serverKey), P256, false, []);
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, 256);
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytesOf(INFO) };
  return crypto.subtle.deriveKey(hkdf, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}

async function sign(key: JsonWebKey, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
  const imported = await crypto.subtle.importKey("jwk", key, ecdsa, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, imported, bytes));
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** A few hundred kB each, so that one fits into a sync on a bad network. */
const IN_ONE = 250;

const carriedBy = (parcels: readonly StoredParcel[], worker: string): ReadonlySet<string> =>
  new Set(
    parcels
      .filter(({ author, state }) => author === worker && state !== "refused")
      .flatMap(({ entries }) => entries),
  );

/** Seals what this worker has not sent, at lock or switch. What a parcel carries already is not sealed twice. */
export async function sealUnsent(database: Database, vault: Vault, around: Surroundings): Promise<void> {
  const [facts, device, signingKey] = await Promise.all([
    factsOf(database),
    deviceOf(database),
    readSecret<JsonWebKey>(database, vault, privateStore(vault.worker), "signing"),
  ]);
  if (facts === null || device === null || signingKey === null) return;
  const unsent = await unsentOf(database, vault);
  const carried = carriedBy(await reading(() => database.getAll("parcels")), vault.worker);
  const left = unsent.filter(({ id }) => !carried.has(id));
  const made: StoredParcel[] = [];
  for (let i = 0; i < left.length; i += IN_ONE) {
    const some = left.slice(i, i + IN_ONE);
    const sender = { id: newId(around), device: device.id, author: vault.worker };
    const parcel = await makeParcel({ ...sender, serverKey: facts.key, signingKey }, some);
    made.push({
      id: parcel.id,
      author: vault.worker,
      made_at: around.now().toISOString(),
      state: "waiting",
      reason: null,
      entries: some.map(({ id }) => id),
      parcel,
    });
  }
  if (made.length === 0) return;
  const again = new Set(left.map(({ id }) => id));
  await write(database, ["parcels"], async (transaction) => {
    const table = transaction.objectStore("parcels");
    // Another tab may have sealed the same meanwhile.
    const carriedNow = carriedBy(await table.getAll(), vault.worker);
    for (const row of made) if (!row.entries.every((entry) => carriedNow.has(entry))) await table.put(row);
    // One that the server did not take gives way to the new one with the same in it.
    for (const { id, state, entries } of await table.getAll())
      if (state === "refused" && entries.length > 0 && entries.every((entry) => again.has(entry)))
        await table.delete(id);
  });
}

/** This worker's entries that the server has not got, in the order in which they were written. */
async function unsentOf(database: Database, vault: Vault): Promise<readonly Raw[]> {
  const rows = await Promise.all([...vault.keys.keys()].map((store) => rowsOf(database, store, "unsent")));
  const opened = await Promise.all(rows.flat().map((row) => openEntry(vault, row).catch(() => null)));
  return opened
    .filter((one) => one !== null)
    .map(({ raw }) => asWritten(raw))
    .filter(({ author }) => author === vault.worker)
    .sort((a, b) => (a.device === b.device ? a.n - b.n : a.id < b.id ? -1 : 1));
}

/** One of this worker's unsent entries; null: another worker's, or it does not open. */
export async function openUnsent(database: Database, vault: Vault, id: string): Promise<Raw | null> {
  const row = await reading(() => database.get("sealed", id));
  const opened = row === undefined ? null : await openEntry(vault, row).catch(() => null);
  return opened === null || opened.raw.author !== vault.worker ? null : asWritten(opened.raw);
}

function asWritten({ received_at: _, ...raw }: Raw): Raw {
  return raw;
}

/** A parcel is done with when its author's own sync has sent all that is in it. */
export async function dropDelivered(database: Database): Promise<void> {
  await write(database, ["parcels", "sealed"], async (transaction) => {
    for (const { id, entries } of await transaction.objectStore("parcels").getAll()) {
      if (entries.length === 0) continue;
      const rows = await Promise.all(entries.map((entry) => transaction.objectStore("sealed").get(entry)));
      if (rows.every((row) => row === undefined || row.state === "sent" || row.state === "aside"))
        await transaction.objectStore("parcels").delete(id);
    }
  });
}

/** All parcels that the server has not taken, as a file that says nothing to whoever finds it. */
export async function exportParcels(database: Database): Promise<string> {
  const rows = await reading(() => database.getAll("parcels"));
  const parcels = rows.filter(({ state }) => state !== "stored").map(({ parcel }) => parcel);
  return JSON.stringify({ format: 1, parcels });
}

/** Takes a file of parcels from another phone; how many of them are new here. Raises StoreError for what is no such file. */
export async function importParcels(database: Database, around: Surroundings, file: string): Promise<number> {
  const parcels = readFile(file);
  return write(database, ["parcels"], async (transaction) => {
    const table = transaction.objectStore("parcels");
    let added = 0;
    for (const parcel of parcels) {
      if ((await table.get(parcel.id)) !== undefined) continue;
      await table.put({
        id: parcel.id,
        author: parcel.author,
        made_at: around.now().toISOString(),
        state: "waiting",
        reason: null,
        entries: [],
        parcel,
      });
      added++;
    }
    return added;
  });
}

function readFile(file: string): readonly Parcel[] {
  let read: unknown;
  try {
    read = JSON.parse(file);
  } catch (cause) {
    throw new StoreError("parcel_unreadable", { cause });
  }
  const { format, parcels } = (read ?? {}) as { format?: unknown; parcels?: unknown };
  if (format !== 1 || !Array.isArray(parcels) || !parcels.every(isParcel) || parcels.some(isTooLarge))
    throw new StoreError("parcel_unreadable");
  return parcels;
}

/** No parcel that this app makes comes near it, and a sync that carries more is refused as a whole. */
export const MOST_PARCEL_TEXT = 2_500_000;
const TEXTS = ["id", "device", "author", "key", "iv", "sealed", "signature"] as const;

const isTooLarge = (parcel: Parcel): boolean => JSON.stringify(parcel).length > MOST_PARCEL_TEXT;

function isParcel(raw: unknown): raw is Parcel {
  if (typeof raw !== "object" || raw === null) return false;
  const parcel = raw as Record<string, unknown>;
  return parcel.format === 1 && TEXTS.every((name) => typeof parcel[name] === "string");
}
