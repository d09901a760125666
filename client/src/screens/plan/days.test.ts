import { expect, test } from "vitest";
import { daysIn } from "./days";

test("a short range offers each of its days", () => {
  expect(daysIn("2026-11-24", "2026-11-26")).toEqual(["2026-11-24", "2026-11-25", "2026-11-26"]);
});

test("a long range is thinned but keeps both ends", () => {
  const days = daysIn("2026-11-01", "2026-12-31", 14);
  expect(days.length).toBeLessThanOrEqual(15);
  expect([days[0], days[days.length - 1]]).toEqual(["2026-11-01", "2026-12-31"]);
});

test("a range that ends before it begins has no day", () => {
  expect(daysIn("2026-11-02", "2026-11-01")).toEqual([]);
});
