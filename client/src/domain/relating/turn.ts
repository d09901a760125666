/**
 * One turn: what a sentence of the worker does, and why. Twin of src/attune/relating/turn.py.
 *
 * The order of evaluation is that of the sheet, section 4.2 and 4.4; the same inputs give the same outputs.
 */
import { clip, type Model, type Person, round6, type State } from "./state";
import type { ClassPart, Reason } from "./types";

export const SAFE: readonly string[] = [
  "validate",
  "normalise",
  "reflect",
  "allow_silence",
  "affirm_strength",
  "explain_preview",
  "offer_choice",
];
export const HURT: readonly string[] = [
  "lecture",
  "dismiss",
  "premature_reassure",
  "interrupt",
  "withdraw",
  "break_confidence",
  "abrupt_end",
  "closed_question",
];
const ALARMS_LATER = ["validate", "over_warm", "push_disclosure"];
const REACHES_FROZEN = ["ground", "explain_preview", "allow_silence", "offer_choice", "closed_question"];
const SETTLES = ["offer_choice", "explain_preview", "close_with_date"];

/** What the worker does in one turn, as far as the state goes. */
export interface Move {
  readonly class: string;
  /** Of a repair. */
  readonly quality?: number;
  readonly explained_breach?: boolean;
  readonly companion_leaves?: boolean;
  /** Sensitivity of what is told in full, if it is big. */
  readonly big?: number;
}

type Of = "T" | "A" | "R" | "C";
/** Why one number changed: rule and by how much. The sum is the change. */
class Parts {
  private found: [string, number][] = [];
  constructor(readonly of: Of) {}

  add(rule: string, by: number): void {
    this.found.push([rule, by]);
  }

  scaled(factor: number): void {
    this.found = this.found.map(([rule, by]) => [rule, by * factor]);
  }

  /** What the bounds of 0 and 1 took away is a reason too. */
  reasons(change: number): readonly Reason[] {
    this.add("limit", change - this.found.reduce((sum, [, by]) => sum + by, 0));
    return this.found
      .map(([rule, by]) => ({ of: this.of, rule, by: round6(by) }))
      .filter(({ by }) => by !== 0);
  }
}

/** How the state takes the sentence: a breach that nobody had explained is a breach, a leading question a closed one. */
export function classInEffect(state: State, move: Move): string {
  if (move.explained_breach && !state.explained) return "break_confidence";
  return move.class === "leading_negative" ? "closed_question" : move.class;
}

/** The state after the turn and the reasons for each change. */
export function takeTurn(
  model: Model,
  person: Person,
  state: State,
  move: Move,
): readonly [State, readonly Reason[]] {
  const name = classInEffect(state, move);
  const [after, parts] =
    name === "repair"
      ? repair(model, person, state, move.quality ?? 0)
      : new Turn(model, person, state, move, name).run();
  const left = move.companion_leaves ? { ...after, companion: false } : after;
  return [left, parts.flatMap((each) => each.reasons(left[each.of] - state[each.of]))];
}

/** Was one of the classes said in the last `turns` turns? */
const previous = (state: State, turns: number, ...classes: readonly string[]): boolean =>
  state.classes.slice(-turns).some((each) => classes.includes(each));

/** How many turns just before this one had the same class. */
export function repeats(state: State, name: string): number {
  let count = 0;
  while (count < state.classes.length && state.classes[state.classes.length - 1 - count] === name) count += 1;
  return count;
}

/** One turn being computed, in the printed order. */
class Turn {
  private readonly turn: number;
  private readonly T = new Parts("T");
  private readonly A = new Parts("A");
  private readonly R = new Parts("R");
  private readonly C = new Parts("C");
  private laterArousal = 0;
  private laterTrust = 0;
  private frame: boolean;

  constructor(
    private readonly model: Model,
    private readonly person: Person,
    private readonly state: State,
    private readonly move: Move,
    private readonly name: string,
  ) {
    this.turn = state.turn + 1;
    this.frame = state.frame;
  }

  run(): readonly [State, readonly Parts[]] {
    const { person, state } = this;
    const n = this.model.numbers;
    const big = this.move.big ?? 0;
    let [dTrust, dArousal, dStrain] = [this.raw("T"), this.raw("A"), this.raw("R")];
    [dTrust, dStrain] = this.limit(dTrust, dStrain);
    dArousal = this.comfort(this.steady(dArousal));
    dTrust = this.row(dTrust);
    [dTrust, dArousal] = this.frozen(dTrust, dArousal);
    const ruptured = dStrain > 0 && round6(state.R) < n.new_strain;
    let trust = state.T + this.gain(dTrust);
    let strain = this.strain(dStrain);
    const control = this.control();
    dArousal = this.relaxed(dArousal);
    let { trust_before, rupture_turn, rupture_class } = state;
    if (ruptured) [trust_before, rupture_turn, rupture_class] = [state.T, this.turn, this.name];
    if (state.told_big && HURT.includes(this.name) && round6(strain) < n.new_strain)
      [trust_before, rupture_turn, rupture_class] = [trust, this.turn, this.name];
    [trust, strain] = this.afterTelling(trust, strain);
    [trust, strain] = this.breach(trust, strain);
    strain = this.undone(strain);
    const low = person.v * Math.max(0, n.low_control - control) * n.low_control_v;
    this.T.add("low_control", -low);
    this.T.add("later", state.later_trust);
    trust = clip(trust - low + state.later_trust);
    const settle = n.settle * (state.A - state.rest);
    this.A.add("later", state.later_arousal);
    this.A.add("settle", -settle);
    let arousal = clip(state.A + dArousal + state.later_arousal - settle);
    let freeze = state.freeze;
    if (person.d > n.freeze_d && round6(arousal) > n.freeze_over) freeze = true;
    if (freeze && round6(arousal) < n.freeze_under) freeze = false;
    const settled = state.settled || (state.exposed && SETTLES.includes(this.name));
    if (big > 0) {
      this.A.add("telling", n.big_arousal * big);
      arousal = clip(arousal + n.big_arousal * big);
    }
    const after: State = {
      ...state,
      T: trust,
      A: arousal,
      R: strain,
      C: control,
      later_arousal: this.laterArousal,
      later_trust: this.laterTrust,
      turn: this.turn,
      classes: [...state.classes, this.name],
      explained: state.explained || this.name === "privacy_intro",
      frame: this.frame,
      freeze,
      told_big: big > 0,
      exposed: state.exposed || big > 0,
      settled,
      guarded: this.name === "break_confidence" ? n.broken_confidence : state.guarded,
      breached: state.breached || this.isBreach,
      trust_before,
      rupture_turn,
      rupture_class,
    };
    return [after, [this.T, this.A, this.R, this.C]];
  }

  // ------------------------------------------------------------ raw change, and what the context does to it

  private raw(of: "T" | "A" | "R"): number {
    const [base, byA, byV, byD] = (this.model.classes[this.name] as ClassPart)[of];
    const { person } = this;
    this[of].add("class", base);
    this[of].add("tends_a", byA * person.a);
    this[of].add("tends_v", byV * person.v);
    this[of].add("tends_d", byD * person.d);
    return base + byA * person.a + byV * person.v + byD * person.d;
  }

  /** A limit counts as kind after understanding; before it, it can feel like a closed door. */
  private limit(dTrust: number, dStrain: number): [number, number] {
    const n = this.model.numbers;
    const { a } = this.person;
    if (this.name !== "predictable_limit") return [dTrust, dStrain];
    if (previous(this.state, n.frame_window, "validate", "reflect", "normalise")) {
      this.frame = true;
    } else if (!this.frame) {
      this.T.add("no_frame", -n.frame_trust_a * a);
      this.R.add("no_frame", n.frame_strain_a * a);
      return [dTrust - n.frame_trust_a * a, dStrain + n.frame_strain_a * a];
    }
    return [dTrust, dStrain];
  }

  private steady(dArousal: number): number {
    const { state } = this;
    const n = this.model.numbers;
    let found = dArousal;
    if (this.name === "ground" && !previous(state, n.prepared_window, "explain_preview", "offer_choice")) {
      const alone = n.ground_alone + n.ground_alone_d * this.person.d;
      this.A.add("unprepared", alone - found);
      found = alone;
    }
    const prepared = previous(state, n.prepared_window, "explain_preview", "offer_choice", "normalise");
    if ((this.name === "sensitive_direct" || this.name === "ground") && found > 0 && prepared) {
      this.A.add("prepared", found * n.prepared_share - found);
      found = found * n.prepared_share;
    }
    return found;
  }

  /** Comfort calms now and less each time, and distress comes back next turn; closeness can alarm later. */
  private comfort(dArousal: number): number {
    const { person } = this;
    const n = this.model.numbers;
    let found = dArousal;
    if (this.name === "premature_reassure") {
      const before = this.state.classes.filter((each) => each === "premature_reassure").length;
      const worn = found * power(n.reassure_fade, before);
      this.A.add("worn_out", worn - found);
      found = worn;
      this.laterArousal += n.reassure_later + n.reassure_later_a * person.a + n.reassure_later_d * person.d;
      this.laterTrust -= n.reassure_trust_a * person.a;
    }
    if (person.d > n.close_d && ALARMS_LATER.includes(this.name))
      this.laterArousal += n.close_later * person.d * (this.model.classes[this.name] as ClassPart).k;
    return found;
  }

  private row(dTrust: number): number {
    const n = this.model.numbers;
    if (this.name !== "closed_question" || repeats(this.state, this.name) + 1 < n.closed_row) return dTrust;
    this.T.add("closed_row", -n.closed_trust);
    return dTrust - n.closed_trust;
  }

  private frozen(dTrust: number, dArousal: number): [number, number] {
    if (!this.state.freeze || REACHES_FROZEN.includes(this.name)) return [dTrust, dArousal];
    this.A.add("frozen", this.model.numbers.freeze_cost);
    if (dTrust > 0) this.T.add("frozen", -dTrust);
    return [Math.min(dTrust, 0), dArousal + this.model.numbers.freeze_cost];
  }

  // ------------------------------------------------------------ how it is taken

  /** Trust is slow to gain and quicker to lose. */
  private gain(dTrust: number): number {
    const { person, state } = this;
    const n = this.model.numbers;
    if (dTrust < 0) {
      const buffer = 1 - (n.loss_buffer * Math.max(0, state.T - n.loss_buffer_from)) / n.loss_buffer_from;
      const factor = n.loss * buffer * Math.min(1, n.loss_base + n.loss_trust * state.T);
      this.T.scaled(factor);
      return dTrust * factor;
    }
    const open = (1 - state.T) * Math.max(n.gain_least, 1 - n.gain_v * person.v - n.gain_d * person.d);
    const again = power(n.gain_repeat, repeats(state, this.name));
    this.T.scaled(open);
    this.T.add("strain", -dTrust * open * state.R);
    this.T.add("repeated", -dTrust * open * (1 - state.R) * (1 - again));
    return dTrust * open * (1 - state.R) * again;
  }

  private strain(dStrain: number): number {
    if (dStrain > 0) return clip(this.state.R + dStrain);
    const faded = this.model.numbers.strain_fade * this.state.R;
    this.R.add("fade", faded - this.state.R);
    return faded;
  }

  private control(): number {
    const n = this.model.numbers;
    const change = (this.model.classes[this.name] as ClassPart).C;
    this.C.add("class", change);
    this.C.add("tends_v", change * n.control_v * this.person.v);
    return clip(this.state.C + change * (1 + n.control_v * this.person.v));
  }

  /** Nobody relaxes below their floor. */
  private relaxed(dArousal: number): number {
    if (dArousal >= 0) return dArousal;
    const n = this.model.numbers;
    const room = clip((this.state.A - n.relax_rest * this.state.rest) / n.relax_span);
    this.A.scaled(room);
    return dArousal * room;
  }

  // ------------------------------------------------------------ after something big was told; breaches; void repairs

  private afterTelling(trust: number, strain: number): [number, number] {
    const n = this.model.numbers;
    if (!this.state.told_big) return [trust, strain];
    if (SAFE.includes(this.name)) {
      this.T.add("after_telling_safe", n.safe_gain * (1 - trust));
      return [trust + n.safe_gain * (1 - trust), strain];
    }
    if (!HURT.includes(this.name)) return [trust, strain];
    const loss = n.hurt_trust * (1 + n.hurt_trust_v * this.person.v);
    this.T.add("after_telling_hurt", -loss);
    this.R.add("after_telling_hurt", n.hurt_strain);
    return [trust - loss, clip(strain + n.hurt_strain)];
  }

  private get isBreach(): boolean {
    return (this.move.explained_breach ?? false) && this.name !== "break_confidence";
  }

  /** Passing on what had to be passed on, as explained: it costs a little, once. */
  private breach(trust: number, strain: number): [number, number] {
    if (!this.isBreach || this.state.breached) return [trust, strain];
    const n = this.model.numbers;
    this.T.add("breach", -n.breach_trust);
    this.R.add("breach", n.breach_strain);
    return [trust - n.breach_trust, clip(strain + n.breach_strain)];
  }

  /** Sorry, and then the same again: the repair does not count. */
  private undone(strain: number): number {
    const { state } = this;
    const n = this.model.numbers;
    const soon = state.repaired_turn > 0 && this.turn - state.repaired_turn <= n.void_window;
    if (!soon || state.repaired <= 0 || this.name !== state.rupture_class) return strain;
    this.R.add("void_repair", state.repaired + n.void_strain);
    return clip(strain + state.repaired + n.void_strain);
  }
}

/** The worker owns a misstep. Trust never rises above where it was before. */
function repair(model: Model, person: Person, state: State, q: number): readonly [State, readonly Parts[]] {
  const n = model.numbers;
  const [trustParts, arousalParts, strainParts] = [new Parts("T"), new Parts("A"), new Parts("R")];
  const turn = state.turn + 1;
  let { T: trust, A: arousal, R: strain } = state;
  const full = q >= 1;
  const before = state.trust_before;
  const mends = before !== null && round6(state.R) > n.new_strain;
  if (before !== null && mends) {
    const e = q * (turn - state.rupture_turn <= n.repair_prompt ? 1 : n.repair_late);
    strain = strain * (1 - n.repair_share * e);
    const share = n.repair_share * e * (1 - n.repair_v * person.v - n.repair_d * person.d);
    trust += share * Math.max(0, before - trust);
    if (full && !state.fully_repaired) trust = Math.max(trust, Math.min(trust + n.repair_lift, before));
    arousal -= n.repair_calm * e;
    arousalParts.add("repair", -n.repair_calm * e);
  }
  trustParts.add("repair", trust - state.T);
  strainParts.add("repair", strain - state.R);
  const settle = n.settle * (arousal - state.rest);
  arousalParts.add("later", state.later_arousal);
  arousalParts.add("settle", -settle);
  trustParts.add("later", state.later_trust);
  const after: State = {
    ...state,
    T: clip(trust + state.later_trust),
    A: clip(arousal + state.later_arousal - settle),
    R: strain,
    later_arousal: 0,
    later_trust: 0,
    turn,
    classes: [...state.classes, "repair"],
    told_big: false,
    repaired_turn: turn,
    repaired: state.R - strain,
    fully_repaired: state.fully_repaired || (mends && full),
  };
  return [after, [trustParts, arousalParts, strainParts]];
}

/** By multiplication: `pow` differs between the two languages in the last bit. */
function power(base: number, times: number): number {
  let found = 1;
  for (let n = 0; n < times; n += 1) found *= base;
  return found;
}
