import { signal } from "@preact/signals";
import { earlierFrom } from "../../domain/earlier";
import { prepare } from "../../domain/prepare";
import type { Answer, Value } from "../../domain/types";
import { type EntryOf, isPractice } from "../../store/entry";
import { type Draft, openDraft, type Way } from "../consultation/draft";
import { knownFrom, medicinesGiven } from "../consultation/last";
import { AGE, SEX } from "../ids";
import type { Lookup } from "./lookup";

/** What was picked on the Guide screen, until the consultation begins. */
export interface Beginning {
  readonly chart: readonly string[];
  readonly start: readonly string[];
  readonly way: Way;
  /** Begun from a person's page: for whom. */
  readonly person?: string;
}
export const NOTHING: Beginning = { chart: [], start: [], way: "use" };
export const beginning = signal<Beginning>(NOTHING);

/** The person, as far as a consultation needs to know. */
export interface PersonFacts {
  readonly id: string;
  readonly sex: string | null;
  readonly age: number | null;
  readonly about: boolean;
}
export interface Start {
  readonly id: string;
  /** The id of its first entry on an imminent risk, should one be found. */
  readonly next_risk: string;
  readonly look: Lookup;
  readonly person: PersonFacts | null;
  readonly visit: "first" | "follow_up";
  readonly begin: Beginning;
  readonly mode: "step" | "quick";
  readonly cadre: string | null;
  readonly stock: readonly string[] | null;
  readonly occurred_on: string;
  /** The consultations before this one, oldest first. */
  readonly before: readonly EntryOf<"consultation">[];
}

/** The draft of a new consultation: what the app knows is answered, what the record knows is there to confirm. */
export function begin(from: Start): Draft {
  const { look, person, visit, before } = from;
  const last = before.at(-1);
  const isFollowUp = visit === "follow_up" && last !== undefined;
  const carried = isFollowUp ? { ...knownFrom(look, last.body.answers), ...medicinesGiven(look, last) } : {};
  const shell: Record<string, Value> = {
    visit: isFollowUp ? "follow_up" : "first",
    ...(from.cadre === null ? {} : { cadre: from.cadre }),
    ...(from.stock === null ? {} : { stock: readable(look, "stock", from.stock) }),
    earlier: earlierFrom(
      look.guide,
      before.map(({ body }) => body.conclusions),
    ),
  };
  return openDraft({
    id: from.id,
    next_risk: from.next_risk,
    person: person?.id ?? null,
    practice: isPractice({ subject: person?.id ?? null }),
    visit: isFollowUp ? "follow_up" : "first",
    way: from.begin.way,
    mode: from.mode,
    release: look.guide.release,
    occurred_on: from.occurred_on,
    start: isFollowUp ? union(from.begin.start, followed(look, last)) : from.begin.start,
    chart: from.begin.chart,
    shell,
    known: { ...carried, ...(person === null ? {} : recordOf(person)) },
    last: isFollowUp ? last.id : null,
  });
}

/** What this release of the guide can read of `codes`, which may be of another: one code that it cannot would spoil the answer. */
function readable({ guide }: Lookup, id: string, codes: readonly string[]): readonly string[] {
  const known = prepare(guide).questions.get(id)?.codes;
  return codes.filter((code) => known?.has(code));
}

/** The modules that the last visit went through, without those that are not in the pack yet. */
const followed = (look: Lookup, last: EntryOf<"consultation">): readonly string[] =>
  last.body.modules.filter((id) => look.module.get(id)?.planned === false);

const union = (one: readonly string[], other: readonly string[]): readonly string[] => [
  ...new Set([...one, ...other]),
];

/** Sex and age stand in the record; the person confirms them in one tap. */
function recordOf(person: PersonFacts): Record<string, Answer> {
  return {
    ...(person.age === null
      ? {}
      : { [AGE]: { value: person.age, ...(person.about ? { about: true } : {}) } }),
    ...(person.sex === null ? {} : { [SEX]: { value: person.sex } }),
  };
}
