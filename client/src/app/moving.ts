// Care that moves to another unit: where it can go from here, and who waits for the sync that takes them there.
import { computed, signal } from "@preact/signals";
import { t } from "../i18n";
import type { EntryOf } from "../store/entry";
import type { Unit } from "../store/facts";
import { appendEntry } from "./append";
import { today } from "./around";
import { release } from "./content";
import { careEntries, shownAs, unsentIds } from "./entries";
import { roster } from "./sync";

/** Where somebody's care can be moved from here, the nearest first; none until a sync has named them. */
export const unitsToMoveTo = computed<readonly Unit[]>(() => roster.value?.moves_to ?? []);

export const unitToMoveTo = (id: string | null): Unit | null =>
  unitsToMoveTo.value.find((unit) => unit.id === id) ?? null;

/** A move is known by its unsent transfer: once sent the person is forgotten here, and one that the server did not take moves nobody. */
const waiting = computed<ReadonlyMap<string | null, string>>(
  () =>
    new Map(
      careEntries.value
        .filter((entry) => entry.kind === "transfer" && unsentIds.value.has(entry.id))
        .map((entry) => [entry.subject, (entry as EntryOf<"transfer">).body.to_unit]),
    ),
);

/** The name of the unit to which the care of this person moves with the next sync; null: it stays. */
export function movesTo(subject: string): string | null {
  const to = waiting.value.get(shownAs(subject));
  return to === undefined ? null : (unitToMoveTo(to)?.name ?? t("move.unknown"));
}

/** Whom this phone moved since it was opened, and where to: once they are gone, their page can still say so. Kept nowhere. */
const moved = signal<ReadonlyMap<string, string>>(new Map());

/** The unit to which the care of somebody who is not on this phone any more was moved from here; null: not known. */
export const wentTo = (subject: string): string | null => moved.value.get(subject) ?? null;

export async function moveCare(subject: string, to: Unit): Promise<EntryOf<"transfer">> {
  const entry = await appendEntry({
    kind: "transfer",
    subject,
    occurred_on: today.value,
    release: release.value,
    body: { to_unit: to.id },
  });
  moved.value = new Map(moved.value).set(subject, to.name);
  return entry;
}
