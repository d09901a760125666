import { describe, expect, it } from "vitest";
import { isSought } from "./sought";

const unit = (name: string, ...above: string[]) => ({ id: name, name, above });
const UNITS = [
  unit("Upper Village", "North", "Land"),
  unit("Sainte-Thérèse", "North", "Land"),
  unit("District Hospital", "South", "Land"),
];
const found = (typed: string) => UNITS.filter((one) => isSought(one, typed)).map(({ name }) => name);

describe("a unit is found", () => {
  it("by the beginning of any word of its name, in any order and without its marks", () => {
    expect(found("vil up")).toEqual(["Upper Village"]);
    expect(found("therese")).toEqual(["Sainte-Thérèse"]);
    expect(found("THÉ")).toEqual(["Sainte-Thérèse"]);
  });

  it("by what it lies in", () => {
    expect(found("north")).toEqual(["Upper Village", "Sainte-Thérèse"]);
    expect(found("hosp south")).toEqual(["District Hospital"]);
  });

  it("not by the middle of a word; and all of them by nothing", () => {
    expect(found("pital")).toEqual([]);
    expect(found("  ")).toHaveLength(3);
  });
});
