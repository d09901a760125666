import {
  type Choice,
  type Pace,
  type Rounds,
  roundsTimetable,
  type ScriptPart,
  type Timetable,
  timetable,
} from "../../domain/schedule";
import type { Expr } from "../../domain/types";

/** An exercise, as the bundle carries it (content/exercises/ID.yaml). */
export interface Exercise extends Partial<Rounds> {
  readonly id: string;
  readonly kind: "breathing" | "muscles" | "grounding" | "imagery" | "body_scan";
  readonly uses: readonly Use[];
  readonly as_in_guide?: boolean;
  readonly from_years?: number;
  readonly to_years?: number;
  readonly title: string;
  readonly intro?: string;
  readonly suits?: string;
  readonly evidence?: { readonly text: string; readonly sources?: readonly string[] };
  readonly posture?: string;
  readonly pace: Pace | null;
  readonly script: readonly Spoken[];
  readonly paces: readonly PaceChoice[];
  readonly lengths: readonly Length[];
  readonly steps: readonly { readonly id: string; readonly text: string; readonly say?: string }[];
  readonly gentle: null | { readonly when: Expr | null; readonly pace: Pace; readonly reason: string };
  readonly gate: readonly Gate[];
  readonly cautions: readonly Caution[];
  readonly relating: readonly Line[];
  readonly practice?: Practice;
  readonly sources: readonly string[];
  readonly marks: readonly string[];
}
/** With the person in the room, to take home, for the worker. */
export type Use = "room" | "home" | "worker";

export interface Spoken extends ScriptPart {
  readonly do?: string;
  readonly say: string;
  readonly remind?: string;
  readonly counts?: "all" | "first";
  readonly picture?: string;
  readonly number?: number;
}
export interface PaceChoice extends Omit<Pace, "hold" | "start_with"> {
  readonly id: string;
  readonly hold?: number;
  readonly text: string;
  readonly hint?: string;
  readonly usual?: boolean;
}
export interface Length {
  readonly id: string;
  readonly text: string;
  readonly hint?: string;
  readonly seconds: number;
  readonly parts?: Readonly<Record<string, number>>;
}
export interface Line {
  readonly id: string;
  readonly text: string;
  readonly sources: readonly string[];
  readonly marks: readonly string[];
}
/** What is looked at before the exercise. `when`: what the consultation says to it. */
export interface Gate {
  readonly id: string;
  readonly ask: string;
  readonly when: Expr | null;
  readonly does?: "not_now" | "ground_first" | "advice";
  readonly advice?: string;
  readonly sources: readonly string[];
  readonly marks: readonly string[];
}
/** With a gate: what that means for this exercise. Without: when to stop. */
export interface Caution extends Line {
  readonly gate?: string;
  readonly means?: "not_now" | "pace" | "length" | "leave_out" | "advice";
  readonly pace?: string;
  readonly length?: string;
  readonly leave_out?: readonly string[];
  /** Another exercise that suits better. */
  readonly instead?: string;
}
export interface Practice {
  readonly times_a_day: number;
  readonly minutes: number;
  readonly days: number;
  readonly review_days: readonly number[];
  readonly text: string;
}

/** A release from before the scripts has an exercise with fewer parts, and a visit may have begun with it: what it lacks is empty. */
export const complete = (exercise: Exercise): Exercise => ({
  ...exercise,
  kind: exercise.kind ?? "breathing",
  uses: exercise.uses ?? ["room", "home", "worker"],
  script: exercise.script ?? [],
  paces: exercise.paces ?? [],
  lengths: exercise.lengths ?? [],
  gate: exercise.gate ?? [],
  relating: exercise.relating ?? [],
});

/** What was chosen before the exercise began. */
export interface Chosen {
  readonly gentle: boolean;
  readonly pace: string | null;
  readonly length: string | null;
  readonly without: ReadonlySet<string>;
}

/** The exercise as it was chosen, on its line of time. */
export function timetableOf(exercise: Exercise, chosen: Chosen): Timetable {
  if (exercise.script.length === 0) {
    const pace = chosen.gentle && exercise.gentle !== null ? exercise.gentle.pace : exercise.pace;
    return pace === null ? [] : roundsTimetable(pace, roundsOf(exercise));
  }
  const pace = exercise.paces.find(({ id }) => id === chosen.pace);
  const choice: Choice = {
    seconds: exercise.lengths.find(({ id }) => id === chosen.length)?.parts,
    without: chosen.without,
    pace: pace === undefined ? undefined : { in: pace.in, hold: pace.hold ?? 0, out: pace.out },
  };
  return timetable(exercise.script, choice);
}

/** How often and how long; a part that the content does not name does not happen. */
const roundsOf = (exercise: Exercise): Rounds => ({
  rounds: exercise.rounds ?? 1,
  round_seconds: exercise.round_seconds ?? 60,
  rest_seconds: exercise.rest_seconds ?? 0,
  self_practice_seconds: exercise.self_practice_seconds ?? 0,
});

/** The pace that is chosen until somebody chooses another: the usual one; null where there is no choice. */
export const usualPace = (exercise: Exercise): string | null =>
  exercise.paces.find(({ usual }) => usual === true)?.id ?? exercise.paces[0]?.id ?? null;

export const usualLength = (exercise: Exercise): string | null => exercise.lengths[0]?.id ?? null;

/** Does the exercise suit this age? Unknown age: yes. */
export const isForAge = (exercise: Exercise, age: number | null): boolean =>
  age === null || (age >= (exercise.from_years ?? 18) && age <= (exercise.to_years ?? 120));

export const isForChildren = (exercise: Exercise): boolean => exercise.to_years !== undefined;
