// The invented people of the demo as entries like all others. Nothing of them is stored: their earlier visits are answers in the
// content, and the guide's engine makes the rest of them, as it does for every visit.
import { consult } from "../domain/consult";
import { earlierFrom } from "../domain/earlier";
import type { Answer, Answers, Guide } from "../domain/types";
import { addDays } from "../i18n/dates";
import { openDraft } from "../screens/consultation/draft";
import { type Lookup, lookup } from "../screens/guide/lookup";
import { consultationBody } from "../screens/plan/close";
import { hashOf } from "../screens/plan/hash";
import { earlierOf, keptOf } from "../screens/plan/record";
import type { BodyOf, Entry, EntryOf, Kind } from "../store/entry";
import type { DemoPerson, DemoVisit, ShortAnswer } from "../store/parts";

export const subjectOf = (person: DemoPerson): string => `demo:${person.id}`;

/** All entries of the invented people; `dayOf` says from which day each one's past is counted. */
export async function demoEntries(
  guide: Guide,
  people: readonly DemoPerson[],
  dayOf: (subject: string) => string,
): Promise<readonly Entry[]> {
  const look = lookup(guide);
  const made: Entry[] = [];
  for (const person of people) {
    made.push(...(await entriesOfPerson(look, person, dayOf(subjectOf(person)))));
    await tapsFirst();
  }
  return made;
}

/** Lets the browser answer a tap before the work goes on. */
const tapsFirst = () => new Promise((done) => setTimeout(done));

async function entriesOfPerson(look: Lookup, person: DemoPerson, day: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const write = <K extends Kind>(kind: K, on: string, body: BodyOf<K>): EntryOf<K> => {
    const entry = envelope(kind, person, on, entries.length + 1, look.guide.release, body);
    entries.push(entry as Entry);
    return entry;
  };
  const since = addDays(day, -Math.max(0, ...person.visits.map((visit) => visit.days_ago)));
  write("person", since, {
    register_number: person.register,
    initials: person.initials,
    sex: person.sex,
    year_of_birth: Number(day.slice(0, 4)) - person.age_years,
    birth_about: person.about === true,
    village: person.village ?? null,
    reach:
      person.reach === undefined
        ? null
        : {
            how: person.reach.how,
            detail: person.reach.detail ?? null,
            who_answers: person.reach.who_answers ?? null,
          },
  });
  for (const visit of person.visits) {
    const on = addDays(day, -visit.days_ago);
    const consultation = write("consultation", on, await bodyOf(look, person, visit, on, entries));
    for (const task of visit.tasks_done ?? [])
      write("task_done", on, { entry: consultation.id, task, outcome: "done", note: null });
    if (visit.risk === undefined) continue;
    const risk = write("imminent_risk", on, {
      because: consultation.body.conclusions.filter(
        (id) => (look.conclusion.get(id)?.tier ?? 99) < look.guide.tiers.length - 1,
      ),
      present: true,
      who_with: visit.risk.who_with,
      place: null,
      consultation: consultation.id,
    });
    if (visit.risk.outcome !== undefined)
      write("risk_outcome", on, { risk: risk.id, outcome: visit.risk.outcome, note: null });
  }
  return entries;
}

async function bodyOf(
  look: Lookup,
  person: DemoPerson,
  visit: DemoVisit,
  on: string,
  before: readonly Entry[],
) {
  const visits = before.filter((entry): entry is EntryOf<"consultation"> => entry.kind === "consultation");
  const last = visits.at(-1) ?? null;
  const opened = openDraft({
    id: "",
    person: subjectOf(person),
    practice: true,
    visit: visit.visit,
    way: "use",
    mode: "step",
    release: look.guide.release,
    occurred_on: on,
    start: visit.start ?? [],
    shell: {
      visit: visit.visit,
      cadre: visit.cadre,
      ...(visit.stock === undefined ? {} : { stock: visit.stock }),
      earlier: earlierFrom(
        look.guide,
        visits.map(({ body }) => body.conclusions),
      ),
    },
    known: {},
    last: last?.id ?? null,
  });
  const given = {
    sex: person.sex,
    age_years: { value: person.age_years, ...(person.about === true ? { about: true } : {}) },
    ...visit.answers,
  };
  const answers = numbered(look, opened.answers, given);
  const result = consult(look.guide, answers, on);
  const body = consultationBody({
    look,
    draft: { ...opened, answers, booked: bookedOn(visit, on, result.follow_up?.on ?? null) },
    result,
    how: "finished",
    departures: [],
    earlier: earlierOf(before),
    kept: keptOf(before, last?.id ?? null),
    resultHash: await hashOf(result),
  });
  return visit.booked_in === null ? { ...body, follow_up: null } : body;
}

const bookedOn = (visit: DemoVisit, on: string, guides: string | null): string | null =>
  typeof visit.booked_in === "number" ? addDays(on, visit.booked_in) : guides;

function numbered(look: Lookup, before: Answers, given: Readonly<Record<string, ShortAnswer>>): Answers {
  const answers: Record<string, Answer | readonly string[] | undefined> = { ...before };
  let n = Object.keys(before).length;
  for (const [id, short] of Object.entries(given)) answers[id] = { ...full(look, id, short), n: ++n };
  return answers;
}

const UNKNOWN: ReadonlySet<unknown> = new Set(["not-known", "declined", "could-not-ask"]);
const ACTS: ReadonlySet<unknown> = new Set(["done", "handed_over", "not_done"]);

/** An answer in its full form; people answer for themselves unless it says otherwise. */
function full(look: Lookup, id: string, short: ShortAnswer): Answer {
  if (look.line.has(id) && ACTS.has(short)) return { act: short as NonNullable<Answer["act"]> };
  const by = look.question.get(id)?.respondent ?? "person";
  if (typeof short === "object" && !Array.isArray(short)) return { by, ...short };
  if (UNKNOWN.has(short)) return { by, unknown: short as NonNullable<Answer["unknown"]> };
  return { by, value: short as NonNullable<Answer["value"]> };
}

function envelope<K extends Kind>(
  kind: K,
  person: DemoPerson,
  on: string,
  n: number,
  release: string,
  body: BodyOf<K>,
): EntryOf<K> {
  return {
    id: steadyId(`${person.id}/${n}`),
    kind,
    version: 1,
    author: steadyId("author"),
    device: steadyId(person.id),
    n,
    subject: subjectOf(person),
    amends: [],
    practice: true,
    occurred_on: on,
    written_at: `${on}T08:00:${String(n % 60).padStart(2, "0")}.000Z`,
    tz_minutes: 0,
    clock_offset: null,
    release,
    app: "demo",
    body,
  } as unknown as EntryOf<K>;
}

/** The same UUID for the same words, so that an entry of today can name a demo entry that is computed anew tomorrow. */
export function steadyId(words: string): string {
  const hex = [0, 1, 2, 3].map((salt) => hash32(`${salt}/${words}`).toString(16).padStart(8, "0")).join("");
  return `00000000-0000-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

/** FNV-1a. */
function hash32(words: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
