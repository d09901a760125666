import { describe, expect, it } from "vitest";
import { answer, openDraft, tick, typeIn, unknown } from "../screens/consultation/draft";
import { isUntouched } from "./untouched";

const begun = openDraft({
  id: "d",
  person: null,
  practice: true,
  visit: "first",
  way: "use",
  mode: "step",
  release: "r",
  occurred_on: "2026-11-25",
  start: ["dep"],
  chart: ["pres_low_mood"],
  shell: { visit: "first", cadre: "nurse" },
  known: {},
  last: null,
});

describe("a visit that was begun", () => {
  it("may go as long as nobody has answered anything", () => {
    expect(isUntouched(begun)).toBe(true);
  });

  it("stays once there is an answer, a tick, a letter, an unknown or a risk", () => {
    expect(isUntouched(answer(begun, "dep_function", { value: false, by: "person" }))).toBe(false);
    expect(isUntouched(answer(begun, "sui_thoughts_now", unknown("could-not-ask", "not-alone")))).toBe(false);
    expect(isUntouched(tick(begun, "dep_core", "low_mood"))).toBe(false);
    expect(isUntouched(typeIn(begun, "sui_taken_note", "t"))).toBe(false);
    expect(
      isUntouched({ ...begun, risk: { entry: "e", because: [], who: null, where: null } } as never),
    ).toBe(false);
  });
});
