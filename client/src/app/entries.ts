// The entries on this phone as the screens read them: practice or care, one person under one id.
import { computed, signal } from "@preact/signals";
import type { Entry } from "../store/entry";
import { people } from "../store/fold";
import { about } from "../store/journal";
import type { Restored } from "../store/restore";
import { hasJoined } from "./storing";

export const entries = signal<readonly Entry[]>([]);
/** Ids of those that still have to be sent. */
export const unsentIds = signal<ReadonlySet<string>>(new Set());
export const setAside = signal<Restored["aside"]>([]);

/** The invented people's past, made from the content. */
export const demoPast = signal<readonly Entry[]>([]);
/** Invented people are on the screen, not the unit's. Always so until somebody has joined. */
const choseInvented = signal(false);
export const practising = computed(() => !hasJoined.value || choseInvented.value);
export function practise(on: boolean): void {
  choseInvented.value = on;
}
/** Ids that somebody has said are one person, each with the first of them; who is one id only is not in it. */
const sameAs = computed<ReadonlyMap<string, string>>(() => {
  const care = entries.value.filter(({ practice }) => !practice);
  if (!care.some(({ kind }) => kind === "same_person")) return new Map();
  const several = people(care).filter((ids) => ids.length > 1);
  return new Map(several.flatMap((ids) => ids.map((id) => [id, ids[0]!] as const)));
});
/** Entries about the unit's people; one person has one subject here. */
export const careEntries = computed<readonly Entry[]>(() =>
  entries.value.filter(({ practice }) => !practice).map(asOnePerson),
);
function asOnePerson(entry: Entry): Entry {
  const subject = sameAs.value.get(entry.subject ?? "");
  return subject === undefined ? entry : { ...entry, subject };
}
const practiceEntries = computed<readonly Entry[]>(() => [
  ...demoPast.value,
  ...entries.value.filter(({ practice }) => practice),
]);
/** All that this phone knows, practice and care. */
const all = computed<readonly Entry[]>(() => [...practiceEntries.value, ...careEntries.value]);
/** What the screens show: practice or care, never both. */
export const everything = computed<readonly Entry[]>(() =>
  practising.value ? practiceEntries.value : careEntries.value,
);
/** The id under which somebody is shown who was written about under several. */
export const shownAs = (subject: string): string => sameAs.value.get(subject) ?? subject;
export const entriesOf = (subject: string): readonly Entry[] => about(all.value, shownAs(subject));
export const entryById = (id: string): Entry | null => byId.value.get(id) ?? null;
const byId = computed<ReadonlyMap<string, Entry>>(() => new Map(all.value.map((entry) => [entry.id, entry])));
