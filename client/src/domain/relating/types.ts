/** The part relating.json of a bundle, and what `play` and `score` return. Same shapes as src/attune/relating, word for word. */

export type Numbers = { readonly [name in NumberName]: number };
type NumberName =
  | "start_trust"
  | "start_trust_a"
  | "start_trust_v"
  | "start_trust_d"
  | "rest"
  | "rest_a"
  | "rest_d"
  | "arousal_a"
  | "arousal_strain"
  | "control"
  | "reliability"
  | "soothing"
  | "capacity"
  | "shown_a"
  | "shown_v"
  | "mismatch"
  | "band_low"
  | "band_high"
  | "level_low"
  | "level_high"
  | "frame_window"
  | "frame_strain_a"
  | "frame_trust_a"
  | "ground_alone"
  | "ground_alone_d"
  | "prepared_window"
  | "prepared_share"
  | "reassure_fade"
  | "reassure_later"
  | "reassure_later_a"
  | "reassure_later_d"
  | "reassure_trust_a"
  | "close_d"
  | "close_later"
  | "closed_row"
  | "closed_trust"
  | "freeze_cost"
  | "new_strain"
  | "gain_least"
  | "gain_v"
  | "gain_d"
  | "gain_repeat"
  | "loss"
  | "loss_buffer"
  | "loss_buffer_from"
  | "loss_base"
  | "loss_trust"
  | "strain_fade"
  | "control_v"
  | "relax_rest"
  | "relax_span"
  | "safe_gain"
  | "hurt_trust"
  | "hurt_trust_v"
  | "hurt_strain"
  | "low_control"
  | "low_control_v"
  | "settle"
  | "freeze_d"
  | "freeze_over"
  | "freeze_under"
  | "broken_confidence"
  | "breach_trust"
  | "breach_strain"
  | "strain_weight"
  | "need_v"
  | "need_d"
  | "need_a"
  | "private_from"
  | "private"
  | "companion_from"
  | "companion"
  | "leading"
  | "direct"
  | "eased_window"
  | "eased"
  | "hint_margin"
  | "arousal_most"
  | "big_from"
  | "big_arousal"
  | "quality_full"
  | "quality_generic"
  | "quality_grudging"
  | "repair_prompt"
  | "repair_late"
  | "repair_share"
  | "repair_v"
  | "repair_d"
  | "repair_lift"
  | "repair_calm"
  | "void_window"
  | "void_strain"
  | "contacts"
  | "contacts_soothing"
  | "kept_contacts"
  | "kept_reliability"
  | "kept_soothing"
  | "kept_capacity"
  | "extra_capacity"
  | "extra_capacity_n"
  | "broken_below"
  | "broken_reliability"
  | "broken_strain"
  | "broken_strain_a"
  | "broken_trust"
  | "broken_trust_a"
  | "broken_capacity"
  | "extra_reliability"
  | "neither_reliability"
  | "strain_kept"
  | "miss"
  | "miss_v"
  | "miss_d"
  | "miss_strain"
  | "miss_trust"
  | "miss_trust_at"
  | "miss_exposed"
  | "miss_reminder"
  | "uptake"
  | "uptake_trust"
  | "uptake_trust_at"
  | "uptake_control"
  | "uptake_control_at"
  | "uptake_strain";

export type Band = "low" | "mid" | "high";
export type Tone = "plain" | "guarded" | "pressing";
export type Quality = "full" | "generic" | "grudging";
/** How a question about a fact is answered; `nothing`: as any such sentence; `known`: it was told before. */
export type Result = "full" | "hint" | "deflect" | "deny" | "overwhelmed" | "frozen" | "nothing" | "known";
export type Event = "told" | "hint" | "deflect" | "deny" | "overwhelmed" | "strain" | "frozen" | "mismatch";
export type PromiseMade = "predictable" | "extra" | "neither";
type Four = readonly [number, number, number, number];

export interface ClassPart {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly feedback: string;
  readonly T: Four;
  readonly A: Four;
  readonly R: Four;
  readonly C: number;
  readonly k: number;
}
export interface ModelPart {
  readonly notice: string;
  readonly numbers: Numbers;
  readonly classes: Readonly<Record<string, ClassPart>>;
  readonly choices: readonly {
    readonly id: string;
    readonly text: string;
    readonly basis: string;
    readonly strength: string;
  }[];
  readonly reasons: Readonly<Record<string, string>>;
}
export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly tendency: string;
  readonly a: number;
  readonly v: number;
  readonly d: number;
}
export type ByBand = string | { readonly [band in Band]?: string };
export type Replies = Readonly<Record<string, ByBand | undefined>>;
export type Turns = string | readonly string[];
export interface Cues {
  readonly shown?: { readonly [level in Band]?: Turns };
  readonly body?: { readonly [level in Band]?: Turns };
  readonly mismatch?: Turns;
  readonly freeze?: Turns;
}
export interface Condition {
  readonly told?: readonly string[];
  readonly not_told?: readonly string[];
  readonly asked?: readonly string[];
  readonly not_asked?: readonly string[];
  readonly said?: readonly string[];
  readonly not_said?: readonly string[];
  readonly companion?: boolean;
  readonly visit?: readonly string[];
  readonly after?: readonly Event[];
  readonly of?: readonly string[];
}
export interface Line {
  readonly id: string;
  readonly class: string;
  readonly text: string;
  readonly asks?: string;
  readonly touches?: string;
  readonly about?: string;
  readonly quality?: Quality;
  readonly opens?: string;
  readonly companion_leaves?: boolean;
  readonly explained_breach?: boolean;
  readonly when?: Condition;
  readonly again?: boolean;
  readonly reply?: ByBand;
  readonly better?: string;
}
export interface Fact {
  readonly id: string;
  readonly title: string;
  readonly about?: string;
  readonly theta: number;
  readonly s: number;
  readonly needs?: readonly string[];
  readonly amax?: number;
  readonly full: string;
  readonly hint: string;
  readonly deflect: string;
  readonly deny?: string;
  readonly overwhelmed?: string;
  readonly cues?: readonly string[];
  readonly missed?: string;
}
export interface Goal {
  readonly id: string;
  readonly text: string;
  readonly critical?: boolean;
  readonly applies?: Condition;
  readonly any_of?: readonly string[];
  readonly all_of?: readonly string[];
  readonly any_class?: readonly string[];
  readonly alone?: boolean;
  readonly before?: readonly string[];
  readonly visit?: readonly string[];
  readonly missed?: string;
  readonly sources?: readonly string[];
}
export interface Happened {
  readonly id: string;
  readonly text: string;
  readonly promise?: readonly PromiseMade[];
  readonly missed?: boolean;
  readonly broken?: boolean;
  readonly told?: readonly string[];
  readonly not_told?: readonly string[];
  readonly said?: readonly string[];
  readonly not_said?: readonly string[];
}
export interface Visit {
  readonly id: string;
  readonly title?: string;
  readonly starts_in: string;
  readonly turns?: number;
  readonly days_after?: number;
  readonly opening: string | { readonly [tone in Tone]?: string };
  readonly event?: number;
  readonly stress?: number;
  readonly companion?: boolean;
  readonly happened?: readonly Happened[];
}
interface Listed {
  readonly id: string;
  readonly text: string;
}
export interface Case {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly setting: {
    readonly place: string;
    readonly minutes: number;
    readonly companion?: {
      readonly who: string;
      readonly present: string;
      readonly leaves: string;
      readonly stays?: string;
    };
  };
  readonly patient: {
    readonly name: string;
    readonly sex: string;
    readonly age_years: number;
    readonly about: string;
    readonly comes_for?: string;
  };
  readonly modules: readonly string[];
  readonly params: {
    readonly a: number;
    readonly v: number;
    readonly d: number;
    readonly stress?: number;
    readonly t_off?: number;
    readonly K?: number;
    readonly L?: number;
  };
  readonly other_explanations: readonly Listed[];
  readonly truth: readonly Listed[];
  readonly visits: readonly Visit[];
  readonly topics: readonly { readonly id: string; readonly lines: readonly Line[] }[];
  readonly anytime?: readonly Line[];
  readonly not_shared?: readonly string[];
  readonly facts: readonly Fact[];
  readonly replies?: Replies;
  readonly tones?: { readonly [tone in Tone]?: Replies };
  readonly cues?: Cues;
  readonly must_do: readonly Goal[];
  readonly debrief: readonly Listed[];
}
export interface Talk {
  readonly replies: Replies;
  readonly tones?: { readonly [tone in Tone]?: Replies };
  readonly cues: Cues;
  readonly lines: readonly Line[];
}
/** relating.json of a release whose pack has virtual patients. */
export interface Relating {
  readonly format: number;
  readonly model: ModelPart;
  readonly profiles: readonly Profile[];
  readonly talk: Talk;
  readonly cases: readonly Case[];
}

// ---------------------------------------------------------------- what a play returns

/** Why a number changed: which (T, A, R, C), by which rule, by how much. */
export interface Reason {
  readonly of: string;
  readonly rule: string;
  readonly by: number;
}
export interface Levels {
  readonly T: number;
  readonly A: number;
  readonly R: number;
  readonly C: number;
  /** Shown emotion. */
  readonly S: number;
}
export interface Cue {
  readonly kind: "shown" | "body" | "mismatch" | "freeze" | "residual";
  readonly text: string;
}
export interface PlayedTurn {
  readonly n: number;
  readonly visit: string;
  readonly line: string;
  readonly class: string;
  /** How the person took it: a breach that nobody had explained is a breach, a leading question a closed one. */
  readonly in_effect: string;
  readonly fact: string | null;
  readonly result: Result | null;
  readonly big: boolean;
  /** A full repair? */
  readonly full: boolean;
  readonly alone: boolean;
  readonly companion_left: boolean;
  readonly reply: string;
  readonly cues: readonly Cue[];
  readonly mismatch: boolean;
  readonly freeze: boolean;
  readonly band: Band;
  readonly before: Levels;
  readonly after: Levels;
  readonly reasons: readonly Reason[];
}
export interface PlayedVisit {
  readonly id: string;
  readonly opening: string;
  readonly start: Levels;
  readonly companion: boolean;
  readonly cues: readonly Cue[];
  readonly happened?: readonly string[];
  readonly end?: Levels;
  readonly promise?: PromiseMade;
  /** How likely the next visit is missed. */
  readonly miss?: number;
  readonly miss_with_reminder?: number;
  /** How likely the plan is tried. */
  readonly try?: number;
  readonly reminder?: boolean;
  readonly missed?: boolean;
  readonly contacts?: number;
  readonly broken?: boolean;
}
export type Known = "unasked" | "asked" | "hinted" | "told";
export interface Played {
  readonly case: string;
  readonly pattern: string;
  readonly phase: "talk" | "reminder" | "missed" | "over";
  readonly visit: string;
  readonly turn: number;
  readonly turns_left: number;
  readonly topic: string;
  readonly companion: boolean;
  readonly turns: readonly PlayedTurn[];
  readonly visits: readonly PlayedVisit[];
  readonly facts: Readonly<Record<string, Known>>;
  readonly offered: readonly string[];
  readonly problem: {
    readonly n: number;
    readonly choice: string;
    readonly offered: readonly string[];
  } | null;
}
interface Count {
  readonly called_for: number;
  readonly done: number;
}
/** Four panels: never one number, and never the patient's trust. */
export interface Score {
  readonly reached: boolean;
  readonly guide: readonly {
    readonly id: string;
    readonly critical: boolean;
    readonly turns: readonly number[];
    readonly state: "met" | "missed" | "does_not_apply";
  }[];
  readonly harmful: readonly number[];
  readonly unrepaired: readonly number[];
  readonly helping: {
    readonly shares: Readonly<Record<string, number>>;
    readonly habits: {
      readonly preview: Count;
      readonly acknowledged: Count;
      readonly closed: Count;
      readonly repaired: Count;
    };
  };
  readonly fit: readonly { readonly n: number; readonly cue: string; readonly answered: number | null }[];
  readonly unsaid: readonly string[];
  readonly turning: readonly number[];
}
