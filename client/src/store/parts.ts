// The parts of a release as the pack writes them (docs/reference/bundle.md). What a part holds beyond this is its screens' own.
import type { Answer, Guide } from "../domain/types";
import type { RiskOutcomeBody } from "./entry";

export interface Contact {
  readonly text: string;
  readonly number?: string;
  readonly hours?: string;
}
export interface CrisisLine extends Contact {
  readonly id: string;
  readonly number: string;
  readonly languages?: string;
}
export interface ReferralPlace extends Contact {
  readonly id: string;
  readonly address?: string;
}
export interface Local {
  readonly crisis_lines: readonly CrisisLine[];
  readonly referral_places: readonly ReferralPlace[];
  readonly prescriber_contact: Contact | null;
  readonly supervisor_contact: Contact | null;
}

/** An invented person of the demo (docs/reference/content-format.md, demo/people.yaml). */
export interface DemoPerson {
  readonly id: string;
  readonly register: string;
  readonly initials: string;
  readonly sex: "female" | "male" | "other";
  readonly age_years: number;
  readonly about?: boolean;
  readonly village?: string;
  readonly reach?: {
    readonly how: "call" | "message" | "visit" | "through";
    readonly detail?: string;
    readonly who_answers?: string;
  };
  readonly visits: readonly DemoVisit[];
}
export interface DemoVisit {
  readonly days_ago: number;
  readonly visit: "first" | "follow_up";
  readonly cadre: string;
  readonly stock?: readonly string[];
  readonly start?: readonly string[];
  readonly answers: Readonly<Record<string, ShortAnswer>>;
  readonly booked_in?: number | null;
  /** Tasks of this visit that have been done since. */
  readonly tasks_done?: readonly string[];
  readonly risk?: {
    readonly who_with: "me" | "colleague" | "family" | "nobody";
    readonly outcome?: RiskOutcomeBody["outcome"];
  };
}
/** The short forms of `attune assess`. */
export type ShortAnswer = boolean | number | string | readonly string[] | Answer;

/** Everything of one release that the app reads. */
export interface Content {
  readonly guide: Guide;
  readonly cards: readonly unknown[];
  readonly exercises: readonly unknown[];
  /** relational.json as it was written: read when somebody wants it, not while a first screen waits. Null: the release has none. */
  readonly relational: string | null;
  readonly local: Local;
  readonly people: readonly DemoPerson[];
  /** Words by language, without English. */
  readonly words: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const NO_LOCAL: Local = {
  crisis_lines: [],
  referral_places: [],
  prescriber_contact: null,
  supervisor_contact: null,
};
