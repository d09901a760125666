import { expect, test } from "vitest";
import { consult } from "../../domain/consult";
import type { Answer, Guide } from "../../domain/types";
import { answer, type Draft, openDraft } from "../consultation/draft";
import { lookup } from "../guide/lookup";
import { selfHarmAsked } from "./close";

const since = {
  id: "since",
  module: "m",
  step: "s",
  type: "multi",
  ask: "Since the last contact?",
  options: [{ id: "now", text: "Now" }],
  when: null,
  tier: 0,
  // Not known is read as "now", so that the care is that of a yes.
  if_unknown: { do: "treat_as", value: ["now"] },
  self_harm: true,
  must_ask: true,
  sources: [],
  marks: [],
};
const guide = {
  format: 1,
  release: "r1",
  tiers: ["routine"],
  cadres: [],
  chart: [],
  modules: [
    {
      id: "m",
      title: "M",
      summary: "",
      planned: false,
      steps: [{ id: "s", title: "", questions: ["since", "ever"] }],
    },
  ],
  questions: [
    since,
    {
      ...since,
      id: "ever",
      type: "choice",
      options: [
        { id: "never", text: "Never" },
        { id: "past_year", text: "In the past year" },
      ],
      if_unknown: { do: "ask_later" },
    },
  ],
  rules: [],
  conclusions: [
    {
      id: "risk",
      module: "m",
      text: "Risk",
      tier: 0,
      condition: "self_harm",
      when: ["or", ["in", ["lit", "now"], ["var", "since"]], ["=", ["var", "ever"], ["lit", "past_year"]]],
      sources: [],
      marks: [],
    },
  ],
  exits: [],
  plan: [],
  follow_up: [],
  tasks: [],
  withdrawn: [],
  aliases: {},
  sources: {},
} as unknown as Guide;

function asked(answers: Readonly<Record<string, Answer>>) {
  const opened: Draft = openDraft({
    id: "d1",
    person: "p1",
    practice: false,
    visit: "follow_up",
    way: "use",
    mode: "step",
    release: "r1",
    occurred_on: "2026-11-25",
    start: ["m"],
    shell: {},
    known: {},
    last: null,
  });
  const draft = Object.entries(answers).reduce((now, [id, given]) => answer(now, id, given), opened);
  const result = consult(guide, draft.answers, draft.occurred_on);
  return { concluded: result.conclusions.length, ...selfHarmAsked(lookup(guide), draft, result) };
}

test.each([
  [{ unknown: "could-not-ask", because: "not-alone" }, "could_not_ask"],
  [{ unknown: "could-not-ask", because: "later" }, "not_asked"],
  [{ unknown: "not-known" }, "not_known"],
  [{ unknown: "declined" }, "declined"],
] as const)("%j is recorded as what it is, although caution concludes a risk from it", (given, state) => {
  expect(asked({ since: given, ever: { value: "never", by: "person" } })).toEqual({
    concluded: 1,
    state,
    by: ["person"],
  });
});

test("what was told is a yes, whatever else could not be asked", () => {
  const kept = { unknown: "could-not-ask", because: "refused" } as const;
  expect(asked({ since: { value: ["now"], by: "carer" }, ever: kept })).toMatchObject({ state: "yes" });
  expect(asked({ since: kept, ever: { value: "past_year", by: "person" } })).toMatchObject({ state: "yes" });
  expect(
    asked({ since: { value: [], by: "person" }, ever: { value: "past_year", by: "person" } }),
  ).toMatchObject({ concluded: 1, state: "yes" });
  expect(asked({ since: { value: [], by: "person" }, ever: { value: "never", by: "person" } })).toMatchObject(
    { concluded: 0, state: "no" },
  );
});
