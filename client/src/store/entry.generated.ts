// Made of docs/reference/entries.schema.json by build/entry-types.ts: `npm run entries`. What is to change changes in
// src/attune/journal/{bodies,entries}.py.
import type { Answer } from "../domain/types";

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
/** One visit, closed or waiting, as the worker left it. */
export interface ConsultationBody {
  readonly visit: "first" | "follow_up";
  /** Modules that were open at the end, in pack order. */
  readonly modules: readonly string[];
  /** Modules that the worker opened. */
  readonly start: readonly string[];
  readonly way: "prepare" | "use" | "record";
  readonly mode: "step" | "quick";
  /** Every answer in its last form, what became of urgent actions among them; `n` gives their order. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly set_aside: readonly string[];
  readonly conclusions: readonly string[];
  readonly conditions: readonly Condition[];
  readonly plan: readonly PlanLine[];
  /** Lines that the worker decided against, and why. */
  readonly against: readonly Against[];
  readonly exits: readonly Exit[];
  readonly tasks: readonly OpenTask[];
  readonly follow_up: FollowUp | null;
  /** The date for which this visit had been booked, if it had. */
  readonly kept: string | null;
  readonly self_harm_asked: SelfHarmAsked;
  readonly sex: "female" | "male" | "other" | null;
  readonly age_years: number | null;
  readonly age_about: boolean;
  readonly cadre: string | null;
  readonly waiting: readonly string[];
  readonly closed_how: "finished" | "waiting" | "stopped";
  /** Where care and guide went different ways, and what the worker says to it. */
  readonly audit: readonly Departure[];
  /** SHA-256 of the engine's result, to replay it. */
  readonly result_hash: string;
}
/** Written at once when a risk is found imminent; amended when more is known; open until a `risk_outcome` names it. */
export interface ImminentRiskBody {
  /** Conclusions that made it imminent. */
  readonly because: readonly string[];
  /** Is the person still there? */
  readonly present: boolean;
  readonly who_with: "me" | "colleague" | "family" | "nobody" | null;
  readonly place: string | null;
  /** The consultation in which it was found; its entry may not be written yet. */
  readonly consultation: string;
}
/** How an imminent risk ended. It closes the risk that it names. */
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
/** What became of a task that a consultation left open. */
export interface TaskDoneBody {
  /** The entry that opened the task. */
  readonly entry: string;
  /** The task's id in that entry. */
  readonly task: string;
  readonly outcome: "done" | "not_needed" | "could_not";
  readonly note: string | null;
}
/** A day on which the person is to come. */
export interface VisitBookedBody {
  readonly on: string;
  readonly after: string | null;
}
/** The person did not come on the day that was booked, and what was done about it. */
export interface VisitMissedBody {
  readonly booked_on: string;
  readonly entry: string;
  readonly contact: "reached" | "not_reached" | "not_tried";
}
/** What a worker saw in a visit, as ticked. Never what it might mean: nothing that is computed from it is kept anywhere. */
export interface ObservedBody {
  /** The visit in which it was seen; its entry stands beside this one. */
  readonly consultation: string;
  /** Observations of the content, in its order. */
  readonly seen: readonly string[];
  /** Circumstances that were so at the time, or could not be ruled out: what was seen then counts for nothing. */
  readonly apart: readonly string[];
}
/** A finished talk with a virtual patient: what the worker did in it. Never what the invented person felt: that is no score. */
export interface PlayedBody {
  readonly case: string;
  /** How the invented person was: `own` as the case is meant, or one of the profiles. */
  readonly profile: string;
  readonly way: "coach" | "exam";
  /** The lines that were said; everything else follows from them and the release. */
  readonly choices: readonly string[];
  /** So many of the first choices were taken over from an earlier play: no new evidence of anything. */
  readonly taken_over: number;
  readonly goals: readonly GoalState[];
  /** Classes of the sentences that harmed, in their order. */
  readonly harmful: readonly string[];
  /** How often each class of sentence was said. */
  readonly classes: Readonly<Record<string, number>>;
  readonly habits: Habits;
}
/** Who it is, as the paper register has it. No full name. */
export interface PersonBody {
  readonly register_number: string;
  readonly initials: string;
  readonly sex: "female" | "male" | "other" | null;
  readonly year_of_birth: number | null;
  readonly birth_about: boolean;
  readonly village: string | null;
  readonly reach: Reach | null;
}
/** The subject of this entry and `other` are one person. Counts until an entry amends it. */
export interface SamePersonBody {
  readonly other: string;
}
/** The subject of this entry and `other` are two people. Amends each `same_person` that its author had seen. */
export interface NotSamePersonBody {
  readonly other: string;
}
/** From now on another unit cares for the subject. */
export interface TransferBody {
  readonly to_unit: string;
}
/** The bodies of `entries` are blanked everywhere; empty: of all entries about the subject so far. Envelopes stay. */
export interface ErasureBody {
  readonly entries: readonly string[];
  readonly because: "asked_by_person" | "asked_by_guardian" | "entered_in_error" | "by_law";
}
export interface Against {
  readonly line: string;
  readonly reason: string;
}
export interface Condition {
  readonly group: string;
  readonly is: "new" | "continuing";
}
/** How often something was called for in a play, and how often it was done. */
export interface Count {
  readonly called_for: number;
  readonly done: number;
}
export interface Departure {
  readonly code: string;
  readonly of: string | null;
  readonly reply: string | null;
}
export interface Exit {
  readonly id: string;
  readonly to: string;
  readonly planned: boolean;
}
export interface FollowUp {
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly ids: readonly string[];
  readonly booked_on: string | null;
}
export interface GoalState {
  readonly id: string;
  readonly state: "met" | "missed" | "does_not_apply";
}
export interface Habits {
  /** Said beforehand that a hard question comes. */
  readonly preview: Count;
  /** Received what was heavy to tell before going on. */
  readonly acknowledged: Count;
  /** Ended with a summary and a date. */
  readonly closed: Count;
  /** Owned a sentence that harmed. */
  readonly repaired: Count;
  /** Changed course after a cue. */
  readonly noticed: Count;
}
export interface OpenTask {
  readonly id: string;
  readonly kind: "ask" | "refer" | "rule";
  readonly of: string | null;
  readonly who: string | null;
  readonly due_on: string | null;
}
export interface PlanLine {
  readonly id: string;
  readonly group: "now" | "today" | "home" | "next";
  readonly state: "do" | "ask_prescriber" | "not_here";
}
/** A safe way to reach the person: how, what to mind, who answers. */
export interface Reach {
  readonly how: "call" | "message" | "visit" | "through";
  readonly detail: string | null;
  readonly who_answers: string | null;
}
export interface SelfHarmAsked {
  readonly state: "yes" | "no" | "not_asked" | "could_not_ask" | "not_known" | "declined";
  readonly by: readonly ("person" | "carer" | "worker" | "record")[];
}
export type Entry =
  | Envelope<"consultation", 1, ConsultationBody>
  | Envelope<"imminent_risk", 1, ImminentRiskBody>
  | Envelope<"risk_outcome", 1, RiskOutcomeBody>
  | Envelope<"task_done", 1, TaskDoneBody>
  | Envelope<"visit_booked", 1, VisitBookedBody>
  | Envelope<"visit_missed", 1, VisitMissedBody>
  | Envelope<"observed", 1, ObservedBody>
  | Envelope<"played", 1, PlayedBody>
  | Envelope<"person", 1, PersonBody>
  | Envelope<"same_person", 1, SamePersonBody>
  | Envelope<"not_same_person", 1, NotSamePersonBody>
  | Envelope<"transfer", 1, TransferBody>
  | Envelope<"erasure", 1, ErasureBody>;
/** The newest version of each kind: what this app writes. */
export const VERSION: { readonly [K in Entry["kind"]]: Extract<Entry, { kind: K }>["version"] } = {
  consultation: 1,
  imminent_risk: 1,
  risk_outcome: 1,
  task_done: 1,
  visit_booked: 1,
  visit_missed: 1,
  observed: 1,
  played: 1,
  person: 1,
  same_person: 1,
  not_same_person: 1,
  transfer: 1,
  erasure: 1,
};
