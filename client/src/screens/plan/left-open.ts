import type { Entry, EntryOf } from "../../store/entry";
import { consultationsOf, openRisks, type Risk } from "../../store/projections";

/**
 * Imminent risks of before that are open though the person has been seen again and this visit found none: somebody has to say how they
 * ended. Only of a person's last visit; `inProgress`: is this consultation still open?
 */
export function risksLeftOpen(
  visit: EntryOf<"consultation">,
  about: readonly Entry[],
  inProgress: (consultation: string) => boolean,
): readonly Risk[] {
  if (visit.subject === null || consultationsOf(about).at(-1)?.id !== visit.id) return [];
  const open = openRisks(about);
  if (open.some(({ entry }) => entry.body.consultation === visit.id)) return [];
  return open.filter(({ entry }) => !inProgress(entry.body.consultation));
}
