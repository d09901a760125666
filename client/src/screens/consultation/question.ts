import type { Answer, By, Question, Value } from "../../domain/types";
import type { Key } from "../../i18n";
import type { Draft } from "./draft";
import { answerOf, say, ticksOf, typedOf, unknown } from "./draft";
import { isHeard } from "./showing";

/** One way to answer with one tap. `words` is a key of the catalogue, `text` the guide's own words. */
export interface Choice {
  readonly code: string;
  readonly text?: string;
  readonly words?: Key;
  readonly answer: Answer;
  readonly picked: boolean;
}
export interface QuestionView {
  readonly question: Question;
  /** Large choices. Empty where ticks, a number or text are asked for. */
  readonly choices: readonly Choice[];
  readonly ticks: readonly string[];
  /** What stands in the field for a number or text. */
  readonly typed: string;
  /** The quiet line: what may be said instead of an answer, each one tap. */
  readonly instead: readonly Choice[];
  readonly answered: Answer | undefined;
  readonly by: By;
  /** The worker may say who gave the answer. */
  readonly asksBy: boolean;
}

export function questionView(question: Question, draft: Draft, by: By): QuestionView {
  const answered = answerOf(draft.answers, question.id) ?? draft.known[question.id];
  return {
    question,
    answered,
    choices: choicesOf(question, answered, by),
    ticks: ticksOf(draft, question.id),
    typed: typedOf(draft, question.id),
    instead: (question.self_harm === true ? SELF_HARM : ORDINARY).map(([code, kind, because]) => ({
      code,
      words: `question.instead.${code}`,
      answer: unknown(kind, because, by),
      picked: answered?.unknown === kind && (because === undefined || answered.because === because),
    })),
    by,
    asksBy: asksWho(question, draft),
  };
}

/** Self-harm: each reason is as quick as a yes (decided point 6). */
const SELF_HARM = [
  ["later", "could-not-ask", "later"],
  ["not-alone", "could-not-ask", "not-alone"],
  ["language", "could-not-ask", "language"],
  ["too-unwell", "could-not-ask", "too-unwell"],
  ["refused", "could-not-ask", "refused"],
] as const;
const ORDINARY = [
  ["not-known", "not-known", undefined],
  ["cannot-ask", "could-not-ask", "later"],
  ["declined", "declined", undefined],
] as const;

function choicesOf(question: Question, answered: Answer | undefined, by: By): readonly Choice[] {
  const choice = (code: string, value: Value, label: { text?: string; words?: Key }): Choice => ({
    code,
    ...label,
    answer: say(value, by),
    picked: answered?.value === value,
  });
  if (question.type === "yes_no")
    return [choice("yes", true, { words: "question.yes" }), choice("no", false, { words: "question.no" })];
  if (question.type === "choice")
    return (question.options ?? []).map((o) => choice(o.id, o.id, { text: o.text }));
  return [];
}

/** Where it matters who said it: risk, what a carer is expected to say, and whenever somebody else is in the room. */
function asksWho(question: Question, draft: Draft): boolean {
  if (question.respondent === "worker") return false;
  return question.self_harm === true || question.respondent === "carer" || isHeard(draft);
}

export const expectedBy = (question: Question): By => question.respondent ?? "person";

/** A whole number within its limits, or the catalogue key of what is wrong with it. */
export function readNumber(
  question: Question,
  typed: string,
): { value: number } | { fault: "empty" | "not_whole" | "out_of_range" } {
  const text = typed.trim();
  if (text === "") return { fault: "empty" };
  if (!/^\d{1,6}$/.test(text)) return { fault: "not_whole" };
  const value = Number(text);
  const low = question.min ?? 0;
  const high = question.max ?? Number.POSITIVE_INFINITY;
  return value < low || value > high ? { fault: "out_of_range" } : { value };
}
