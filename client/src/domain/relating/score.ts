/**
 * What the worker did, in four panels: never one number, and never the patient's trust. Twin of src/attune/relating/score.py.
 *
 * Source: the sheet, section 9.
 */
import { type Heard, holds } from "./lines";
import { personOf } from "./play";
import { type Person, round6 } from "./state";
import { HURT, SAFE } from "./turn";
import type { Case, Goal, Played, PlayedTurn, PlayedVisit, Relating, Score } from "./types";

const PREVIEWS = ["explain_preview", "offer_choice", "normalise"];
const PREVIEW_WINDOW = 2;
const FIT_WINDOW = 2;
const REPAIR_WINDOW = 3;
/** Of avoidance or disorganization: closeness that is too much harms. */
const HIGH = 0.5;
const TURNING = 0.05;
const TURNING_MOST = 4;
const STEADIES = ["ground", "explain_preview", "offer_choice", "allow_silence"];
/** What answers a cue: noticing and changing course is the skill, not naming a style. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  mismatch: ["offer_choice", "explain_preview"],
  freeze: STEADIES,
  overwhelmed: STEADIES,
  held_back: [
    "validate",
    "normalise",
    "reflect",
    "offer_choice",
    "explain_preview",
    "allow_silence",
    "practical_help",
  ],
};
type Turns = readonly PlayedTurn[];

/** The four panels and what a debrief needs, from the result of `play`. */
export function score(relating: Relating, of: Case, played: Played): Score {
  const person = personOf(relating, of, played.pattern);
  const { turns } = played;
  const heard = heardIn(played);
  const guide = of.must_do.map((goal) => judged(goal, played, heard));
  const harmful = turns.filter((_, place) => harms(person, turns, place)).map(({ n }) => n);
  const unrepaired = harmful.filter((n) => !isRepaired(turns, n));
  const missed = guide.some(({ critical, state }) => critical && state === "missed");
  return {
    reached: !missed && unrepaired.length === 0,
    guide,
    harmful,
    unrepaired,
    helping: { shares: shares(turns), habits: habits(turns, played.visits, harmful) },
    fit: adjusted(turns),
    unsaid: Object.entries(played.facts)
      .filter(([, known]) => known !== "told")
      .map(([name]) => name),
    turning: turning(turns),
  };
}

// ---------------------------------------------------------------- 1. safety and the guide's steps

/** What both know at the end. */
function heardIn(played: Played): Heard {
  const facts = Object.entries(played.facts);
  return {
    visit: played.visit,
    turns: 0,
    topic: "",
    turn: 0,
    companion: played.companion,
    said: [],
    saidEver: new Set(played.turns.map(({ line }) => line)),
    told: new Set(facts.filter(([, known]) => known === "told").map(([name]) => name)),
    asked: new Set(facts.filter(([, known]) => known !== "unasked").map(([name]) => name)),
    events: new Set(),
    fact: "",
  };
}

function judged(goal: Goal, played: Played, heard: Heard): Score["guide"][number] {
  const begun = played.visits.map(({ id }) => id);
  const visits = goal.visit ?? begun;
  const found = { id: goal.id, critical: goal.critical ?? false };
  if (!holds(goal.applies, heard) || !visits.some((each) => begun.includes(each)))
    return { ...found, turns: [], state: "does_not_apply" };
  const counted = countedFor(
    goal,
    played.turns.filter(({ visit }) => visits.includes(visit)),
  );
  const first = counted[0];
  const met =
    first !== undefined &&
    isInTime(goal, first, played.turns) &&
    (!goal.alone || counted.every(({ alone }) => alone));
  return { ...found, turns: counted.map(({ n }) => n), state: met ? "met" : "missed" };
}

/** The turns that meet the goal; none if they are not enough. */
function countedFor(goal: Goal, turns: Turns): Turns {
  const said = new Set(turns.map(({ line }) => line));
  const { all_of = [], any_of = [], any_class = [] } = goal;
  const isAny = (turn: PlayedTurn) => any_of.includes(turn.line) || any_class.includes(turn.class);
  const needsAny = any_of.length > 0 || any_class.length > 0;
  if (!all_of.every((each) => said.has(each)) || (needsAny && !turns.some(isAny))) return [];
  return turns.filter((turn) => all_of.includes(turn.line) || isAny(turn));
}

function isInTime(goal: Goal, first: PlayedTurn, turns: Turns): boolean {
  const later = turns.filter(({ line }) => goal.before?.includes(line)).map(({ n }) => n);
  return later.length === 0 || first.n < Math.min(...later);
}

// ---------------------------------------------------------------- 2. what harms

function harms(person: Person, turns: Turns, place: number): boolean {
  const turn = turns[place] as PlayedTurn;
  const name = turn.in_effect === "break_confidence" ? turn.in_effect : turn.class;
  if (name === "closed_question") {
    // A list of questions is clumsy; straight after something heavy was told it wounds.
    const before = turns[place - 1];
    return before?.big === true && before.visit === turn.visit;
  }
  if (name === "over_warm") return person.v >= HIGH || person.d >= HIGH;
  return HURT.includes(name) || name === "push_disclosure" || name === "leading_negative";
}

/** Was it owned in full soon after, within the visit? (Turns are numbered from 1.) */
function isRepaired(turns: Turns, n: number): boolean {
  const visit = turns[n - 1]?.visit;
  return turns
    .slice(n, n + REPAIR_WINDOW)
    .some((turn) => turn.visit === visit && turn.class === "repair" && turn.full);
}

// ---------------------------------------------------------------- 3. what helps

function shares(turns: Turns): Readonly<Record<string, number>> {
  const names = [...new Set(turns.map((turn) => turn.class))].sort();
  return Object.fromEntries(
    names.map((name) => [name, round6(turns.filter((turn) => turn.class === name).length / turns.length)]),
  );
}

/** How often each was called for, and done. */
function habits(
  turns: Turns,
  visits: readonly PlayedVisit[],
  harmful: readonly number[],
): Score["helping"]["habits"] {
  const places = (which: (turn: PlayedTurn) => boolean) =>
    turns.flatMap((turn, place) => (which(turn) ? [place] : []));
  const count = (done: readonly boolean[]) => ({
    called_for: done.length,
    done: done.filter(Boolean).length,
  });
  return {
    preview: count(places((turn) => turn.class === "sensitive_direct").map((at) => isPreviewed(turns, at))),
    acknowledged: count(places((turn) => turn.big).map((at) => isAcknowledged(turns, at))),
    closed: count(visits.filter(({ end }) => end !== undefined).map(({ id }) => isClosed(turns, id))),
    repaired: count(harmful.map((n) => isRepaired(turns, n))),
  };
}

/** A row of plain questions needs one preview, and an acknowledged answer keeps the door open. */
function isPreviewed(turns: Turns, place: number): boolean {
  const visit = turns[place]?.visit;
  let first = place;
  while (turns[first - 1]?.class === "sensitive_direct" && turns[first - 1]?.visit === visit) first -= 1;
  return turns
    .slice(Math.max(0, first - PREVIEW_WINDOW), first)
    .some((turn) => turn.visit === visit && PREVIEWS.includes(turn.class));
}

function isAcknowledged(turns: Turns, place: number): boolean {
  const after = turns[place + 1];
  return after !== undefined && after.visit === turns[place]?.visit && SAFE.includes(after.class);
}

const isClosed = (turns: Turns, visit: string): boolean =>
  turns.filter((turn) => turn.visit === visit).at(-1)?.class === "close_with_date";

// ---------------------------------------------------------------- 4. fit

/** What the worker could notice in this turn, the most telling first. */
function cueOf(turn: PlayedTurn): string | null {
  if (turn.freeze) return "freeze";
  if (turn.result === "overwhelmed") return "overwhelmed";
  if (turn.mismatch) return "mismatch";
  return turn.result === "hint" || turn.result === "deflect" || turn.result === "deny" ? "held_back" : null;
}

/** Each cue as it begins, and the turn in which the worker changed course after it. */
function adjusted(turns: Turns): Score["fit"] {
  return turns.flatMap((turn, place) => {
    const cue = cueOf(turn);
    const before = turns[place - 1];
    if (cue === null || (before?.visit === turn.visit && cueOf(before) === cue)) return [];
    const after = turns.slice(place + 1, place + 1 + FIT_WINDOW).filter(({ visit }) => visit === turn.visit);
    const answer = after.find((each) => ANSWERS[cue]?.includes(each.class));
    return after.length === 0 ? [] : [{ n: turn.n, cue, answered: answer?.n ?? null }];
  });
}

// ---------------------------------------------------------------- the debrief

/** The turns that moved most, and those in which something big was told, in order. */
function turning(turns: Turns): readonly number[] {
  const moved = [...turns].sort((one, other) => move(other) - move(one) || one.n - other.n);
  const most = moved.filter((turn) => move(turn) >= TURNING).slice(0, TURNING_MOST);
  return [...new Set([...most, ...turns.filter(({ big }) => big)].map(({ n }) => n))].sort((a, b) => a - b);
}

const move = (turn: PlayedTurn): number =>
  round6(Math.abs(turn.after.T - turn.before.T) + Math.abs(turn.after.R - turn.before.R));
