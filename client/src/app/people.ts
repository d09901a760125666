// The people that this worker sees, from their entries.
import { computed, effect } from "@preact/signals";
import { t } from "../i18n";
import { daysBetween } from "../i18n/dates";
import type { AnyDraft } from "../store/drafts";
import { type Entry, type EntryOf, isPractice, type PersonBody } from "../store/entry";
import { bookingOf as bookingIn, hadRisk, hasDied, Journal } from "../store/fold";
import {
  type Booking,
  bookings,
  consultationsOf,
  type Journals,
  journalsOf,
  openRisks,
  openTasks,
  type Risk,
} from "../store/projections";
import { today } from "./around";
import { content } from "./content";
import { drafts } from "./drafts";
import { careEntries, demoPast, entries, entriesOf, everything, practising, shownAs } from "./entries";
import { settings } from "./settings";

export interface Person extends PersonBody {
  /** The subject of the person's entries; of one person under several ids the first. */
  readonly id: string;
  /**
   * The entries that say who it is, the one that counts for the lists last. More than one: two workers corrected the same without
   * knowing of each other, or two records were found to be one person's; a person says which holds.
   */
  readonly said: readonly EntryOf<"person">[];
}

// One for all comparisons: made anew for each, as `localeCompare` does, a thousand people take half a second on a slow phone.
const byNumber = new Intl.Collator(undefined, { numeric: true });

/** Everybody of the unit, or the invented people while practising, by the number in the paper register. */
export const people = computed<readonly Person[]>(() =>
  [...peopleById.value.values()].sort((a, b) => byNumber.compare(a.register_number, b.register_number)),
);
/** Today names a few of them: it does not wait until all are in order. */
const peopleById = computed(() => personsIn(everything.value));

/** A risk of somebody real shows in practice as well: a person is found by the id whatever is on the screen. */
const unitsPeople = computed(() => (practising.value ? personsIn(careEntries.value) : peopleById.value));

function personsIn(some: readonly Entry[]): ReadonlyMap<string, Person> {
  const told = new Map<string, Entry[]>();
  for (const entry of some)
    if (entry.subject !== null && (entry.kind === "person" || entry.kind === "erasure")) {
      const before = told.get(entry.subject);
      if (before === undefined) told.set(entry.subject, [entry]);
      else before.push(entry);
    }
  const found = new Map<string, Person>();
  for (const [id, entries] of told) {
    const [only] = entries;
    const said =
      entries.length === 1 && only?.kind === "person" ? [only] : new Journal(entries).heads("person");
    const last = said.at(-1);
    if (last !== undefined) found.set(id, { id, said, ...last.body });
  }
  return found;
}

/** Visits that are open: with the unit's people, or while practising with nobody and invented ones. Never both. */
export const openVisits = computed<readonly AnyDraft[]>(() =>
  drafts.value
    .map(({ draft }) => draft)
    .filter((draft) => isPractice({ subject: draft.person }) === practising.value),
);

/** The visit with this person that is begun and not closed, whoever began it. */
export const openVisitOf = (id: string): AnyDraft | undefined =>
  drafts.value.find(({ draft }) => draft.person !== null && shownAs(draft.person) === id)?.draft;

export const personOf = (id: string | null): Person | null =>
  id === null ? null : (peopleById.value.get(shownAs(id)) ?? unitsPeople.value.get(shownAs(id)) ?? null);

/** "A. B., 0412": how the field tells people apart. */
export function personName(id: string | null): string {
  const person = personOf(id);
  if (person === null) return id === null ? t("person.nobody") : t("person.not_here");
  return t("person.name", { initials: person.initials, number: person.register_number });
}

export const ageOf = (person: Person, on: string): number | null =>
  person.year_of_birth === null ? null : Number(on.slice(0, 4)) - person.year_of_birth;

/** "Woman, about 34, Upper village". */
export function personWho(person: Person, on: string): string {
  const age = ageOf(person, on);
  const sex = person.sex === null ? null : t(`person.sex.${person.sex}`);
  const years = age === null ? null : person.birth_about ? t("person.about", { age }) : String(age);
  return [sex, years, person.village].filter((part) => part !== null).join(", ");
}

export interface Need {
  readonly kind: "risk" | "ask" | "missed" | "due" | "task";
  readonly subject: string | null;
  /** When it should happen; null: as soon as there is a chance. */
  readonly on: string | null;
  /** The entry to which it belongs, and the task in it. */
  readonly entry: string;
  readonly task: string | null;
  readonly of: string | null;
  readonly hadRisk: boolean;
}

/**
 * Open imminent risks, on every phone of the unit, the most urgent first: those of its people always, those of invented people while
 * practising.
 */
export const risks = computed<readonly Risk[]>(() => [
  ...byUrgency(openRisks(careEntries.value)),
  ...(practising.value ? byUrgency(openRisks(everything.value)) : []),
]);

/** With whom nobody is known to be, then the newest. */
export const byUrgency = (open: readonly Risk[]): readonly Risk[] =>
  [...open].reverse().sort((a, b) => Number(isAlone(b)) - Number(isAlone(a)));

/** Nobody is with the person, or nobody has said who is. */
export const isAlone = ({ entry: { body } }: Risk): boolean =>
  body.who_with === "nobody" || body.who_with === null;

const journals = computed<Journals>(() => journalsOf(everything.value));

/** What waits for this worker, the most urgent first: risk, self-harm not asked, missed and due visits, tasks. */
export const needs = computed<readonly Need[]>(() =>
  needsOf(openRisks(everything.value), journals.value, today.value, isSelfHarm),
);

export function needsOf(
  open: readonly Risk[],
  all: Journals,
  on: string,
  isSelfHarmQuestion: (id: string) => boolean,
): readonly Need[] {
  const whose = (is: (journal: Journal) => boolean) =>
    new Set([...all].filter(([, journal]) => is(journal)).map(([subject]) => subject));
  const [atRisk, gone] = [whose(hadRisk), whose(hasDied)];
  const shared = (subject: string | null) => ({ subject, hadRisk: subject !== null && atRisk.has(subject) });
  const risks = open.map(
    (risk): Need => ({
      kind: "risk",
      on: risk.entry.occurred_on,
      entry: risk.entry.id,
      task: null,
      of: null,
      ...shared(risk.subject),
    }),
  );
  const tasks = openTasks(all)
    .filter(({ task }) => task.due_on === null || task.due_on <= on)
    .map(
      ({ task, entry, subject }): Need => ({
        kind: task.of !== null && isSelfHarmQuestion(task.of) ? "ask" : "task",
        on: task.due_on,
        entry,
        task: task.id,
        of: task.of,
        ...shared(subject),
      }),
    );
  const visits = bookings(all)
    .filter((booking) => booking.on <= on && !(booking.followed && !atRisk.has(booking.subject)))
    .map(
      (booking): Need => ({
        kind: booking.on < on ? "missed" : "due",
        on: booking.on,
        entry: booking.entry,
        task: null,
        of: null,
        ...shared(booking.subject),
      }),
    );
  return [
    ...risks,
    ...[...tasks, ...visits].filter(({ subject }) => subject === null || !gone.has(subject)),
  ].sort((a, b) => rank(a) - rank(b) || ((a.on ?? "") < (b.on ?? "") ? -1 : 1));
}
/** A contact with somebody whose risk is known goes before the question that nobody has asked yet; both before the rest. */
function rank({ kind, hadRisk }: Need): number {
  if (kind === "risk") return 0;
  if (hadRisk && (kind === "missed" || kind === "due")) return 1;
  return { ask: 2, missed: 3, due: 4, task: 5 }[kind];
}

/** The first need of each person; what is about nobody stays by itself. */
export function onePerPerson(all: readonly Need[]): readonly Need[] {
  const seen = new Set<string>();
  return all.filter(({ subject }) => {
    if (subject === null) return true;
    if (seen.has(subject)) return false;
    seen.add(subject);
    return true;
  });
}

/** Is this a question on self-harm? Only an answer ends it. */
export function isSelfHarm(id: string): boolean {
  return (
    content.value?.guide.questions.some((question) => question.id === id && question.self_harm === true) ===
    true
  );
}

/** The visits of a person, oldest first. */
export const visitsOf = (id: string): readonly EntryOf<"consultation">[] => consultationsOf(entriesOf(id));

export const lastVisitOf = (id: string): EntryOf<"consultation"> | null => visitsOf(id).at(-1) ?? null;

/** The next booked visit of a person, whenever it is. */
export function bookingOf(id: string): Booking | null {
  const subject = shownAs(id);
  const booking = bookingIn(journals.value.get(subject) ?? new Journal(entriesOf(subject)));
  return booking === null ? null : { subject, ...booking };
}

/**
 * Keeps the demo's past in step with the content. Each invented person's past is counted from today until the worker begins with
 * that person; from then on from that day, so that what was due stays due. Who does not practise needs none of it.
 */
export function keepDemoInStep(): void {
  let latest = 0;
  effect(() => {
    const now = content.value;
    // Nobody looks at people before the app has begun; until then a slow phone draws the welcome and keeps the guide.
    if (now === null || !settings.value.welcomed) return;
    if (!practising.value) {
      latest++;
      demoPast.value = [];
      return;
    }
    const since = new Map<string, string>();
    const touch = (subject: string | null, on: string) => {
      const known = subject === null ? undefined : since.get(subject);
      if (subject !== null && (known === undefined || daysBetween(on, known) > 0)) since.set(subject, on);
    };
    for (const entry of entries.value) touch(entry.subject, entry.occurred_on);
    for (const { draft } of drafts.value) touch(draft.person, localDay(draft) ?? today.value);
    const day = today.value;
    const turn = ++latest;
    void import("./demo")
      .then(({ demoEntries }) => demoEntries(now.guide, now.people, (subject) => since.get(subject) ?? day))
      .then((made) => {
        if (turn === latest) demoPast.value = made;
      });
  });
}

const localDay = (draft: object): string | null =>
  "occurred_on" in draft && typeof draft.occurred_on === "string" ? draft.occurred_on : null;
