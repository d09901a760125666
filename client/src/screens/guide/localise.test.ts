import { expect, test } from "vitest";
import type { Exercise } from "../relax/exercise";
import { exerciseIn } from "./localise";

const line = (id: string) => ({ id, text: "text", sources: [], marks: [] });
const exercise: Exercise = {
  id: "breathing",
  kind: "breathing",
  uses: ["room"],
  title: "title",
  intro: "intro",
  suits: "suits",
  posture: "posture",
  evidence: { text: "evidence" },
  pace: null,
  script: [{ id: "part", seconds: 10, do: "do", say: "say", remind: "remind" }],
  paces: [{ id: "pace", in: 3, out: 3, text: "text", hint: "hint" }],
  lengths: [{ id: "length", seconds: 10, text: "text", hint: "hint" }],
  steps: [{ id: "step", text: "text", say: "say" }],
  gentle: { when: null, pace: { in: 3, hold: 0, out: 3, start_with: "out" }, reason: "reason" },
  gate: [{ ...line("gate"), ask: "ask", advice: "advice", when: null }],
  cautions: [line("caution")],
  relating: [line("be")],
  practice: { times_a_day: 2, minutes: 5, days: 14, review_days: [7], text: "practice" },
  sources: [],
  marks: [],
};
const said = (id: string, field: string) => `${id}:${field}`;

test("everything that is said in an exercise is in the worker's language, the reason for its gentle form too", () => {
  expect(exerciseIn(exercise, said)).toMatchObject({
    title: "breathing:title",
    intro: "breathing:intro",
    suits: "breathing:suits",
    posture: "breathing:posture",
    evidence: { text: "breathing:evidence" },
    script: [{ do: "part:do", say: "part:say", remind: "part:remind" }],
    paces: [{ text: "pace:text", hint: "pace:hint" }],
    lengths: [{ text: "length:text", hint: "length:hint" }],
    steps: [{ text: "step:text", say: "step:say" }],
    gentle: { reason: "breathing:gentle" },
    gate: [{ ask: "gate:ask", advice: "gate:advice" }],
    cautions: [{ text: "caution:text" }],
    relating: [{ text: "be:text" }],
    practice: { text: "breathing:practice" },
  });
});

test("an exercise of an older release, which has no script, is read as the guide's own", () => {
  const { kind, uses, script, paces, lengths, gate, relating, ...older } = exercise;
  expect(exerciseIn(older as Exercise, said)).toMatchObject({
    kind: "breathing",
    uses: ["room", "home", "worker"],
    script: [],
    paces: [],
    lengths: [],
    gate: [],
    relating: [],
  });
});
