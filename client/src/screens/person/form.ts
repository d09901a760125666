// What is typed about a person, and what becomes of it.
import type { Key } from "../../i18n";
import type { PersonBody } from "../../store/entry";

export type AgeBy = "year" | "age" | "not_known";
export interface Form {
  readonly number: string;
  readonly initials: string;
  readonly sex: PersonBody["sex"];
  readonly age_by: AgeBy;
  readonly year: string;
  readonly age: string;
  readonly village: string;
  readonly how: NonNullable<PersonBody["reach"]>["how"] | "none";
  readonly detail: string;
  readonly who_answers: string;
}
export const EMPTY: Form = {
  number: "",
  initials: "",
  sex: null,
  age_by: "age",
  year: "",
  age: "",
  village: "",
  how: "none",
  detail: "",
  who_answers: "",
};

/** The form with what is known already. */
export function formOf(body: PersonBody, today: string): Form {
  const { year_of_birth: year, reach } = body;
  const by: AgeBy = year === null ? "not_known" : body.birth_about ? "age" : "year";
  return {
    number: body.register_number,
    initials: body.initials,
    sex: body.sex,
    age_by: by,
    year: by === "year" ? String(year) : "",
    age: by === "age" && year !== null ? String(Number(today.slice(0, 4)) - year) : "",
    village: body.village ?? "",
    how: reach?.how ?? "none",
    detail: reach?.detail ?? "",
    who_answers: reach?.who_answers ?? "",
  };
}

export type Faults = Partial<Record<"number" | "initials" | "year" | "age", Key>>;

const OLDEST = 120;
const MOST_INITIALS = 12;
/** Nobody's notes are longer; the server takes no more. */
const MOST = 200;

export function faultsOf(form: Form, today: string): Faults {
  const now = Number(today.slice(0, 4));
  const faults: Faults = {};
  if (form.number.trim() === "") faults.number = "person.fault.number";
  if (form.initials.trim() === "") faults.initials = "person.fault.initials";
  else if (form.initials.trim().length > MOST_INITIALS) faults.initials = "person.fault.initials_long";
  if (form.age_by === "year" && !isBetween(form.year, now - OLDEST, now)) faults.year = "person.fault.year";
  if (form.age_by === "age" && !isBetween(form.age, 0, OLDEST)) faults.age = "person.fault.age";
  return faults;
}

const isBetween = (typed: string, least: number, most: number): boolean =>
  /^\d+$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;

/** Only for a form without faults. */
export function bodyOf(form: Form, today: string): PersonBody {
  const now = Number(today.slice(0, 4));
  const year = { year: () => Number(form.year), age: () => now - Number(form.age), not_known: () => null }[
    form.age_by
  ]();
  return {
    register_number: form.number.trim().slice(0, MOST),
    initials: form.initials.trim(),
    sex: form.sex,
    year_of_birth: year,
    birth_about: form.age_by === "age",
    village: textOrNull(form.village),
    reach:
      form.how === "none"
        ? null
        : { how: form.how, detail: textOrNull(form.detail), who_answers: textOrNull(form.who_answers) },
  };
}

const textOrNull = (typed: string): string | null => {
  const text = typed.trim().slice(0, MOST);
  return text === "" ? null : text;
};
