import type { Expr } from "../../domain/types";
import type { CardItem } from "../cards/card";
import type { Dose, Pace } from "./pacer";

/** An exercise, as the bundle carries it (content/exercises/ID.yaml). */
export interface Exercise extends Partial<Dose> {
  readonly id: string;
  readonly title: string;
  readonly intro?: string;
  readonly pace: Pace | null;
  readonly steps: readonly { readonly id: string; readonly text: string; readonly say?: string }[];
  readonly gentle: null | { readonly when: Expr | null; readonly pace: Pace; readonly reason: string };
  readonly cautions: readonly CardItem[];
  readonly sources: readonly string[];
  readonly marks: readonly string[];
}

/** How often and how long; a part that the content does not name does not happen. */
export const doseOf = (exercise: Exercise): Dose => ({
  rounds: exercise.rounds ?? 1,
  round_seconds: exercise.round_seconds ?? 60,
  rest_seconds: exercise.rest_seconds ?? 0,
  self_practice_seconds: exercise.self_practice_seconds ?? 0,
});
