import { expect, test } from "vitest";
import { lengthOf, momentAt, resumeAt, timetable } from "./pacer";

const guide = { in: 3, hold: 2, out: 3, start_with: "out" } as const;
const gentle = { in: 3, hold: 0, out: 3, start_with: "out" } as const;
const dose = { rounds: 3, round_seconds: 60, rest_seconds: 60, self_practice_seconds: 60 };
const parts = timetable(guide, dose);

test("three rounds of a minute, a minute's rest between, then a minute alone", () => {
  expect(parts.map((part) => `${part.kind} ${part.number}`)).toEqual([
    "round 1",
    "rest 1",
    "round 2",
    "rest 2",
    "round 3",
    "alone 1",
  ]);
  expect(lengthOf(parts)).toBe(6 * 60_000);
});

test("the guide's exercise begins by breathing out, then in, then holds", () => {
  expect(parts[0]!.beats.slice(0, 4).map((beat) => [beat.breath, (beat.to - beat.from) / 1000])).toEqual([
    ["out", 3],
    ["in", 3],
    ["hold", 2],
    ["out", 3],
  ]);
});

test.each([
  ["guide", guide],
  ["gentle", gentle],
])("%s: a round ends after an out-breath and fills its minute", (_name, pace) => {
  const round = timetable(pace, dose)[0]!;
  const breaths = round.beats.filter((beat) => beat.breath !== "ease");
  expect(breaths.at(-1)!.breath).toBe("out");
  expect(round.beats.at(-1)!.to).toBe(60_000);
});

test("beats follow one another without a gap", () => {
  for (const part of parts)
    part.beats.forEach((beat, place) => {
      expect(beat.from).toBe(place === 0 ? part.from : part.beats[place - 1]!.to);
    });
});

test("the gentle variant never holds", () => {
  const beats = timetable(gentle, dose).flatMap((part) => part.beats);
  expect(beats.some((beat) => beat.breath === "hold")).toBe(false);
});

test("the pacer counts one, two, three within a breath", () => {
  expect([0, 1000, 2999, 3000].map((at) => momentAt(parts, at)!.count)).toEqual([1, 2, 3, 1]);
  expect(momentAt(parts, 3000)!.breath).toBe("in");
});

test("a pause goes on with the breath from its beginning, never in its middle", () => {
  expect(resumeAt(parts, 4400)).toBe(3000);
  expect(resumeAt(parts, 75_000)).toBe(75_000);
});

test("after the last minute the exercise is over", () => {
  expect(momentAt(parts, lengthOf(parts))).toBeNull();
  expect(momentAt(parts, lengthOf(parts) - 1)!.breath).toBe("alone");
});
