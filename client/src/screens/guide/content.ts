// What the guide's screens read of the content in use: one place that knows where the parts come from.
import { computed } from "@preact/signals";
import { cards as allCards, contentOf, exercises, guide } from "../../app/content";
import { ageOf, type Person, personOf } from "../../app/people";
import { localised } from "../../i18n";
import { type EmergencyCard, inOrder } from "../cards/card";
import { answerOf, type Draft } from "../consultation/draft";
import { AGE, SEX } from "../ids";
import type { PaperPerson } from "../plan/papers";
import type { Exercise } from "../relax/exercise";
import type { PersonFacts } from "./begin";
import { type Lookup, lookup } from "./lookup";

/** The guide in the worker's language; null until content is on the phone. */
export const look = computed<Lookup | null>(() => (guide.value === null ? null : lookup(guide.value)));

/** The guide that a consultation began with, null while it is being read. Where the phone cannot give it, the one in use stands in. */
export function lookOf(release: string): Lookup | null {
  const kept = contentOf(release);
  if (kept === undefined) return null;
  return kept === null ? look.value : lookup(localised(kept.guide));
}

export const cards = computed<readonly EmergencyCard[]>(() => inOrder(allCards.value));
export { exercises };

/** The exercises of the guide that a consultation began with: their rules read its questions. Stands in as `lookOf` does. */
export function exercisesOf(release: string): readonly Exercise[] {
  const kept = contentOf(release);
  if (kept === undefined) return [];
  return kept === null ? exercises.value : (kept.exercises as readonly Exercise[]).map(localised);
}

/** What a consultation needs to know of a person. */
export const factsOf = (person: Person, on: string): PersonFacts => ({
  id: person.id,
  sex: person.sex,
  age: ageOf(person, on),
  about: person.birth_about,
});

/** What the papers say about the person: the register's words, and age and sex as this visit has them. */
export function paperPerson(subject: string | null, draft: Draft): PaperPerson | null {
  const person = personOf(subject);
  if (person === null) return null;
  const sex = answerOf(draft.answers, SEX)?.value ?? person.sex;
  const age = answerOf(draft.answers, AGE);
  return {
    number: person.register_number,
    initials: person.initials,
    sex: sex === "female" || sex === "male" ? sex : null,
    age: typeof age?.value === "number" ? age.value : ageOf(person, draft.occurred_on),
    about: age === undefined ? person.birth_about : age.about === true,
  };
}
