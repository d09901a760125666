import { expect, test } from "vitest";
import { addDays, daysBetween } from "./dates";

test("days run over the end of a month and of summer time", () => {
  expect(addDays("2026-10-24", 2)).toBe("2026-10-26");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
});
