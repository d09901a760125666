/** The compiled guide and what `consult` reads and returns. docs/explanation/consultation.md says what each means. */

/** Syntax tree of the rule language, as `attune.logic` writes it. */
export type Expr =
  | readonly ["lit", boolean | number | string]
  | readonly ["var", string]
  | readonly ["not" | "count" | "exists" | "empty", Expr]
  | readonly ["and" | "or", ...Expr[]]
  | readonly ["xor" | "implies" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "in", Expr, Expr];

export type Value = boolean | number | string | readonly string[];
export type UnknownKind = "not-known" | "declined" | "could-not-ask";
export type By = "person" | "carer" | "worker" | "record";
export type Act = "done" | "handed_over" | "not_done";

export interface Answer {
  readonly value?: Value;
  readonly unknown?: UnknownKind;
  readonly because?: string;
  readonly act?: Act;
  readonly reason?: string;
  readonly by?: By;
  readonly about?: boolean;
  readonly n?: number;
}
export type Answers = Readonly<Record<string, Answer | readonly string[] | undefined>>;

export interface Option {
  readonly id: string;
  readonly text: string;
}
export type IfUnknown =
  | { readonly do: "ask_later" | "refer" | "carry_on" }
  | { readonly do: "treat_as"; readonly value: Value };

export interface Question {
  readonly id: string;
  readonly module: string; // "" for facts
  readonly step: string; // "" for facts
  readonly type: "yes_no" | "choice" | "multi" | "number" | "text";
  readonly ask: string;
  readonly say?: string;
  readonly why?: string;
  readonly hint?: string;
  readonly options?: readonly Option[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly when: Expr | null; // the step's `visit` is already folded in
  readonly tier: number; // index into tiers
  readonly if_unknown: IfUnknown;
  readonly self_harm?: boolean;
  readonly sensitive?: boolean;
  readonly must_ask?: boolean;
  readonly shell?: boolean;
  readonly default?: Value;
  readonly wait?: {
    readonly text: string;
    readonly from_days: number;
    readonly to_days: number;
    readonly sources: readonly string[];
  };
  readonly confirm_when_changed?: readonly string[];
  readonly respondent?: "person" | "carer" | "worker";
  readonly phase?: "prepare" | "use" | "record";
  readonly sources: readonly string[];
  readonly marks: readonly string[];
}
interface Statement {
  readonly id: string;
  readonly module: string;
  readonly text: string;
  readonly when: Expr | null;
  readonly sources: readonly string[];
  readonly marks: readonly string[];
}
export interface Rule extends Omit<Statement, "when"> {
  readonly is: Expr;
}
export interface Conclusion extends Statement {
  readonly tier: number;
  readonly meaning?: string;
  readonly harm_word?: boolean;
  readonly condition?: string;
  readonly register?: string;
  readonly lasts?: string; // the conclusion that every later visit is told, most often itself
}
export interface Exit extends Statement {
  readonly to: string;
}
export type Group = "now" | "today" | "home" | "next";
export interface PlanLine extends Statement {
  readonly group: Group;
  readonly kind: "safety" | "psychosocial" | "medicine" | "caution" | "referral" | "monitor";
  readonly detail?: string;
  readonly tier: number;
  readonly who: "any" | "prescriber";
  readonly instead?: string;
  readonly medicine?: string;
  readonly dose?: string; // absent while dose_sign_off
  readonly dose_sign_off?: boolean; // true until signed
  readonly not_here?: string;
  readonly paper?: string;
  readonly edition?: string;
  readonly exercise?: string; // the exercise that this line teaches
}
export interface FollowUp extends Statement {
  readonly from_days: number;
  readonly to_days: number;
}
export interface TaskRule extends Statement {
  readonly tier: number;
  readonly within_days: number;
}
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly questions: readonly string[]; // facts included, in place
}
export interface Module {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly planned: boolean;
  readonly steps: readonly Step[];
}
export interface Presentation {
  readonly id: string;
  readonly text: string;
  readonly opens: string;
  readonly sources: readonly string[];
}

/** The part `guide.json` of a bundle. Lists are in pack order. */
export interface Guide {
  readonly format: 1;
  readonly pack: {
    readonly id: string;
    readonly version: string;
    readonly title: string;
    readonly review: string;
  };
  readonly release: string;
  readonly tiers: readonly string[];
  readonly cadres: readonly { readonly id: string; readonly text: string; readonly prescribes: boolean }[];
  readonly chart: readonly Presentation[]; // the answer `chart` (multi) opens modules
  readonly modules: readonly Module[];
  readonly questions: readonly Question[];
  readonly rules: readonly Rule[];
  readonly conclusions: readonly Conclusion[];
  readonly exits: readonly Exit[];
  readonly plan: readonly PlanLine[];
  readonly follow_up: readonly FollowUp[];
  readonly tasks: readonly TaskRule[];
  readonly withdrawn: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, { readonly title: string; readonly year: number }>>;
}

export type LineState = "do" | "ask_prescriber" | "not_here";
export type Next =
  | { readonly kind: "question" | "wait"; readonly id: string }
  | { readonly kind: "acts"; readonly tier: string; readonly ids: readonly string[] }
  | null;
export interface Consultation {
  readonly release: string;
  readonly open: readonly string[];
  readonly next: Next;
  readonly done: boolean;
  readonly to_ask: readonly string[];
  readonly counted: readonly string[];
  readonly values: Readonly<Record<string, Value | null>>;
  readonly urgent: readonly { id: string; tier: string; state: LineState; pending: boolean }[];
  readonly conclusions: readonly { id: string; because: readonly string[] }[];
  readonly undecided: readonly { id: string; kind: "conclusion" | "plan"; needs: readonly string[] }[];
  readonly plan: readonly { id: string; group: Group; state: LineState; because: readonly string[] }[];
  readonly exits: readonly { id: string; to: string; planned: boolean; because: readonly string[] }[];
  readonly tasks: readonly {
    id: string;
    kind: "ask" | "refer" | "rule";
    of: string | null;
    within_days: number | null;
  }[];
  readonly follow_up: null | { from: string; to: string; on: string; ids: readonly string[]; early: boolean };
  readonly waiting: readonly string[];
  readonly set_aside: readonly string[];
  readonly problems: readonly { id: string; code: string }[];
  readonly trace: readonly { id: string; kind: string; value: boolean | null; because: readonly string[] }[];
}

/** What `audit` returns: where recorded care agreed with the guide and where it did not. */
export interface Audit {
  readonly agreed: readonly string[];
  readonly skipped: readonly { id: string; self_harm: boolean }[];
  readonly missed: readonly {
    id: string;
    kind: "not_asked" | "not_known" | "not_acted" | "not_done";
    reason: string | null;
  }[];
  readonly departures: readonly { id: string; kind: "not_done" | "not_in_plan"; reason: string | null }[];
  readonly medicines: readonly {
    medicine: string;
    code: "not_in_guide" | "ask_prescriber" | "not_here" | "undecided" | "not_in_plan";
    lines: readonly { id: string; value: boolean | null; because: readonly string[] }[];
  }[];
}
