/**
 * Whether a hidden fact is told: trust gates the answer, never the question. Twin of src/attune/relating/disclose.py.
 *
 * Source: the sheet, section 4.3. Everything is read from the state before the asking turn.
 */
import { effectiveTrust, type Model, type Person, round6, type State } from "./state";
import type { Fact, Result } from "./types";

/** As much of a fact as decides on telling it. */
export type Hidden = Pick<Fact, "theta" | "s" | "needs" | "amax">;

const EASES = ["normalise", "validate", "explain_preview"];

/** The effective trust that telling this fact needs, asked in this way. */
export function threshold(model: Model, person: Person, state: State, fact: Hidden, name: string): number {
  const n = model.numbers;
  const { s } = fact;
  let needed =
    fact.theta + s * (n.need_v * person.v + n.need_d * person.d - n.need_a * person.a) + state.guarded;
  if (s >= n.private_from && !state.explained) needed += n.private;
  if (state.companion && s >= n.companion_from) needed += n.companion;
  if (name === "leading_negative") needed += n.leading;
  if (name === "sensitive_direct") needed -= n.direct;
  if (state.classes.slice(-n.eased_window).some((each) => EASES.includes(each))) needed -= n.eased;
  return needed;
}

/** How the person answers. */
export function disclosed(model: Model, person: Person, state: State, fact: Hidden, name: string): Result {
  const n = model.numbers;
  if (state.freeze) return "frozen";
  if (round6(state.A) > (fact.amax ?? n.arousal_most)) return "overwhelmed";
  const trust = effectiveTrust(model, state);
  const needed = threshold(model, person, state, fact, name);
  if (fact.needs !== undefined && !fact.needs.includes(name)) {
    if (round6(trust - needed) >= 0) return "hint";
    // A question that wants a no gets it; any other is answered as if it had been about something else.
    return name === "leading_negative" ? "deny" : "nothing";
  }
  if (round6(trust - needed) >= 0) return "full";
  if (round6(trust - needed + n.hint_margin) >= 0) return "hint";
  return name === "leading_negative" ? "deny" : "deflect";
}

/** Does telling it leave the person exposed? */
export const isBig = ({ numbers: n }: Model, fact: Hidden): boolean => fact.s >= n.big_from;
