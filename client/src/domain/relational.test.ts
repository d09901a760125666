import { expect, test } from "vitest";
import {
  type CarePlace,
  type CareStep,
  circumstancesNow,
  type GuidanceFile,
  guidanceAt,
  linesOf,
  momentsAt,
  type Relational,
} from "./relational";
import type { Expr } from "./types";

const step = (id: string, rest: Partial<CareStep>): CareStep => ({
  id,
  title: id,
  everyone: "",
  guide_steps: [],
  screens: [],
  strength: "judgement",
  sources: [],
  ...rest,
});
const steps = [
  step("engage", { guide_steps: ["m_person"] }),
  step("ask", { screens: ["asking"] }),
  step("explain", { screens: ["plan"] }),
  step("end", { screens: ["plan", "closing"] }),
];
const at = (place: Partial<CarePlace>) =>
  momentsAt(steps, { screen: "asking", modules: [], ...place }).map(({ id }) => id);

test("a step of the guide has its own moment, and any other is one of asking", () => {
  expect(at({ guide_step: "m_person" })).toEqual(["engage"]);
  expect(at({ guide_step: "m_symptoms" })).toEqual(["ask"]);
  expect(at({})).toEqual(["ask"]);
});

test("a screen may be several moments, in the content's order", () => {
  expect(at({ screen: "plan" })).toEqual(["explain", "end"]);
  expect(at({ screen: "closing" })).toEqual(["end"]);
});

const RULE: Expr = ["var", "company"];
const unit = (id: string, rest: object = {}) => ({
  id,
  when: null,
  notice: "",
  pulls: "",
  helps: "",
  say: "",
  harms: "",
  strength: "some" as const,
  sources: [],
  ...rest,
});
const files: readonly GuidanceFile[] = [
  {
    id: "one",
    title: "",
    leaning: "avoidant",
    culture: "file's",
    others: "a\nb",
    units: [unit("one_ask", { step: "ask" }), unit("one_end", { step: "end", others: "own" })],
  },
  {
    id: "rest",
    title: "",
    culture: "",
    others: "c\nd",
    units: [unit("company", { when: RULE }), unit("condition", { module: "dep" })],
  },
];
const relational = { guidance: files } as unknown as Relational;
const shown = (moment: string, modules: readonly string[], holds: boolean | null) => {
  const { here, notice } = guidanceAt(relational, moment, { screen: "asking", modules }, () => holds);
  return [here.map(({ id }) => id), notice.map(({ id }) => id)];
};

test("guidance is for its moment, its module and whoever the visit says is here", () => {
  expect(shown("ask", ["dep"], true)).toEqual([["company", "condition"], ["one_ask"]]);
  expect(shown("ask", ["oth"], true)).toEqual([["company"], ["one_ask"]]);
  expect(shown("end", ["oth"], false)).toEqual([[], ["one_end"]]);
});

test("what is not known brings nobody into the room", () => {
  expect(shown("ask", [], null)[0]).toEqual([]);
});

test("a unit has its file's other explanations where it has none of its own", () => {
  const others = (moment: string) =>
    guidanceAt(relational, moment, { screen: "asking", modules: [] }, () => null).notice[0]?.others;
  expect(others("ask")).toBe("a\nb");
  expect(others("end")).toBe("own");
});

test("a circumstance holds by its rule or by a tick; a cautious one until it is known", () => {
  const listed = [
    { id: "ticked", text: "", when: null, cautious: false, sources: [] },
    { id: "plain", text: "", when: RULE, cautious: false, sources: [] },
    { id: "cautious", text: "", when: RULE, cautious: true, sources: [] },
  ];
  const now = (ticked: readonly string[], value: boolean | null) =>
    circumstancesNow(listed, ticked, () => value);
  expect(now([], false)).toEqual({ so: [], unknown: [] });
  expect(now(["ticked"], false)).toEqual({ so: ["ticked"], unknown: [] });
  expect(now([], true)).toEqual({ so: ["plain", "cautious"], unknown: [] });
  expect(now([], null)).toEqual({ so: [], unknown: ["cautious"] });
  expect(now(["cautious"], null)).toEqual({ so: ["cautious"], unknown: [] });
});

test("a list has one thing a line", () => {
  expect(linesOf(" one\n\ntwo ")).toEqual(["one", "two"]);
});
