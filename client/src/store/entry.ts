// Entries: what happened in the field, once and for ever. Their types are made of the server's models (entry.generated.ts); here
// stands what the phone says about them beside.
import type { Entry, SelfHarmAsked } from "./entry.generated";

export * from "./entry.generated";

export type Kind = Entry["kind"];
export type EntryOf<K extends Kind> = Extract<Entry, { kind: K }>;
export type BodyOf<K extends Kind> = EntryOf<K>["body"];
export type SelfHarmState = SelfHarmAsked["state"];
export type WhoAnswered = SelfHarmAsked["by"][number];

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
