/** Which answers can be used, and what is wrong with the others. Twin of src/attune/guide/answers.py. */
import type { Asked, Prepared } from "./prepare";
import type { Act, Answers, UnknownKind, Value } from "./types";

export const UNKNOWN: readonly UnknownKind[] = ["not-known", "declined", "could-not-ask"];
export const ACTS: readonly Act[] = ["done", "handed_over", "not_done"];

export interface Usable {
  readonly value?: Value;
  readonly unknown?: UnknownKind;
  readonly n: number;
}
export interface Read {
  readonly answers: Map<string, Usable>;
  readonly acts: Map<string, { readonly act: Act; readonly reason: string | null }>;
  readonly start: string[];
  readonly problems: { id: string; code: string }[];
}

export function read(prepared: Prepared, answers: Answers): Read {
  const found: Read = { answers: new Map(), acts: new Map(), start: [], problems: [] };
  for (const id of Object.keys(answers).sort()) {
    // A key that holds nothing is no answer.
    if (answers[id] === undefined) continue;
    const code =
      id === "start" ? readStart(prepared, answers[id], found) : readOne(prepared, answers, id, found);
    if (code) found.problems.push({ id, code });
  }
  return found;
}

function readStart(prepared: Prepared, start: unknown, found: Read): string | undefined {
  // What names a module opens it, whatever stands beside it.
  const listed: readonly unknown[] = Array.isArray(start) ? start : [];
  found.start.push(...(listed.filter((id) => prepared.modules.has(id as string)) as string[]));
  if (!isCodes(start)) return "wrong_type";
  return found.start.length < start.length ? "unknown_option" : undefined;
}

function readOne(prepared: Prepared, answers: Answers, key: string, found: Read): string | undefined {
  const id = current(prepared, key);
  // Answered under its new name too: that one holds.
  if (id !== key && answers[id] !== undefined) return;
  const question = prepared.questions.get(id);
  const answer = answers[key] as Record<string, unknown> | null;
  if (!question && !prepared.lines.has(id)) return "not_a_question";
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return "cannot_read";
  if (!question) {
    if (!ACTS.includes(answer.act as Act)) return "wrong_type";
    found.acts.set(id, {
      act: answer.act as Act,
      reason: (answer.reason as string | undefined) ?? null,
    });
    return;
  }
  const n = Number.isInteger(answer.n) ? (answer.n as number) : 0;
  const value = answer.value ?? null;
  const unknown = (answer.unknown ?? null) as UnknownKind | null;
  if ((value === null) === (unknown === null)) return "act" in answer ? "wrong_type" : "cannot_read";
  if (unknown !== null) {
    if (!UNKNOWN.includes(unknown)) return "cannot_read";
    found.answers.set(id, { unknown, n });
    return;
  }
  const fault = faultOf(question, value);
  if (!fault) found.answers.set(id, { value: today(question, value as Value), n });
  return fault;
}

/** What is wrong with `value` as an answer to `question`, if anything. */
function faultOf({ body, codes }: Asked, value: unknown): string | undefined {
  const { type, min = -Infinity, max = Infinity } = body;
  if (type === "yes_no") return typeof value === "boolean" ? undefined : "wrong_type";
  if (type === "number") {
    if (!Number.isInteger(value)) return "wrong_type";
    const number = value as number;
    return number < min || number > max || Math.abs(number) > 2147483647 ? "out_of_range" : undefined;
  }
  if (type === "multi" ? !isCodes(value) : typeof value !== "string") return "wrong_type";
  if (type === "text") return;
  return [value as string | readonly string[]].flat().every((code) => codes.has(code))
    ? undefined
    : "unknown_option";
}

/** The value with today's codes. Lists come out in the order of the options, each code once. */
function today({ body, codes }: Asked, value: Value): Value {
  if (body.type === "choice") return codes.get(value as string) as string;
  if (!Array.isArray(value)) return value;
  const chosen = value.map((code) => codes.get(code));
  return (body.options ?? []).map((option) => option.id).filter((id) => chosen.includes(id));
}

const isCodes = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((code) => typeof code === "string");

/** The id that `name` has today. A ring in the alias table ends the search. */
function current({ guide, questions, lines }: Prepared, name: string): string {
  let left = Object.keys(guide.aliases).length;
  let id = name;
  while (left-- > 0 && Object.hasOwn(guide.aliases, id) && !questions.has(id) && !lines.has(id))
    id = guide.aliases[id] as string;
  return id;
}
