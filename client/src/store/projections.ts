// What follows from the entries: computed anew from all of them, never kept. The order in which they arrive changes nothing.
import type { Entry, EntryOf, OpenTask } from "./entry";
import { bookingOf, hadRisk, inTime, Journal, openRisksOf, openTasksOf } from "./fold";

export interface Risk {
  readonly subject: string | null;
  /** The newest entry that says what is known of it; its body is what counts. */
  readonly entry: EntryOf<"imminent_risk">;
  /** The entry that opened it, which an outcome may name as well. */
  readonly since: string;
}
export interface Booking {
  readonly subject: string;
  readonly on: string;
  /** The entry that booked it. */
  readonly entry: string;
  /** Somebody has looked for the person since the date passed. */
  readonly followed: boolean;
}
export interface Task {
  readonly subject: string | null;
  readonly entry: string;
  readonly task: OpenTask;
}

export { inTime };

/** Oldest first, without those that a later entry corrects. */
export const consultationsOf = (entries: readonly Entry[]): readonly EntryOf<"consultation">[] =>
  new Journal(entries).heads("consultation");

/** Imminent risks that no outcome has closed. A correction replaces what it corrects; two corrections of one both stay. */
export function openRisks(entries: readonly Entry[]): readonly Risk[] {
  const journal = new Journal(entries);
  return openRisksOf(journal).map((entry) => ({
    subject: entry.subject,
    entry,
    since: journal.since(entry),
  }));
}

/** The visit that is booked for each person: the newest booking that no later visit has answered. */
export const bookings = (entries: readonly Entry[]): readonly Booking[] =>
  [...bySubject(entries)].flatMap(([subject, about]) => {
    const booking = subject === null ? null : bookingOf(new Journal(about));
    return booking === null || subject === null ? [] : { subject, ...booking };
  });

/**
 * Tasks that are still open. A task ends when an entry says so, or, for "ask" and "refer", when a later visit of the same
 * person has an answer to its question that counts and is known.
 */
export const openTasks = (entries: readonly Entry[]): readonly Task[] =>
  [...bySubject(entries)].flatMap(([subject, about]) =>
    // Visits with nobody are not visits of one person: none answers another.
    openTasksOf(new Journal(about), subject !== null).map(({ visit, task }) => ({
      subject,
      entry: visit.id,
      task,
    })),
  );

function bySubject(entries: readonly Entry[]): ReadonlyMap<string | null, readonly Entry[]> {
  const found = new Map<string | null, Entry[]>();
  for (const entry of entries) {
    const about = found.get(entry.subject);
    if (about === undefined) found.set(entry.subject, [entry]);
    else about.push(entry);
  }
  return found;
}

/** Conclusions of all visits, the newest word on each condition group last. */
export const earlierConclusions = (visits: readonly EntryOf<"consultation">[]): readonly string[] => [
  ...new Set(visits.flatMap((visit) => visit.body.conclusions)),
];

/** Was self-harm a concern at any visit? Such a person goes before others, and never off the list by themselves. */
export const hasHadRisk = (entries: readonly Entry[]): boolean => hadRisk(new Journal(entries));
