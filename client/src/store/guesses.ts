// How often a PIN or a one-time code may be guessed. A guess is counted before it is tried, so that switching the phone off in
// between gains nothing; and nothing is ever destroyed: past the limit a code or the network opens.
import type { StoredWorker } from "./db";
import { LockError } from "./errors";

/** Seconds to wait after so many wrong guesses in a row; from the last place on it stays the same. */
const WAITS = [0, 0, 0, 30, 60, 5 * 60, 15 * 60, 30 * 60] as const;
const LONGEST = WAITS[WAITS.length - 1]! * 1000;
/** From then on no PIN opens. */
export const MOST_WRONG_PINS = 10;

export type Wrong = StoredWorker["wrong"];
export const NONE_WRONG: Wrong = { pin: 0, code: 0, wait_until: null };

/**
 * Until when the next guess waits; null: not at all. A clock that was set back makes nobody wait for days; who sets clocks gets no
 * more than the most wrong PINs out of it.
 */
export function waitsUntil(wrong: Wrong, now: Date): Date | null {
  if (wrong.wait_until === null) return null;
  const left = Date.parse(wrong.wait_until) - now.getTime();
  return left > 0 && left <= LONGEST ? new Date(wrong.wait_until) : null;
}

export const isCodeOnly = (wrong: Wrong): boolean => wrong.pin >= MOST_WRONG_PINS;

/** The count with one guess more, as if it were wrong. Raises a LockError where none may be made now. */
export function guess(wrong: Wrong, by: "pin" | "code", now: Date): Wrong {
  const until = waitsUntil(wrong, now);
  if (until !== null) throw new LockError("must_wait", until);
  if (by === "pin" && isCodeOnly(wrong)) throw new LockError("code_only");
  const counted = { ...wrong, [by]: wrong[by] + 1 };
  const seconds = WAITS[Math.min(counted[by], WAITS.length - 1)]!;
  return {
    ...counted,
    wait_until: seconds === 0 ? null : new Date(now.getTime() + seconds * 1000).toISOString(),
  };
}

const FEWEST_DIGITS = 4;

/** All the same, or one after the other: the first that anybody tries. */
export function isTooEasy(pin: string): boolean {
  if (!/^\d+$/.test(pin) || pin.length < FEWEST_DIGITS) return true;
  const steps = new Set([...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i])));
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0]!);
}
