// Whose screen is on the phone: the lock leads back to it for the same worker, and to Today for another.
import { effect, signal } from "@preact/signals";
import { practise } from "./entries";
import { address, go } from "./router";
import { session, worker } from "./session";

const left = signal<{ readonly worker: string; readonly path: string } | null>(null);
/** Who locked it by hand wants to change over; a phone that locked itself waits for whom it was open for. */
const byHand = signal(false);

/** The worker for whom the phone was open last, and who most likely comes back. */
export const expected = (): string | null => (byHand.value ? null : (left.value?.worker ?? null));

export function lockedByHand(): void {
  byHand.value = true;
}

/** Remembers the place while somebody is in. In memory alone. */
export function keepWhose(): void {
  effect(() => {
    const now = worker.value;
    const path = address.value;
    if (session.value !== "open" || now === null) {
      // Whoever comes next begins with the people they care for.
      practise(false);
      return;
    }
    left.value = { worker: now.id, path };
    byHand.value = false;
  });
}

/** Is this the place at which it was locked? Then the lock stands before it, also where the place is open to all. */
export const isWhereLocked = (): boolean => left.value?.path === address.value;

/** Somebody is about to open: their own last place, never another's. */
export function leadTo(id: string): void {
  const last = left.value;
  if (last === null) return;
  go(last.worker === id ? last.path : "today", "replace");
}
