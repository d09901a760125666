/**
 * What a virtual patient is and feels, at the start of a visit and in between. Twin of src/attune/relating/state.py.
 *
 * Source of all equations: the project's own sheet on virtual patients, sections 3 and 4. A teaching model, no prediction about
 * people.
 */
import type { ModelPart, Numbers } from "./types";

/** The model's numbers by name, and what each class of utterance changes. */
export interface Model {
  readonly numbers: Numbers;
  readonly classes: ModelPart["classes"];
}
export const modelOf = (model: ModelPart): Model => ({ numbers: model.numbers, classes: model.classes });

/** Hidden tendencies, each 0 to 1, and what weighs on this person today. Nobody real is described by it. */
export interface Person {
  readonly a: number;
  readonly v: number;
  readonly d: number;
  readonly stress: number;
  readonly t_off: number;
}

/** Between two turns. T, A, R, C, K, L and W are 0 to 1; state.py says what each is. */
export interface State {
  readonly T: number;
  readonly A: number;
  readonly R: number;
  readonly C: number;
  readonly K: number;
  readonly L: number;
  readonly W: number;
  readonly rest: number;
  readonly later_arousal: number;
  readonly later_trust: number;
  readonly turn: number;
  readonly classes: readonly string[];
  readonly explained: boolean;
  readonly frame: boolean;
  readonly companion: boolean;
  readonly freeze: boolean;
  readonly told_big: boolean;
  readonly exposed: boolean;
  readonly settled: boolean;
  readonly guarded: number;
  readonly breached: boolean;
  readonly trust_before: number | null;
  readonly rupture_turn: number;
  readonly rupture_class: string;
  readonly repaired_turn: number;
  readonly repaired: number;
  readonly fully_repaired: boolean;
}

/** Into 0 to 1. */
export const clip = (value: number): number => Math.min(1, Math.max(0, value));

/** To six decimals, alike in both languages: what is compared with a threshold or shown. */
export const round6 = (value: number): number => Math.floor(value * 1e6 + 0.5) / 1e6;

const resting = ({ numbers: n }: Model, person: Person): number =>
  clip(n.rest + n.rest_a * person.a + n.rest_d * person.d + person.stress);

function arousalAtStart({ numbers: n }: Model, person: Person, from: Opening): number {
  const waiting = n.arousal_a * person.a * (1 - from.K) * (1 - from.L);
  return clip(from.rest + waiting + n.arousal_strain * from.R + from.event);
}
interface Opening {
  readonly rest: number;
  readonly K: number;
  readonly L: number;
  readonly R: number;
  readonly event: number;
}
export interface Given {
  readonly K?: number | undefined;
  readonly L?: number | undefined;
  readonly companion?: boolean;
  readonly event?: number;
}

const FRESH = {
  later_arousal: 0,
  later_trust: 0,
  turn: 0,
  classes: [],
  freeze: false,
  told_big: false,
  exposed: false,
  settled: false,
  guarded: 0,
  trust_before: null,
  rupture_turn: 0,
  rupture_class: "",
  repaired_turn: 0,
  repaired: 0,
  fully_repaired: false,
} as const;

/** The start of the first visit. */
export function start(model: Model, person: Person, given: Given = {}): State {
  const n = model.numbers;
  const [K, L, rest] = [given.K ?? n.reliability, given.L ?? n.soothing, resting(model, person)];
  const trust =
    n.start_trust -
    n.start_trust_a * person.a -
    n.start_trust_v * person.v -
    n.start_trust_d * person.d +
    person.t_off;
  return {
    ...FRESH,
    T: clip(trust),
    A: arousalAtStart(model, person, { rest, K, L, R: 0, event: given.event ?? 0 }),
    R: 0,
    C: n.control,
    K,
    L,
    W: n.capacity,
    rest,
    explained: false,
    frame: false,
    companion: given.companion ?? false,
    breached: false,
  };
}

/** The start of a later visit, after `between`: trust and what was explained stay, distress begins anew. */
export function startAgain(model: Model, person: Person, state: State, given: Given = {}): State {
  const rest = resting(model, person);
  const { T, R, K, L, W, explained, frame, breached } = state;
  return {
    ...FRESH,
    T,
    A: arousalAtStart(model, person, { rest, K, L, R, event: given.event ?? 0 }),
    R,
    C: model.numbers.control,
    K,
    L,
    W,
    rest,
    explained,
    frame,
    companion: given.companion ?? false,
    breached,
  };
}

/** The emotion that is shown; the body follows `A` itself. */
export const shown = ({ numbers: n }: Model, person: Person, state: State): number =>
  clip(state.A * (1 + n.shown_a * person.a - n.shown_v * person.v));

/** Trust as far as strain lets it count: what decides on telling, and how a reply sounds. */
export const effectiveTrust = ({ numbers: n }: Model, state: State): number =>
  state.T - n.strain_weight * state.R;
