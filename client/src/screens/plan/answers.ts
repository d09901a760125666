import type { Answer, Consultation, Question, Value } from "../../domain/types";
import type { t as translate } from "../../i18n";
import { answerOf, type Draft } from "../consultation/draft";
import { type Lookup, namesIn, placeOf } from "../guide/lookup";

/** The catalogue, handed in. */
export type Words = typeof translate;

/** An answer in words, as a person would say it. */
export function answerText(t: Words, question: Question, given: Answer | undefined): string {
  if (given === undefined) return t("answer.open");
  if (given.unknown !== undefined) return unknownText(t, given);
  if (given.value === undefined) return t("answer.open");
  const text = valueText(t, question, given.value);
  return given.about === true ? t("answer.about", { value: text }) : text;
}

function unknownText(t: Words, given: Answer): string {
  if (given.unknown === undefined) return t("answer.open");
  if (given.unknown === "could-not-ask" && isReason(given.because))
    return t(`answer.could-not-ask.${given.because}`);
  return t(`answer.${given.unknown}`);
}

const REASONS = ["not-alone", "language", "too-unwell", "refused", "later"] as const;
const isReason = (because: string | undefined): because is (typeof REASONS)[number] =>
  (REASONS as readonly (string | undefined)[]).includes(because);

/** Units that the catalogue can count; another unit stands as the content names it. */
const UNITS = ["years", "months", "weeks", "days", "hours", "minutes"] as const;
type Unit = (typeof UNITS)[number];
export const isUnit = (unit: string | undefined): unit is Unit =>
  (UNITS as readonly (string | undefined)[]).includes(unit);

function amount(t: Words, value: number, unit: string | undefined): string {
  if (isUnit(unit)) return t(`unit.${unit}`, { n: value });
  return unit === undefined ? `${value}` : `${value} ${unit}`;
}

export function valueText(t: Words, question: Question, value: Value): string {
  if (typeof value === "boolean") return t(value ? "answer.yes" : "answer.no");
  if (typeof value === "number") return amount(t, value, question.unit);
  if (typeof value === "string") return optionText(question, value);
  if (value.length === 0) return t("answer.none");
  return value.map((code) => optionText(question, code)).join(" · ");
}

const optionText = (question: Question, code: string): string =>
  question.options?.find((option) => option.id === code)?.text ?? code;

export interface Said {
  readonly id: string;
  readonly ask: string;
  readonly answer: string;
  readonly by: Answer["by"];
}
export interface Why {
  readonly said: readonly Said[];
  /** Rules and conclusions that the line stands on, in the guide's words. */
  readonly rules: readonly string[];
}
export interface SourceView {
  readonly code: string;
  readonly place: string;
  readonly title: string;
  readonly year: number | null;
}

/** Why a line, a conclusion or an exit is there: the answers that made it so, and the rule in words. */
export function whyOf(
  t: Words,
  look: Lookup,
  draft: Draft,
  result: Consultation,
  id: string,
  because: readonly string[],
): Why {
  const statement =
    look.line.get(id) ??
    look.conclusion.get(id) ??
    look.exit.get(id) ??
    look.followUp.get(id) ??
    look.task.get(id);
  return {
    said: because.flatMap((question) => saidOf(t, look, draft, question)),
    rules: statement === undefined ? [] : rulesOf(look, result, statement.when),
  };
}

export function saidOf(t: Words, look: Lookup, draft: Draft, id: string): readonly Said[] {
  const question = look.question.get(id);
  if (question === undefined || question.shell === true) return [];
  const given = answerOf(draft.answers, id);
  return [{ id, ask: question.ask, answer: answerText(t, question, given), by: given?.by }];
}

/** The texts of what the expression reads and what holds now. */
function rulesOf(look: Lookup, result: Consultation, when: Parameters<typeof namesIn>[0]): readonly string[] {
  const true_ = new Set(result.trace.filter((row) => row.value === true).map((row) => row.id));
  const texts = namesIn(when).flatMap((name) => {
    if (!true_.has(name)) return [];
    const text = look.rule.get(name)?.text ?? look.conclusion.get(name)?.text;
    return text === undefined ? [] : [text];
  });
  return [...new Set(texts)];
}

/** "W16 p.134" as the document's title and the place in it. */
export function sourceView(look: Lookup, source: string): SourceView {
  const [code = source, ...rest] = source.split(" ");
  const known = look.guide.sources[code];
  return { code, place: rest.join(" "), title: known?.title ?? code, year: known?.year ?? null };
}

/** All answers of the consultation: what is shared first, then by module and step, with those set aside. */
export interface AnswerGroup {
  readonly key: string;
  readonly module: string;
  readonly step: string;
  readonly rows: readonly AnswerRow[];
}
export interface AnswerRow extends Said {
  readonly setAside: boolean;
}

export function answersList(
  t: Words,
  look: Lookup,
  draft: Draft,
  result: Consultation,
): readonly AnswerGroup[] {
  const aside = new Set(result.set_aside);
  const groups = new Map<string, { module: string; step: string; rows: AnswerRow[] }>();
  for (const question of look.guide.questions) {
    if (question.shell === true || answerOf(draft.answers, question.id) === undefined) continue;
    const place = question.module === "" ? undefined : placeOf(look, result.open, question.id);
    const key = place?.step.id ?? "facts";
    const group = groups.get(key) ?? {
      module: place?.module.title ?? t("answers.shared"),
      step: place?.step.title ?? "",
      rows: [],
    };
    const [said] = saidOf(t, look, draft, question.id);
    if (said !== undefined) group.rows.push({ ...said, setAside: aside.has(question.id) });
    groups.set(key, group);
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}
