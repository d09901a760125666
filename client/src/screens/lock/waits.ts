// What a wrong PIN means next, in numbers. Nothing is ever lost by guessing.
import { guess, isCodeOnly, MOST_WRONG_PINS, type Wrong } from "../../store/guesses";

/** How many PINs may be tried before the next wait, or before only a code opens; at least 1. */
export function triesLeft(wrong: Wrong, now: Date): number {
  let counted: Wrong = { ...wrong, wait_until: null };
  for (let tries = 1; tries < MOST_WRONG_PINS; tries++) {
    if (isCodeOnly(counted)) return tries;
    counted = guess(counted, "pin", now);
    if (counted.wait_until !== null) return tries;
  }
  return 1;
}

/** Whole seconds until then, never less than none. */
export const secondsUntil = (until: string | null, now: number): number =>
  until === null ? 0 : Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
