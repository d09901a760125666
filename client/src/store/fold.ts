// What follows from all entries about a person: computed anew from all of them, never patched. `src/attune/journal/fold.py` is the
// twin; spec/journal/fold.yaml holds them together.
//
// Neither the order in which entries came nor how often changes anything. An entry counts until another of its kind amends it. Where
// two correct the same one without knowing of each other, both count as heads ("rivals"): both are shown, what one of them leaves
// open stays open, and the earlier of two dates holds, until a person writes an entry that amends both.
import type { Entry, EntryOf, Kind, OpenTask } from "./entry";

/** An entry as it is kept: the server may have said when it received it, and an erased one has no body. */
export type Given = Entry & { readonly received_at?: string };
type Rivals<K extends Kind> = readonly EntryOf<K>[];

export interface Booking {
  readonly entry: string;
  readonly on: string;
  /** Somebody has looked for the person since the date passed. */
  readonly followed: boolean;
}
export interface PersonState {
  readonly subjects: readonly string[];
  readonly person: readonly { readonly entry: string; readonly body: EntryOf<"person">["body"] }[];
  readonly consultations: readonly {
    readonly entry: string;
    readonly on: string;
    readonly conclusions: readonly string[];
    readonly conditions: EntryOf<"consultation">["body"]["conditions"];
    readonly self_harm: string;
  }[];
  readonly conclusions: readonly string[];
  readonly conditions: Readonly<Record<string, readonly string[]>>;
  readonly open_risks: readonly { readonly entry: string; readonly since: string }[];
  readonly open_tasks: readonly { readonly entry: string; readonly task: OpenTask }[];
  readonly booking: Booking | null;
  readonly missed: readonly {
    readonly entry: string;
    readonly booked_on: string;
    readonly contact: string;
  }[];
  readonly had_risk: boolean;
  readonly died: boolean;
  readonly in_doubt: readonly (readonly string[])[];
}

/** The state of one person. `entries` are those about all ids of that person (see `people`). */
export function fold(entries: readonly Given[]): PersonState {
  const journal = new Journal(entries);
  const visits = journal.heads("consultation");
  return {
    subjects: unique(journal.all.flatMap(({ subject }) => (subject === null ? [] : [subject]))).sort(),
    person: journal.heads("person").map(({ id, body }) => ({ entry: id, body })),
    consultations: visits.map(({ id, occurred_on, body }) => ({
      entry: id,
      on: occurred_on,
      conclusions: body.conclusions,
      conditions: body.conditions,
      self_harm: body.self_harm_asked.state,
    })),
    conclusions: unique(visits.flatMap(({ body }) => body.conclusions)).sort(),
    conditions: conditionsOf(journal),
    open_risks: openRisksOf(journal).map((entry) => ({ entry: entry.id, since: journal.since(entry) })),
    open_tasks: openTasksOf(journal).map(({ visit, task }) => ({ entry: visit.id, task })),
    booking: bookingOf(journal),
    missed: journal
      .heads("visit_missed")
      .map(({ id, body }) => ({ entry: id, booked_on: body.booked_on, contact: body.contact })),
    had_risk: hadRisk(journal),
    died: hasDied(journal),
    in_doubt: journal.inDoubt(),
  };
}

/** The ids that are one person, together; each list and the whole in order. */
export function people(entries: readonly Given[]): readonly (readonly string[])[] {
  const journal = new Journal(entries);
  const sets = new Sets(journal.all.flatMap(({ subject }) => (subject === null ? [] : [subject])));
  for (const entry of journal.heads("same_person"))
    if (entry.kind === "same_person" && entry.subject !== null) sets.join(entry.subject, entry.body.other);
  return sets
    .groups()
    .map((group) => group.sort())
    .sort((a, b) => order(a[0] ?? "", b[0] ?? ""));
}

/** For lists on a screen: when it happened, then when it was written, by a clock put right and never after it was received. */
export function inTime<E extends Given>(entries: readonly E[]): readonly E[] {
  if (entries.length < 2) return entries;
  // Reading a time is dear: only where the day does not decide, and once for each entry.
  const written: { readonly entry: E; at: number | null }[] = entries.map((entry) => ({ entry, at: null }));
  written.sort(
    (one, other) =>
      order(one.entry.occurred_on, other.entry.occurred_on) ||
      timeOf(one) - timeOf(other) ||
      order(one.entry.device, other.entry.device) ||
      one.entry.n - other.entry.n ||
      order(one.entry.id, other.entry.id),
  );
  return written.map(({ entry }) => entry);
}

function timeOf(one: { readonly entry: Given; at: number | null }): number {
  one.at ??= writtenAt(one.entry);
  return one.at;
}

function writtenAt({ written_at, clock_offset, received_at }: Given): number {
  const written = Date.parse(written_at) - (clock_offset ?? 0);
  return received_at === undefined ? written : Math.min(written, Date.parse(received_at));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

// ---------------------------------------------------------------- which entries count

/** What an entry can correct: its own kind; the two words on who is one person are one kind. */
const threadOf = (kind: Kind): Kind => (kind === "not_same_person" ? "same_person" : kind);

export class Journal {
  /** Once each, in display order. */
  readonly all: readonly Given[];
  /** Without the erased ones. */
  readonly counting: readonly Given[];
  private readonly behind: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly rivalsOf: ReadonlyMap<Kind, readonly (readonly Given[])[]>;
  private places: ReadonlyMap<string, number> | null = null;

  // A phone makes one for each of a thousand people before it shows anything, and most of them have a few entries of which none corrects
  // or erases another: what only those that do are needed for is made where there are any.
  constructor(entries: readonly Given[]) {
    this.all = inTime(
      entries.length < 2 ? entries : [...new Map(entries.map((entry) => [entry.id, entry])).values()],
    );
    const erased = new Set(
      this.all.flatMap((entry) =>
        entry.kind === "erasure" && entry.body !== null
          ? entry.body.entries.map((id) => `${id} ${entry.author}`)
          : [],
      ),
    );
    this.counting = this.all.filter(
      ({ id, author, body }) => (body as unknown) !== null && !erased.has(`${id} ${author}`),
    );
    this.behind = behind(this.all);
    const replaced = new Set<string>();
    for (const { id, kind } of this.counting)
      for (const name of this.behind.get(id) ?? [])
        if (!this.behind.get(name)?.has(id)) replaced.add(`${threadOf(kind)} ${name}`);
    const heads = new Map<Kind, Given[]>();
    for (const entry of this.counting) {
      const thread = threadOf(entry.kind);
      if (replaced.has(`${thread} ${entry.id}`)) continue;
      const group = heads.get(thread);
      if (group === undefined) heads.set(thread, [entry]);
      else group.push(entry);
    }
    this.rivalsOf = new Map(
      [...heads].map(([kind, group]) => [kind, rivals(group, this.behind, this.byPlace)]),
    );
  }

  /** Display order of entries that are in this journal. */
  readonly byPlace = (a: { readonly id: string }, b: { readonly id: string }): number => {
    this.places ??= new Map(this.all.map(({ id }, place) => [id, place]));
    return (this.places.get(a.id) ?? 0) - (this.places.get(b.id) ?? 0);
  };

  /** Entries of this kind that count, each with the others that correct the same; in the order of the last of each. */
  rivals<K extends Kind>(kind: K): readonly Rivals<K>[] {
    return (this.rivalsOf.get(kind) ?? []) as unknown as readonly Rivals<K>[];
  }

  /** Entries of this kind that count, in display order. `same_person` brings `not_same_person` too. */
  heads<K extends Kind>(kind: K): Rivals<K> {
    const heads = this.rivals(kind).flat();
    // Without corrections they are in order as they are.
    return this.behind.size === 0 ? heads : heads.sort(this.byPlace);
  }

  /** The entry and all that it corrects, directly or through others. */
  chain({ id }: { readonly id: string }): ReadonlySet<string> {
    return new Set([id, ...(this.behind.get(id) ?? [])]);
  }

  /** The first entry of the chain, as far as it has arrived. */
  since(entry: { readonly id: string }): string {
    const chain = this.chain(entry);
    return this.all.find(({ id }) => chain.has(id))?.id ?? entry.id;
  }

  /** Does an entry of this kind say so, and all its rivals with it? */
  isSaid<K extends Kind>(kind: K, says: (entry: EntryOf<K>) => boolean): boolean {
    return this.rivals(kind).some((group) => group.every(says));
  }

  /** Entries of which a person must say which holds. */
  inDoubt(): readonly (readonly string[])[] {
    return [...this.rivalsOf.values()]
      .flat()
      .filter((group) => group.length > 1)
      .map((group) => group.map(({ id }) => id).sort())
      .sort((a, b) => order(a[0] ?? "", b[0] ?? ""));
  }
}

/** For each entry the ids that it corrects, directly or through others. Erased ones still link what they stood between. */
function behind(entries: readonly Given[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  if (entries.every(({ amends }) => amends.length === 0)) return found;
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of entries) {
    if (entry.amends.length === 0) continue;
    const seen = new Set<string>();
    const todo = [...entry.amends];
    for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
      const earlier = known.get(id);
      if (seen.has(id) || (earlier !== undefined && threadOf(earlier.kind) !== threadOf(entry.kind)))
        continue;
      seen.add(id);
      todo.push(...(earlier?.amends ?? []));
    }
    seen.delete(entry.id);
    found.set(entry.id, seen);
  }
  return found;
}

function rivals(
  heads: readonly Given[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  byPlace: (a: Given, b: Given) => number,
): readonly (readonly Given[])[] {
  // Nothing was corrected: mostly so.
  if (!heads.some(({ id }) => before.has(id))) return heads.map((entry) => [entry]);
  const sets = new Sets(heads.map(({ id }) => id));
  const first = new Map<string, string>();
  for (const { id } of heads)
    for (const name of [id, ...(before.get(id) ?? [])]) {
      if (!first.has(name)) first.set(name, id);
      sets.join(first.get(name) as string, id);
    }
  const byId = new Map(heads.map((entry) => [entry.id, entry]));
  return sets
    .groups()
    .map((group) => group.map((id) => byId.get(id) as Given).sort(byPlace))
    .sort((a, b) => byPlace(a.at(-1) as Given, b.at(-1) as Given));
}

/** Sets that grow together (union-find). */
class Sets {
  private readonly up = new Map<string, string>();
  constructor(names: readonly string[]) {
    for (const name of names) this.up.set(name, name);
  }
  join(one: string, other: string): void {
    this.up.set(this.top(one), this.top(other));
  }
  groups(): string[][] {
    const found = new Map<string, string[]>();
    for (const name of [...this.up.keys()]) {
      const top = this.top(name);
      found.set(top, [...(found.get(top) ?? []), name]);
    }
    return [...found.values()];
  }
  private top(name: string): string {
    let at = name;
    for (let up = this.up.get(at); up !== at; up = this.up.get(at)) {
      if (up === undefined) this.up.set(at, at);
      else at = up;
    }
    return at;
  }
}

// ---------------------------------------------------------------- what follows

/** Do the last words on a risk say that the person died of it? */
export const hasDied = (journal: Journal): boolean =>
  journal.isSaid("risk_outcome", ({ body }) => body.outcome === "died");

/** Was self-harm a concern? A correction does not unsay it. Such a person goes before others, and never off a list by themselves. */
export const hadRisk = (journal: Journal): boolean =>
  journal.counting.some(
    (entry) =>
      entry.kind === "imminent_risk" ||
      (entry.kind === "consultation" && entry.body.self_harm_asked.state === "yes"),
  );

/** Imminent risks that no outcome has closed, in display order. */
export const openRisksOf = (journal: Journal): Rivals<"imminent_risk"> =>
  journal.heads("imminent_risk").filter((risk) => {
    const chain = journal.chain(risk);
    return !journal.isSaid("risk_outcome", ({ body }) => chain.has(body.risk));
  });

/** The newest word on each condition; two, if rivals say two. */
function conditionsOf(journal: Journal): Readonly<Record<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const group of journal.rivals("consultation")) {
    const said = new Map<string, Set<string>>();
    for (const { body } of group)
      for (const condition of body.conditions)
        said.set(condition.group, (said.get(condition.group) ?? new Set()).add(condition.is));
    for (const [name, words] of said) found.set(name, [...words].sort());
  }
  return Object.fromEntries(found);
}

/** A task ends when an entry says so, or when a later visit has an answer to its question that counts, or opens it again. */
export function openTasksOf(
  journal: Journal,
  isOnePerson = true,
): readonly { readonly visit: EntryOf<"consultation">; readonly task: OpenTask }[] {
  const visits = journal.heads("consultation").filter(({ body }) => body.tasks.length > 0);
  if (visits.length === 0) return [];
  const groups = journal.rivals("consultation");
  const groupOf = new Map(groups.flatMap((group) => group.map(({ id }) => [id, group] as const)));
  return visits.flatMap((visit) => {
    const chain = journal.chain(visit);
    const later = groups.filter(
      (group) =>
        isOnePerson &&
        group !== groupOf.get(visit.id) &&
        group.every((other) => journal.byPlace(other, visit) > 0),
    );
    return visit.body.tasks
      .filter(
        (task) =>
          !journal.isSaid(
            "task_done",
            ({ body }) => chain.has(body.entry) && body.task === task.id && body.outcome !== "could_not",
          ),
      )
      .filter((task) => !later.some((group) => group.every((other) => settles(other, task))))
      .map((task) => ({ visit, task }));
  });
}

function settles({ body }: EntryOf<"consultation">, task: OpenTask): boolean {
  const answer = task.of === null ? undefined : body.answers[task.of];
  if (answer?.value !== undefined && answer.value !== null && !body.set_aside.includes(task.of as string))
    return true;
  return body.tasks.some(({ id }) => id === task.id);
}

type Dated = "consultation" | "visit_booked" | "visit_missed" | "risk_outcome";

/** The visit that is booked: the newest booking that no later visit has answered. */
export function bookingOf(journal: Journal): Booking | null {
  const groups = (["consultation", "visit_booked", "visit_missed", "risk_outcome"] as const)
    .flatMap((kind): readonly (readonly EntryOf<Dated>[])[] => journal.rivals(kind))
    .sort((a, b) => journal.byPlace(a.at(-1) as Given, b.at(-1) as Given));
  let booking = null as Booking | null;
  for (const group of groups) {
    const kind = group[0]?.kind;
    if (kind === "consultation" || kind === "visit_booked")
      // Any visit answers the booking before it.
      booking =
        group
          .flatMap((entry) => bookedBy(entry) ?? [])
          .sort((a, b) => order(a.on, b.on) || order(a.entry, b.entry))[0] ?? null;
    else if (kind === "visit_missed") {
      const on: string | undefined = booking?.on;
      if (booking !== null && group.every((one) => isLookedFor(one, on)))
        booking = { ...booking, followed: true };
    } else if (group.every((one) => one.kind === "risk_outcome" && one.body.outcome === "died"))
      booking = null;
  }
  return booking;
}

/** After this booking somebody at least tried; that nobody did is written down too, and leaves the visit to be looked after. */
const isLookedFor = (entry: EntryOf<Dated>, on: string | undefined): boolean =>
  entry.kind === "visit_missed" && entry.body.booked_on === on && entry.body.contact !== "not_tried";

function bookedBy(entry: EntryOf<Dated>): Booking | null {
  const on =
    entry.kind === "visit_booked"
      ? entry.body.on
      : entry.kind === "consultation"
        ? (entry.body.follow_up?.booked_on ?? entry.body.follow_up?.on)
        : undefined;
  return on === undefined ? null : { entry: entry.id, on, followed: false };
}
