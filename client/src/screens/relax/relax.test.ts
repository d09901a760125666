import { readdirSync, readFileSync } from "node:fs";
import encodeQR from "qr";
import decodeQR from "qr/decode.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { localised } from "../../domain/localise";
import { type Cued, cuesOf, lengthOf, roundsTimetable, timetable } from "../../domain/schedule";
import { complete, type Exercise, isForAge, timetableOf, usualLength, usualPace } from "./exercise";
import { isWorse } from "./felt";
import { suiting, whatToAsk } from "./gate";
import { dot, fullness, moving, rowsOfDots, shownIn, stepping } from "./sight";
import { isQuiet, patternFrom } from "./touch";
import { worseAfter } from "./visit";

const exercise = (more: Partial<Exercise> = {}): Exercise => ({
  id: "breath_slow",
  kind: "breathing",
  uses: ["room", "home", "worker"],
  title: "Slow",
  pace: null,
  script: [
    { id: "sit", seconds: 12, say: "Sit." },
    {
      id: "long",
      seconds: 40,
      say: "In, out.",
      pace: { in: 4, hold: 0, out: 6, start_with: "in" },
      main: true,
    },
  ],
  paces: [
    { id: "slow", in: 4, out: 6, text: "In 4, out 6", usual: true },
    { id: "easy", in: 3, out: 3, text: "In 3, out 3" },
  ],
  lengths: [
    { id: "all", text: "All", seconds: 52 },
    { id: "short", text: "Short", seconds: 32, parts: { sit: 12, long: 20 } },
  ],
  steps: [],
  gentle: null,
  gate: [
    { ...line("crisis"), ask: "Crisis", when: ["var", "crisis"], does: "not_now", advice: "Plan first." },
    { ...line("worse"), ask: "Worse", when: null, does: "ground_first", advice: "Ground first." },
    { ...line("panic"), ask: "Panic", when: ["var", "panic"] },
    { ...line("lungs"), ask: "Lungs", when: ["var", "lungs"] },
  ],
  cautions: [
    { ...line("c_panic"), gate: "panic", means: "pace", pace: "easy" },
    { ...line("c_lungs"), gate: "lungs", means: "not_now", instead: "breath_lips" },
    line("c_stop"),
  ],
  relating: [],
  sources: [],
  marks: [],
  ...more,
});
function line(id: string) {
  return { id, text: id, sources: [], marks: [] };
}

describe("the gate", () => {
  const says = (known: Readonly<Record<string, boolean>>) => (when: unknown) =>
    known[(when as readonly string[])[1]!] ?? null;

  test("what the visit has found is said, what it has ruled out is neither said nor asked, the rest is asked", () => {
    const { found, open } = whatToAsk(exercise(), says({ panic: true, crisis: false }));
    expect(found.map(({ id }) => id)).toEqual(["panic"]);
    expect(open.map(({ id }) => id)).toEqual(["worse", "lungs"]);
  });

  test("a gate that shuts for every exercise leaves no other exercise either", () => {
    const suits = suiting(exercise(), new Set(["crisis", "lungs"]));
    expect(suits.notNow.map(({ text }) => text)).toEqual(["Plan first.", "c_lungs"]);
    expect(suits.instead).toEqual([]);
  });

  test("what speaks against this exercise alone names another", () => {
    expect(suiting(exercise(), new Set(["lungs"]))).toMatchObject({
      instead: ["breath_lips"],
      notNow: [line("c_lungs")],
    });
  });

  test("a caution that asks for a pace leaves only that one, and the exercise may begin", () => {
    const suits = suiting(exercise(), new Set(["panic"]));
    expect([suits.pace, suits.notNow]).toEqual(["easy", []]);
  });

  test("relaxing that made things worse sends to grounding first, but grounding itself does not", () => {
    expect(suiting(exercise(), new Set(["worse"])).groundFirst).toBe(true);
    expect(suiting(exercise({ kind: "grounding" }), new Set(["worse"])).groundFirst).toBe(false);
  });
});

test("an exercise of an older release, which has no script, is read as the guide's own", () => {
  const { kind, uses, script, paces, lengths, gate, relating, ...older } = exercise();
  expect(complete(older as Exercise)).toMatchObject({
    kind: "breathing",
    uses,
    script: [],
    lengths: [],
    gate: [],
  });
});

test("everything that is said in an exercise is in the worker's language", () => {
  const words = {
    "breath_slow:title": "T",
    "breath_slow:evidence": "E",
    "breath_slow:practice": "P",
    "sit:say": "S",
    "slow:text": "W",
    "short:text": "L",
    "crisis:ask": "A",
    "c_stop:text": "C",
  };
  const practice = { times_a_day: 2, minutes: 5, days: 14, review_days: [7], text: "practice" };
  const found = localised(exercise({ evidence: { text: "evidence", sources: ["X y"] }, practice }), words);
  expect(found).toMatchObject({
    title: "T",
    evidence: { text: "E", sources: ["X y"] },
    practice: { text: "P", days: 14 },
  });
  expect([found.script[0]!.say, found.paces[0]!.text, found.lengths[1]!.text]).toEqual(["S", "W", "L"]);
  expect([found.gate[0]!.ask, found.cautions[2]!.text, found.script[1]!.pace!.start_with]).toEqual([
    "A",
    "C",
    "in",
  ]);
});

test("the chosen length and pace are played", () => {
  const chosen = { gentle: false, pace: "easy", length: "short", without: new Set<string>() };
  const parts = timetableOf(exercise(), chosen);
  expect(lengthOf(parts)).toBe(32_000);
  expect(parts[1]!.spans.slice(0, 2).map(({ to, from }) => to - from)).toEqual([3000, 3000]);
  expect([usualPace(exercise()), usualLength(exercise())]).toEqual(["slow", "all"]);
});

test("children's forms are for their years, the others from theirs on", () => {
  const child = exercise({ from_years: 6, to_years: 9 });
  expect([5, 6, 9, 10, null].map((age) => isForAge(child, age))).toEqual([false, true, true, false, true]);
  expect([12, 13, 60].map((age) => isForAge(exercise({ from_years: 13 }), age))).toEqual([false, true, true]);
});

test("two rises by two with the same exercise are counted, others are not", () => {
  const visit = (id: string, before: number, after: number) => ({
    answers: {
      relax_exercise: { value: id },
      relax_before: { value: before },
      relax_after: { value: after },
    },
  });
  const visits = [visit("a", 3, 5), visit("a", 4, 7), visit("a", 4, 5), visit("b", 1, 9), { answers: {} }];
  expect(worseAfter(visits, "a")).toBe(2);
  expect([isWorse({ before: 3, after: 5 }), isWorse({ before: null, after: 9 })]).toEqual([true, false]);
});

describe("sight", () => {
  const parts = roundsTimetable(
    { in: 3, hold: 2, out: 3, start_with: "out" },
    { rounds: 1, round_seconds: 16, rest_seconds: 0, self_practice_seconds: 0 },
  );

  test("the circle is full before the first out-breath, and held while the breath is", () => {
    const size = fullness(parts).map(({ at, value }) => [at, value]);
    expect(size.slice(0, 4)).toEqual([
      [0, 1],
      [3000, 0.42],
      [6000, 1],
      [8000, 1],
    ]);
  });

  test("each word is there exactly while its breath is", () => {
    const frames = stepping(parts, shownIn(parts, ["hold"]), (value) => ({ opacity: String(value) }));
    const shown = frames
      .filter(({ opacity }) => opacity === "1")
      .map(({ offset }) => Number(offset) * lengthOf(parts));
    expect(shown.map(Math.round)).toEqual([6000]);
    expect(frames.every(({ easing }) => easing === "steps(1, jump-end)")).toBe(true);
  });

  test("without motion the bar fills in whole seconds", () => {
    const frames = moving(parts, fullness(parts), (value) => ({ opacity: String(value) }), true);
    expect(frames[0]!.easing).toBe("steps(3, jump-start)");
  });

  test("dots come in a row for each length of breath, one reached each second", () => {
    const counted = new Map([[1, 16_000]]);
    expect(rowsOfDots(parts, counted)).toEqual([2, 3]);
    const third = dot(parts, 2, 3, counted).filter(({ value }) => value === 1);
    expect(third.map(({ at }) => at).slice(0, 2)).toEqual([2000, 5000]);
    expect(dot(parts, 0, 3, new Map()).every(({ value }) => value === 0)).toBe(true);
  });
});

describe("touch", () => {
  const cues: readonly Cued[] = cuesOf(
    timetable([{ id: "b", seconds: 30, pace: { in: 4, hold: 0, out: 6, start_with: "in" } }]),
  );

  test("the phone is told the wait and the pulses of several breaths ahead: one in, two out", () => {
    expect(patternFrom(cues, -300)!.slice(0, 7)).toEqual([0, 300, 140, 3860, 70, 110, 70]);
  });

  test("told again later, every pulse still falls on its own cue", () => {
    for (const now of [1, 500, 3999, 4500, 9_999]) {
      let at = now;
      const starts = patternFrom(cues, now)!.flatMap((lasts, step) => {
        const from = at;
        at += lasts;
        return step % 2 === 0 && lasts > 0 ? [from] : [];
      });
      for (const from of starts)
        expect(cues.some((cue) => from === cue.at || from === cue.at + 180)).toBe(true);
    }
  });

  test("a wait longer than a browser takes is left for later", () => {
    expect(patternFrom([{ cue: "in", at: 20_000, lasts: 4000 }], 0)).toBeNull();
  });

  test("nothing is told while a pulse is felt or about to be", () => {
    expect([3990, 4100, 4600].map((now) => isQuiet(cues, now))).toEqual([false, false, true]);
  });
});

test("the code on the leaflet reads back as its address", () => {
  const address = "https://attune.example.org/calm/#/muscles_eight?lang=fr";
  const scale = 4;
  const rows = encodeQR(address, "raw", { ecc: "medium", border: 4 });
  const width = rows.length * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++)
      if (rows[Math.floor(y / scale)]![Math.floor(x / scale)])
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  expect(decodeQR({ width, height: width, data })).toBe(address);
});

test("each drawing that the content names is drawn", () => {
  const folder = new URL("../../../../content/exercises/", import.meta.url);
  const named = readdirSync(folder).flatMap((file) => {
    const read = parse(readFileSync(new URL(file, folder), "utf-8")) as { script?: { picture?: string }[] };
    return (read.script ?? []).flatMap(({ picture }) => picture ?? []);
  });
  const drawings = readFileSync(new URL("drawings.tsx", import.meta.url), "utf-8");
  expect(named.length).toBeGreaterThan(20);
  for (const picture of new Set(named)) expect(drawings).toMatch(new RegExp(`^  ${picture}: `, "m"));
});
