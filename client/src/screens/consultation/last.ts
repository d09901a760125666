import type { Answer, Question } from "../../domain/types";
import type { EntryOf } from "../../store/entry";
import { isUrgent, type Lookup } from "../guide/lookup";
import { TAKES } from "../ids";

export interface LastLine {
  readonly id: string;
  readonly text: string;
  readonly dose: string | undefined;
  readonly against: string | undefined;
  /** What was agreed to do: medicines, referral, what the person does at home. The rest is one tap away. */
  readonly first: boolean;
}
export interface LastVisit {
  readonly on: string;
  readonly found: readonly string[];
  readonly lines: readonly LastLine[];
  readonly tasks: readonly string[];
  readonly booked: string | null;
}

/** What the worker reads before a follow-up. Words of today's guide; an id that it no longer has is left out. */
export function lastVisit(look: Lookup, entry: EntryOf<"consultation">): LastVisit {
  const { body } = entry;
  const against = new Map(body.against.map((row) => [row.line, row.reason]));
  return {
    on: entry.occurred_on,
    found: body.conclusions.flatMap((id) => look.conclusion.get(id)?.text ?? []),
    lines: body.plan.flatMap(({ id, state }) => {
      const line = look.line.get(id);
      if (line === undefined || line.group === "now") return [];
      const text =
        state === "do"
          ? line.text
          : state === "not_here"
            ? (line.not_here ?? line.text)
            : (line.instead ?? line.text);
      return [
        {
          id,
          text,
          dose: state === "do" ? line.dose : undefined,
          against: against.get(id),
          first: line.kind === "medicine" || line.kind === "referral" || line.group === "home",
        },
      ];
    }),
    tasks: body.tasks.flatMap((task) => {
      const question = task.of === null ? undefined : look.question.get(task.of);
      return question?.ask ?? look.task.get(task.id)?.text ?? [];
    }),
    booked: body.follow_up?.booked_on ?? body.follow_up?.on ?? null,
  };
}

/**
 * Facts of an earlier visit that a later one confirms instead of asking. What may change from day to day (urgent looks,
 * pregnancy and other sensitive facts) is asked anew, and risk answers are never carried over (decided point 5).
 */
export function knownFrom(
  look: Lookup,
  answers: Readonly<Record<string, Answer>>,
): Readonly<Record<string, Answer>> {
  const known: Record<string, Answer> = {};
  for (const question of look.guide.questions) {
    const given = answers[question.id];
    if (given?.value === undefined || !isCarried(look, question)) continue;
    known[question.id] = { value: given.value, ...(given.about === true ? { about: true } : {}) };
  }
  return known;
}

/**
 * The medicines that the last plan gave, to confirm. Not one that the prescriber was to be asked for, that was not here,
 * or that the worker decided against.
 */
export function medicinesGiven(
  look: Lookup,
  entry: EntryOf<"consultation">,
): Readonly<Record<string, Answer>> {
  const question = look.question.get(TAKES);
  if (question === undefined) return {};
  const against = new Set(entry.body.against.map((row) => row.line));
  const given = entry.body.plan.flatMap(({ id, state }) => {
    const line = look.line.get(id);
    const taken = line?.kind === "medicine" && state === "do" && !against.has(id);
    return taken && line.medicine !== undefined ? [line.medicine] : [];
  });
  const codes = (question.options ?? []).map((option) => option.id).filter((code) => given.includes(code));
  return codes.length === 0 ? {} : { [TAKES]: { value: codes } };
}

function isCarried(look: Lookup, question: Question): boolean {
  if (question.module !== "" || question.shell === true || question.id === "chart") return false;
  if (question.sensitive === true || question.self_harm === true) return false;
  if (readsVisit(question)) return false;
  return !isUrgent(look.guide, question.tier);
}

/** A fact about this kind of visit ("what does the person take now for this?") belongs to the visit, not to the person. */
const readsVisit = (question: Question): boolean => JSON.stringify(question.when).includes('["var","visit"]');
