// What is kept of a finished talk: what the worker did in it, and never what the invented person felt.
import type { Playing } from "../../app/drafts";
import { score } from "../../domain/relating/score";
import type { Case, Played, Relating, Score } from "../../domain/relating/types";
import type { BodyOf } from "../../store/entry";

type Body = BodyOf<"played">;
type Kept = Omit<Playing, "way"> & { readonly way: Body["way"] };
export const HABITS = ["preview", "acknowledged", "closed", "repaired", "noticed"] as const;
export type Habits = Body["habits"];

export function bodyOf(relating: Relating, of: Case, playing: Kept, played: Played): Body {
  const found = score(relating, of, played);
  return {
    case: playing.case,
    profile: playing.profile,
    way: playing.way,
    choices: [...playing.choices],
    taken_over: playing.taken_over,
    goals: found.guide.map(({ id, state }) => ({ id, state })),
    harmful: found.harmful.map((n) => harmOf(played, n)),
    classes: classesOf(played),
    habits: habitsOf(found),
  };
}

/** As what a sentence harmed: a breach that nobody had explained is a breach, whatever it was meant to be. */
function harmOf(played: Played, n: number): string {
  const turn = played.turns[n - 1];
  return turn?.in_effect === "break_confidence" ? turn.in_effect : (turn?.class ?? "");
}

export function classesOf(played: Played): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const turn of played.turns) found[turn.class] = (found[turn.class] ?? 0) + 1;
  return found;
}

export const habitsOf = (found: Score): Habits => ({
  ...found.helping.habits,
  noticed: {
    called_for: found.fit.length,
    done: found.fit.filter(({ answered }) => answered !== null).length,
  },
});
