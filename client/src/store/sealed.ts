// Entries and drafts in the sealed stores of the worker who signed in.
import {
  type Database,
  type EntryState,
  reading,
  type SealedDraft,
  type SealedEntry,
  type StoredDraft,
  type StoredPack,
  type Writing,
  write,
} from "./db";
import type { AnyDraft } from "./drafts";
import { type EntryOf, isPractice, type Kind, type NewEntry } from "./entry";
import { DraftElsewhere, LockError } from "./errors";
import { type Device, deviceOf, factsOf } from "./facts";
import { complete, newDevice, type Surroundings } from "./journal";
import type { Keeper } from "./keeper";
import { base64, randomBytes, seal, unseal } from "./keys";
import { type Restored, restore } from "./restore";
import { careStore, keyOf, privateStore, readSecret, type Vault } from "./vault";

/** An entry as it lies in a store, opened: whatever was written or sent, known or not. */
export interface Opened {
  readonly row: SealedEntry;
  /** JSON data; its body is null after an erasure. */
  readonly raw: Raw;
}
export interface Raw {
  readonly id: string;
  readonly author: string;
  readonly device: string;
  readonly n: number;
  readonly kind: string;
  readonly subject: string | null;
  readonly written_at: string;
  readonly body: unknown;
  /** Not the entry's own: when the server received it, as far as it said so. */
  readonly received_at?: string;
}

const entryLabel = (id: string): string => `attune-entry-1\n${id}`;
const draftLabel = (id: string): string => `attune-draft-1\n${id}`;

export async function sealEntry(
  vault: Vault,
  store: string,
  raw: { readonly id: string; readonly device: string; readonly n: number },
  state: EntryState,
): Promise<SealedEntry> {
  const { id, device, n } = raw;
  return {
    id,
    store,
    device,
    n,
    state,
    reason: null,
    places: [],
    forgotten: null,
    pack: "",
    ...(await seal(keyOf(vault, store), raw, entryLabel(id))),
  };
}

export const openEntry = async (vault: Vault, row: SealedEntry): Promise<Opened> => ({
  row,
  raw: (await unseal(keyOf(vault, row.store), row, entryLabel(row.id))) as Raw,
});

/** All rows of a store, or those in one state. */
export function rowsOf(
  database: Database,
  store: string,
  state?: EntryState,
): Promise<readonly SealedEntry[]> {
  const range =
    state === undefined
      ? IDBKeyRange.bound([store], [store, []])
      : IDBKeyRange.bound([store, state], [store, state]);
  return reading(() => database.getAllFromIndex("sealed", "state", range));
}

/** Packs as they lie on the disk, by id. */
export type Ahead = ReadonlyMap<string, StoredPack>;

/** Reads a worker's packs while the key that opens them is still being made. What has become of them since, the opening looks up. */
export async function readAhead(database: Database, worker: string): Promise<Ahead> {
  const row = await reading(() => database.get("workers", worker));
  if (row === undefined) return new Map();
  const stores = [careStore(row.unit), privateStore(worker)];
  const packs = await reading(() =>
    Promise.all(stores.map((store) => database.getAllFromIndex("packs", "store", store))),
  );
  return new Map(packs.flat().map((pack) => [pack.id, pack]));
}

/** Remembers what was opened, so that reading again reads and opens only what is new or was blanked. */
export class Cache {
  packs = new Map<string, readonly Raw[]>();
  rows = new Map<string, Opened>();
  constructor(public ahead: Ahead = new Map()) {}
}

/** Everything that the open stores hold. A row that does not open (a changed disk) is told of, not thrown away. */
export async function openAll(
  database: Database,
  vault: Vault,
  cache: Cache,
): Promise<{
  readonly raws: readonly Raw[];
  readonly closed: readonly SealedEntry[];
  readonly unsent: ReadonlySet<string>;
}> {
  const stores = [...vault.keys.keys()];
  const parts = await Promise.all(stores.map((store) => readStore(database, store, cache)));
  cache.ahead = new Map();
  const packs = await Promise.all(
    parts
      .flatMap((part) => part.packs)
      .map(async ({ id, store, sealed }) => {
        const known = cache.packs.get(id) ?? null;
        return { id, store, raws: known ?? (sealed === undefined ? null : await openPack(vault, sealed)) };
      }),
  );
  cache.packs = new Map(packs.flatMap(({ id, raws }) => (raws === null ? [] : [[id, raws] as const])));
  const loose = parts.flatMap((part) => part.rows);
  // What lies in a pack lies in rows as well.
  for (const { id, store, raws } of packs)
    if (raws === null) loose.push(...(await rowsIn(database, store, id)));
  const rows = loose.filter(({ forgotten }) => forgotten === null);
  const results = await Promise.all(
    rows.map(async (row): Promise<Opened | null> => {
      const known = cache.rows.get(row.id);
      if (known !== undefined && sameBytes(known.row.iv, row.iv)) return { row, raw: known.raw };
      return openEntry(vault, row).catch(() => null);
    }),
  );
  const opened = results.filter((one) => one !== null);
  cache.rows = new Map(opened.map((one) => [one.row.id, one]));
  return {
    raws: [...packs.flatMap(({ raws }) => raws ?? []), ...opened.map(({ raw }) => raw)],
    closed: rows.filter((_, i) => results[i] === null),
    // What lies in a pack is sent.
    unsent: new Set(rows.filter(({ state }) => state === "unsent").map(({ id }) => id)),
  };
}

/** Which packs a store has, and the entries that are in none. A pack that is known already is not read again: it never changes. */
async function readStore(database: Database, store: string, cache: Cache) {
  // One transaction: an entry leaves the rows of no pack and lies in one at the same moment.
  const transaction = database.transaction(["sealed", "packs"]);
  const table = transaction.objectStore("packs");
  return reading(async () => {
    const [ids, rows] = await Promise.all([
      table.index("store").getAllKeys(store),
      transaction
        .objectStore("sealed")
        .index("pack")
        .getAll(IDBKeyRange.only([store, ""])),
    ]);
    const packs = await Promise.all(
      ids.map(async (id) => {
        const isKnown = cache.packs.has(id) || cache.ahead.has(id);
        return { id, store, sealed: isKnown ? cache.ahead.get(id) : await table.get(id) };
      }),
    );
    return { packs, rows };
  });
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.every((byte, i) => byte === other[i]);

const packLabel = (id: string): string => `attune-pack-1\n${id}`;
/** Null: it does not open (a changed disk). */
const openPack = async (vault: Vault, pack: StoredPack): Promise<readonly Raw[] | null> =>
  unseal(keyOf(vault, pack.store), pack, packLabel(pack.id)).then(
    (raws) => raws as readonly Raw[],
    () => null,
  );

const rowsIn = (database: Database, store: string, pack: string): Promise<readonly SealedEntry[]> =>
  reading(() => database.getAllFromIndex("sealed", "pack", IDBKeyRange.only([store, pack])));

const IN_PACK = 250;

/** Seals entries that the server has together, a few hundred at a time. What lies in a pack stays a row as well: it is counted there. */
export async function packSent(database: Database, vault: Vault, size = IN_PACK): Promise<void> {
  for (const store of vault.keys.keys()) {
    const loose = await rowsIn(database, store, "");
    const sent = loose.filter(({ state, forgotten }) => state === "sent" && forgotten === null);
    for (let i = 0; i + size <= sent.length; i += size)
      await pack(database, vault, store, sent.slice(i, i + size));
  }
}

async function pack(
  database: Database,
  vault: Vault,
  store: string,
  loose: readonly SealedEntry[],
): Promise<void> {
  // One that does not open stays outside: it holds up no sync.
  const tried = await Promise.all(loose.map((row) => openEntry(vault, row).catch(() => null)));
  const opened = tried.filter((one) => one !== null);
  if (opened.length === 0) return;
  const [rows, raws] = [opened.map(({ row }) => row), opened.map(({ raw }) => raw)];
  // A name is used once: what was read or opened of a pack before stays true for as long as there is one of that name.
  const id = `${store}/${base64(randomBytes(12))}`;
  const made: StoredPack = { id, store, ...(await seal(keyOf(vault, store), raws, packLabel(id))) };
  await write(database, ["sealed", "packs"], async (transaction) => {
    const table = transaction.objectStore("sealed");
    const now = await Promise.all(rows.map(({ id: entry }) => table.get(entry)));
    // Something has changed meanwhile: the next sync packs again.
    const same = now.every(
      (row, i) => row?.state === "sent" && row.pack === "" && sameBytes(row.iv, rows[i]!.iv),
    );
    if (!same) return;
    await transaction.objectStore("packs").put(made);
    await Promise.all(rows.map((row) => table.put({ ...row, pack: id })));
  });
}

/** A row is about to change: its pack goes, so that what was blanked or forgotten is in none. */
export async function unpack(transaction: Writing, row: SealedEntry): Promise<void> {
  if (row.pack === "") return;
  await transaction.objectStore("packs").delete(row.pack);
  const table = transaction.objectStore("sealed");
  const range = IDBKeyRange.only([row.store, row.pack]);
  for (const each of await table.index("pack").getAll(range)) await table.put({ ...each, pack: "" });
}

/** Practice is the worker's own; what is about the unit's people lies where all its workers see it. */
export const storeOf = (vault: Vault, about: { readonly subject: string | null }): string =>
  isPractice(about) ? privateStore(vault.worker) : careStore(vault.unit);

/** An entry that the server set aside or did not take, as far as it can be shown. */
export interface Trouble {
  readonly id: string;
  readonly state: "aside" | "refused";
  /** The server's code, and where in the entry the faults are. */
  readonly reason: string;
  readonly places: readonly string[];
  readonly kind: string;
  readonly subject: string | null;
  readonly author: string;
  readonly occurred_on: string | null;
  /** The one that the server has under the same id, where it has been told of here. */
  readonly other: OtherEntry | null;
}
export interface OtherEntry {
  readonly kind: string;
  readonly author: string;
  readonly occurred_on: string | null;
}
/** A store's secret of that name: by the id that two entries share. */
export type Others = Readonly<Record<string, OtherEntry>>;

export const otherEntry = (raw: Raw & { readonly occurred_on?: string }): OtherEntry => ({
  kind: raw.kind,
  author: raw.author,
  occurred_on: raw.occurred_on ?? null,
});

/** What the server did not simply take, of the stores that are open. */
export async function troublesOf(database: Database, vault: Vault): Promise<readonly Trouble[]> {
  const found: Trouble[] = [];
  const others: Record<string, Others> = {};
  for (const state of ["aside", "refused"] as const)
    for (const store of vault.keys.keys())
      for (const row of await rowsOf(database, store, state)) {
        others[store] ??= (await readSecret<Others>(database, vault, store, "others")) ?? {};
        const raw = await openEntry(vault, row).then(
          (one) => one.raw as Raw & { readonly occurred_on?: string },
          () => null,
        );
        found.push({
          id: row.id,
          state,
          reason: row.reason ?? "",
          places: row.places,
          kind: raw?.kind ?? "",
          subject: raw?.subject ?? null,
          author: raw?.author ?? "",
          occurred_on: raw?.occurred_on ?? null,
          other: others[store][row.id] ?? null,
        });
      }
  return found;
}

export function sealedKeeper(database: Database, vault: Vault, around: Surroundings, ahead?: Ahead): Keeper {
  const cache = new Cache(ahead);
  let last: { readonly all: readonly Raw[]; readonly found: Restored } = { all: [], found: restore([]) };
  /** The same value where nothing has changed, as after most syncs: nothing is folded and drawn again for it. */
  const restored = (all: readonly Raw[]): Restored => {
    if (all.length === last.all.length && all.every((raw, i) => raw === last.all[i])) return last.found;
    const raws = all
      .filter(({ body }) => body !== null)
      .sort((a, b) => (a.device < b.device ? -1 : a.device > b.device ? 1 : a.n - b.n));
    last = { all, found: restore(raws) };
    return last.found;
  };
  const read: Keeper["read"] = async () => {
    const { raws, closed, unsent } = await openAll(database, vault, cache);
    const found = restored(raws);
    const aside = closed.map((raw) => ({ raw, why: "unreadable" as const }));
    return {
      entries: { entries: found.entries, aside: [...found.aside, ...aside] },
      drafts: await readSealedDrafts(database, vault),
      unsent,
    };
  };
  return {
    read,
    append: (given, drop) => appendSealed(database, vault, around, given, drop),
    saveDraft: (draft, rev, savedAt) => saveSealedDraft(database, vault, draft, rev, savedAt),
    dropDraft: (id) =>
      write(database, ["sealed_drafts"], (transaction) =>
        transaction.objectStore("sealed_drafts").delete(id),
      ),
  };
}

/** Sealing takes longer than a transaction lives: the number is looked up, and looked at again where it is used. */
async function numbered<T>(
  database: Database,
  around: Surroundings,
  make: (device: Device) => Promise<{ readonly used: number; readonly result: T }>,
  tables: readonly ("entries" | "drafts" | "sealed_drafts")[],
  keep: (transaction: Writing, result: T) => Promise<unknown>,
): Promise<T> {
  for (;;) {
    const device = (await deviceOf(database)) ?? newDevice(around);
    const { used, result } = await make(device);
    const done = await write(database, ["meta", "sealed", ...tables], async (transaction) => {
      const meta = transaction.objectStore("meta");
      const now = (await meta.get("device")) as Device | undefined;
      if (now !== undefined && (now.id !== device.id || now.n !== device.n)) return false;
      await meta.put({ ...device, n: device.n + used }, "device");
      await keep(transaction, result);
      return true;
    });
    if (done) return result;
  }
}

async function appendSealed<K extends Kind>(
  database: Database,
  vault: Vault,
  around: Surroundings,
  given: readonly NewEntry<K>[],
  drop?: string,
): Promise<readonly EntryOf<K>[]> {
  const clock_offset = (await factsOf(database))?.clock_offset ?? null;
  const make = async (device: Device) => {
    const written = given.map((entry, i) => {
      const by = { author: vault.worker, device: device.id, n: device.n + i + 1, clock_offset };
      return complete(entry, around, by, isPractice(entry));
    });
    const rows = await Promise.all(
      written.map((entry) => sealEntry(vault, storeOf(vault, entry), entry, "unsent")),
    );
    return { used: written.length, result: { written, rows } };
  };
  const { written } = await numbered(database, around, make, ["sealed_drafts"], (transaction, { rows }) =>
    Promise.all([
      ...rows.map((row) => transaction.objectStore("sealed").add(row)),
      ...(drop === undefined ? [] : [transaction.objectStore("sealed_drafts").delete(drop)]),
    ]),
  );
  return written;
}

async function saveSealedDraft(
  database: Database,
  vault: Vault,
  draft: AnyDraft,
  rev: number,
  savedAt: Date,
): Promise<number> {
  const row = await sealDraft(vault, draft, rev + 1, savedAt.toISOString());
  return write(database, ["sealed_drafts"], async (transaction) => {
    const table = transaction.objectStore("sealed_drafts");
    const stored = await table.get(draft.id);
    // A draft that is gone was closed in another tab.
    if ((stored?.rev ?? 0) !== rev) throw new DraftElsewhere();
    await table.put(row);
    return rev + 1;
  });
}

async function sealDraft(vault: Vault, draft: AnyDraft, rev: number, saved_at: string): Promise<SealedDraft> {
  const store = storeOf(vault, { subject: draft.person });
  const value = { saved_at, draft };
  return { id: draft.id, store, rev, ...(await seal(keyOf(vault, store), value, draftLabel(draft.id))) };
}

/** Newest first: the worker's own, and those about the unit's people, whoever began them. */
async function readSealedDrafts(database: Database, vault: Vault): Promise<readonly StoredDraft[]> {
  const rows = await reading(() => database.getAll("sealed_drafts"));
  const opened = await Promise.all(
    rows
      .filter(({ store }) => vault.keys.has(store))
      .map(async (row) => {
        const value = await unseal(keyOf(vault, row.store), row, draftLabel(row.id)).catch(() => null);
        return value === null
          ? null
          : { id: row.id, rev: row.rev, ...(value as Pick<StoredDraft, "saved_at" | "draft">) };
      }),
  );
  return opened.filter((one) => one !== null).sort((one, other) => (one.saved_at < other.saved_at ? 1 : -1));
}

/**
 * What was written before anybody joined becomes the practice of the first worker who opens a store: it was never sent, so it
 * takes that worker as its author, and the phone's id as the server knows it.
 */
export async function takeOverPractice(
  database: Database,
  vault: Vault,
  around: Surroundings,
): Promise<void> {
  if (!vault.keys.has(privateStore(vault.worker))) throw new LockError("locked");
  const [count, open] = await reading(() =>
    Promise.all([database.count("entries"), database.count("drafts")]),
  );
  if (count + open === 0) return;
  const make = async (device: Device) => {
    const [entries, drafts] = await reading(() =>
      Promise.all([database.getAllFromIndex("entries", "counter"), database.getAll("drafts")]),
    );
    let used = 0;
    const store = privateStore(vault.worker);
    const rows = await Promise.all(
      entries.map((entry) => {
        const same = entry.device === device.id;
        const n = same ? entry.n : device.n + ++used;
        return sealEntry(
          vault,
          store,
          { ...entry, author: vault.worker, device: device.id, n, practice: true } as typeof entry,
          "unsent",
        );
      }),
    );
    const kept = await Promise.all(
      drafts.map(({ draft, rev, saved_at }) => sealDraft(vault, draft as AnyDraft, rev, saved_at)),
    );
    return { used, result: { rows, kept } };
  };
  await numbered(
    database,
    around,
    make,
    ["entries", "drafts", "sealed_drafts"],
    async (transaction, made) => {
      // Each goes with its copy: what another tab wrote in between stays, until the next opening.
      for (const row of made.rows) {
        await transaction.objectStore("sealed").put(row);
        await transaction.objectStore("entries").delete(row.id);
      }
      for (const row of made.kept) {
        const now = await transaction.objectStore("drafts").get(row.id);
        if (now?.rev !== row.rev) continue;
        await transaction.objectStore("sealed_drafts").put(row);
        await transaction.objectStore("drafts").delete(row.id);
      }
    },
  );
}
