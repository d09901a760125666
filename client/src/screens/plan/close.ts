import { prepare } from "../../domain/prepare";
import type { Answer, Consultation } from "../../domain/types";
import { addDays } from "../../i18n/dates";
import type {
  ConsultationBody,
  ImminentRiskBody,
  NewEntry,
  OpenTask,
  SelfHarmState,
  WhoAnswered,
} from "../../store/entry";
import { answerOf, type Draft, startOf } from "../consultation/draft";
import { watcherOf, whoWith } from "../consultation/watch";
import type { Lookup } from "../guide/lookup";
import { AGE, AT_ONCE, SELF_HARM, SEX, SEXES } from "../ids";
import { isReferred } from "./papers";

/** What the audit says, as the entry keeps it. */
export interface Departure {
  readonly code: string;
  readonly of: string | null;
}
export interface Closing {
  readonly look: Lookup;
  readonly draft: Draft;
  readonly result: Consultation;
  readonly how: "finished" | "waiting" | "stopped";
  readonly departures: readonly Departure[];
  /** Condition groups that an earlier consultation of this person already had. */
  readonly earlier: readonly string[];
  /** The date for which this visit had been booked, if it had. */
  readonly kept: string | null;
  readonly resultHash: string;
}

/** The entry that a finished, waiting or stopped consultation becomes. */
export function consultationEntry(closing: Closing): NewEntry<"consultation"> {
  const { draft } = closing;
  return {
    kind: "consultation",
    subject: draft.person,
    occurred_on: draft.occurred_on,
    release: draft.release,
    body: consultationBody(closing),
  };
}

export function consultationBody(closing: Closing): ConsultationBody {
  const { look, draft, result } = closing;
  const sex = answerOf(draft.answers, SEX)?.value;
  const age = answerOf(draft.answers, AGE);
  const cadre = answerOf(draft.answers, "cadre")?.value;
  return {
    visit: draft.visit,
    modules: result.open,
    start: startOf(draft.answers),
    way: draft.way,
    mode: draft.mode,
    answers: plainAnswers(draft),
    set_aside: result.set_aside,
    conclusions: result.conclusions.map((row) => row.id),
    conditions: conditionsOf(look, result).map((group) => ({
      group,
      is: closing.earlier.includes(group) ? "continuing" : "new",
    })),
    plan: result.plan.map(({ id, group, state }) => ({ id, group, state })),
    against: againstOf(look, draft, result),
    exits: result.exits.map(({ id, to, planned }) => ({ id, to, planned })),
    tasks: openTasks(look, draft, result),
    follow_up: followUp(draft, result),
    kept: closing.kept,
    self_harm_asked: selfHarmAsked(look, draft, result),
    sex: SEXES.find((code) => code === sex) ?? null,
    age_years: typeof age?.value === "number" ? age.value : null,
    age_about: age?.about === true,
    cadre: typeof cadre === "string" ? cadre : null,
    waiting: result.waiting,
    closed_how: closing.how,
    audit: closing.departures.map(({ code, of }) => ({
      code,
      of,
      reply: draft.replies[of === null ? code : `${code}:${of}`] ?? null,
    })),
    result_hash: closing.resultHash,
  };
}

/** Lines of the plan that the worker decided against, urgent ones that were not done among them. */
function againstOf(look: Lookup, draft: Draft, result: Consultation): ConsultationBody["against"] {
  return result.plan.flatMap(({ id }) => {
    const given = answerOf(draft.answers, id);
    return look.line.has(id) && given?.act === "not_done" ? [{ line: id, reason: given.reason ?? "" }] : [];
  });
}

/** When the person comes again. A visit that waits has no line of the guide for it, but the day that was agreed. */
function followUp({ booked }: Draft, { follow_up }: Consultation): ConsultationBody["follow_up"] {
  if (follow_up !== null) {
    const { from, to, on, ids } = follow_up;
    return { from, to, on, ids, booked_on: booked };
  }
  return booked === null ? null : { from: booked, to: booked, on: booked, ids: [], booked_on: booked };
}

function plainAnswers(draft: Draft): Record<string, Answer> {
  return Object.fromEntries(
    Object.keys(draft.answers).flatMap((id) => {
      const given = answerOf(draft.answers, id);
      return given === undefined ? [] : [[id, given]];
    }),
  );
}

/** Condition groups of what was concluded, each once. */
export function conditionsOf(look: Lookup, result: Consultation): readonly string[] {
  return [...new Set(result.conclusions.flatMap((row) => look.conclusion.get(row.id)?.condition ?? []))];
}

/** Tasks that stay open, with who and when; a referral adds "arrived?". */
export function openTasks(look: Lookup, draft: Draft, result: Consultation): readonly OpenTask[] {
  const tasks = result.tasks.map((task): OpenTask => {
    const owner = draft.owners[task.id];
    const due = task.within_days === null ? null : addDays(draft.occurred_on, task.within_days);
    return { id: task.id, kind: task.kind, of: task.of, who: owner?.who ?? null, due_on: owner?.on ?? due };
  });
  if (!isReferred(look, draft, result)) return tasks;
  return [
    ...tasks,
    {
      id: ARRIVED,
      kind: "refer",
      of: null,
      who: null,
      due_on: addDays(draft.occurred_on, ARRIVED_WITHIN_DAYS),
    },
  ];
}

/** "Did the person arrive?": not from the content, every referral has it. */
export const ARRIVED = "referral_arrived";
const ARRIVED_WITHIN_DAYS = 3;

/** Was self-harm asked about, and what came back: a yes from anybody counts, silence never does. */
export function selfHarmAsked(
  look: Lookup,
  draft: Draft,
  result: Consultation,
): ConsultationBody["self_harm_asked"] {
  const open = new Set(result.to_ask);
  const counted = new Set(result.counted);
  const given = look.guide.questions
    .filter((question) => question.must_ask === true && question.self_harm === true)
    .flatMap((question) => {
      const known = counted.has(question.id) ? answerOf(draft.answers, question.id) : undefined;
      // Never placed in an open module, or its guard is false: it says nothing, unless none of them was asked.
      return known === undefined && !open.has(question.id) ? [] : [{ known }];
    });
  const by = new Set(
    given.flatMap(({ known }) => (known?.value === undefined ? [] : [(known.by ?? "person") as WhoAnswered])),
  );
  const states = given.map(({ known }) => stateOf(known));
  if (selfHarmTold(look, draft, result)) return { state: "yes", by: [...by] };
  const state = ORDER.find((candidate) => states.includes(candidate)) ?? "not_asked";
  return { state, by: [...by] };
}

/**
 * Would self-harm be concluded from what was told or seen alone? Caution may conclude it from an answer that could not be had
 * (`if_unknown: treat_as`), and then the care is that of a yes, but nobody has said one. Only what the self-harm questions
 * take for granted is left out: what was asked stays asked.
 */
function selfHarmTold({ guide, conclusion, question }: Lookup, draft: Draft, result: Consultation): boolean {
  const isAssumed = (id: string) =>
    question.get(id)?.self_harm === true && answerOf(draft.answers, id)?.value === undefined;
  const values = new Map<string, unknown>(
    Object.entries(result.values).map(([id, value]) => [id, isAssumed(id) ? null : value]),
  );
  values.set("answered", new Set(result.counted)).set("not_known", new Set());
  const open = new Set(["", ...result.open]);
  const { steps, shared } = prepare(guide);
  for (const step of steps)
    if (!step.asked && (open.has(step.module) || shared.has(step.id)))
      values.set(step.id, step.value(values));
  return result.conclusions.some(
    ({ id }) => conclusion.get(id)?.condition === SELF_HARM && values.get(id) === true,
  );
}

/** The first of these that any question has is the state of the whole. */
const ORDER: readonly SelfHarmState[] = ["yes", "not_asked", "could_not_ask", "declined", "not_known", "no"];

function stateOf(given: Answer | undefined): SelfHarmState {
  if (given === undefined) return "not_asked";
  if (given.unknown === "could-not-ask") return given.because === "later" ? "not_asked" : "could_not_ask";
  if (given.unknown !== undefined) return given.unknown === "declined" ? "declined" : "not_known";
  if (Array.isArray(given.value)) return given.value.length > 0 ? "yes" : "no";
  // A choice ("never", "in the past year") is an answer; whether it is a yes, the conclusions say.
  return given.value === true ? "yes" : "no";
}

export function riskFound(look: Lookup, result: Consultation): readonly string[] {
  return result.conclusions
    .map((row) => row.id)
    .filter((id) => AT_ONCE.includes(look.guide.tiers[look.conclusion.get(id)?.tier ?? -1] ?? ""));
}

/** Is there a risk that the last entry does not tell, or tells differently? */
export function riskIsNews(draft: Draft, found: readonly string[]): boolean {
  const { risk } = draft;
  if (found.length === 0) return false;
  return (
    risk === null ||
    risk.because.join() !== found.join() ||
    risk.who !== watcherOf(draft) ||
    risk.where !== draft.where
  );
}

export function riskEntry(draft: Draft, because: readonly string[]): NewEntry<"imminent_risk"> {
  const watcher = watcherOf(draft);
  const body: ImminentRiskBody = {
    because,
    present: watcher !== "left",
    who_with: whoWith(watcher),
    place: watcher === "left" ? draft.where : null,
    consultation: draft.id,
  };
  return {
    kind: "imminent_risk",
    subject: draft.person,
    occurred_on: draft.occurred_on,
    release: draft.release,
    ...(draft.risk === null ? {} : { amends: [draft.risk.entry] }),
    body,
  };
}
