import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cuesOf,
  lengthOf,
  momentAt,
  type Pace,
  resumeAt,
  roundsTimetable,
  type ScriptPart,
  type Timetable,
  timetable,
} from "./schedule";

const guide: Pace = { in: 3, hold: 2, out: 3, start_with: "out" };
const gentle: Pace = { in: 3, hold: 0, out: 3, start_with: "out" };
const dose = { rounds: 3, round_seconds: 60, rest_seconds: 60, self_practice_seconds: 60 };
const breathe = (seconds: number, inward: number, out: number, main = false): ScriptPart => ({
  id: `b${seconds}`,
  seconds,
  pace: { in: inward, hold: 0, out, start_with: "in" },
  main,
});
const spans = (parts: Timetable) => parts.flatMap((part) => part.spans);

describe("the guide's own exercise", () => {
  const parts = roundsTimetable(guide, dose);

  test("has three rounds of a minute, a minute's rest between, then a minute alone", () => {
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

  test("begins by breathing out, then in, then holds", () => {
    expect(parts[0]!.spans.slice(0, 4).map((span) => [span.beat, (span.to - span.from) / 1000])).toEqual([
      ["out", 3],
      ["in", 3],
      ["hold", 2],
      ["out", 3],
    ]);
  });

  test.each([
    ["as it is", guide],
    ["gentle", gentle],
  ])("%s: a round ends after an out-breath and fills its minute", (_name, pace) => {
    const round = roundsTimetable(pace, dose)[0]!;
    expect(round.spans.filter((span) => span.beat !== "ease").at(-1)!.beat).toBe("out");
    expect(round.spans.at(-1)!.to).toBe(60_000);
  });

  test("never holds in its gentle form", () => {
    expect(spans(roundsTimetable(gentle, dose)).some((span) => span.beat === "hold")).toBe(false);
  });

  test("ticks each second while the breath is held, so that no silence lasts longer", () => {
    const cues = cuesOf(parts).slice(0, 5);
    expect(cues.map(({ cue, at }) => `${cue} ${at}`)).toEqual([
      "out 0",
      "in 3000",
      "tick 6000",
      "tick 7000",
      "out 8000",
    ]);
  });

  test("goes on after a pause with the breath from its beginning, and in a rest where it was", () => {
    expect(resumeAt(parts, 4400)).toBe(3000);
    expect(resumeAt(parts, 75_000)).toBe(75_000);
  });
});

describe("a script", () => {
  const script: readonly ScriptPart[] = [
    { id: "sit", seconds: 20 },
    breathe(36, 3, 3),
    { ...breathe(120, 4, 6, true), id: "long" },
    { id: "fists", seconds: 39, muscles: { listen: 4, tense: 5, release: 25, notice: 5 } },
  ];

  test("is over when its last part is", () => {
    expect(momentAt(timetable(script), 215_000 - 1)!.span.beat).toBe("notice");
    expect(momentAt(timetable(script), 215_000)).toBeNull();
  });

  test("goes at the chosen pace, and on the way there at nothing slower", () => {
    const slow = spans(timetable(script, { pace: { in: 3, hold: 0, out: 3 } }));
    expect(new Set(slow.filter(({ beat }) => beat === "out").map(({ from, to }) => to - from))).toEqual(
      new Set([3000]),
    );
    const halves = timetable(script, { pace: { in: 4.5, hold: 0, out: 5.5 } })[2]!;
    expect(halves.spans.slice(0, 2).map(({ from, to }) => to - from)).toEqual([4500, 5500]);
  });

  test("of another length plays the parts that it names, for as long as it says", () => {
    const short = timetable(script, { seconds: { sit: 12, b36: 36 } });
    expect(short.map(({ id, from, to }) => `${id} ${from} ${to}`)).toEqual([
      "sit 0 12000",
      "b36 12000 48000",
    ]);
  });

  test("leaves out what does not suit the person, and closes the gap", () => {
    const parts = timetable(script, { without: new Set(["b36"]) });
    expect(parts.map(({ id, from }) => `${id} ${from}`)).toEqual(["sit 0", "long 20000", "fists 140000"]);
  });

  test("sounds at each breath, at tension and release, and once where a sentence begins", () => {
    expect(cuesOf(timetable(script)).filter(({ at }) => at < 26_000 || at >= 176_000)).toEqual([
      { cue: "step", at: 0, lasts: 0 },
      { cue: "in", at: 20_000, lasts: 3000 },
      { cue: "out", at: 23_000, lasts: 3000 },
      { cue: "step", at: 176_000, lasts: 0 },
      { cue: "tense", at: 180_000, lasts: 5000 },
      { cue: "release", at: 185_000, lasts: 25_000 },
    ]);
  });

  test("goes on after a call with the sentence or the group that was cut", () => {
    const parts = timetable(script);
    expect(resumeAt(parts, 12_000)).toBe(0);
    expect(resumeAt(parts, 24_500)).toBe(23_000);
    expect(resumeAt(parts, 190_000)).toBe(176_000);
    expect(resumeAt(parts, 999_000)).toBe(999_000);
  });
});

const half = (least: number, most: number) => fc.integer({ min: least * 2, max: most * 2 }).map((n) => n / 2);
const paces = fc.record({
  in: half(2, 5),
  hold: fc.constantFrom(0, 1, 2),
  out: half(2, 6),
  start_with: fc.constantFrom("in" as const, "out" as const),
});

test("over ten minutes every cue stands at its own multiple of the breath, whatever the pace: nothing accumulates", () => {
  fc.assert(
    fc.property(paces, fc.integer({ min: 0, max: 600 }), (pace, before) => {
      const cycle = (pace.in + pace.hold + pace.out) * 1000;
      const from = before * 1000;
      const parts = timetable([
        ...(before === 0 ? [] : [{ id: "before", seconds: before }]),
        { id: "ten", seconds: 600, pace },
      ]);
      const cues = cuesOf(parts).filter(({ cue, at }) => at >= from && (cue === "in" || cue === "out"));
      const first = pace.start_with === "in" ? "in" : "out";
      const offsets = {
        [first]: 0,
        [first === "in" ? "out" : "in"]: (first === "in" ? pace.in + pace.hold : pace.out) * 1000,
      };
      for (const beat of ["in", "out"] as const) {
        const own = cues.filter(({ cue }) => cue === beat);
        own.forEach(({ at }, breath) => {
          expect(at).toBe(from + breath * cycle + offsets[beat]!);
        });
        // Whole breaths, and at most one of them short of the ten minutes, where the last must end with its out-breath.
        expect(Math.abs(own.length - 600_000 / cycle)).toBeLessThan(2);
      }
    }),
  );
});

test("spans follow one another without a gap, and any time is in exactly one of them", () => {
  fc.assert(
    fc.property(paces, half(1, 300), (pace, at) => {
      const parts = timetable([
        { id: "sit", seconds: 7 },
        { id: "ten", seconds: 300, pace },
      ]);
      const all = spans(parts);
      all.forEach((span, place) => {
        expect(span.from).toBe(place === 0 ? 0 : all[place - 1]!.to);
      });
      expect(all.at(-1)!.to).toBe(lengthOf(parts));
      const moment = momentAt(parts, at * 1000)!;
      expect(moment.span.from).toBeLessThanOrEqual(at * 1000);
      expect(moment.span.to).toBeGreaterThan(at * 1000);
      expect(resumeAt(parts, at * 1000)).toBeLessThanOrEqual(at * 1000);
    }),
  );
});
