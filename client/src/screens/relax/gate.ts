// What is looked at before an exercise, and what follows from it. Pure: the consultation's word is handed in.
import type { Expr } from "../../domain/types";
import type { Caution, Exercise, Gate } from "./exercise";

/** What the consultation says to a rule: true, false, or null when it does not know. */
export type Says = (when: Expr | null) => boolean | null;

export interface Asked {
  /** The consultation has found these. */
  readonly found: readonly Gate[];
  /** The consultation does not know; somebody ticks. What it knows not to hold is in neither list. */
  readonly open: readonly Gate[];
}

export function whatToAsk(exercise: Exercise, says: Says): Asked {
  const said = exercise.gate.map((gate) => [gate, gate.when === null ? null : says(gate.when)] as const);
  return {
    found: said.filter(([, value]) => value === true).map(([gate]) => gate),
    open: said.filter(([, value]) => value === null).map(([gate]) => gate),
  };
}

export interface Suiting {
  /** Why it is not for now; empty: it may begin. */
  readonly notNow: readonly { readonly id: string; readonly text: string }[];
  readonly advice: readonly { readonly id: string; readonly text: string }[];
  /** Only this pace, or this length; null: any. */
  readonly pace: string | null;
  readonly length: string | null;
  readonly without: ReadonlySet<string>;
  /** Exercises to take instead, the first of them best. */
  readonly instead: readonly string[];
  readonly groundFirst: boolean;
}

/** What holds, given the gates that were found or ticked. */
export function suiting(exercise: Exercise, held: ReadonlySet<string>): Suiting {
  const gates = exercise.gate.filter(({ id }) => held.has(id));
  const cautions = exercise.cautions.filter(({ gate }) => gate !== undefined && held.has(gate));
  const does = (what: Caution["means"]) => cautions.filter(({ means }) => means === what);
  const shut = gates.filter((gate) => gate.does === "not_now");
  return {
    notNow: [...shut.map(({ id, ask, advice }) => ({ id, text: advice ?? ask })), ...does("not_now")],
    advice: [
      ...gates
        .filter((gate) => gate.does !== "not_now" && gate.advice !== undefined)
        .map(({ id, advice }) => ({ id, text: advice! })),
      ...cautions.filter(({ means }) => means !== "not_now"),
    ],
    pace: leastOf(
      does("pace").map(({ pace }) => exercise.paces.find(({ id }) => id === pace)),
      breathOf,
    ),
    length: leastOf(
      does("length").map(({ length }) => exercise.lengths.find(({ id }) => id === length)),
      ({ seconds }) => seconds,
    ),
    without: new Set(does("leave_out").flatMap(({ leave_out }) => leave_out ?? [])),
    // In a crisis nothing stands in for the safety plan.
    instead: shut.length > 0 ? [] : [...new Set(cautions.flatMap(({ instead }) => instead ?? []))],
    groundFirst: exercise.kind !== "grounding" && gates.some((gate) => gate.does === "ground_first"),
  };
}

const breathOf = (pace: { readonly in: number; readonly hold?: number; readonly out: number }): number =>
  pace.in + (pace.hold ?? 0) + pace.out;

/** Where several ask for different ones, the most careful holds. */
function leastOf<T extends { readonly id: string }>(
  asked: readonly (T | undefined)[],
  size: (one: T) => number,
): string | null {
  const known = asked.filter((one) => one !== undefined);
  return [...known].sort((one, other) => size(one) - size(other))[0]?.id ?? null;
}

/** The cautions that hold for everybody: when to stop. */
export const stopsOf = (exercise: Exercise): readonly Caution[] =>
  exercise.cautions.filter(({ gate }) => gate === undefined);
