import type { Answer, Consultation, Question } from "../../domain/types";
import { isUrgent, type Lookup, type Place, placeOf, tierIndex } from "../guide/lookup";
import { HEARD, ROOM } from "../ids";
import { answerOf, type Draft } from "./draft";

/** What stands on the screen now. A pure function of the draft and what `consult` made of it, so a killed tab comes back here. */
export type Showing =
  | { readonly kind: "acts"; readonly tier: string; readonly ids: readonly string[] }
  | { readonly kind: "confirm"; readonly ids: readonly string[] }
  | { readonly kind: "last"; readonly ids: readonly string[] }
  | { readonly kind: "question"; readonly id: string; readonly changing: boolean }
  | { readonly kind: "group"; readonly place: Place; readonly ids: readonly string[] }
  | { readonly kind: "wait"; readonly id: string }
  | { readonly kind: "nothing_open" }
  | { readonly kind: "done" };

/** A quick screen holds at most this many open questions: a form must not scroll for ever. */
const GROUP_SIZE = 6;

export function showing(look: Lookup, draft: Draft, result: Consultation, here?: Here): Showing {
  if (draft.changing !== null && look.question.has(draft.changing))
    return { kind: "question", id: draft.changing, changing: true };
  if (result.open.length === 0) return { kind: "nothing_open" };
  const next = result.next;
  if (next === null) return { kind: "done" };
  if (next.kind === "acts") return next;
  if (next.kind === "wait") return { kind: "wait", id: next.id };
  return asking(look, draft, result, next.id, here);
}

function asking(look: Lookup, draft: Draft, result: Consultation, id: string, here?: Here): Showing {
  const known = Object.keys(draft.known);
  const isCalm = isRoutine(look, id) || result.urgent.length === 0;
  // The last plan first; then the look; then what is known is confirmed, not asked again.
  if (isCalm && draft.last !== null && !draft.last_read) return { kind: "last", ids: known };
  const first = firstLook(look, draft);
  if (first !== null) return { kind: "question", id: first, changing: false };
  if (isCalm && known.length > 0) return { kind: "confirm", ids: known };
  if (roomFirst(look, draft, id)) return { kind: "question", id: ROOM, changing: false };
  return draft.mode === "step"
    ? { kind: "question", id, changing: false }
    : groupFor(look, draft, result, id, here);
}

const isRoutine = (look: Lookup, id: string): boolean =>
  !isUrgent(look.guide, look.question.get(id)?.tier ?? 0);

/** The look that decides about life comes before every question, whatever opens its module (decided point 5). */
function firstLook(look: Lookup, draft: Draft): string | null {
  const question = look.guide.questions.find((each) => isFirstLook(each) && each.when === null);
  if (question === undefined || answerOf(draft.answers, question.id) !== undefined) return null;
  return question.id;
}

/** A shared fact of the most urgent tier. */
const isFirstLook = (question: Question): boolean =>
  question.module === "" && question.shell !== true && question.tier === 0;

/** The module that acts on the first look, unless nothing was seen. Not known opens it as well. */
export function opensAtOnce(look: Lookup, id: string, given: Answer): string | null {
  const question = look.question.get(id);
  if (question === undefined || !isFirstLook(question)) return null;
  if (Array.isArray(given.value) && given.value.length === 0) return null;
  return look.places.get(id)?.[0]?.module.id ?? null;
}

/** "Who else is here?" is asked once, before the first question that others should not hear. */
function roomFirst(look: Lookup, draft: Draft, id: string): boolean {
  return (
    draft.way === "use" &&
    look.question.has(ROOM) &&
    answerOf(draft.answers, ROOM) === undefined &&
    isSensitive(look, id)
  );
}

export function isSensitive(look: Lookup, id: string): boolean {
  const question = look.question.get(id);
  return question?.sensitive === true || question?.self_harm === true;
}

/** Somebody may hear: the answers of a sensitive question then say less than the person knows. */
export function isHeard(draft: Draft): boolean {
  const who = answerOf(draft.answers, ROOM)?.value;
  return typeof who === "string" && HEARD.includes(who);
}

/** The step that a quick screen shows, and what was answered on it since it came up (those stay in sight). */
export interface Here {
  readonly step: string;
  readonly answered: readonly string[];
}

function groupFor(
  look: Lookup,
  draft: Draft,
  result: Consultation,
  id: string,
  here?: Here,
): Showing & { kind: "group" } {
  const stay =
    here !== undefined && !isMoreUrgent(look, result, id, here.step) ? stepPlace(look, here.step) : undefined;
  const openHere = stay === undefined ? [] : openIn(look, draft, result, stay);
  const place = stay !== undefined && openHere.length > 0 ? stay : placeOf(look, result.open, id);
  if (place === undefined) return { kind: "group", place: stray(look, id), ids: [id] };
  const open = openIn(look, draft, result, place).slice(0, GROUP_SIZE);
  const kept = here?.step === place.step.id ? here.answered : [];
  return {
    kind: "group",
    place,
    ids: place.step.questions.filter((q) => open.includes(q) || kept.includes(q)),
  };
}

function openIn(look: Lookup, draft: Draft, result: Consultation, place: Place): readonly string[] {
  return result.to_ask.filter(
    (id) => !(id in draft.known) && placeOf(look, result.open, id)?.step.id === place.step.id,
  );
}

/** An urgent question elsewhere does not wait until this step is through. */
function isMoreUrgent(look: Lookup, result: Consultation, id: string, step: string): boolean {
  const place = placeOf(look, result.open, id);
  if (place === undefined || place.step.id === step) return false;
  const tier = look.question.get(id)?.tier ?? 0;
  return tier < look.guide.tiers.length - 1;
}

function stepPlace(look: Lookup, step: string): Place | undefined {
  for (const module of look.guide.modules)
    for (const candidate of module.steps) if (candidate.id === step) return { module, step: candidate };
  return undefined;
}

function stray(look: Lookup, id: string): Place {
  const module = look.guide.modules[0]!;
  return { module, step: { id: `only_${id}`, title: module.title, questions: [id] } };
}

/** Urgent actions not yet confirmed, most urgent first: they stand on top of every screen about the person. */
export function pendingActs(look: Lookup, result: Consultation): readonly string[] {
  return result.urgent
    .filter((line) => line.pending)
    .map((line, place) => ({ ...line, place }))
    .sort((a, b) => tierIndex(look.guide, a.tier) - tierIndex(look.guide, b.tier) || a.place - b.place)
    .map((line) => line.id);
}
