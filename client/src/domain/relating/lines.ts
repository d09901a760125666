/**
 * Which lines a worker is offered. Twin of src/attune/relating/lines.py.
 *
 * What is offered depends only on what both have said and seen, never on trust: the choice gives nothing away.
 */
import type { Case, Condition, Event, Fact, Line, Result, Talk, Visit } from "./types";

const MOST = 6;
const LEAST = 4;
const AFTER = 3;
const TEMPTING_MOST = 2;
const HELPING_MOST = 4;
export const ENDS: readonly string[] = ["close_with_date", "abrupt_end"];
export const STRAINS: ReadonlySet<string> = new Set([
  "lecture",
  "dismiss",
  "premature_reassure",
  "interrupt",
  "withdraw",
  "break_confidence",
  "abrupt_end",
  "push_disclosure",
  "over_warm",
]);
const TEMPTS: ReadonlySet<string> = new Set([
  ...STRAINS,
  "leading_negative",
  "offer_extra",
  "closed_question",
]);

/** A case made ready: its lines with their topics, those that all cases share, and what leads where. */
export interface Script {
  readonly case: Case;
  /** By id, own and shared. */
  readonly lines: ReadonlyMap<string, Line>;
  /** Line to topic; "" for anytime and shared. */
  readonly topicOf: ReadonlyMap<string, string>;
  readonly topics: ReadonlyMap<string, readonly string[]>;
  readonly anytime: readonly string[];
  readonly shared: readonly string[];
  readonly facts: ReadonlyMap<string, Fact>;
  readonly visits: readonly Visit[];
}

export function scriptOf(talk: Talk, of: Case): Script {
  const leftOut = new Set(of.not_shared ?? []);
  const shared = talk.lines.filter(({ id }) => !leftOut.has(id));
  const anytime = of.anytime ?? [];
  const own = of.topics.flatMap(({ lines }) => lines);
  return {
    case: of,
    lines: new Map([...own, ...anytime, ...shared].map((line) => [line.id, line])),
    topicOf: new Map([
      ...[...anytime, ...shared].map(({ id }) => [id, ""] as const),
      ...of.topics.flatMap((topic) => topic.lines.map(({ id }) => [id, topic.id] as const)),
    ]),
    topics: new Map(of.topics.map((topic) => [topic.id, topic.lines.map(({ id }) => id)])),
    anytime: anytime.map(({ id }) => id),
    shared: shared.map(({ id }) => id),
    facts: new Map(of.facts.map((fact) => [fact.id, fact])),
    visits: of.visits,
  };
}

/** What both have said and seen so far. */
export interface Heard {
  readonly visit: string;
  /** That the visit has. */
  readonly turns: number;
  readonly topic: string;
  /** Of this visit. */
  readonly turn: number;
  readonly companion: boolean;
  /** In this visit. */
  readonly said: readonly string[];
  readonly saidEver: ReadonlySet<string>;
  readonly told: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
  /** Of the last turn. */
  readonly events: ReadonlySet<string>;
  /** That the last turn was about. */
  readonly fact: string;
}

/** Does a condition hold? All of its keys must. */
export function holds(when: Condition | undefined, heard: Heard): boolean {
  if (when === undefined) return true;
  const all = (wanted: readonly string[] | undefined, known: ReadonlySet<string>) =>
    (wanted ?? []).every((each) => known.has(each));
  const none = (wanted: readonly string[] | undefined, known: ReadonlySet<string>) =>
    !(wanted ?? []).some((each) => known.has(each));
  return (
    all(when.told, heard.told) &&
    none(when.not_told, heard.told) &&
    all(when.asked, heard.asked) &&
    none(when.not_asked, heard.asked) &&
    all(when.said, heard.saidEver) &&
    none(when.not_said, heard.saidEver) &&
    (when.companion ?? heard.companion) === heard.companion &&
    (when.visit ?? [heard.visit]).includes(heard.visit) &&
    (when.after === undefined || when.after.some((each) => heard.events.has(each))) &&
    (when.of === undefined || when.of.includes(heard.fact))
  );
}

/** The lines of this turn, four to six where the case has them, in the order of the screen. */
export function offered(script: Script, heard: Heard): readonly string[] {
  const left = heard.turns - heard.turn;
  let can = [...script.lines.keys()].filter((name) => canBeSaid(script, heard, name));
  if (left <= 1) return mixed(script, heard, can.filter((name) => ends(script, name)).slice(0, LEAST));
  if (heard.turn * 2 < heard.turns) {
    const own = (script.topics.get(heard.topic) ?? []).filter((name) => ends(script, name));
    can = can.filter((name) => !ends(script, name) || own.includes(name));
  }
  const found = [...after(script, heard, can)];
  found.push(...ofTopic(script, heard, can, found));
  found.push(...door(script, heard, can, found));
  found.push(...anytime(script, heard, can, found));
  return mixed(script, heard, found);
}

const lineOf = (script: Script, name: string): Line => script.lines.get(name) as Line;

function canBeSaid(script: Script, heard: Heard, name: string): boolean {
  const line = lineOf(script, name);
  // Nobody circles round, or presses for, what was told already.
  const about = line.touches ?? line.asks;
  if ((line.touches !== undefined || tempts(line)) && about !== undefined && heard.told.has(about))
    return false;
  return ((line.again ?? false) || !heard.said.includes(name)) && holds(line.when, heard);
}

const ends = (script: Script, name: string): boolean => ENDS.includes(lineOf(script, name).class);

/** Is the line one for just this moment? */
const fits = (script: Script, name: string): boolean => lineOf(script, name).when?.after !== undefined;

export const tempts = (line: Line): boolean => TEMPTS.has(line.class) || (line.quality ?? "full") !== "full";

/** Up to three that fit what just happened: two that help and one that tempts. Own lines come before shared ones. */
function after(script: Script, heard: Heard, can: readonly string[]): readonly string[] {
  const fitting = can.filter((name) => fits(script, name));
  const shared = fitting.filter((name) => script.shared.includes(name));
  const all = [...fitting.filter((name) => !script.shared.includes(name)), ...mixed(script, heard, shared)];
  const [helping, tempting] = parted(script, all);
  return [...helping.slice(0, AFTER - 1), ...tempting.slice(0, 1)];
}

function ofTopic(
  script: Script,
  heard: Heard,
  can: readonly string[],
  found: readonly string[],
): readonly string[] {
  const here = script.topics.get(heard.topic) ?? [];
  const [helping, tempting] = parted(
    script,
    here.filter((name) => can.includes(name) && !found.includes(name)),
  );
  const helps = parted(script, found)[0].length;
  const onward = helping.filter((name) => lineOf(script, name).opens !== undefined).slice(0, 1);
  const staying = helping.filter((name) => !onward.includes(name));
  const room = Math.max(0, HELPING_MOST - helps);
  const taken = room > 0 ? [...onward, ...staying.slice(0, Math.max(0, room - onward.length))] : [];
  const chosen = here.filter((name) => taken.includes(name));
  const tempt = Math.max(1, TEMPTING_MOST - (found.length - helps));
  return [...chosen, ...tempting.slice(0, tempt)].slice(0, MOST - found.length);
}

/** The first line of the next topic, so that nobody is stuck. */
function door(
  script: Script,
  heard: Heard,
  can: readonly string[],
  found: readonly string[],
): readonly string[] {
  if (found.length >= MOST) return [];
  const starts = new Set(script.visits.map((visit) => visit.starts_in));
  const order = [...script.topics.keys()];
  for (const topic of order.slice(order.indexOf(heard.topic) + 1)) {
    if (starts.has(topic)) continue;
    const first = (script.topics.get(topic) ?? []).find(
      (name) => can.includes(name) && !fits(script, name) && !tempts(lineOf(script, name)),
    );
    if (first !== undefined) return [first];
  }
  return [];
}

/** One of the rest, or as many as make four. */
function anytime(
  script: Script,
  heard: Heard,
  can: readonly string[],
  found: readonly string[],
): readonly string[] {
  const rest = [...script.anytime, ...script.shared].filter(
    (name) => can.includes(name) && !found.includes(name) && !fits(script, name),
  );
  const room = Math.max(Math.min(1, MOST - found.length), LEAST - found.length);
  const closing = rest.filter((name) => ends(script, name) && !tempts(lineOf(script, name)));
  const first = heard.turns - heard.turn <= LEAST ? closing.slice(0, 1) : [];
  return [...first, ...mixed(script, heard, rest).filter((name) => !first.includes(name))].slice(0, room);
}

/** Those that help and those that tempt. */
function parted(script: Script, names: readonly string[]): readonly [readonly string[], readonly string[]] {
  return [
    names.filter((name) => !tempts(lineOf(script, name))),
    names.filter((name) => tempts(lineOf(script, name))),
  ];
}

/** The same order every time, and none that says which is best. */
function mixed(script: Script, heard: Heard, names: readonly string[]): readonly string[] {
  const seed = `${script.case.id} ${heard.visit} ${heard.turn} `;
  const keyed = names.map((name) => [fnv(seed + name), name] as const);
  return keyed.sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1)).map(([, name]) => name);
}

/** FNV-1a, 32 bits, of ASCII text: a small hash that both languages have alike. */
export function fnv(text: string): number {
  let found = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    found = Math.imul(found ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return found;
}

const TOLD: Readonly<Partial<Record<Result, Event>>> = {
  full: "told",
  hint: "hint",
  deflect: "deflect",
  deny: "deny",
  overwhelmed: "overwhelmed",
};

/** What just happened, as far as both can tell. */
export function eventOf(
  result: Result | null,
  strained: boolean,
  frozen: boolean,
  mismatch: boolean,
): ReadonlySet<string> {
  const told = result === null ? undefined : TOLD[result];
  return new Set([
    ...(told === undefined ? [] : [told]),
    ...(strained ? ["strain"] : []),
    ...(frozen ? ["frozen"] : []),
    ...(mismatch ? ["mismatch"] : []),
  ]);
}
