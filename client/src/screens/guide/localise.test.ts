import { expect, test } from "vitest";
import type { Exercise } from "../breathing/exercise";
import { exerciseIn } from "./localise";

test("everything that is said in an exercise is in the worker's language, the reason for its gentle form too", () => {
  const line = (id: string) => ({ id, text: "text", sources: [] });
  const exercise: Exercise = {
    id: "breathing",
    title: "title",
    intro: "intro",
    pace: null,
    steps: [{ id: "step", text: "text", say: "say" }],
    gentle: { when: null, pace: { in: 3, hold: 0, out: 3, start_with: "out" }, reason: "reason" },
    cautions: [line("caution")],
    sources: [],
    marks: [],
  };
  const found = exerciseIn(exercise, (id, field) => `${id}:${field}`);
  expect(found).toMatchObject({
    title: "breathing:title",
    intro: "breathing:intro",
    steps: [{ text: "step:text", say: "step:say" }],
    gentle: { reason: "breathing:gentle" },
    cautions: [{ text: "caution:text" }],
  });
});
