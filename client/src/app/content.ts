// The releases of the content: which is on the phone and in use, and how a newer one comes.
import { computed, signal } from "@preact/signals";
import type { Guide } from "../domain/types";
import { localised } from "../i18n";
import type { EmergencyCard } from "../screens/cards/card";
import type { Exercise } from "../screens/relax/exercise";
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
import type { Database, StoredRelease } from "../store/db";
import { asStoreError, type StoreCode, StoreError } from "../store/errors";
import type { Withdrawn } from "../store/manifest";
import { type Content, type Local, NO_LOCAL } from "../store/parts";
import { APP_VERSION, around } from "./around";
import { drafts, plays } from "./drafts";
import { keptContents } from "./kept-guides";
import { measureSpace } from "./storage";
import { inTurn, openDatabaseOrNull, writeFault } from "./storing";

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
export const release = computed(() => content.value?.guide.release ?? null);
/** In the worker's language, as what follows is. */
export const guide = computed<Guide | null>(() =>
  content.value === null ? null : localised(content.value.guide),
);
export const cards = computed(() =>
  ((content.value?.cards ?? []) as readonly EmergencyCard[]).map(localised),
);
export const exercises = computed(() =>
  ((content.value?.exercises ?? []) as readonly Exercise[]).map(localised),
);
export const local = computed<Local>(() => localised(content.value?.local ?? NO_LOCAL));

/** The content of a release. Undefined while it is being read; null if it is not on the phone or cannot be read. */
export function contentOf(wanted: string): Content | null | undefined {
  if (wanted === release.value) return content.value;
  return openDatabaseOrNull() === null ? null : keptContent(wanted);
}
const keptContent = keptContents(
  (wanted) => readContent(openDatabaseOrNull() as Database, wanted),
  withdrawn,
);

/** Shows the content that is on the phone. Needs no network. What is shown already is not read again: a guide is large. */
export async function showContent(open: Database): Promise<void> {
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
  needed: [...drafts.value.map(({ draft }) => draft.release), ...plays.value.map(({ release }) => release)],
});

async function look(): Promise<void> {
  if (content.value === null) contentState.value = { kind: "checking" };
  const database = openDatabaseOrNull();
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
  const database = openDatabaseOrNull();
  if (database !== null) await showContent(database);
}
