/** A breathing exercise as a timetable in milliseconds: what the pacer shows at any moment is looked up, never counted. */
export type Breath = "out" | "in" | "hold" | "ease";
export interface Pace {
  readonly in: number;
  readonly hold: number;
  readonly out: number;
  readonly start_with: "out" | "in";
}
export interface Dose {
  readonly rounds: number;
  readonly round_seconds: number;
  readonly rest_seconds: number;
  readonly self_practice_seconds: number;
}
export interface Beat {
  readonly breath: Breath;
  readonly from: number;
  readonly to: number;
}
export interface Part {
  readonly kind: "round" | "rest" | "alone";
  /** 1, 2, 3 for rounds and the rest after them. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly beats: readonly Beat[];
}

const SECOND = 1000;

export function timetable(pace: Pace, dose: Dose): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  const add = (
    kind: Part["kind"],
    number: number,
    seconds: number,
    beats: (from: number, to: number) => readonly Beat[],
  ): void => {
    if (seconds <= 0) return;
    const to = at + seconds * SECOND;
    parts.push({ kind, number, from: at, to, beats: beats(at, to) });
    at = to;
  };
  for (let round = 1; round <= dose.rounds; round += 1) {
    add("round", round, dose.round_seconds, (from, to) => breaths(pace, from, to));
    if (round < dose.rounds) add("rest", round, dose.rest_seconds, () => []);
  }
  // Alone: the person breathes without the pacer; it keeps the time only.
  add("alone", 1, dose.self_practice_seconds, () => []);
  return parts;
}

/** Whole breaths only. A round ends after an out-breath; what is left over is ease. */
function breaths(pace: Pace, from: number, to: number): readonly Beat[] {
  const order: readonly Exclude<Breath, "ease">[] =
    pace.start_with === "out" ? ["out", "in", "hold"] : ["in", "hold", "out"];
  const beats: Beat[] = [];
  let at = from;
  for (let step = 0; ; step += 1) {
    const breath = order[step % order.length]!;
    const end = at + pace[breath] * SECOND;
    if (end > to) break;
    if (end > at) beats.push({ breath, from: at, to: end });
    at = end;
  }
  while (beats.length > 0 && beats[beats.length - 1]!.breath !== "out") beats.pop();
  const end = beats[beats.length - 1]?.to ?? from;
  return end < to ? [...beats, { breath: "ease", from: end, to }] : beats;
}

export interface Moment {
  readonly part: Part;
  readonly breath: Breath | "rest" | "alone";
  /** 0 to 1 within the breath; 0 to 1 within a rest or the time alone. */
  readonly progress: number;
  /** Counts 1, 2, 3 within the breath. */
  readonly count: number;
  readonly beat: Beat | null;
  readonly secondsLeft: number;
}

/** What the pacer shows at a time; null when the exercise is over. */
export function momentAt(parts: readonly Part[], at: number): Moment | null {
  const part = parts.find((candidate) => at < candidate.to);
  if (part === undefined) return null;
  const secondsLeft = Math.ceil((part.to - at) / SECOND);
  const beat = part.beats.find((candidate) => at < candidate.to) ?? null;
  const span = beat ?? part;
  const into = Math.max(0, at - span.from);
  return {
    part,
    beat,
    breath: beat?.breath ?? (part.kind === "rest" ? "rest" : "alone"),
    progress: into / (span.to - span.from),
    count: Math.floor(into / SECOND) + 1,
    secondsLeft,
  };
}

/** After a pause the current breath starts again: nobody resumes in the middle of one. */
export function resumeAt(parts: readonly Part[], at: number): number {
  const moment = momentAt(parts, at);
  return moment?.beat?.from ?? at;
}

export const lengthOf = (parts: readonly Part[]): number => parts[parts.length - 1]?.to ?? 0;
