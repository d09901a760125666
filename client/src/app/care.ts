// What the screens read (signals) and do (functions). Every write goes to the phone's store first; the signals follow.
import { computed, signal } from "@preact/signals";
import { version } from "../../package.json";
import type { Guide } from "../domain/types";
import { localDate } from "../i18n/dates";
import type { Exercise } from "../screens/breathing/exercise";
import type { EmergencyCard } from "../screens/cards/card";
import {
  fetchWithdrawn,
  goBack,
  type InUse,
  install,
  inUse,
  readContent,
  readOnly,
  releasesOn,
  trustOfferedKey,
  type Using,
  withdrawnOn,
  withoutWithdrawn,
} from "../store/bundle";
import { DATABASE, type Database, openDatabase, type StoredRelease } from "../store/db";
import type { AnyDraft } from "../store/drafts";
import type { Entry, EntryOf, Kind, NewEntry } from "../store/entry";
import { asStoreError, DraftElsewhere, LockError, type StoreCode, StoreError } from "../store/errors";
import { people } from "../store/fold";
import { about, type Surroundings } from "../store/journal";
import { type Keeper, plainKeeper } from "../store/keeper";
import type { Withdrawn } from "../store/manifest";
import { type Content, type Local, NO_LOCAL } from "../store/parts";
import type { Restored } from "../store/restore";
import { uuidv7 } from "../store/uuid";
import { keptContents } from "./kept-guides";
import { read, write } from "./settings";
import { measureSpace } from "./storage";

export const APP_VERSION = version;
const MARKER = "attune.has-stored";
const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
export const around: Surroundings = {
  now: () => new Date(),
  random,
  // 0 minus, because -0 is what a plain minus makes of Greenwich.
  tzMinutes: (at) => 0 - at.getTimezoneOffset(),
  app: APP_VERSION,
};
export const newId = (): string => uuidv7(Date.now(), random(10));

/** Today's local date; changes at midnight while the app is open. */
export const today = signal(localDate(new Date()));
export function keepToday(): void {
  const look = () => {
    today.value = localDate(new Date());
  };
  setInterval(look, 60_000);
  addEventListener("visibilitychange", look);
}

export type StoreState = "opening" | "ready" | "refused" | "busy" | "replaced";
export const storeState = signal<StoreState>("opening");
/** The phone once held records, and the store came up empty: somebody or something removed them. */
export const emptied = signal(false);
/** What the last write met; null when it is on the phone. */
export const writeFault = signal<StoreCode | null>(null);

export const entries = signal<readonly Entry[]>([]);
export const setAside = signal<Restored["aside"]>([]);
export const drafts = signal<readonly { readonly saved_at: string; readonly draft: AnyDraft }[]>([]);
/** Forms that somebody has begun and not saved: sealed as visits are, and no visits. */
const forms = signal<readonly FormDraft[]>([]);
export interface FormDraft extends AnyDraft {
  readonly form: unknown;
}
const isForm = (draft: AnyDraft): draft is FormDraft => "form" in draft;

let database: Database | null = null;
/** The phone's database; null where the browser gives none. */
export const openDatabaseOrNull = (): Database | null => database;
/** Where entries and drafts go; null while the phone is locked. */
let keeper: Keeper | null = null;
const revs = new Map<string, number>();
/** Drafts as they are on the screen, where the phone has not kept them (yet): a full disk must not take back what was answered. */
const unsaved = new Map<string, AnyDraft>();
/** Grows with each write that begins. */
let writes = 0;
let queue: Promise<unknown> = Promise.resolve();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("attune");

/** Opens the store and reads what is not sealed. Never throws: where there is no storage the app still reads. */
export async function openStore(name = DATABASE): Promise<void> {
  try {
    const opened = await openDatabase(name, () => {
      storeState.value = "replaced";
    });
    database = opened;
    hasJoined.value = (await opened.count("workers")) > 0;
    if (!hasJoined.value) keeper = plainKeeper(opened, around);
    await Promise.all([readAll(), showContent(opened)]);
    emptied.value = isEmptied();
    storeState.value = "ready";
  } catch (error) {
    const fault = asStoreError(error);
    storeState.value = fault instanceof StoreError && fault.code === "storage_busy" ? "busy" : "refused";
  }
  channel?.addEventListener("message", ({ data }) => {
    if (data === "changed") void readAll().catch(() => {});
  });
}

/** Somebody has joined this phone: what is written is sealed, and the phone can be locked. */
export const hasJoined = signal(false);
const isEmptied = (): boolean =>
  read(MARKER) === "1" && !hasJoined.value && entries.value.length === 0 && drafts.value.length === 0;

/** Entries and drafts are kept there from now on; null: the phone is locked, and nothing of them is in memory. */
export async function keepIn(next: Keeper | null): Promise<void> {
  keeper = next;
  revs.clear();
  unsaved.clear();
  [entries.value, setAside.value, drafts.value, forms.value] = [[], [], [], []];
  writeFault.value = null;
  if (next !== null) hasJoined.value = true;
  await readAll();
}

/** Reads entries and drafts anew: another tab or a sync has changed them. */
export async function readAll(): Promise<void> {
  const reader = keeper;
  if (reader === null) return;
  const found = await readAtRest(reader);
  if (found === null) return;
  entries.value = found.entries.entries;
  setAside.value = found.entries.aside;
  for (const { id, rev } of found.drafts) if (!revs.has(id)) revs.set(id, rev);
  const all = found.drafts.map(({ saved_at, draft }) => ({ saved_at, draft: draft as AnyDraft }));
  drafts.value = all.filter(({ draft }) => !isForm(draft));
  forms.value = all.map(({ draft }) => draft).filter(isForm);
  for (const draft of unsaved.values()) show(draft);
}

const MOST_READS = 20;

/**
 * What is stored, read while nothing is being written: what was answered meanwhile would vanish from the screen, and the next answer
 * would be saved without it. Null: locked, or another worker's, by now; or somebody writes all the time, and the next reading tells.
 */
async function readAtRest(reader: Keeper) {
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

/** Tells the other tabs that what is stored has changed. */
export const tellOthers = (): void => channel?.postMessage("changed");
/** Called after each write that the phone has kept; the sync listens. */
let onWritten: () => void = () => {};
export function whenWritten(then: () => void): void {
  onWritten = then;
}

/** Writes in order, one after the other; a fault is shown by every screen until a later write succeeds. */
function inTurn<T>(work: (open: Database, keeper: Keeper | null) => Promise<T>): Promise<T> {
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

const keeping = <T>(work: (keeper: Keeper) => Promise<T>): Promise<T> =>
  inTurn((_, now) => {
    if (now === null) throw new LockError("locked");
    return work(now);
  });

/** Saves a draft, new or changed, at once. The promise ends when it is on the disk; nobody has to wait for it. */
export function keepDraft(draft: AnyDraft): Promise<void> {
  show(draft);
  unsaved.set(draft.id, draft);
  const isSettled = () => {
    if (unsaved.get(draft.id) === draft) unsaved.delete(draft.id);
  };
  return keeping(async (now) => {
    try {
      const rev = await now.saveDraft(draft, revs.get(draft.id) ?? 0, new Date());
      if (now === keeper) revs.set(draft.id, rev);
    } catch (error) {
      // Another tab has the newer one.
      if (error instanceof DraftElsewhere) isSettled();
      throw error;
    }
    isSettled();
  });
}

function show(draft: AnyDraft): void {
  if (isForm(draft)) {
    forms.value = [draft, ...forms.value.filter(({ id }) => id !== draft.id)];
    return;
  }
  const others = drafts.value.filter((kept) => kept.draft.id !== draft.id);
  drafts.value = [{ saved_at: new Date().toISOString(), draft }, ...others];
}

/** The draft as it was saved last, by its id. */
export const resumeDraft = <D extends AnyDraft>(id: string): D | null =>
  (drafts.value.find((kept) => kept.draft.id === id)?.draft as D | undefined) ?? null;

/** A form as it was left, by its id. */
export const resumeForm = (id: string): FormDraft | null =>
  forms.value.find((form) => form.id === id) ?? null;

/** Lets a draft go that the worker does not want; asks nothing: the screen has asked. */
export async function discardDraft(id: string): Promise<void> {
  await keeping((now) => now.dropDraft(id));
  forget(id);
  // What the worker let go is not missed later.
  if (drafts.value.length === 0 && entries.value.length === 0) write(MARKER, "");
}

function forget(id: string): void {
  drafts.value = drafts.value.filter((kept) => kept.draft.id !== id);
  forms.value = forms.value.filter((form) => form.id !== id);
  // The id may be used again, as a form's is: it begins at its first number.
  revs.delete(id);
  unsaved.delete(id);
}

/** Writes one entry. `form`: what it was typed in, which is gone with it, both or neither. */
export async function appendEntry<K extends Kind>(entry: NewEntry<K>, form?: string): Promise<EntryOf<K>> {
  const where = keeper;
  const [written] = await keeping((now) => now.append([entry], form));
  if (form !== undefined) forget(form);
  shownNow(where, written as Entry);
  emptied.value = false;
  return written!;
}

/** Where the phone was locked meanwhile, what was written is on it and in nobody's sight. */
function shownNow(where: Keeper | null, written: Entry): void {
  if (where === keeper) entries.value = [...entries.value, written];
}

/** The end of a consultation: its entry is written and its draft is gone, both or neither. */
export async function closeConsultation(
  draft: AnyDraft,
  entry: NewEntry<"consultation">,
): Promise<EntryOf<"consultation">> {
  const where = keeper;
  const [written] = await keeping((now) => now.append([{ ...entry, id: draft.id }], draft.id));
  unsaved.delete(draft.id);
  shownNow(where, written as Entry);
  drafts.value = drafts.value.filter((kept) => kept.draft.id !== draft.id);
  return written!;
}

/** The invented people's past, made from the content. */
export const demoPast = signal<readonly Entry[]>([]);
/** Invented people are on the screen, not the unit's. Always so until somebody has joined. */
const choseInvented = signal(false);
export const practising = computed(() => !hasJoined.value || choseInvented.value);
export function practise(on: boolean): void {
  choseInvented.value = on;
}
/** Ids that somebody has said are one person, each with the first of them; who is one id only is not in it. */
const sameAs = computed<ReadonlyMap<string, string>>(() => {
  const care = entries.value.filter(({ practice }) => !practice);
  if (!care.some(({ kind }) => kind === "same_person")) return new Map();
  const several = people(care).filter((ids) => ids.length > 1);
  return new Map(several.flatMap((ids) => ids.map((id) => [id, ids[0]!] as const)));
});
/** Entries about the unit's people; one person has one subject here. */
export const careEntries = computed<readonly Entry[]>(() =>
  entries.value.filter(({ practice }) => !practice).map(asOnePerson),
);
function asOnePerson(entry: Entry): Entry {
  const subject = sameAs.value.get(entry.subject ?? "");
  return subject === undefined ? entry : { ...entry, subject };
}
const practiceEntries = computed<readonly Entry[]>(() => [
  ...demoPast.value,
  ...entries.value.filter(({ practice }) => practice),
]);
/** All that this phone knows, practice and care. */
const all = computed<readonly Entry[]>(() => [...practiceEntries.value, ...careEntries.value]);
/** What the screens show: practice or care, never both. */
export const everything = computed<readonly Entry[]>(() =>
  practising.value ? practiceEntries.value : careEntries.value,
);
/** The id under which somebody is shown who was written about under several. */
export const shownAs = (subject: string): string => sameAs.value.get(subject) ?? subject;
export const entriesOf = (subject: string): readonly Entry[] => about(all.value, shownAs(subject));
export const entryById = (id: string): Entry | null => byId.value.get(id) ?? null;
const byId = computed<ReadonlyMap<string, Entry>>(() => new Map(all.value.map((entry) => [entry.id, entry])));

/** The content in use; null until it is on the phone. */
export const content = signal<Content | null>(null);
export type ContentState =
  | { readonly kind: "checking" | "ready" | "fault" }
  | { readonly kind: "downloading"; readonly done: number; readonly total: number };
export const contentState = signal<ContentState>({ kind: "checking" });
/** Why the newest content is not on the phone; null when it is. */
export const bundleFault = signal<BundleCode | null>(null);
export type BundleCode = Extract<StoreCode, `bundle_${string}`>;
/** What is on the phone, newest first, and which of it is in use since when. */
export const releases = signal<{ readonly kept: readonly StoredRelease[]; readonly now: InUse | null }>({
  kept: [],
  now: null,
});
const withdrawn = signal<Withdrawn | null>(null);
export const guide = computed<Guide | null>(() => content.value?.guide ?? null);
export const release = computed(() => guide.value?.release ?? null);
export const cards = computed(() => (content.value?.cards ?? []) as readonly EmergencyCard[]);
export const exercises = computed(() => (content.value?.exercises ?? []) as readonly Exercise[]);
export const local = computed<Local>(() => content.value?.local ?? NO_LOCAL);

/** The content of a release. Undefined while it is being read; null if it is not on the phone or cannot be read. */
export function contentOf(wanted: string): Content | null | undefined {
  if (wanted === release.value) return content.value;
  return database === null ? null : keptContent(wanted);
}
const keptContent = keptContents((wanted) => readContent(database as Database, wanted), withdrawn);

/** Shows the content that is on the phone. Needs no network. What is shown already is not read again: a guide is large. */
async function showContent(open: Database): Promise<void> {
  const [kept, now, list] = await Promise.all([releasesOn(open), inUse(open), withdrawnOn(open)]);
  releases.value = { kept, now: now ?? null };
  withdrawn.value = list;
  const wanted = JSON.stringify([now?.release, list]);
  if (wanted === shown) return;
  const found = now === undefined ? null : await readContent(open, now.release);
  if (found === null) return;
  content.value = withoutWithdrawn(found, list);
  contentState.value = { kind: "ready" };
  shown = wanted;
}
let shown = "";

let checking: Promise<void> | null = null;

/** Asks the server for newer content. Whatever goes wrong, what is in use stays in use. */
export function checkBundle(): Promise<void> {
  checking ??= look().finally(() => {
    checking = null;
  });
  return checking;
}

const using = (): Using => ({
  app: APP_VERSION,
  fetch: (path, fresh) => fetch(`/bundle/${path}`, fresh ? { cache: "no-store" } : {}),
  now: around.now,
  free: measureSpace,
  onProgress: (done, total) => {
    // Behind a guide that works nobody waits for the next one.
    if (content.value === null) contentState.value = { kind: "downloading", done, total };
  },
  needed: drafts.value.map(({ draft }) => draft.release),
});

async function look(): Promise<void> {
  if (content.value === null) contentState.value = { kind: "checking" };
  try {
    if (database === null) content.value = await readOnly(using());
    else {
      // What is withdrawn goes first: it holds for the release in use as well.
      await fetchWithdrawn(database, using());
      await showContent(database);
      await install(database, using());
      await showContent(database);
    }
    bundleFault.value = null;
    contentState.value = { kind: "ready" };
  } catch (error) {
    const fault = asStoreError(error);
    if (!(fault instanceof StoreError)) throw fault;
    if (isBundleCode(fault.code)) bundleFault.value = fault.code;
    else writeFault.value = fault.code;
    contentState.value = { kind: "fault" };
  }
}

/** The server says which releases must not be used: the signed list of withdrawn lines holds at once, and a newer release is fetched. */
export async function useWithdrawn(releasesGone: readonly string[]): Promise<void> {
  if (release.value !== null && releasesGone.includes(release.value)) await checkBundle();
}

const isBundleCode = (code: StoreCode): code is BundleCode => code.startsWith("bundle_");

/** After the worker has asked: the server's new key counts from now on. */
export async function trustNewKey(): Promise<void> {
  await inTurn((open) => trustOfferedKey(open, using()));
  await checkBundle();
}

/** Uses the release before the one in use; open visits go on with theirs. */
export async function goBackTo(to: string): Promise<void> {
  await inTurn((open) => goBack(open, around.now, to));
  if (database !== null) await showContent(database);
}
