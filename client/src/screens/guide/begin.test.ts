import { expect, test } from "vitest";
import type { Guide, Question } from "../../domain/types";
import type { EntryOf } from "../../store/entry";
import { answerOf } from "../consultation/draft";
import { begin, NOTHING } from "./begin";
import { lookup } from "./lookup";

const fact = (id: string, ...codes: string[]) =>
  ({
    id,
    module: "",
    type: "multi",
    when: null,
    shell: true,
    options: codes.map((code) => ({ id: code })),
  }) as unknown as Question;
const guide = {
  release: "r2",
  tiers: ["routine"],
  chart: [],
  modules: [],
  questions: [fact("earlier", "ill", "sad", "lasting", "told"), fact("stock", "fluo")],
  rules: [],
  conclusions: [
    { id: "ill" },
    { id: "sad" },
    { id: "lasting", lasts: "told" },
    { id: "told", lasts: "told" },
  ],
  exits: [],
  plan: [],
  follow_up: [],
  tasks: [],
  withdrawn: [],
  aliases: { low: "sad" },
} as unknown as Guide;
const seen = (...conclusions: string[]) =>
  ({ id: "e0", body: { conclusions } }) as unknown as EntryOf<"consultation">;
const last = {
  id: "e1",
  body: { conclusions: ["ill", "low", "of_another_release"] },
} as unknown as EntryOf<"consultation">;

test("every visit tells what lasts; what another release concluded and this guide cannot read does not spoil what it can", () => {
  const draft = begin({
    id: "d1",
    next_risk: "r1",
    look: lookup(guide),
    person: null,
    visit: "first",
    begin: NOTHING,
    mode: "step",
    cadre: null,
    stock: ["fluo", "no_longer_listed"],
    occurred_on: "2026-11-25",
    before: [seen("of_another_release", "lasting"), last],
  });
  expect(answerOf(draft.answers, "earlier")?.value).toEqual(["ill", "low", "told"]);
  expect(answerOf(draft.answers, "stock")?.value).toEqual(["fluo"]);
});
