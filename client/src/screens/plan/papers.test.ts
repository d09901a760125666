import { expect, test } from "vitest";
import type { Consultation } from "../../domain/types";
import type { Draft } from "../consultation/draft";
import type { Lookup } from "../guide/lookup";
import { nextDate, trainingNote } from "./papers";

const wants = (from: string, on: string, to: string) =>
  ({ follow_up: { from, on, to, ids: ["x"], early: false } }) as unknown as Consultation;
const agreed = (booked: string | null) => ({ booked }) as Draft;
const calm = wants("2026-12-01", "2026-12-08", "2026-12-08");

test("the day that was agreed counts, else the guide's", () => {
  expect(nextDate(agreed(null), calm)).toBe("2026-12-08");
  expect(nextDate(agreed("2026-12-03"), calm)).toBe("2026-12-03");
  expect(nextDate(agreed("2026-12-08"), calm)).toBe("2026-12-08");
});

test("a day that was agreed before a risk was found does not put off the contact that the guide wants now", () => {
  const urgent = wants("2026-11-26", "2026-11-26", "2026-12-02");
  expect(nextDate(agreed("2026-12-08"), urgent)).toBe("2026-11-26");
});

test("a visit that waits has no line of the guide for it, but the day that was agreed", () => {
  const none = { follow_up: null } as unknown as Consultation;
  expect(nextDate(agreed("2026-12-20"), none)).toBe("2026-12-20");
  expect(nextDate(agreed(null), none)).toBeNull();
});

test("papers say that this is a training version until a clinician has signed it", () => {
  const of = (review: string) => ({ guide: { pack: { review } } }) as unknown as Lookup;
  expect(trainingNote((key) => key, of("training"))).toBe("training");
  expect(trainingNote((key) => key, of("signed"))).toBe("");
});
