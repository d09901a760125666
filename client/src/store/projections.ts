// What follows from the entries: computed anew from all of them, never kept. The order in which they arrive changes nothing.
import type { Entry, EntryOf, Kind, OpenTask } from "./entry";
import { bookingOf, inTime, Journal, openRisksOf, openTasksOf } from "./fold";

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

/** The entries about each subject, folded once whatever is asked of them: with thousands of entries that is what a slow phone waits for. */
export type Journals = ReadonlyMap<string | null, Journal>;

export const journalsOf = (entries: readonly Entry[]): Journals =>
  new Map([...bySubject(entries)].map(([subject, about]) => [subject, new Journal(about)]));

const ON_RISKS: ReadonlySet<Kind> = new Set<Kind>(["imminent_risk", "risk_outcome", "erasure"]);

/** What was seen in visits, oldest first, without what a later entry corrects. */
export const observedOf = (entries: readonly Entry[]): readonly EntryOf<"observed">[] =>
  new Journal(entries).heads("observed");

/** Imminent risks that no outcome has closed. A correction replaces what it corrects; two corrections of one both stay. */
export function openRisks(entries: readonly Entry[]): readonly Risk[] {
  // Risks are few: folding the rest with them would change nothing. What one of them wrongly claims to correct is there to say so.
  const named = new Set(entries.flatMap(({ kind, amends }) => (ON_RISKS.has(kind) ? amends : [])));
  const journal = new Journal(entries.filter(({ id, kind }) => ON_RISKS.has(kind) || named.has(id)));
  return openRisksOf(journal).map((entry) => ({
    subject: entry.subject,
    entry,
    since: journal.since(entry),
  }));
}

/** The visit that is booked for each person: the newest booking that no later visit has answered. */
export const bookings = (journals: Journals): readonly Booking[] =>
  [...journals].flatMap(([subject, journal]) => {
    const booking = subject === null ? null : bookingOf(journal);
    return booking === null || subject === null ? [] : { subject, ...booking };
  });

/**
 * Tasks that are still open. A task ends when an entry says so, or, for "ask" and "refer", when a later visit of the same
 * person has an answer to its question that counts and is known.
 */
export const openTasks = (journals: Journals): readonly Task[] =>
  [...journals].flatMap(([subject, journal]) =>
    // Visits with nobody are not visits of one person: none answers another.
    openTasksOf(journal, subject !== null).map(({ visit, task }) => ({
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
