import type { Act, Answer, Answers, By, UnknownKind, Value } from "../../domain/types";

/** Who a consultation is with, how it is held, and all that was answered. Plain JSON: it is saved after every tap. */
export interface Draft {
  readonly id: string;
  /** The person's id, or null when the worker practises without a person. */
  readonly person: string | null;
  readonly practice: boolean;
  readonly visit: "first" | "follow_up";
  readonly way: Way;
  readonly mode: "step" | "quick";
  readonly release: string;
  /** Local date of the meeting (the day on which it took place, also when it is entered afterwards). */
  readonly occurred_on: string;
  readonly answers: Answers;
  /** The running number of the last answer. */
  readonly n: number;
  /** Ticks of a list that is not finished: saved, but no answer yet. */
  readonly ticks: Readonly<Record<string, readonly string[]>>;
  /** Text or a number that is not finished: saved, but no answer yet. A draft of an older app has none. */
  readonly typed?: Readonly<Record<string, string>>;
  /** Known from an earlier contact; each becomes an answer when the worker confirms it. */
  readonly known: Readonly<Record<string, Answer>>;
  /** Where the person is, when the person has left during a crisis. */
  readonly where: string | null;
  readonly booked: string | null;
  /** Who does an open task and by when. */
  readonly owners: Readonly<Record<string, Owner>>;
  /** What the worker answers to a departure that the audit names. */
  readonly replies: Readonly<Record<string, string>>;
  /** Words that could harm are printed only when switched on. */
  readonly harm_words: boolean;
  /** Entry id of the imminent risk, once written, and what it says. */
  readonly risk: Risk | null;
  /** The id of the next entry on an imminent risk: known before it is written, so that it is written once. A draft of an older app has none. */
  readonly next_risk?: string | undefined;
  /** The consultation entry that this visit follows, and whether the worker has read its plan. */
  readonly last: string | null;
  readonly last_read: boolean;
  /** What the worker ticked as seen in this visit, and what stands apart (seen.ts). A draft of an older app has none. */
  readonly seen?: readonly string[];
  readonly apart?: readonly string[];
  /** Answered question to return to when the worker changes an earlier answer; null: the next one. */
  readonly changing: string | null;
}
export type Way = "prepare" | "use" | "record";
export interface Owner {
  readonly who: string;
  readonly on: string;
}

/** What the risk entry on the phone says, to see when it must be corrected. */
export interface Risk {
  readonly entry: string;
  readonly because: readonly string[];
  readonly who: string | null;
  readonly where: string | null;
}

/** What a draft begins with: whom and how, and what is answered or known before anything is asked. */
export interface Opening
  extends Pick<
    Draft,
    | "id"
    | "person"
    | "practice"
    | "visit"
    | "way"
    | "mode"
    | "release"
    | "occurred_on"
    | "known"
    | "last"
    | "next_risk"
  > {
  readonly start: readonly string[];
  readonly chart?: readonly string[];
  readonly shell: Readonly<Record<string, Value>>;
}

/** A new consultation: what the app knows (cadre, stock, kind of visit) and what brings the person are answers already. */
export function openDraft(opening: Opening): Draft {
  const { start, chart, shell, ...rest } = opening;
  const answers: Record<string, Answer | readonly string[]> = { start: [...start] };
  let n = 0;
  for (const [id, value] of Object.entries(shell)) answers[id] = { value, by: "record", n: ++n };
  if (chart !== undefined && chart.length > 0) answers.chart = { value: [...chart], by: "worker", n: ++n };
  return {
    ...rest,
    answers,
    n,
    ticks: {},
    typed: {},
    where: null,
    booked: null,
    owners: {},
    replies: {},
    harm_words: false,
    risk: null,
    last_read: false,
    changing: null,
  };
}

/** One answer more. What was ticked or typed at that question and its known value have done their work. */
export function answer(draft: Draft, id: string, given: Answer): Draft {
  const n = draft.n + 1;
  return {
    ...draft,
    n,
    answers: { ...draft.answers, [id]: { ...given, n } },
    ticks: without(draft.ticks, id),
    typed: without(draft.typed ?? {}, id),
    known: without(draft.known, id),
    changing: draft.changing === id ? null : draft.changing,
  };
}

export const say = (value: Value, by?: By, about?: boolean): Answer => ({
  value,
  ...(by === undefined ? {} : { by }),
  ...(about === true ? { about: true } : {}),
});

export const unknown = (kind: UnknownKind, because?: string, by?: By): Answer => ({
  unknown: kind,
  ...(because === undefined ? {} : { because }),
  ...(by === undefined ? {} : { by }),
});

/** What became of an urgent action. */
export function act(draft: Draft, line: string, done: Act, reason?: string): Draft {
  return answer(draft, line, { act: done, ...(reason === undefined ? {} : { reason }) });
}

/** An urgent action is open again, after a slip of the finger. */
export const undoAct = (draft: Draft, line: string): Draft => ({
  ...draft,
  answers: without(draft.answers, line),
});

/** What is ticked in a list: as far as it was ticked, else as it was answered, else as it is known. */
export function ticksOf(draft: Draft, id: string): readonly string[] {
  const { value } = answerOf(draft.answers, id) ?? draft.known[id] ?? {};
  return draft.ticks[id] ?? (Array.isArray(value) ? value : []);
}

/** Ticks or unticks one option of a list. */
export function tick(draft: Draft, id: string, code: string): Draft {
  const now = ticksOf(draft, id);
  const next = now.includes(code) ? now.filter((other) => other !== code) : [...now, code];
  return { ...draft, ticks: { ...draft.ticks, [id]: next } };
}

/**
 * A tick in a list that stands among others, where nothing asks whether its answer shall be kept. A list that was answered and
 * has no tick left is open again: "none of these" is said, it is never what happens to be left.
 */
export function tickAmong(draft: Draft, id: string, code: string): Draft {
  const next = tick(draft, id, code);
  return next.ticks[id]?.length === 0 ? { ...next, answers: without(next.answers, id) } : next;
}

/** What is typed at a question: as far as it was typed, else as it was answered or is known. */
export function typedOf(draft: Draft, id: string): string {
  const { value } = answerOf(draft.answers, id) ?? draft.known[id] ?? {};
  return draft.typed?.[id] ?? (typeof value === "string" || typeof value === "number" ? `${value}` : "");
}

/** Keeps what is typed with every letter; it is no answer before the worker says so. */
export const typeIn = (draft: Draft, id: string, text: string): Draft => ({
  ...draft,
  typed: { ...draft.typed, [id]: text },
});

/** The answer that was to be changed stays as it was, without what was ticked or typed meanwhile. */
export const keepAnswer = (draft: Draft): Draft => ({
  ...draft,
  ticks: draft.changing === null ? draft.ticks : without(draft.ticks, draft.changing),
  typed: draft.changing === null ? (draft.typed ?? {}) : without(draft.typed ?? {}, draft.changing),
  changing: null,
});

/** Confirms what was known from an earlier contact, all of it or the ids given, in the order of those ids. */
export function confirmKnown(draft: Draft, ids: readonly string[]): Draft {
  return ids.reduce((current, id) => {
    const known = current.known[id];
    return known === undefined ? current : answer(current, id, { ...known, by: "record" });
  }, draft);
}

/** One more module, opened by the worker's own judgement. */
export function openModule(draft: Draft, module: string): Draft {
  const start = startOf(draft.answers);
  return start.includes(module)
    ? draft
    : { ...draft, answers: { ...draft.answers, start: [...start, module] } };
}

export function startOf(answers: Answers): readonly string[] {
  const start = answers.start;
  return Array.isArray(start) ? (start as readonly string[]) : [];
}

/** The answer itself; the list of modules that started the consultation is none. */
export function answerOf(answers: Answers, id: string): Answer | undefined {
  const given = answers[id];
  return given === undefined || Array.isArray(given) ? undefined : (given as Answer);
}

function without<T>(record: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  if (!(id in record)) return record;
  const { [id]: _gone, ...rest } = record;
  return rest;
}
