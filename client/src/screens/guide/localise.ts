import type { Guide } from "../../domain/types";
import { ct, language } from "../../i18n";
import type { Exercise } from "../relax/exercise";

type Said = (id: string, field: string, source: string) => string;

/** The guide in the worker's language, made once a language: screens then read plain text. Ids and rules are the same. */
export function localised(guide: Guide): Guide {
  const { code } = language.value;
  if (code === "en") return guide;
  const known = made.get(guide);
  if (known?.code === code) return known.guide;
  const fresh = translate(guide, ct);
  made.set(guide, { code, guide: fresh });
  return fresh;
}
const made = new WeakMap<Guide, { readonly code: string; readonly guide: Guide }>();

/** Fields that are words, by kind of thing. */
const FIELDS = [
  "title",
  "summary",
  "text",
  "ask",
  "say",
  "why",
  "hint",
  "meaning",
  "detail",
  "instead",
  "dose",
  "not_here",
  "paper",
  "think_of",
  "intro",
  "suits",
  "posture",
  "do",
  "remind",
  "advice",
] as const;

function translate(guide: Guide, said: Said): Guide {
  const each = <T extends { readonly id: string }>(list: readonly T[]): readonly T[] =>
    list.map((item) => words(item, said));
  return {
    ...guide,
    chart: each(guide.chart),
    cadres: each(guide.cadres),
    modules: each(guide.modules).map((module) => ({ ...module, steps: each(module.steps) })),
    questions: each(guide.questions).map((question) => ({
      ...question,
      ...(question.options === undefined
        ? {}
        : {
            options: question.options.map((option) => ({
              ...option,
              text: said(`${question.id}.${option.id}`, "text", option.text),
            })),
          }),
      ...(question.wait === undefined
        ? {}
        : { wait: { ...question.wait, text: said(question.id, "wait", question.wait.text) } }),
    })),
    rules: each(guide.rules),
    conclusions: each(guide.conclusions),
    exits: each(guide.exits),
    plan: each(guide.plan),
    follow_up: each(guide.follow_up),
    tasks: each(guide.tasks),
  };
}

/**
 * The exercise in the worker's language. A release from before the scripts has an exercise with fewer parts, and a visit may have begun
 * with it: what it lacks is empty.
 */
export function exerciseIn(exercise: Exercise, said: Said): Exercise {
  const { gentle, evidence, practice } = exercise;
  const each = <T extends { readonly id: string }>(list: readonly T[]): readonly T[] =>
    list.map((item) => words(item, said));
  return {
    ...words(exercise, said),
    kind: exercise.kind ?? "breathing",
    uses: exercise.uses ?? ["room", "home", "worker"],
    script: each(exercise.script ?? []),
    paces: each(exercise.paces ?? []),
    lengths: each(exercise.lengths ?? []),
    steps: each(exercise.steps),
    gate: each(exercise.gate ?? []),
    cautions: each(exercise.cautions),
    relating: each(exercise.relating ?? []),
    ...(evidence === undefined
      ? {}
      : { evidence: { ...evidence, text: said(exercise.id, "evidence", evidence.text) } }),
    ...(practice === undefined
      ? {}
      : { practice: { ...practice, text: said(exercise.id, "practice", practice.text) } }),
    gentle: gentle === null ? null : { ...gentle, reason: said(exercise.id, "gentle", gentle.reason) },
  };
}

export function words<T extends { readonly id: string }>(item: T, said: Said): T {
  const turned: Record<string, unknown> = { ...item };
  for (const field of FIELDS) {
    const source = turned[field];
    if (typeof source === "string") turned[field] = said(item.id, field, source);
  }
  return turned as T;
}
