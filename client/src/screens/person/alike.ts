// Could two records be one person's? A hint to look at, never more: people say so by an entry.
import type { Entry, PersonBody } from "../../store/entry";

type Told = Pick<PersonBody, "register_number" | "initials" | "sex" | "year_of_birth">;

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
/** "0431" and "431" are one number of the paper register. */
const numberOf = (text: string): string => plain(text).replace(/^0+(?=.)/, "");

/** The same number in the register; or initials, sex and year of birth alike, all three known. */
export function areAlike(one: Told, other: Told): boolean {
  const number = numberOf(one.register_number);
  if (number !== "" && number === numberOf(other.register_number)) return true;
  return (
    plain(one.initials) !== "" &&
    plain(one.initials) === plain(other.initials) &&
    one.sex !== null &&
    one.sex === other.sex &&
    one.year_of_birth !== null &&
    one.year_of_birth === other.year_of_birth
  );
}

/** Has somebody said already that these are two people? `shown` gives the id under which somebody is shown. */
export const areTwo = (
  entries: readonly Entry[],
  one: string,
  other: string,
  shown: (id: string) => string,
): boolean =>
  entries.some((entry) => {
    if (entry.kind !== "not_same_person" || entry.subject === null) return false;
    const two = [shown(entry.subject), shown(entry.body.other)];
    return two.includes(one) && two.includes(other);
  });
