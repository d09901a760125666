// How safe the phone's storage is, and how much of it there is. Asked of the browser, never guessed.
import { signal } from "@preact/signals";

export type Persistence = "asking" | "kept" | "not_kept" | "cannot_say";
/** May the browser remove what Attune keeps when the phone runs short of space? */
export const persistence = signal<Persistence>("asking");
/** Bytes that the browser still gives; null where it does not say. */
export const freeSpace = signal<number | null>(null);
/** Below this the phone is nearly full: a visit still fits, a new content release may not. */
export const LITTLE_SPACE = 20_000_000;

export async function askToKeep(): Promise<void> {
  try {
    const storage = navigator.storage;
    const kept = (await storage.persisted()) || (await storage.persist());
    persistence.value = kept ? "kept" : "not_kept";
  } catch {
    persistence.value = "cannot_say";
  }
  await measureSpace();
}

export async function measureSpace(): Promise<number | null> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    freeSpace.value = quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  } catch {
    freeSpace.value = null;
  }
  return freeSpace.value;
}
