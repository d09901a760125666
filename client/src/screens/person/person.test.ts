import { describe, expect, it } from "vitest";
import { areAlike } from "./alike";
import { bodyOf, EMPTY, faultsOf, formOf } from "./form";

const TODAY = "2026-11-25";
const told = (more = {}) => ({
  register_number: "0431",
  initials: "E. F.",
  sex: "female" as const,
  year_of_birth: 1992,
  ...more,
});

describe("two records", () => {
  it("are alike by the register's number, however it is written", () => {
    expect(areAlike(told(), told({ register_number: " 431", initials: "X" }))).toBe(true);
    expect(
      areAlike(told({ register_number: "12/2026" }), told({ register_number: "122026", initials: "X" })),
    ).toBe(true);
  });
  it("are alike by initials, sex and year of birth, all three known", () => {
    expect(areAlike(told(), told({ register_number: "9", initials: "ef" }))).toBe(true);
    expect(areAlike(told(), told({ register_number: "9", year_of_birth: 1993 }))).toBe(false);
    expect(areAlike(told({ sex: null }), told({ register_number: "9", sex: null }))).toBe(false);
    expect(areAlike(told({ year_of_birth: null }), told({ register_number: "9", year_of_birth: null }))).toBe(
      false,
    );
  });
});

describe("what is typed about a person", () => {
  const form = { ...EMPTY, number: " 0431 ", initials: "E. F.", age: "34" };
  it("becomes an approximate year of birth from an age", () => {
    expect(faultsOf(form, TODAY)).toEqual({});
    expect(bodyOf(form, TODAY)).toEqual({
      register_number: "0431",
      initials: "E. F.",
      sex: null,
      year_of_birth: 1992,
      birth_about: true,
      village: null,
      reach: null,
    });
  });
  it("comes out as it went in", () => {
    const full = {
      ...form,
      sex: "other" as const,
      age_by: "year" as const,
      year: "1990",
      age: "",
      number: "0431",
      village: "Upper village",
      how: "call" as const,
      detail: "mornings",
      who_answers: "her sister",
    };
    expect(formOf(bodyOf(full, TODAY), TODAY)).toEqual(full);
  });
  it("may leave the age out, and says what else is missing", () => {
    expect(bodyOf({ ...form, age_by: "not_known" }, TODAY).year_of_birth).toBe(null);
    expect(Object.keys(faultsOf(EMPTY, TODAY))).toEqual(["number", "initials", "age"]);
    expect(faultsOf({ ...form, age: "0" }, TODAY)).toEqual({});
    expect(faultsOf({ ...form, age: "121" }, TODAY)).toHaveProperty("age");
    expect(faultsOf({ ...form, age_by: "year", year: "2027" }, TODAY)).toHaveProperty("year");
    expect(faultsOf({ ...form, initials: "ABCDEFGHIJKLM" }, TODAY)).toHaveProperty("initials");
  });
});
