/**
 * An exercise as a timetable. Every moment is a place on one line of milliseconds that begins at 0 with the exercise, so a cue that is late
 * delays none after it. What is shown, sounded or felt at a time is looked up here, never counted along.
 */

export type Beat = "in" | "hold" | "out" | "ease" | "listen" | "tense" | "release" | "notice" | "still";
export interface Pace {
  readonly in: number;
  readonly hold: number;
  readonly out: number;
  readonly start_with: "in" | "out";
}
export interface Muscles {
  readonly listen: number;
  readonly tense: number;
  readonly release: number;
  readonly notice: number;
}
/** A part of a script, as the bundle carries it. Times in seconds, breaths to the half. */
export interface ScriptPart {
  readonly id: string;
  readonly seconds: number;
  readonly pace?: Pace;
  /** Goes at the pace that was chosen. */
  readonly main?: boolean;
  readonly muscles?: Muscles;
}
/** The guide's own form: rounds of a minute with rests between, then a minute alone. */
export interface Rounds {
  readonly rounds: number;
  readonly round_seconds: number;
  readonly rest_seconds: number;
  readonly self_practice_seconds: number;
}

/** One thing to do, from a time to a time (milliseconds since the exercise began). */
export interface Span {
  readonly beat: Beat;
  readonly from: number;
  readonly to: number;
}
export interface Part {
  readonly kind: "say" | "breaths" | "muscles" | "round" | "rest" | "alone";
  /** The script's part; "" in the guide's form. */
  readonly id: string;
  /** 1, 2, 3 for rounds and the rest after them; else the place in the script. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly spans: readonly Span[];
}
export type Timetable = readonly Part[];

const SECOND = 1000;
const MUSCLE_BEATS = ["listen", "tense", "release", "notice"] as const;

/** What is played of a script: all of it, or the parts of a shorter or longer form with their own seconds. */
export interface Choice {
  readonly seconds?: Readonly<Record<string, number>> | undefined;
  readonly without?: ReadonlySet<string> | undefined;
  readonly pace?: Omit<Pace, "start_with"> | undefined;
}

export function timetable(script: readonly ScriptPart[], choice: Choice = {}): Timetable {
  const parts: Part[] = [];
  for (const each of script) {
    const seconds = choice.seconds === undefined ? each.seconds : choice.seconds[each.id];
    if (seconds === undefined || choice.without?.has(each.id) === true) continue;
    const from = parts.at(-1)?.to ?? 0;
    const to = from + seconds * SECOND;
    const number = parts.length + 1;
    const pace = paceOf(each, choice.pace);
    if (pace !== null) {
      parts.push({ kind: "breaths", id: each.id, number, from, to, spans: breaths(pace, from, to) });
    } else if (each.muscles !== undefined) {
      parts.push({ kind: "muscles", id: each.id, number, from, to, spans: group(each.muscles, from) });
    } else {
      parts.push({ kind: "say", id: each.id, number, from, to, spans: [{ beat: "still", from, to }] });
    }
  }
  return parts;
}

/** The main part goes at the chosen pace; on the way to it nothing is slower than that. */
function paceOf(part: ScriptPart, chosen: Choice["pace"]): Pace | null {
  if (part.pace === undefined) return null;
  if (chosen === undefined || (part.main !== true && cycleOf(part.pace) <= cycleOf(chosen))) return part.pace;
  return { start_with: part.pace.start_with, ...chosen };
}

const cycleOf = (pace: Omit<Pace, "start_with">): number => pace.in + pace.hold + pace.out;

/** The guide's exercise: rounds, rests, and the time alone, in which the pacer only keeps the time. */
export function roundsTimetable(pace: Pace, dose: Rounds): Timetable {
  const parts: Part[] = [];
  const add = (kind: "round" | "rest" | "alone", number: number, seconds: number): void => {
    if (seconds <= 0) return;
    const from = parts.at(-1)?.to ?? 0;
    const to = from + seconds * SECOND;
    const spans: readonly Span[] = kind === "round" ? breaths(pace, from, to) : [{ beat: "still", from, to }];
    parts.push({ kind, id: "", number, from, to, spans });
  };
  for (let round = 1; round <= dose.rounds; round += 1) {
    add("round", round, dose.round_seconds);
    if (round < dose.rounds) add("rest", round, dose.rest_seconds);
  }
  add("alone", 1, dose.self_practice_seconds);
  return parts;
}

/** Whole breaths only, the last one ending with its out-breath; what is left over is ease. */
function breaths(pace: Pace, from: number, to: number): readonly Span[] {
  const order =
    pace.start_with === "out" ? (["out", "in", "hold"] as const) : (["in", "hold", "out"] as const);
  const cycle = cycleOf(pace) * SECOND;
  const spans: Span[] = [];
  for (let breath = 0; ; breath += 1) {
    let at = from + breath * cycle;
    for (const beat of order) {
      const end = at + pace[beat] * SECOND;
      if (end > to) return closed(spans, from, to);
      if (end > at) spans.push({ beat, from: at, to: end });
      at = end;
    }
  }
}

function closed(spans: readonly Span[], from: number, to: number): readonly Span[] {
  let last = spans.length;
  while (last > 0 && spans[last - 1]!.beat !== "out") last -= 1;
  const whole = spans.slice(0, last);
  const end = whole.at(-1)?.to ?? from;
  return end < to ? [...whole, { beat: "ease", from: end, to }] : whole;
}

function group(muscles: Muscles, from: number): readonly Span[] {
  let at = from;
  return MUSCLE_BEATS.flatMap((beat) => {
    const span = { beat, from: at, to: at + muscles[beat] * SECOND };
    at = span.to;
    return span.to > span.from ? [span] : [];
  });
}

export const lengthOf = (parts: Timetable): number => parts.at(-1)?.to ?? 0;

export interface Moment {
  readonly part: Part;
  readonly span: Span;
  /** Counts 1, 2, 3 within the span. */
  readonly count: number;
  readonly left: number;
}

/** Where the exercise is at a time; null when it is over. `left`: milliseconds of the whole exercise that remain. */
export function momentAt(parts: Timetable, at: number): Moment | null {
  const part = parts.find((candidate) => at < candidate.to);
  const span = part?.spans.find((candidate) => at < candidate.to);
  if (part === undefined || span === undefined) return null;
  const into = Math.max(0, at - span.from);
  return { part, span, count: Math.floor(into / SECOND) + 1, left: lengthOf(parts) - at };
}

/** Where to go on after a pause or a call: with the breath, the group or the sentence that was cut, from its beginning. */
export function resumeAt(parts: Timetable, at: number): number {
  const moment = momentAt(parts, at);
  if (moment === null) return at;
  const { part, span } = moment;
  if (part.kind === "rest" || part.kind === "alone") return at;
  return part.kind === "breaths" || part.kind === "round" ? span.from : part.from;
}

/** What can be heard and felt. In and out, tense and release differ in both. A step is the beginning of a new sentence. */
export type Cue = "in" | "out" | "tick" | "tense" | "release" | "step";
export interface Cued {
  readonly cue: Cue;
  /** Milliseconds since the exercise began. */
  readonly at: number;
  /** How long the breath or the tension lasts. */
  readonly lasts: number;
}

/** All cues of an exercise, in order. */
export function cuesOf(parts: Timetable): readonly Cued[] {
  return parts.flatMap((part) => {
    const cues = part.spans.flatMap(cuesOfSpan);
    const isSilent = cues[0]?.at !== part.from;
    return isSilent ? [{ cue: "step" as const, at: part.from, lasts: 0 }, ...cues] : cues;
  });
}

function cuesOfSpan({ beat, from, to }: Span): readonly Cued[] {
  const lasts = to - from;
  if (beat === "in" || beat === "out" || beat === "tense" || beat === "release")
    return [{ cue: beat, at: from, lasts }];
  if (beat !== "hold") return [];
  // No silence longer than a second while somebody holds.
  return Array.from({ length: Math.floor(lasts / SECOND) }, (_, second) => ({
    cue: "tick" as const,
    at: from + second * SECOND,
    lasts: 0,
  }));
}
