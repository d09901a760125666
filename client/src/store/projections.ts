// What follows from the entries: computed anew from all of them, never kept. The order in which they arrive changes nothing.
import type { Entry, EntryOf, OpenTask } from "./entry";

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

const isKind =
  <K extends Entry["kind"]>(kind: K) =>
  (entry: Entry): entry is EntryOf<K> =>
    entry.kind === kind;

/** By when it happened, then by when it was written as far as clocks can be trusted; the rest only makes the order steady. */
export const inTime = <E extends Entry>(entries: readonly E[]): readonly E[] =>
  [...entries].sort(
    (a, b) =>
      order(a.occurred_on, b.occurred_on) ||
      writtenAt(a) - writtenAt(b) ||
      order(a.device, b.device) ||
      a.n - b.n,
  );
const writtenAt = ({ written_at, clock_offset }: Entry): number =>
  Date.parse(written_at) - (clock_offset ?? 0);
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Oldest first, without those that a later entry corrects. */
export function consultationsOf(entries: readonly Entry[]): readonly EntryOf<"consultation">[] {
  const corrected = new Set(entries.flatMap((entry) => entry.amends));
  return inTime(entries.filter(isKind("consultation")).filter(({ id }) => !corrected.has(id)));
}

/** Imminent risks that no outcome has closed. A correction replaces what it corrects; two corrections of one both stay. */
export function openRisks(entries: readonly Entry[]): readonly Risk[] {
  const risks = inTime(entries.filter(isKind("imminent_risk")));
  const byId = new Map(risks.map((risk) => [risk.id, risk]));
  const corrected = new Set(risks.flatMap((risk) => risk.amends));
  const closed = new Set(entries.filter(isKind("risk_outcome")).map((entry) => entry.body.risk));
  const chain = (risk: EntryOf<"imminent_risk">, seen: ReadonlySet<string> = new Set()): readonly string[] =>
    seen.has(risk.id)
      ? []
      : [
          risk.id,
          ...risk.amends.flatMap((id) => {
            const earlier = byId.get(id);
            return earlier === undefined ? [id] : chain(earlier, new Set([...seen, risk.id]));
          }),
        ];
  return risks
    .filter((risk) => !corrected.has(risk.id))
    .map((entry) => ({ entry, chain: chain(entry) }))
    .filter(({ chain }) => !chain.some((id) => closed.has(id)))
    .map(({ entry, chain }) => ({ subject: entry.subject, entry, since: chain.at(-1)! }));
}

/** The visit that is booked for each person: the newest booking that no later visit has answered. */
export function bookings(entries: readonly Entry[]): readonly Booking[] {
  const found = new Map<string, Booking>();
  for (const entry of inTime(entries)) {
    const { subject } = entry;
    if (subject === null) continue;
    if (entry.kind === "consultation") {
      found.delete(subject); // any visit answers the booking before it
      const on = entry.body.follow_up?.booked_on ?? entry.body.follow_up?.on;
      if (on !== undefined) found.set(subject, { subject, on, entry: entry.id, followed: false });
    } else if (entry.kind === "visit_booked")
      found.set(subject, { subject, on: entry.body.on, entry: entry.id, followed: false });
    else if (entry.kind === "visit_missed") {
      const booking = found.get(subject);
      if (booking?.on === entry.body.booked_on) found.set(subject, { ...booking, followed: true });
    } else if (entry.kind === "risk_outcome" && entry.body.outcome === "died") found.delete(subject);
  }
  return [...found.values()];
}

/**
 * Tasks that are still open. A task ends when an entry says so, or, for "ask" and "refer", when a later visit of the same
 * person has an answer to its question that counts and is known.
 */
export function openTasks(entries: readonly Entry[]): readonly Task[] {
  const done = new Set(
    entries
      .filter(isKind("task_done"))
      .filter(({ body }) => body.outcome !== "could_not")
      .map(({ body }) => `${body.entry}/${body.task}`),
  );
  const visits = consultationsOf(entries);
  return visits.flatMap((visit, i) => {
    const later =
      visit.subject === null ? [] : visits.slice(i + 1).filter(({ subject }) => subject === visit.subject);
    return visit.body.tasks
      .filter((task) => !done.has(`${visit.id}/${task.id}`))
      .filter(
        (task) =>
          !later.some(
            (after) => isAnswered(after, task) || after.body.tasks.some(({ id }) => id === task.id),
          ),
      )
      .map((task) => ({ subject: visit.subject, entry: visit.id, task }));
  });
}

function isAnswered(visit: EntryOf<"consultation">, task: OpenTask): boolean {
  if (task.of === null) return false;
  const answer = visit.body.answers[task.of];
  return answer?.value !== undefined && !visit.body.set_aside.includes(task.of);
}

/** Conclusions of all visits, the newest word on each condition group last. */
export const earlierConclusions = (visits: readonly EntryOf<"consultation">[]): readonly string[] => [
  ...new Set(visits.flatMap((visit) => visit.body.conclusions)),
];

/** Was self-harm a concern at any visit? Such a person goes before others, and never off the list by themselves. */
export const hasHadRisk = (entries: readonly Entry[]): boolean =>
  entries.some(
    (entry) =>
      entry.kind === "imminent_risk" ||
      (entry.kind === "consultation" && entry.body.self_harm_asked.state === "yes"),
  );
