// The phone's store: opened with the app, opened and locked for a worker, and read onto the screens.
import { batch } from "@preact/signals";
import { DATABASE, openDatabase } from "../store/db";
import { asStoreError, StoreError } from "../store/errors";
import { type Keeper, plainKeeper } from "../store/keeper";
import { around } from "./around";
import { showContent } from "./content";
import { clearDrafts, drafts, showDrafts } from "./drafts";
import { entries, setAside, unsentIds } from "./entries";
import {
  emptied,
  hasJoined,
  hasStored,
  keeperNow,
  readAtRest,
  storeState,
  useDatabase,
  useKeeper,
  whenOthersTell,
  writeFault,
} from "./storing";

/** Opens the store and reads what is not sealed. Never throws: where there is no storage the app still reads. */
export async function openStore(name = DATABASE): Promise<void> {
  try {
    const opened = await openDatabase(name, () => {
      storeState.value = "replaced";
    });
    useDatabase(opened);
    hasJoined.value = (await opened.count("workers")) > 0;
    if (!hasJoined.value) useKeeper(plainKeeper(opened, around));
    await Promise.all([readAll(), showContent(opened)]);
    emptied.value = isEmptied();
    storeState.value = "ready";
  } catch (error) {
    const fault = asStoreError(error);
    storeState.value = fault instanceof StoreError && fault.code === "storage_busy" ? "busy" : "refused";
  }
  whenOthersTell(() => void readAll().catch(() => {}));
}

const isEmptied = (): boolean =>
  hasStored() && !hasJoined.value && entries.value.length === 0 && drafts.value.length === 0;

/** Entries and drafts are kept there from now on; null: the phone is locked, and nothing of them is in memory. */
export async function keepIn(next: Keeper | null): Promise<void> {
  useKeeper(next);
  clearDrafts();
  [entries.value, unsentIds.value, setAside.value] = [[], new Set(), []];
  writeFault.value = null;
  if (next !== null) hasJoined.value = true;
  await readAll();
}

/** How many readings have begun, and which of them is on the screens. */
let begun = 0;
let shown = 0;

/** Reads entries and drafts anew: another tab or a sync has changed them. Of two at once the one that began later is shown. */
export async function readAll(): Promise<void> {
  const reader = keeperNow();
  if (reader === null) return;
  const mine = ++begun;
  const found = await readAtRest(reader);
  if (found === null || mine < shown) return;
  shown = mine;
  // Together: nobody is shown for a moment as staying who has moved.
  batch(() => {
    [entries.value, unsentIds.value] = [found.entries.entries, found.unsent];
  });
  setAside.value = found.entries.aside;
  showDrafts(found.drafts);
}
