// Feedback on one turn, from the engine's own reasons: what you did, what it did to the person, and a better line.
import type { Script } from "../../domain/relating/lines";
import type { Person } from "../../domain/relating/state";
import type { Line, PlayedTurn, Reason, Relating } from "../../domain/relating/types";

export type Tendencies = Pick<Person, "a" | "v" | "d">;

/** How much a number moved. Below the first step nobody could have noticed. */
export type Moved = "up" | "little_up" | "same" | "little_down" | "down";
export interface Feedback {
  /** The class of the sentence: its name, what it is, and what it does to people. */
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly trust: Moved;
  readonly distress: Moved;
  readonly strained: boolean;
  readonly because: readonly Because[];
  /** What could be seen, and wants an answer. */
  readonly notice: Notice | null;
  readonly harms: boolean;
  /** A better line to try. */
  readonly better: string | null;
}
export interface Because {
  readonly text: string;
  /** Of a tendency of this person: did it make the sentence easier to take, or harder? Null where the reason says it itself. */
  readonly easier: boolean | null;
}
export type Notice = "frozen" | "overwhelmed" | "mismatch" | "hint" | "deflect" | "deny" | "big";

/** From here on a tendency is one that can be named, in plain words. */
export const CLEARLY = 0.5;
const LEAST = { T: 0.005, A: 0.01 } as const;
const MUCH = { T: 0.03, A: 0.06 } as const;
const STRAINED = 0.02;
const MOST_REASONS = 2;
const WORTH_SAYING = 0.012;
/** What is said by title and feedback already, or needs no saying. */
const UNSAID: ReadonlySet<string> = new Set(["class", "settle", "limit", "fade"]);
const RECEIVES = "talk_received";

export function feedback(
  relating: Relating,
  script: Script,
  person: Tendencies,
  turn: PlayedTurn,
  before: PlayedTurn | undefined,
  harms: boolean,
): Feedback {
  const name = turn.in_effect === "break_confidence" ? turn.in_effect : turn.class;
  const known = relating.model.classes[name];
  return {
    title: known?.title ?? name,
    what: known?.what ?? "",
    why: known?.feedback ?? "",
    trust: moved("T", turn.after.T - turn.before.T),
    distress: moved("A", turn.after.A - turn.before.A),
    strained: turn.after.R - turn.before.R >= STRAINED,
    because: because(relating, person, turn.reasons),
    notice: noticed(turn, before),
    harms,
    better: better(script, turn, harms),
  };
}

export function moved(of: "T" | "A", change: number): Moved {
  const far = Math.abs(change);
  if (far < LEAST[of]) return "same";
  if (change > 0) return far < MUCH[of] ? "little_up" : "up";
  return far < MUCH[of] ? "little_down" : "down";
}

/** The rules that weighed most in this turn beside the sentence itself. */
function because(relating: Relating, person: Tendencies, reasons: readonly Reason[]): readonly Because[] {
  const ease = new Map<string, number>();
  for (const { of, rule, by } of reasons)
    if (!UNSAID.has(rule) && of !== "C") ease.set(rule, (ease.get(rule) ?? 0) + (of === "T" ? by : -by));
  return [...ease]
    .filter(([rule, by]) => Math.abs(by) >= WORTH_SAYING && !isFaint(person, rule))
    .sort(([, one], [, other]) => Math.abs(other) - Math.abs(one))
    .slice(0, MOST_REASONS)
    .flatMap(([rule, by]) => {
      const text = relating.model.reasons[rule];
      return text === undefined ? [] : [{ text, easier: rule.startsWith("tends_") ? by > 0 : null }];
    });
}

/** A tendency that this person has only faintly moves numbers, and is not said: nobody "tends to" it. */
const isFaint = (person: Tendencies, rule: string): boolean =>
  (rule === "tends_a" && person.a < CLEARLY) ||
  (rule === "tends_v" && person.v < CLEARLY) ||
  (rule === "tends_d" && person.d < CLEARLY);

/** A cue is named when it begins, not in every turn in which it lasts. */
function noticed(turn: PlayedTurn, before: PlayedTurn | undefined): Notice | null {
  const was = before?.visit === turn.visit ? before : undefined;
  if (turn.freeze) return was?.freeze ? null : "frozen";
  if (turn.result === "overwhelmed") return "overwhelmed";
  if (turn.big) return "big";
  if (turn.result === "hint" || turn.result === "deflect" || turn.result === "deny") return turn.result;
  return turn.mismatch && !was?.mismatch ? "mismatch" : null;
}

/** The author's better line. A list of questions straight after something heavy has none of its own: it came too early. */
function better(script: Script, turn: PlayedTurn, harms: boolean): string | null {
  const own = lineOf(script, turn.line)?.better;
  if (own !== undefined) return own;
  return harms && turn.class === "closed_question" ? (lineOf(script, RECEIVES)?.text ?? null) : null;
}

export const lineOf = (script: Script, id: string): Line | undefined => script.lines.get(id);
