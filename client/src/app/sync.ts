// When the phone talks to the server, and what it says about it: when the app is open, when the network comes back, after something
// was written, and by a button. Never in the background, and never two at once, also over several tabs.
import { computed, signal } from "@preact/signals";
import type { Database } from "../store/db";
import { ServerError } from "../store/errors";
import type { Trouble } from "../store/sealed";
import type { Network, Roster, SyncUsing, UnsentStatus } from "../store/sync";
import type { Vault } from "../store/vault";
import { around } from "./around";
import { bundleFault, checkBundle, release, useWithdrawn } from "./content";
import { readAll } from "./phone";
import { persistence } from "./storage";
import { openDatabaseOrNull, tellOthers, whenWritten } from "./storing";

export type SyncState =
  /** Nothing is under way. Whether all is sent, `unsent` says. */
  | { readonly kind: "idle" }
  | { readonly kind: "sending" }
  /** No network, or no server behind it. Tried again by itself. */
  | { readonly kind: "offline" }
  /** The server answered and it did not work; `reason` is its code. Tried again by itself. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The server does not know this worker on this phone any more (`reason`): sign in again. Nothing is lost. */
  | { readonly kind: "signed_out"; readonly reason: string };
export const syncState = signal<SyncState>({ kind: "idle" });

const NONE: UnsentStatus = { count: 0, carried: 0, oldest: null, aside: 0, refused: 0, parcels: 0 };
/** What is on this phone and not at the server, whoever wrote it; also while the phone is locked. */
export const unsent = signal<UnsentStatus>(NONE);
/** When the server last took what was sent, by this phone's clock. */
export const lastSent = signal<string | null>(null);
const completeFor = signal<readonly string[]>([]);
const syncing = signal<Vault | null>(null);
/** Everything that this worker may see has been here once. Until then every list says that it is not whole. */
export const isComplete = computed(
  () => syncing.value === null || completeFor.value.includes(syncing.value.worker),
);
/** Entries that the server set aside or did not take, of the stores that are open. */
export const troubles = signal<readonly Trouble[]>([]);
/** Colleagues at the unit, and the one-time codes of the workers whom this worker supervises. */
export const roster = signal<Roster | null>(null);

const secure = () => import("../store/secure");
/** No request holds up the next worker's sync for ever; the slowest network we know brings a full answer in half of this. */
const LONGEST = 120_000;
export const network: Network = (path, request) =>
  fetch(`/api/v1/${path}`, { ...request, signal: AbortSignal.timeout(LONGEST) });

/** The worker whose stores are open syncs from now on; null: locked. */
export function syncFor(vault: Vault | null): void {
  syncing.value = vault;
  waited = 0;
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (vault === null) [troubles.value, roster.value, syncState.value] = [[], null, { kind: "idle" }];
  void look();
  if (vault !== null) void syncNow();
}

let running: Promise<void> | null = null;
let again = false;

/** Syncs now; while a sync is under way, once more after it. Never throws: `syncState` says how it went. */
export function syncNow(): Promise<void> {
  if (running !== null) again = true;
  running ??= turns().finally(() => {
    running = null;
  });
  return running;
}

async function turns(): Promise<void> {
  do {
    again = false;
    const [vault, database] = [syncing.value, openDatabaseOrNull()];
    if (vault === null || database === null || vault.needsPin) return;
    await alone(() => once(database, vault));
  } while (again && syncState.value.kind === "idle");
}

/** Not at the same time as another tab: the turn that the server gives is one for the whole phone. */
function alone(work: () => Promise<void>): Promise<void> {
  return navigator.locks === undefined ? work() : navigator.locks.request("attune-sync", work);
}

async function once(database: Database, vault: Vault): Promise<void> {
  const isCurrent = () => syncing.value === vault;
  if (!isCurrent()) return;
  syncState.value = { kind: "sending" };
  let next: SyncState = { kind: "idle" };
  try {
    const { syncAll } = await secure();
    const { release: inForce } = await syncAll(database, vault, usingOf(isCurrent));
    waited = 0;
    // The server is there: what asked for the guide before it was asks again, and says "no network" no more.
    if ((inForce !== null && inForce !== release.value) || bundleFault.value === "bundle_unreachable")
      void checkBundle();
  } catch (error) {
    next = stateAfter(error);
    // No work in the programme any more: the unit's people close here, as they do when the roster says it of one unit.
    if (next.kind === "signed_out" && next.reason === "left")
      await secure().then(({ leaveUnit }) => leaveUnit(database, vault.worker));
    if (next.kind !== "signed_out") later(error instanceof ServerError ? error.retryAfterSeconds : null);
  }
  if (isCurrent()) await readAll();
  tellOthers();
  await look();
  if (isCurrent()) {
    syncState.value = next;
    await whenSynced();
  }
}

const SHOW_EVERY = 2_000;
let shownAt = 0;

const usingOf = (isCurrent: () => boolean): SyncUsing => ({
  network,
  around,
  keeps: persistence.value === "asking" ? "cannot_say" : persistence.value,
  release: () => release.value,
  goesOn: isCurrent,
  onWithdrawn: useWithdrawn,
  onRound: async () => {
    // A first sync has many rounds: what came shows now and then, and all of it at the end.
    if (Date.now() - shownAt < SHOW_EVERY) return;
    shownAt = Date.now();
    if (isCurrent()) await readAll();
    await look();
  },
});

/** Codes of a token that opens nothing any more. */
const SIGNED_OUT: ReadonlySet<string> = new Set([
  "signed_out",
  "unknown_token",
  "phone_lost",
  "left",
  "revoked",
  "401",
]);

function stateAfter(error: unknown): SyncState {
  if (!(error instanceof ServerError)) {
    // A fault of the store (a full disk) or of ours: what was written stays, and the next sync tries again.
    const code = error instanceof Error && "code" in error ? String(error.code) : "fault";
    return { kind: "failed", reason: code };
  }
  if (error.code === "server_unreachable") return { kind: "offline" };
  if (SIGNED_OUT.has(error.reason)) return { kind: "signed_out", reason: error.reason };
  return { kind: "failed", reason: error.reason };
}

const FIRST_WAIT = 15;
const LONGEST_WAIT = 15 * 60;
let waited = 0;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Tries again by itself, each time after twice as long; a little apart from all other phones of a district. */
function later(asked: number | null): void {
  if (timer !== null) clearTimeout(timer);
  waited = Math.min(LONGEST_WAIT, waited === 0 ? FIRST_WAIT : waited * 2);
  const seconds = Math.max(asked ?? 0, waited * (0.75 + Math.random() / 2));
  timer = setTimeout(() => {
    timer = null;
    if (syncing.value !== null) void syncNow();
  }, seconds * 1000);
}

/** Looks at what is on the phone: counted without opening anything. */
export async function look(): Promise<void> {
  const [database, vault] = [openDatabaseOrNull(), syncing.value];
  if (database === null) return;
  const { factsOf, privateStore, readSecret, troublesOf, unsentStatus } = await secure();
  const [status, facts] = await Promise.all([unsentStatus(database), factsOf(database)]);
  unsent.value = status;
  lastSent.value = facts?.last_sent ?? null;
  completeFor.value = facts?.complete ?? [];
  if (vault === null) return;
  const [found, kept] = await Promise.all([
    troublesOf(database, vault),
    readSecret<Roster>(database, vault, privateStore(vault.worker), "roster"),
  ]);
  if (syncing.value === vault) [troubles.value, roster.value] = [found, kept];
}

/** Sends entries again that the server set aside or did not take. */
export async function retry(ids: readonly string[]): Promise<void> {
  const database = openDatabaseOrNull();
  if (database === null) return;
  const { tryAgain } = await secure();
  await tryAgain(database, ids);
  await look();
  await syncNow();
}

/** Unsent work of this phone, all workers', as a file that only the server can open. What is unsent now is sealed first. */
export async function exportUnsent(): Promise<Blob | null> {
  const database = openDatabaseOrNull();
  if (database === null) return null;
  const { exportParcels, sealUnsent } = await secure();
  if (syncing.value !== null) await sealUnsent(database, syncing.value, around);
  return new Blob([await exportParcels(database)], { type: "application/json" });
}

/** Takes another phone's file; how much of it was not here yet. Raises StoreError (parcel_unreadable). */
export async function importUnsent(file: Blob): Promise<number> {
  const database = openDatabaseOrNull();
  if (database === null) return 0;
  const { importParcels } = await secure();
  const added = await importParcels(database, around, await file.text());
  await look();
  void syncNow();
  return added;
}

let whenSynced: () => Promise<void> = async () => {};
/** Called after each sync, well or not: who may still work here is known then. */
export function afterSync(then: () => Promise<void>): void {
  whenSynced = then;
}

const SOON = 3_000;
const EVERY = 5 * 60_000;

/** Starts the loop. Until somebody has joined it does nothing. */
export function keepSyncing(): void {
  let soon: ReturnType<typeof setTimeout> | null = null;
  whenWritten(() => {
    if (syncing.value === null) return;
    void look();
    // A visit writes several entries within moments: they go together.
    if (soon !== null) clearTimeout(soon);
    soon = setTimeout(() => void syncNow(), SOON);
  });
  const now = () => {
    if (syncing.value !== null && document.visibilityState === "visible") void syncNow();
  };
  addEventListener("online", now);
  addEventListener("visibilitychange", now);
  setInterval(now, EVERY);
}
