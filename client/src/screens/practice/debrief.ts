// What a finished talk shows: everything from the engine's own account of it, nothing from a single number.
import type { Playing } from "../../app/drafts";
import { type Script, scriptOf } from "../../domain/relating/lines";
import { personOf, play } from "../../domain/relating/play";
import { score } from "../../domain/relating/score";
import { levelOf } from "../../domain/relating/speech";
import { modelOf } from "../../domain/relating/state";
import type {
  Band,
  Case,
  Fact,
  Goal,
  Known,
  Played,
  PlayedTurn,
  Relating,
  Score,
} from "../../domain/relating/types";
import { t } from "../../i18n";
import { CLEARLY, type Feedback, feedback, lineOf, type Tendencies } from "./feedback";

export interface Debrief {
  readonly played: Played;
  readonly script: Script;
  readonly score: Score;
  /** Of each turn, by its number. */
  readonly feedback: ReadonlyMap<number, Feedback>;
  readonly harmful: readonly Harm[];
  readonly guide: readonly GuideStep[];
  readonly fit: readonly Answered[];
  readonly turning: readonly { readonly turn: PlayedTurn; readonly feedback: Feedback }[];
  readonly unsaid: readonly Unsaid[];
  /** The course in words, for whoever does not see the picture. */
  readonly course: string;
  /** This person's tendencies in plain words: about an invented person, and after the visit. */
  readonly tends: readonly string[];
  readonly keep: { readonly words: string; readonly why: string } | null;
  readonly next: Next | null;
}
export interface Harm {
  readonly turn: PlayedTurn;
  readonly words: string;
  readonly feedback: Feedback;
  readonly repaired: boolean;
}
export interface GuideStep {
  readonly goal: Goal;
  readonly state: "met" | "missed" | "does_not_apply";
}
export interface Answered {
  readonly n: number;
  readonly cue: "freeze" | "overwhelmed" | "mismatch" | "held_back";
  readonly answer: { readonly n: number; readonly words: string } | null;
}
export interface Unsaid {
  readonly fact: Fact;
  readonly known: Exclude<Known, "told">;
}
/** One thing to try next: what matters most first. */
export type Next =
  | { readonly kind: "goal"; readonly words: string }
  | { readonly kind: "better"; readonly words: string; readonly instead: string }
  | { readonly kind: "repair" | "fit" };

export function debriefOf(
  relating: Relating,
  of: Case,
  playing: Pick<Playing, "profile" | "choices">,
): Debrief {
  const played = play(relating, of, playing.profile, playing.choices);
  const script = scriptOf(relating.talk, of);
  const found = score(relating, of, played);
  const person = personOf(relating, of, playing.profile);
  const harms = new Set(found.harmful);
  const byTurn = new Map(
    played.turns.map((turn) => [
      turn.n,
      feedback(relating, script, person, turn, played.turns[turn.n - 2], harms.has(turn.n)),
    ]),
  );
  const words = (n: number) => lineOf(script, played.turns[n - 1]?.line ?? "")?.text ?? "";
  const harmful = found.harmful.map((n) => ({
    turn: played.turns[n - 1] as PlayedTurn,
    words: words(n),
    feedback: byTurn.get(n) as Feedback,
    repaired: !found.unrepaired.includes(n),
  }));
  const guide = of.must_do.map((goal) => ({
    goal,
    state: found.guide.find(({ id }) => id === goal.id)?.state ?? "does_not_apply",
  }));
  const fit = found.fit.map(({ n, cue, answered }) => ({
    n,
    cue: cue as Answered["cue"],
    answer: answered === null ? null : { n: answered, words: words(answered) },
  }));
  return {
    played,
    script,
    score: found,
    feedback: byTurn,
    harmful,
    guide,
    fit,
    turning: found.turning.map((n) => ({
      turn: played.turns[n - 1] as PlayedTurn,
      feedback: byTurn.get(n) as Feedback,
    })),
    unsaid: found.unsaid.flatMap((id) => {
      const fact = script.facts.get(id);
      const known = played.facts[id];
      return fact === undefined || known === undefined || known === "told" ? [] : [{ fact, known }];
    }),
    course: courseOf(relating, played),
    tends: tendencies(relating, person),
    keep: keptOf(played, byTurn, words),
    next: nextOf(guide, harmful, fit),
  };
}

/** "Trust was low at the start and middling at the end; ..." */
function courseOf(relating: Relating, played: Played): string {
  const model = modelOf(relating.model);
  const first = played.visits[0]?.start;
  const last = played.turns.at(-1)?.after ?? first;
  if (first === undefined || last === undefined) return "";
  const { band_low, band_high } = model.numbers;
  const trust = (value: number): Band => (value < band_low ? "low" : value > band_high ? "high" : "mid");
  const said = (band: Band) => t(`play.level.${band}`);
  return t("play.course_words", {
    trust_from: said(trust(first.T)),
    trust_to: said(trust(last.T)),
    distress_from: said(levelOf(model, first.A)),
    distress_to: said(levelOf(model, last.A)),
  });
}

function tendencies(relating: Relating, person: Tendencies): readonly string[] {
  const clear = (["a", "v", "d"] as const).filter((name) => person[name] >= CLEARLY);
  const texts = clear.map((name) => relating.model.reasons[`tends_${name}`] ?? "");
  return texts.length > 0 ? texts : relating.profiles.slice(0, 1).map(({ tendency }) => tendency);
}

/** The sentence that did most good. */
function keptOf(
  played: Played,
  byTurn: ReadonlyMap<number, Feedback>,
  words: (n: number) => string,
): Debrief["keep"] {
  const good = (turn: PlayedTurn) =>
    turn.after.T - turn.before.T - (turn.after.R - turn.before.R) + (turn.big ? 1 : 0);
  const [best] = played.turns
    .filter(
      (turn) => byTurn.get(turn.n)?.harms === false && byTurn.get(turn.n)?.better === null && good(turn) > 0,
    )
    .sort((one, other) => good(other) - good(one) || one.n - other.n);
  return best === undefined ? null : { words: words(best.n), why: byTurn.get(best.n)?.why ?? "" };
}

function nextOf(
  guide: readonly GuideStep[],
  harmful: readonly Harm[],
  fit: readonly Answered[],
): Next | null {
  const missed = guide.filter(({ state }) => state === "missed");
  const goal = missed.find(({ goal: { critical } }) => critical === true);
  if (goal !== undefined) return { kind: "goal", words: goal.goal.text };
  const harm = harmful.find(({ repaired }) => !repaired);
  if (harm?.feedback.better != null)
    return { kind: "better", words: harm.feedback.better, instead: harm.words };
  if (harm !== undefined) return { kind: "repair" };
  if (missed[0] !== undefined) return { kind: "goal", words: missed[0].goal.text };
  return fit.some(({ answer }) => answer === null) ? { kind: "fit" } : null;
}
