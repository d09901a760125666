// What the visit knows that an exercise asks, and what the visit keeps of it.
import type { Consultation } from "../../domain/types";
import { answer, answerOf, type Draft, say } from "../consultation/draft";
import { says } from "../consultation/says";
import type { Lookup } from "../guide/lookup";
import { RELAX_AFTER, RELAX_BEFORE, RELAX_EXERCISE } from "../ids";
import { type Felt, isWorse } from "./felt";
import type { Says } from "./gate";

/** The consultation's word on a rule of the exercise. */
export const saysOf =
  (draft: Draft, result: Consultation): Says =>
  (when) =>
    when === null ? null : says(when, draft, result);

/** A guide that an older visit began with may not have the questions to keep it in. */
export const canKeep = (look: Lookup): boolean =>
  [RELAX_EXERCISE, RELAX_BEFORE, RELAX_AFTER].every((id) => look.question.has(id));

/** The visit with what was felt before and after. Only where the worker has said so. */
export function kept(draft: Draft, exercise: string, { before, after }: Felt): Draft {
  const given = [
    [RELAX_BEFORE, before],
    [RELAX_AFTER, after],
  ] as const;
  return given.reduce(
    (now, [id, value]) => (value === null ? now : answer(now, id, say(value, "person"))),
    answer(draft, RELAX_EXERCISE, say(exercise, "worker")),
  );
}

/** How often this exercise left the person worse by two or more, in the visits that kept it. */
export const worseAfter = (
  visits: readonly { readonly answers: Draft["answers"] }[],
  exercise: string,
): number => visits.filter(({ answers }) => isOf(answers, exercise) && isWorse(feltIn(answers))).length;

const isOf = (answers: Draft["answers"], exercise: string): boolean =>
  answerOf(answers, RELAX_EXERCISE)?.value === exercise;

function feltIn(answers: Draft["answers"]): Felt {
  const number = (id: string) => {
    const value = answerOf(answers, id)?.value;
    return typeof value === "number" ? value : null;
  };
  return { before: number(RELAX_BEFORE), after: number(RELAX_AFTER) };
}
