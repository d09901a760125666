import type { Entry, EntryOf } from "../../store/entry";
import { consultationsOf } from "../../store/projections";

/** Condition groups that earlier visits found. */
export const earlierOf = (entries: readonly Entry[]): readonly string[] => [
  ...new Set(
    consultationsOf(entries).flatMap((entry) => entry.body.conditions.map((condition) => condition.group)),
  ),
];

/** The date for which the visit after `last` had been booked; a later booking replaces that of the visit itself. */
export function keptOf(entries: readonly Entry[], last: string | null): string | null {
  if (last === null) return null;
  const bookings = entries.filter(
    (entry): entry is EntryOf<"visit_booked"> => entry.kind === "visit_booked" && entry.body.after === last,
  );
  const newest = bookings.sort((one, other) => other.n - one.n)[0];
  if (newest !== undefined) return newest.body.on;
  const entry = entries.find((candidate) => candidate.id === last);
  return entry?.kind === "consultation"
    ? (entry.body.follow_up?.booked_on ?? entry.body.follow_up?.on ?? null)
    : null;
}
