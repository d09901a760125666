/** What happens between two visits. Twin of src/attune/relating/between.py. Source: the sheet, section 4.5. */
import { clip, type Model, type Person, round6, type State } from "./state";
import type { PromiseMade } from "./types";

export interface Between {
  /** Unplanned contacts. */
  readonly contacts: number;
  /** Could a promise not be kept? */
  readonly broken: boolean;
}

/** The state before the next visit starts. `promise` is how the visit was left: predictable (and kept), extra (any time), neither. */
export function between(
  model: Model,
  person: Person,
  state: State,
  promise: PromiseMade,
): readonly [State, Between] {
  const n = model.numbers;
  const { a } = person;
  let contacts = n.contacts * a * (1 - state.K) * (1 - n.contacts_soothing * state.L);
  let { K, L, W, R, T } = state;
  let broken = false;
  if (promise === "predictable") {
    contacts *= n.kept_contacts;
    K += n.kept_reliability * (1 - K);
    L += n.kept_soothing * (1 - L);
    W = Math.min(1, W + n.kept_capacity);
  } else if (promise === "extra") {
    W -= n.extra_capacity + n.extra_capacity_n * contacts;
    broken = round6(W) < n.broken_below;
    if (broken) {
      K = Math.max(0, K - n.broken_reliability);
      R = clip(R + (n.broken_strain + n.broken_strain_a * a));
      T = clip(T - (n.broken_trust + n.broken_trust_a * a));
      W += n.broken_capacity;
    } else {
      K += n.extra_reliability * (1 - K);
    }
  } else {
    K = Math.max(0, K - n.neither_reliability * a);
  }
  const after = { ...state, T, R: R * n.strain_kept, K: clip(K), L: clip(L), W: clip(W) };
  return [after, { contacts: round6(contacts), broken }];
}

/** How likely the next visit is missed, from the state at the end of this one. */
export function likelyToMiss(model: Model, person: Person, state: State, reminder: boolean): number {
  const n = model.numbers;
  const openWound = state.exposed && !state.settled;
  return logistic(
    n.miss +
      n.miss_v * person.v +
      n.miss_d * person.d +
      n.miss_strain * state.R -
      n.miss_trust * (state.T - n.miss_trust_at) +
      (openWound ? n.miss_exposed : 0) -
      (reminder ? n.miss_reminder : 0),
  );
}

/** How likely it is that what was planned is tried. */
export function likelyToTry({ numbers: n }: Model, state: State): number {
  return logistic(
    n.uptake +
      n.uptake_trust * (state.T - n.uptake_trust_at) +
      n.uptake_control * (state.C - n.uptake_control_at) -
      n.uptake_strain * state.R,
  );
}

const logistic = (value: number): number => round6(1 / (1 + Math.exp(-value)));
