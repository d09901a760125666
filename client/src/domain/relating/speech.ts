/** What the person says and what can be seen. Twin of src/attune/relating/speech.py. */
import { effectiveTrust, type Model, type Person, round6, type State, shown } from "./state";
import type { Band, ByBand, Case, Cue, Cues, Fact, Line, Result, Talk, Tone, Turns, Visit } from "./types";

const TONE_GAP = 0.3;

/** low, mid or high, from the trust that strain leaves. */
export function bandOf(model: Model, state: State): Band {
  const trust = round6(effectiveTrust(model, state));
  return trust < model.numbers.band_low ? "low" : trust > model.numbers.band_high ? "high" : "mid";
}

/** How this person is close: pressing, guarded or plain. */
export function toneOf(person: Person): Tone {
  const gap = round6(person.a - person.v);
  return gap > TONE_GAP ? "pressing" : gap < -TONE_GAP ? "guarded" : "plain";
}

export function levelOf({ numbers: n }: Model, value: number): Band {
  const found = round6(value);
  return found < n.level_low ? "low" : found > n.level_high ? "high" : "mid";
}

export function opening(visit: Visit, person: Person): string {
  const words = visit.opening;
  if (typeof words === "string") return words;
  return words[toneOf(person)] ?? words.plain ?? Object.values(words)[0] ?? "";
}

const inBand = (words: ByBand | undefined, band: Band): string | undefined =>
  typeof words === "string" ? words : words?.[band];

/** The answer to a line that asks no fact. `own` is the person as the case is meant. */
export function reply(
  talk: Talk,
  of: Case,
  line: Line,
  who: { readonly person: Person; readonly own: Person },
  band: Band,
): string {
  const tone = toneOf(who.person);
  const name = line.class;
  const places = [
    line.reply,
    tone === toneOf(who.own) ? undefined : of.tones?.[tone]?.[name],
    of.replies?.[name],
    talk.tones?.[tone]?.[name],
    talk.replies[name],
  ];
  return places.map((place) => inBand(place, band)).find((words) => words !== undefined) ?? "";
}

/** The answer to a question about a fact; null if it is answered as any such sentence. */
export function answer(
  talk: Talk,
  of: Case,
  line: Line,
  fact: Fact,
  result: Result,
  band: Band,
): string | null {
  if (result === "full" || result === "hint" || result === "deflect") return fact[result];
  if (result === "deny") return fact.deny ?? fact.deflect;
  if (result === "overwhelmed" || result === "known") {
    const name = result === "known" ? "told_before" : result;
    const first = result === "known" ? line.reply : fact.overwhelmed;
    const places = [first, of.replies?.[name], talk.replies[name]];
    return places.map((place) => inBand(place, band)).find((words) => words !== undefined) ?? "";
  }
  return result === "frozen" ? "" : null;
}

/** Is much more felt than is shown? */
export const isMismatch = (model: Model, person: Person, state: State): boolean =>
  round6(state.A - shown(model, person, state)) > model.numbers.mismatch;

/** What can be seen after a turn: the face, the body, and what does not fit together. */
export function cues(
  model: Model,
  talk: Talk,
  of: Case,
  person: Person,
  state: State,
  residual: readonly string[],
): readonly Cue[] {
  const own: Cues = of.cues ?? {};
  const face = { ...talk.cues.shown, ...own.shown }[levelOf(model, shown(model, person, state))];
  const body = { ...talk.cues.body, ...own.body }[levelOf(model, state.A)];
  const { turn } = state;
  const found: readonly Cue[] = [
    state.freeze
      ? { kind: "freeze", text: inTurns(own.freeze ?? talk.cues.freeze, turn) }
      : { kind: "shown", text: inTurns(face, turn) },
    isMismatch(model, person, state)
      ? { kind: "mismatch", text: inTurns(own.mismatch ?? talk.cues.mismatch, turn) }
      : { kind: "body", text: inTurns(body, turn) },
    { kind: "residual", text: residual[turn % residual.length] ?? "" },
  ];
  return found.filter(({ text }) => text !== "");
}

/** Several texts take turns. */
const inTurns = (words: Turns | undefined, turn: number): string =>
  typeof words === "string" ? words : (words?.[turn % words.length] ?? "");
