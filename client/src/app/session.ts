// Who works on this phone: joining it, opening one's stores with a PIN or a one-time code, locking, changing over.
import { computed, signal } from "@preact/signals";
import { LockError, ServerError } from "../store/errors";
import type { Unit } from "../store/facts";
import type { Ahead } from "../store/sealed";
import type { Admission, Vault, WorkerOnPhone } from "../store/vault";
import { APP_VERSION, around } from "./around";
import { speakTo } from "./languages";
import { keepIn } from "./phone";
import { place } from "./router";
import { choose } from "./settings";
import { hasJoined, openDatabaseOrNull, storeState } from "./storing";
import { afterSync, look, network, syncFor } from "./sync";

/**
 * `new`: nobody has joined, the app is the training version; `choose_pin`: the server let somebody in, or a one-time code opened, and
 * a PIN is missing; `locked`: workers are on this phone and none of them is in; `open`: `worker` is in.
 */
export type SessionState = "opening" | "new" | "choose_pin" | "locked" | "open";

const vault = signal<Vault | null>(null);
/** An admission that waits for its PIN. In memory alone: the code can be used again from this phone until it ends. */
const arriving = signal<{ readonly admission: Admission; readonly signing: CryptoKeyPair } | null>(null);
const known = signal<readonly WorkerOnPhone[] | null>(null);

export const session = computed<SessionState>(() => {
  if (arriving.value !== null || vault.value?.needsPin === true) return "choose_pin";
  if (vault.value !== null) return "open";
  if (storeState.value === "opening") return "opening";
  return hasJoined.value ? "locked" : "new";
});
/** Everybody on this phone, for the lock screen. */
export const workers = computed<readonly WorkerOnPhone[]>(() => known.value ?? []);
/** Who is in. */
export const worker = computed<WorkerOnPhone | null>(
  () => workers.value.find(({ id }) => id === vault.value?.worker) ?? null,
);
/** Whose PIN is to be chosen, and at which unit, in the state `choose_pin`. `arriving`: the server has only just let them in. */
export const choosing = computed<{
  readonly id: string;
  readonly name: string;
  readonly picture: string | null;
  readonly unit: Unit | null;
  readonly arriving: boolean;
} | null>(() => {
  if (session.value !== "choose_pin") return null;
  const admission = arriving.value?.admission;
  if (admission !== undefined) return { ...admission.worker, unit: admission.unit, arriving: true };
  return worker.value === null ? null : { ...worker.value, unit: unit.value, arriving: false };
});
/** The unit whose people are on this phone; null before anybody has joined. */
export const unit = signal<Unit | null>(null);
/** The worker who is in does not work at this unit, or no more: no record of its people is open. */
export const hasCare = computed(
  () => vault.value !== null && [...vault.value.keys.keys()].some((store) => store.startsWith("care:")),
);

const secure = () => import("../store/secure");
function database() {
  const open = openDatabaseOrNull();
  if (open === null) throw new LockError("locked");
  return open;
}

/** Reads who is on this phone, once the store is open. */
export function startSession(): void {
  afterSync(followUnit);
  keepLocking();
  others?.addEventListener("message", ({ data }) => {
    // Whoever opens in another tab has the phone: what was open for somebody else is not left behind.
    const isTaken = vault.value !== null && data?.opened !== undefined && data.opened !== vault.value.worker;
    void (data === "locked" ? lockHere() : isTaken ? lockHere().then(meetOthers) : meetOthers());
  });
  // Without the code for it (never loaded, no network) the phone stays locked, and the next try reads again.
  if (hasJoined.value) void Promise.all([readWorkers(), look()]).catch(() => {});
}

async function readWorkers(): Promise<void> {
  const { factsOf, workersOn } = await secure();
  const [found, facts] = await Promise.all([workersOn(database(), around), factsOf(database())]);
  known.value = found;
  unit.value = facts?.unit ?? null;
}

/** The supervisor's code, typed or from the address `#/join/CODE`. Then a PIN is chosen. Raises ServerError, with the server's code. */
export const join = (code: string): Promise<void> =>
  comeIn("enrol", { code: code.toUpperCase().replace(/[^0-9A-Z]/g, "") });

/** Name and password; with a forgotten PIN as well. Then a PIN is chosen. Raises ServerError, with the server's code. */
export const signIn = (given: {
  readonly username: string;
  readonly password: string;
  readonly otp: string | null;
}): Promise<void> => comeIn("sign-in", given);

/** The pair of who is coming in, kept for another try after a lost answer; nobody else gets it, who could sign with it. */
let signing: { readonly whose: string; readonly pair: CryptoKeyPair } | null = null;

async function comeIn(path: "enrol" | "sign-in", given: Readonly<Record<string, unknown>>): Promise<void> {
  // Browsers have cryptography on secure addresses alone.
  if (crypto.subtle === undefined) throw new ServerError("server_refused", "not_secure");
  const { askAdmission, ensureDevice, newDevice, newSigningKey, rawPublic, unsentStatus } = await secure();
  const device = await ensureDevice(database(), () => newDevice(around));
  const whose = `${path} ${given.code ?? given.username}`;
  if (signing?.whose !== whose) signing = { whose, pair: await newSigningKey() };
  const { pair } = signing;
  // Whoever comes from another unit waits until it is sent.
  const status = await unsentStatus(database());
  const admission = await askAdmission(network, path, {
    ...given,
    device: device.id,
    signing_key: await rawPublic(pair.publicKey),
    app: APP_VERSION,
    unsent: status.count - status.carried,
  });
  if (vault.value !== null) await lock();
  arriving.value = { admission, signing: pair };
}

/** Leaves the choice of a PIN: nobody has come in. */
export function cancelJoin(): void {
  arriving.value = null;
  if (vault.value?.needsPin === true) vault.value = null;
}

/**
 * The PIN of whom `choosing` names; the phone is open then. Raises LockError: pin_too_easy, care_key_missing. `apart`: after
 * care_key_missing, where nobody will come back who could open the unit's store on this phone (see `Chosen`).
 */
export async function setPin(pin: string, apart = false): Promise<void> {
  const { admit, changePin } = await secure();
  const [coming, open] = [arriving.value, vault.value];
  if (coming !== null) {
    const signingKey = await crypto.subtle.exportKey("jwk", coming.signing.privateKey);
    const opened = await admit(database(), around, coming.admission, { pin, signingKey, apart });
    [arriving.value, signing] = [null, null];
    return enter(opened);
  }
  if (open?.needsPin !== true) throw new LockError("locked");
  return enter(await changePin(database(), around, open, pin), open);
}

/** Raises LockError: wrong_pin and must_wait with `until`, code_only. */
export async function unlock(id: string, pin: string): Promise<void> {
  const { openWithPin, readAhead } = await secure();
  // The packs are large, and the key takes its time. Where reading fails, the opening reads again and says so.
  const ahead = readAhead(database(), id).catch(() => new Map());
  try {
    const opened = await openWithPin(database(), around, id, pin);
    await enter(opened, null, await ahead);
  } finally {
    await readWorkers();
  }
}

/** With the one-time code whose number the lock screen names (`next_code`). Then a new PIN is chosen. */
export async function unlockByCode(id: string, code: string): Promise<void> {
  const { openWithCode } = await secure();
  try {
    vault.value = await openWithCode(database(), around, id, code);
  } finally {
    await readWorkers();
  }
}

/** A new PIN for who is in, who gives the old one. Raises LockError as `unlock` does, and pin_too_easy. */
export async function changeMyPin(old: string, next: string): Promise<void> {
  const { changePin, openWithPin } = await secure();
  const open = vault.value;
  if (open === null) throw new LockError("locked");
  const again = await openWithPin(database(), around, open.worker, old);
  const changed = await changePin(database(), around, again, next);
  if (vault.value === open) await enter(changed, open);
}

/** `from`: what is open already; where it was locked meanwhile it stays so. */
async function enter(opened: Vault, from: Vault | null = null, ahead?: Ahead): Promise<void> {
  const isOver = () => from !== null && vault.value !== from;
  const { sealedKeeper, takeOverPractice } = await secure();
  await takeOverPractice(database(), opened, around);
  if (isOver()) return;
  await Promise.all([keepIn(sealedKeeper(database(), opened, around, ahead)), readWorkers()]);
  if (isOver()) return;
  touched = Date.now();
  vault.value = opened;
  // What somebody may prescribe goes by the worker, not by the phone.
  choose({ cadre: worker.value?.cadre ?? null });
  if (worker.value !== null) speakTo(worker.value, workers.value.length === 1);
  others?.postMessage({ opened: opened.worker });
  syncFor(opened);
}

/** Locks at once, here and in every other tab: whoever changes over leaves nothing open behind. */
export function lock(): Promise<void> {
  others?.postMessage("locked");
  return lockHere();
}

/** What was open leaves the memory. Unsent work is sealed to the server on the way, so that anybody may carry it. */
async function lockHere(): Promise<void> {
  const open = vault.value;
  arriving.value = null;
  if (open === null) return;
  vault.value = null;
  await keepIn(null);
  syncFor(null);
  await sealFor(open);
  await look();
}

async function sealFor(open: Vault): Promise<void> {
  const { sealUnsent } = await secure();
  // A full phone: the entries themselves are on it, and the next lock tries again.
  await sealUnsent(database(), open, around).catch(() => {});
}

/** A worker who has left the unit keeps the private store alone, from the next sync on. */
async function followUnit(): Promise<void> {
  await readWorkers();
  const open = vault.value;
  if (open === null || worker.value?.left !== true || !hasCare.value) return;
  const keys = new Map([...open.keys].filter(([store]) => !store.startsWith("care:")));
  await enter({ ...open, keys }, open);
}

const IDLE = 5 * 60_000;
/** A visit is a conversation: the phone lies beside it. */
const IDLE_IN_VISIT = 15 * 60_000;
const HIDDEN = 2 * 60_000;
let touched = Date.now();

/** Locks a phone that lies about, or whose app was put away. Times are compared, because a sleeping phone runs no timers. */
function keepLocking(): void {
  let hiddenAt: number | null = null;
  const isOver = () =>
    hiddenAt !== null
      ? Date.now() - hiddenAt > HIDDEN
      : Date.now() - touched > (place.value.screen === "consultation" ? IDLE_IN_VISIT : IDLE);
  const check = () => {
    if (vault.value !== null && isOver()) void lockHere();
  };
  for (const event of ["pointerdown", "keydown", "scroll"])
    addEventListener(
      event,
      () => {
        // What wakes the phone after a long while must not count as being there.
        check();
        touched = Date.now();
      },
      { passive: true, capture: true },
    );
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      hiddenAt = Date.now();
      // Perhaps the last that this page may do.
      if (vault.value !== null) void sealFor(vault.value);
    } else {
      check();
      hiddenAt = null;
    }
  });
  setInterval(check, 15_000);
}

const others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("attune-session");

/** In another tab somebody joined or opened: this one is not the training version any more, nor somebody else's. */
async function meetOthers(): Promise<void> {
  if (vault.value === null && !hasJoined.value) {
    await keepIn(null);
    hasJoined.value = true;
  }
  await readWorkers();
}
