// What can be felt. The phone is told ahead, several cues at once, because a busy page would be late for each single one.
import type { Cue, Cued } from "../../domain/schedule";

/** One pulse in, two pulses out; a long one to tense. Milliseconds on, off, on. */
const PULSES: Readonly<Record<Cue, readonly number[]>> = {
  in: [140],
  out: [70, 110, 70],
  tense: [400],
  release: [70, 110, 70],
  step: [40],
  tick: [],
};
/** Browsers cut a single wait, and the list, at these. */
const LONGEST_WAIT = 9_500;
const MOST = 90;
/** So long the last pulse lies behind before the phone is told anew: nothing is cut off that somebody feels. */
const QUIET = 450;

export const canVibrate = (): boolean => typeof navigator !== "undefined" && "vibrate" in navigator;

/** For `navigator.vibrate`: on, off, on ... from `now` (milliseconds since the exercise began). Null: nothing to tell yet. */
export function patternFrom(cues: readonly Cued[], now: number): number[] | null {
  const pattern = [0];
  let at = now;
  for (const { cue, at: from } of cues) {
    const pulses = PULSES[cue];
    if (from < now || pulses.length === 0) continue;
    const wait = Math.round(from - at);
    if (wait > LONGEST_WAIT || pattern.length + pulses.length + 1 > MOST) break;
    pattern.push(wait, ...pulses);
    at = from + pulses.reduce((sum, part) => sum + part, 0);
  }
  return pattern.length > 1 ? pattern : null;
}

/** May the phone be told anew, or would that cut off a pulse? */
export const isQuiet = (cues: readonly Cued[], now: number): boolean =>
  cues.every(({ at }) => at > now + 60 || at < now - QUIET);
