// Who opens what on a shared phone. The unit's care store is opened by each of its workers; a worker's private store and private
// wellbeing by that worker alone. Opening gives a Vault: the keys, in memory, until it is locked by letting go of it.
import {
  type Database,
  reading,
  type StoredKeys,
  type StoredWorker,
  type Wrap,
  type Writing,
  write,
} from "./db";
import { LockError } from "./errors";
import { type Device, deviceKey, renamedDevice, type ServerFacts, type Unit } from "./facts";
import { guess, isCodeOnly, isTooEasy, NONE_WRONG, waitsUntil } from "./guesses";
import {
  base64,
  CODE_ITERATIONS,
  CODES,
  codeKey,
  fromBase64,
  newCodes,
  newDataKey,
  PIN_ITERATIONS,
  pinKey,
  randomBytes,
  recoveryKey,
  seal,
  unseal,
  unwrap,
  WrongKey,
  wrap,
} from "./keys";

export const careStore = (unit: string): string => `care:${unit}`;
export const privateStore = (worker: string): string => `private:${worker}`;
export const wellbeingStore = (worker: string): string => `wellbeing:${worker}`;

/** The open stores of the worker who signed in. Whoever lets go of it has locked the phone. */
export interface Vault {
  readonly worker: string;
  readonly unit: string;
  /** By store. No care store: the worker has left the unit. */
  readonly keys: ReadonlyMap<string, CryptoKey>;
  /** Opened by a one-time code: a new PIN must be chosen before anything else. */
  readonly needsPin: boolean;
}
/** What the lock screen may know of a worker. */
export interface WorkerOnPhone {
  readonly id: string;
  readonly name: string;
  /** Which drawing stands for this worker. */
  readonly picture: string | null;
  readonly language: string;
  readonly cadre: string | null;
  readonly left: boolean;
  /** The next guess waits until then. */
  readonly waits_until: string | null;
  /** Too many wrong PINs. */
  readonly code_only: boolean;
  /** Number of the one-time code that opens next, to ask the supervisor for; null: the server has none yet, or all are used. */
  readonly next_code: number | null;
}
/** The answer of the server to somebody who comes in: docs/reference/sync.md. */
export interface Admission {
  readonly worker: {
    readonly id: string;
    readonly name: string;
    readonly picture: string | null;
    readonly language: string;
    readonly cadre: string | null;
    /** Has a worker's role at the unit; a supervisor's own phone has no care store. */
    readonly works_here: boolean;
  };
  readonly unit: Unit;
  readonly device: string;
  readonly token: string;
  readonly server: { readonly epoch: string; readonly now: string; readonly key: string };
  readonly stores: readonly { readonly store: string; readonly recovery_key: string }[];
}
/** What the server is to keep of a store; it stays on the phone, sealed, until the server has said that it does. */
export interface Handover {
  readonly store: string;
  readonly recovery_key: string;
  readonly codes: readonly string[];
  readonly made: number;
}
export interface Clock {
  readonly now: () => Date;
}

export async function workersOn(database: Database, clock: Clock): Promise<readonly WorkerOnPhone[]> {
  const [workers, stores] = await reading(() =>
    Promise.all([database.getAll("workers"), database.getAll("stores")]),
  );
  return workers.map((row) => ({
    id: row.id,
    name: row.name,
    picture: row.picture,
    language: row.language,
    cadre: row.cadre,
    left: row.left,
    waits_until: waitsUntil(row.wrong, clock.now())?.toISOString() ?? null,
    code_only: isCodeOnly(row.wrong),
    next_code: nextCode(stores.find(({ store }) => store === privateStore(row.id))),
  }));
}

function nextCode(row: StoredKeys | undefined): number | null {
  const left = codesOf(row).filter(({ made }) => made === row?.handed);
  return left.length === 0 ? null : Math.min(...left.map(({ n }) => n ?? CODES));
}
const codesOf = (row: StoredKeys | undefined): readonly Wrap[] =>
  row?.wraps.filter(({ by }) => by === "code") ?? [];

export async function openWithPin(
  database: Database,
  clock: Clock,
  worker: string,
  pin: string,
): Promise<Vault> {
  const [known, device] = await Promise.all([
    reading(() => database.get("workers", worker)),
    deviceKey(database),
  ]);
  if (known === undefined) throw new LockError("locked");
  // The guess is on the disk before anybody hears whether it was right; the key takes its time meanwhile.
  const [row, under] = await Promise.all([
    countGuess(database, clock, worker, "pin"),
    pinKey({ ...known, worker, deviceKey: device }, pin),
  ]);
  const mine = (await reading(() => database.getAll("stores"))).flatMap((stored) =>
    stored.wraps
      .filter((one) => one.by === "pin" && one.worker === worker && !isPutAway(stored.store))
      .map((one) => ({ store: stored.store, one })),
  );
  const keys = new Map<string, CryptoKey>();
  for (const { store, one } of mine) {
    const key = await unwrap(under, one, place(store, one)).catch(orWrong);
    if (key !== null) keys.set(store, key);
  }
  if (!keys.has(privateStore(worker))) throw await wrongGuess(database, clock, worker, "wrong_pin");
  await forgive(database, worker);
  return { worker, unit: row.unit, keys, needsPin: false };
}

/** A key that does not fit is no fault by itself; anything else is one. */
function orWrong(error: unknown): null {
  if (error instanceof WrongKey) return null;
  throw error;
}

/** Opens with the code that the lock screen named; it is used up. Private wellbeing stays closed. */
export async function openWithCode(
  database: Database,
  clock: Clock,
  worker: string,
  typed: string,
): Promise<Vault> {
  const mine = privateStore(worker);
  const n = nextCode(await reading(() => database.get("stores", mine)));
  if (n === null) throw new LockError("no_code");
  const row = await countGuess(database, clock, worker, "code");
  const under = await codeKey(await codeStretch(database, worker, row.code_salt), typed);
  const stores = await reading(() => database.getAll("stores"));
  const keys = new Map<string, CryptoKey>();
  // Codes that were renewed but not confirmed may be at the server already: theirs count as well.
  for (const { store, wraps } of stores)
    for (const one of wraps.filter((each) => each.by === "code" && each.worker === worker && each.n === n)) {
      const key = await unwrap(under, one, place(store, one)).catch(() => null);
      if (key !== null) keys.set(store, key);
    }
  if (!keys.has(mine)) throw await wrongGuess(database, clock, worker, "wrong_code");
  await write(database, ["stores", "workers"], async (transaction) => {
    const table = transaction.objectStore("stores");
    for (const stored of await table.getAll())
      await table.put({
        ...stored,
        wraps: stored.wraps.filter((one) => one.by !== "code" || one.worker !== worker || (one.n ?? 0) > n),
      });
    // Wrong PINs are forgiven when the new PIN is there.
    const known = await transaction.objectStore("workers").get(worker);
    if (known !== undefined)
      await transaction
        .objectStore("workers")
        .put({ ...known, wrong: { ...known.wrong, code: 0, wait_until: null } });
  });
  return { worker, unit: row.unit, keys, needsPin: true };
}

const codeStretch = async (database: Database, worker: string, salt: Uint8Array<ArrayBuffer>) => ({
  deviceKey: await deviceKey(database),
  worker,
  salt,
  iterations: CODE_ITERATIONS,
});

async function countGuess(
  database: Database,
  clock: Clock,
  worker: string,
  by: "pin" | "code",
): Promise<StoredWorker> {
  return write(database, ["workers"], async (transaction) => {
    const row = await transaction.objectStore("workers").get(worker);
    if (row === undefined) throw new LockError("locked");
    await transaction.objectStore("workers").put({ ...row, wrong: guess(row.wrong, by, clock.now()) });
    return row;
  });
}

async function wrongGuess(
  database: Database,
  clock: Clock,
  worker: string,
  code: "wrong_pin" | "wrong_code",
): Promise<LockError> {
  const row = await reading(() => database.get("workers", worker));
  if (row === undefined) return new LockError(code);
  return new LockError(code, waitsUntil(row.wrong, clock.now()));
}

const forgive = (database: Database, worker: string): Promise<void> =>
  write(database, ["workers"], async (transaction) => {
    const row = await transaction.objectStore("workers").get(worker);
    if (row !== undefined) await transaction.objectStore("workers").put({ ...row, wrong: NONE_WRONG });
  });

/** Binds a wrap to its store and to how it is opened. */
const place = (store: string, { by, worker, n }: Pick<Wrap, "by" | "worker" | "n">): string =>
  [store, by, worker ?? "", n ?? ""].join("\n");

async function newWrap(
  under: CryptoKey,
  key: CryptoKey,
  store: string,
  how: Omit<Wrap, "iv" | "sealed">,
): Promise<Wrap> {
  return { ...how, ...(await wrap(under, key, place(store, how))) };
}

export interface Chosen {
  readonly pin: string;
  /** Private half of the key that signs this worker's parcels. */
  readonly signingKey: JsonWebKey;
  /**
   * After `care_key_missing`, where whoever could open the unit's store here will not come back: it is put away unopened, what is unsent
   * in it travels as parcels, and the unit's people come anew from the server.
   */
  readonly apart?: boolean;
}

/**
 * The worker of an admission comes onto the phone, or back onto it with a forgotten PIN: stores are made or opened with the
 * recovery keys that the server let go, and wrapped for the new PIN. All of it or nothing.
 */
export async function admit(
  database: Database,
  clock: Clock,
  admission: Admission,
  chosen: Chosen,
): Promise<Vault> {
  if (isTooEasy(chosen.pin)) throw new LockError("pin_too_easy");
  const { worker, unit } = admission;
  const [care, own, wellbeing] = [careStore(unit.id), privateStore(worker.id), wellbeingStore(worker.id)];
  const [careHere, oldOwn, known] = await reading(() =>
    Promise.all([
      database.get("stores", care),
      database.get("stores", own),
      database.get("workers", worker.id),
    ]),
  );
  const isAway =
    chosen.apart === true && careHere !== undefined && (await recovered(careHere, admission)) === null;
  const oldCare = isAway ? undefined : careHere;
  const careKey = oldCare === undefined ? await newDataKey() : await recovered(oldCare, admission);
  if (careKey === null && worker.works_here) throw new LockError("care_key_missing");
  const ownAgain = oldOwn === undefined ? null : await recovered(oldOwn, admission);
  const keys = new Map([
    ...(careKey === null || !worker.works_here ? [] : ([[care, careKey]] as const)),
    [own, ownAgain ?? (await newDataKey())],
    [wellbeing, await newDataKey()],
  ]);
  const vault: Vault = { worker: worker.id, unit: unit.id, keys, needsPin: false };
  const pins = await pinWraps(database, vault, chosen.pin);
  const codeSalt = known?.code_salt ?? randomBytes(16);
  const fresh = [await renewal(database, vault, own, ownAgain === null ? 0 : lastMade(oldOwn), codeSalt)];
  if (oldCare === undefined && keys.has(care)) fresh.push(await renewal(database, vault, care, 0, codeSalt));
  const secrets = await Promise.all(
    (
      [
        ["token", admission.token],
        ["signing", chosen.signingKey],
      ] as const
    ).map(([name, value]) => sealSecret(vault, own, name, value)),
  );
  await write(
    database,
    ["stores", "workers", "secrets", "sealed", "packs", "sealed_drafts", "meta"],
    async (transaction) => {
      // What nothing opens any more stays, under another name: the old PIN, remembered, may still open it.
      if (oldOwn !== undefined && ownAgain === null) await putAway(transaction, own, clock);
      if (known !== undefined) await putAway(transaction, wellbeing, clock);
      if (isAway) await putAway(transaction, care, clock);
      await takeOffWraps(transaction, worker.id);
      const table = transaction.objectStore("stores");
      for (const [store] of keys) {
        const before = (await table.get(store)) ?? { store, wraps: [], handed: 0 };
        const added = fresh.flatMap(({ wraps }) => wraps.filter((one) => one.store === store));
        await table.put({
          ...before,
          wraps: [...before.wraps, ...pins.wraps.filter((one) => one.store === store), ...added].map(
            plainWrap,
          ),
        });
      }
      for (const secret of [...secrets, ...fresh.map(({ secret }) => secret)])
        await transaction.objectStore("secrets").put(secret);
      const { works_here, ...card } = worker;
      await transaction.objectStore("workers").put({
        ...card,
        unit: unit.id,
        salt: pins.salt,
        code_salt: codeSalt,
        iterations: PIN_ITERATIONS,
        wrong: NONE_WRONG,
        left: !works_here,
      });
      await arrive(transaction, admission);
    },
  );
  return vault;
}

/** A new salt and new codes are coming: what the old ones of this worker opened, they open no more. */
async function takeOffWraps(transaction: Writing, worker: string): Promise<void> {
  const table = transaction.objectStore("stores");
  for (const row of await table.getAll())
    if (!isPutAway(row.store))
      await table.put({ ...row, wraps: row.wraps.filter((one) => one.worker !== worker) });
}

type Placed = Wrap & { readonly store: string };
const plainWrap = ({ by, worker, n, made, iv, sealed }: Wrap): Wrap => ({ by, worker, n, made, iv, sealed });

/** The data key by the recovery key that the server let go; null where it has none that fits. */
async function recovered(stored: StoredKeys, admission: Admission): Promise<CryptoKey | null> {
  const let_go = admission.stores.find(({ store }) => store === stored.store);
  if (let_go === undefined) return null;
  const under = await recoveryKey(fromBase64(let_go.recovery_key));
  for (const one of stored.wraps.filter(({ by }) => by === "recovery")) {
    const key = await unwrap(under, one, place(stored.store, one)).catch(() => null);
    if (key !== null) return key;
  }
  return null;
}

async function pinWraps(
  database: Database,
  vault: Vault,
  pin: string,
): Promise<{ salt: Uint8Array<ArrayBuffer>; wraps: readonly Placed[] }> {
  const salt = randomBytes(16);
  const from = { worker: vault.worker, salt, iterations: PIN_ITERATIONS };
  const under = await pinKey({ ...from, deviceKey: await deviceKey(database) }, pin);
  const how = { by: "pin", worker: vault.worker, n: null, made: 0 } as const;
  const wraps = await Promise.all(
    [...vault.keys].map(async ([store, key]) => ({ ...(await newWrap(under, key, store, how)), store })),
  );
  return { salt, wraps };
}

const lastMade = (row: StoredKeys | undefined): number =>
  Math.max(0, row?.handed ?? 0, ...(row?.wraps.map(({ made }) => made) ?? []));

/** A new recovery key of a store and, of a private one, ten new codes, which open the care store as well. */
async function renewal(
  database: Database,
  vault: Vault,
  store: string,
  after: number,
  codeSalt: Uint8Array<ArrayBuffer>,
): Promise<{ wraps: readonly Placed[]; secret: StoredSecret }> {
  const { worker, unit, keys } = vault;
  const key = keyOf(vault, store);
  const made = after + 1;
  const bytes = randomBytes(32);
  const how = { by: "recovery", worker: null, n: null, made } as const;
  const wraps: Placed[] = [{ ...(await newWrap(await recoveryKey(bytes), key, store, how)), store }];
  const codes = store === privateStore(worker) ? newCodes() : [];
  const opened = [store, careStore(unit)].flatMap((name) => {
    const theirs = keys.get(name);
    return theirs === undefined ? [] : [{ name, key: theirs }];
  });
  const stretched = await codeStretch(database, worker, codeSalt);
  for (const [i, code] of codes.entries()) {
    const under = await codeKey(stretched, code);
    const each = { by: "code", worker, n: i + 1, made } as const;
    for (const { name, key: theirs } of opened)
      wraps.push({ ...(await newWrap(under, theirs, name, each)), store: name });
  }
  const handover: Handover = { store, recovery_key: base64(bytes), codes, made };
  return { wraps, secret: await sealSecret(vault, store, "handover", handover) };
}

type StoredSecret = { readonly store: string; readonly name: string } & Awaited<ReturnType<typeof seal>>;
type SecretName = "token" | "signing" | "roster" | "handover" | "others";

export function keyOf(vault: Vault, store: string): CryptoKey {
  const key = vault.keys.get(store);
  if (key === undefined) throw new LockError("locked");
  return key;
}

export async function sealSecret(
  vault: Vault,
  store: string,
  name: SecretName,
  value: unknown,
): Promise<StoredSecret> {
  return { store, name, ...(await seal(keyOf(vault, store), value, `attune-secret-1\n${name}`)) };
}

export async function readSecret<T>(
  database: Database,
  vault: Vault,
  store: string,
  name: SecretName,
): Promise<T | null> {
  const found = await reading(() => database.get("secrets", [store, name]));
  if (found === undefined) return null;
  return (await unseal(keyOf(vault, store), found, `attune-secret-1\n${name}`)) as T;
}

export async function keepSecret(
  database: Database,
  vault: Vault,
  store: string,
  name: SecretName,
  value: unknown,
): Promise<void> {
  const secret = await sealSecret(vault, store, name, value);
  await write(database, ["secrets"], (transaction) => transaction.objectStore("secrets").put(secret));
}

/** A new PIN, while the stores are open. Wellbeing that is closed stays away for good: no one but its old PIN opens it. */
export async function changePin(database: Database, clock: Clock, vault: Vault, pin: string): Promise<Vault> {
  if (isTooEasy(pin)) throw new LockError("pin_too_easy");
  const { worker } = vault;
  const wellbeing = wellbeingStore(worker);
  const isAway = !vault.keys.has(wellbeing);
  const keys = isAway ? new Map([...vault.keys, [wellbeing, await newDataKey()]]) : vault.keys;
  const next: Vault = { ...vault, keys, needsPin: false };
  const { salt, wraps } = await pinWraps(database, next, pin);
  const tables = ["stores", "workers", "sealed", "packs", "sealed_drafts", "secrets"] as const;
  await write(database, tables, async (transaction) => {
    if (isAway) await putAway(transaction, wellbeing, clock);
    const table = transaction.objectStore("stores");
    for (const [store] of keys) {
      const before = (await table.get(store)) ?? { store, wraps: [], handed: 0 };
      const kept = before.wraps.filter((one) => one.by !== "pin" || one.worker !== worker);
      const mine = wraps.filter((one) => one.store === store).map(plainWrap);
      await table.put({ ...before, wraps: [...kept, ...mine] });
    }
    const row = await transaction.objectStore("workers").get(worker);
    if (row === undefined) throw new LockError("locked");
    const changed = { ...row, salt, iterations: PIN_ITERATIONS, wrong: NONE_WRONG };
    await transaction.objectStore("workers").put(changed);
  });
  return next;
}

const AWAY = "#";
const isPutAway = (store: string): boolean => store.includes(AWAY);

/** Gives a store another name with all that lies in it, wraps included. Nothing is opened and nothing is lost. */
async function putAway(transaction: Writing, store: string, clock: Clock): Promise<void> {
  const row = await transaction.objectStore("stores").get(store);
  if (row === undefined) return;
  const away = `${store}${AWAY}${clock.now().getTime()}`;
  await transaction.objectStore("stores").put({ ...row, store: away });
  await transaction.objectStore("stores").delete(store);
  // Packs are copies: what they hold lies in rows as well.
  const packs = transaction.objectStore("packs");
  for (const id of await packs.index("store").getAllKeys(store)) await packs.delete(id);
  for (const name of ["sealed", "sealed_drafts"] as const) {
    const table = transaction.objectStore(name);
    for (const one of await table.getAll())
      if (one.store === store)
        await table.put({ ...one, store: away, ...(name === "sealed" ? { pack: "" } : {}) } as never);
  }
  const secrets = transaction.objectStore("secrets");
  for (const one of await secrets.getAll()) {
    if (one.store !== store) continue;
    await secrets.put({ ...one, store: away });
    await secrets.delete([store, one.name]);
  }
}

/** The phone's facts after somebody came in. */
async function arrive(transaction: Writing, { device, unit, server }: Admission): Promise<void> {
  const meta = transaction.objectStore("meta");
  const known = (await meta.get("device")) as Device | undefined;
  if (known === undefined) await meta.put({ id: device, n: 0 } satisfies Device, "device");
  else if (known.id !== device) {
    await meta.put(renamedDevice(known, device), "device");
    await handAgain(transaction);
  }
  const facts = (await meta.get("server")) as ServerFacts | undefined;
  const before = facts ?? {
    epoch: server.epoch,
    turn: null,
    cursors: {},
    clock_offset: null,
    last_sent: null,
    complete: [],
    backed_up: null,
    withdrawn: [],
  };
  // A phone under another id has been given no turn yet: with an old one it would be taken for a copy of itself.
  const turn = known !== undefined && known.id !== device ? null : before.turn;
  await meta.put({ ...before, turn, unit, key: server.key } satisfies ServerFacts, "server");
}

/** What the server is to keep and has not said that it keeps. */
export async function handovers(database: Database, vault: Vault): Promise<readonly Handover[]> {
  const found = await Promise.all(
    [...vault.keys.keys()].map((store) => readSecret<Handover>(database, vault, store, "handover")),
  );
  return found.filter((one) => one !== null);
}

/** The server keeps it: it is forgotten here, and what it replaces opens nothing any more. */
export async function handedOver(database: Database, vault: Vault, done: readonly Handover[]): Promise<void> {
  await write(database, ["stores", "secrets"], async (transaction) => {
    const table = transaction.objectStore("stores");
    for (const { store, made } of done) {
      const isOwn = store === privateStore(vault.worker);
      for (const row of await table.getAll()) {
        const here = row.store === store;
        const wraps = row.wraps.filter(
          (one) =>
            !(here && one.by === "recovery" && one.made !== made) &&
            !(isOwn && one.by === "code" && one.worker === vault.worker && one.made !== made),
        );
        await table.put({ ...row, wraps, handed: here ? made : row.handed });
      }
      await transaction.objectStore("secrets").delete([store, "handover"]);
    }
  });
}

/** The server knows this phone by another id: what it kept of its stores has to be handed over anew. */
export async function handAgain(transaction: Writing): Promise<void> {
  const table = transaction.objectStore("stores");
  for (const row of await table.getAll()) await table.put({ ...row, handed: 0 });
}

const FEW_CODES = 3;

/** Makes new recovery keys and ten new codes where few are left, or none are at the server. The old ones hold until it has them. */
export async function renewCodes(database: Database, vault: Vault): Promise<void> {
  const worker = await reading(() => database.get("workers", vault.worker));
  if (worker === undefined) return;
  for (const store of [privateStore(vault.worker), careStore(vault.unit)]) {
    if (!vault.keys.has(store)) continue;
    const [row, pending] = await Promise.all([
      reading(() => database.get("stores", store)),
      readSecret(database, vault, store, "handover"),
    ]);
    if (row === undefined || pending !== null) continue;
    const isShort = store === privateStore(vault.worker) && codesOf(row).length <= FEW_CODES;
    if (row.handed === 0 || isShort) await renew(database, vault, row, worker.code_salt);
  }
}

async function renew(
  database: Database,
  vault: Vault,
  row: StoredKeys,
  codeSalt: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { wraps, secret } = await renewal(database, vault, row.store, lastMade(row), codeSalt);
  await write(database, ["stores", "secrets"], async (transaction) => {
    const table = transaction.objectStore("stores");
    for (const name of new Set(wraps.map((one) => one.store))) {
      const before = await table.get(name);
      if (before === undefined) continue;
      const added = wraps.filter((one) => one.store === name).map(plainWrap);
      await table.put({ ...before, wraps: [...before.wraps, ...added] });
    }
    await transaction.objectStore("secrets").put(secret);
  });
}

/** A worker who has left the unit: only that worker's wraps of the care store go. */
export async function leaveUnit(database: Database, worker: string): Promise<void> {
  await write(database, ["stores", "workers"], async (transaction) => {
    const row = await transaction.objectStore("workers").get(worker);
    if (row === undefined) return;
    const table = transaction.objectStore("stores");
    for (const stored of await table.getAll())
      if (stored.store.startsWith("care:"))
        await table.put({ ...stored, wraps: stored.wraps.filter((one) => one.worker !== worker) });
    await transaction.objectStore("workers").put({ ...row, left: true });
  });
}
