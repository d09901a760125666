// What lies over the screen.
import { signal } from "@preact/signals";

/** Is the blank screen on? One tap from everywhere, for when somebody walks in. */
export const covered = signal(false);
export const crisisOpen = signal(false);
