// Entries: what happened in the field, once and for ever. `src/attune/journal/entries.py` is the same in Python, and is
// what the tests check these types and the entries made by a browser against.
import type { Answer, Group, LineState } from "../domain/types";

interface Envelope<Kind extends string, Version extends number, Body> {
  /** UUIDv7, made on the device. */
  readonly id: string;
  readonly kind: Kind;
  readonly version: Version;
  readonly author: string;
  readonly device: string;
  /** Counter of the device: 1, 2, 3 without a hole. */
  readonly n: number;
  /** The person it is about; null when it is about nobody. */
  readonly subject: string | null;
  /** The entries that this one corrects. */
  readonly amends: readonly string[];
  /** Invented people and trials: never care. */
  readonly practice: boolean;
  /** Local date on which it happened. */
  readonly occurred_on: string;
  /** When it was written, by the device's clock, in UTC. */
  readonly written_at: string;
  /** Minutes that local time is ahead of UTC. */
  readonly tz_minutes: number;
  /** Milliseconds that the device's clock is ahead of the server's; null before the first sync. */
  readonly clock_offset: number | null;
  /** Content release; null when no content had a part in it. */
  readonly release: string | null;
  /** Version of the app and its engine. */
  readonly app: string;
  readonly body: Body;
}

export type SelfHarmState = "yes" | "no" | "not_asked" | "could_not_ask" | "not_known" | "declined";
export type WhoAnswered = "person" | "carer" | "worker" | "record";

export interface ConsultationBody {
  readonly visit: "first" | "follow_up";
  /** Modules that were open at the end, in pack order; `start` are those the worker opened. */
  readonly modules: readonly string[];
  readonly start: readonly string[];
  readonly way: "prepare" | "use" | "record";
  readonly mode: "step" | "quick";
  /** Every answer in its last form, what became of urgent actions among them; `n` gives their order. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly set_aside: readonly string[];
  readonly conclusions: readonly string[];
  readonly conditions: readonly { readonly group: string; readonly is: "new" | "continuing" }[];
  readonly plan: readonly { readonly id: string; readonly group: Group; readonly state: LineState }[];
  /** Lines that the worker decided against, and why. */
  readonly against: readonly { readonly line: string; readonly reason: string }[];
  readonly exits: readonly { readonly id: string; readonly to: string; readonly planned: boolean }[];
  readonly tasks: readonly OpenTask[];
  readonly follow_up: null | {
    readonly from: string;
    readonly to: string;
    readonly on: string;
    readonly ids: readonly string[];
    readonly booked_on: string | null;
  };
  /** The date for which this visit had been booked, if it had. */
  readonly kept: string | null;
  readonly self_harm_asked: { readonly state: SelfHarmState; readonly by: readonly WhoAnswered[] };
  readonly sex: "female" | "male" | "other" | null;
  readonly age_years: number | null;
  readonly age_about: boolean;
  readonly cadre: string | null;
  readonly waiting: readonly string[];
  readonly closed_how: "finished" | "waiting" | "stopped";
  /** Where care and guide went different ways, and what the worker says to it. */
  readonly audit: readonly {
    readonly code: string;
    readonly of: string | null;
    readonly reply: string | null;
  }[];
  /** SHA-256 of the engine's result, to replay it. */
  readonly result_hash: string;
}
export interface OpenTask {
  readonly id: string;
  readonly kind: "ask" | "refer" | "rule";
  readonly of: string | null;
  readonly who: string | null;
  readonly due_on: string | null;
}
export interface ImminentRiskBody {
  /** Conclusions that made it imminent. */
  readonly because: readonly string[];
  readonly present: boolean;
  readonly who_with: "me" | "colleague" | "family" | "nobody" | null;
  readonly place: string | null;
  /** The consultation in which it was found; its entry may not be written yet. */
  readonly consultation: string;
}
export interface RiskOutcomeBody {
  readonly risk: string;
  readonly outcome:
    | "safe_with_family"
    | "at_facility"
    | "referred_and_arrived"
    | "not_imminent_any_more"
    | "not_found"
    | "died"
    | "other";
  readonly note: string | null;
}
export interface TaskDoneBody {
  /** The entry that opened the task, and the task's id in it. */
  readonly entry: string;
  readonly task: string;
  readonly outcome: "done" | "not_needed" | "could_not";
  readonly note: string | null;
}
export interface VisitBookedBody {
  readonly on: string;
  readonly after: string | null;
}
export interface VisitMissedBody {
  readonly booked_on: string;
  readonly entry: string;
  readonly contact: "reached" | "not_reached" | "not_tried";
}
export interface PersonBody {
  readonly register_number: string;
  readonly initials: string;
  readonly sex: "female" | "male" | "other" | null;
  readonly year_of_birth: number | null;
  readonly birth_about: boolean;
  readonly village: string | null;
  readonly reach: null | {
    readonly how: "call" | "message" | "visit" | "through";
    readonly detail: string | null;
    readonly who_answers: string | null;
  };
}
export interface SamePersonBody {
  /** The subject of the entry and this one are one person, until an entry amends it. */
  readonly other: string;
}
export interface NotSamePersonBody {
  readonly other: string;
}
export interface TransferBody {
  readonly to_unit: string;
}
export interface ErasureBody {
  /** Whose bodies are blanked; empty: of all entries about the subject so far. */
  readonly entries: readonly string[];
  readonly because: "asked_by_person" | "asked_by_guardian" | "entered_in_error" | "by_law";
}

export type Entry =
  | Envelope<"consultation", 1, ConsultationBody>
  | Envelope<"imminent_risk", 1, ImminentRiskBody>
  | Envelope<"risk_outcome", 1, RiskOutcomeBody>
  | Envelope<"task_done", 1, TaskDoneBody>
  | Envelope<"visit_booked", 1, VisitBookedBody>
  | Envelope<"visit_missed", 1, VisitMissedBody>
  | Envelope<"person", 1, PersonBody>
  | Envelope<"same_person", 1, SamePersonBody>
  | Envelope<"not_same_person", 1, NotSamePersonBody>
  | Envelope<"transfer", 1, TransferBody>
  | Envelope<"erasure", 1, ErasureBody>;
export type Kind = Entry["kind"];
export type EntryOf<K extends Kind> = Extract<Entry, { kind: K }>;
export type BodyOf<K extends Kind> = EntryOf<K>["body"];
export const VERSION: { readonly [K in Kind]: EntryOf<K>["version"] } = {
  consultation: 1,
  imminent_risk: 1,
  risk_outcome: 1,
  task_done: 1,
  visit_booked: 1,
  visit_missed: 1,
  person: 1,
  same_person: 1,
  not_same_person: 1,
  transfer: 1,
  erasure: 1,
};

/** What a screen says happened; the store adds id, counter, clock and device. */
export interface NewEntry<K extends Kind> {
  /** Made by the device beforehand, where others must name the entry before it is written: a consultation keeps its draft's id. */
  readonly id?: string;
  readonly kind: K;
  readonly subject: string | null;
  readonly occurred_on: string;
  readonly release: string | null;
  readonly amends?: readonly string[];
  readonly body: BodyOf<K>;
}

/** Invented people are "demo:ID"; everybody else has a UUID made on a device. */
export const isInvented = (subject: string): boolean => subject.startsWith("demo:");

/** Is it practice? A visit with nobody is a trial, and what is about an invented person never is care. */
export const isPractice = (entry: Pick<NewEntry<Kind>, "subject">): boolean =>
  entry.subject === null || isInvented(entry.subject);
