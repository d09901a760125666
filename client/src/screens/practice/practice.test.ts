import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Playing } from "../../app/drafts";
import { scriptOf } from "../../domain/relating/lines";
import { personOf, play, Playing as Run } from "../../domain/relating/play";
import type { Case, Relating } from "../../domain/relating/types";
import { learn } from "../../i18n";
import words from "../../i18n/en.practice.json";
import { bodyOf } from "./body";
import { pointsOf } from "./course";
import { debriefOf } from "./debrief";
import { feedback, moved } from "./feedback";
import { choicesBefore, playedOf } from "./plays";

const content = (path: string) =>
  parse(readFileSync(new URL(`../../../../content/${path}`, import.meta.url), "utf8"));
const NOTHING = { T: [0, 0, 0, 0], A: [0, 0, 0, 0], R: [0, 0, 0, 0], C: 0, k: 0 };

let relating: Relating;
let digger: Case;

beforeAll(() => {
  learn(words);
  const model = content("relating/model.yaml");
  const classes = Object.fromEntries(
    model.classes.map((each: { id: string }) => [each.id, { ...NOTHING, ...each }]),
  );
  digger = content("virtual-patients/well_digger.yaml");
  relating = {
    format: 1,
    model: { ...model, classes },
    profiles: content("relating/profiles.yaml"),
    talk: content("relating/talk.yaml"),
    cases: [digger],
  };
});

/** The first of these that is offered, turn after turn; then whatever comes first. */
function talk(wanted: readonly string[], profile = "own"): readonly string[] {
  const choices: string[] = [];
  for (;;) {
    const { offered, problem } = play(relating, digger, profile, choices);
    expect(problem).toBeNull();
    if (offered.length === 0) return choices;
    choices.push(wanted.find((each) => offered.includes(each) && !choices.includes(each)) ?? offered[0]!);
  }
}
const HARSH = ["just_tablet", "rest_lecture", "talk_must_say", "no_bad_thoughts", "see_you", "remind"];

const told = (choices: readonly string[], n: number, profile = "own") => {
  const { turns } = play(relating, digger, profile, choices);
  const person = personOf(relating, digger, profile);
  const turn = turns[n - 1]!;
  return feedback(relating, scriptOf(relating.talk, digger), person, turn, turns[n - 2], true);
};

describe("feedback on a turn", () => {
  test("small changes are not said as large ones, and none as a change", () => {
    expect(moved("T", 0.004)).toBe("same");
    expect(moved("T", 0.01)).toBe("little_up");
    expect(moved("T", -0.04)).toBe("down");
    expect(moved("A", 0.04)).toBe("little_up");
    expect(moved("A", -0.08)).toBe("down");
  });

  test("what harmed comes with the author's better line", () => {
    const found = told(["just_tablet"], 1);
    expect(found).toMatchObject({ harms: true, trust: "down", strained: true });
    expect(found.better).toBe("Let me look at it first, then I can tell you what I find.");
  });

  test("a tendency is said only of who has it clearly, and with no word for a style", () => {
    const of = (profile: string) =>
      told(["just_tablet"], 1, profile)
        .because.map(({ text }) => text)
        .join(" ");
    expect(of("anxious")).toContain("look for closeness");
    expect(of("avoidant")).not.toContain("look for closeness");
    expect(of("avoidant")).toContain("guards their distance");
    for (const { id } of relating.profiles) expect(of(id)).not.toMatch(/anxious|avoidant|secure|disorgani/i);
  });

  test("a list of questions straight after something heavy has a better line as well", () => {
    const script = scriptOf(relating.talk, digger);
    const person = personOf(relating, digger);
    const [turn] = play(relating, digger, "own", ["list_back"]).turns;
    const early = feedback(relating, script, person, turn!, { ...turn!, big: true }, true);
    expect(early.better).toBe("That is a lot to carry. Thank you for telling me.");
    expect(feedback(relating, script, person, turn!, undefined, false).better).toBeNull();
  });

  test("a cue is named when it begins, and not in every turn in which it lasts", () => {
    const script = scriptOf(relating.talk, digger);
    const [turn] = play(relating, digger, "own", ["greet"]).turns;
    const cue = { ...turn!, mismatch: true };
    const notice = (before?: typeof cue) =>
      feedback(relating, script, personOf(relating, digger), cue, before, false).notice;
    expect(notice()).toBe("mismatch");
    expect(notice(cue)).toBeNull();
    expect(notice({ ...cue, visit: "another" })).toBe("mismatch");
  });
});

describe("a talk that goes on", () => {
  test("says at each choice what the whole of them says, whatever was read before", () => {
    const choices = [...talk(HARSH)];
    const run = new Run(relating, digger, "own");
    const told = choices.map((choice) => run.read([choice]));
    told.forEach((played, n) => {
      expect(played).toEqual(play(relating, digger, "own", choices.slice(0, n + 1)));
    });
    expect(run.read(["no_such_line", ...choices]).problem).toMatchObject({ n: choices.length });
  });

  test("is read on after one more choice, and anew where it was taken back or is another one", () => {
    const choices = [...talk(HARSH)];
    const at = (n: number, profile = "own") => {
      const read = { case: "well_digger", profile, choices: choices.slice(0, n), taken_over: 0 };
      expect(playedOf(relating, digger, { ...read, way: "coach" })).toEqual(
        play(relating, digger, profile, read.choices),
      );
    };
    for (const n of [1, 2, 2, 5, 3, 4, 0, 6]) at(n);
    at(6, "anxious");
    at(7, "anxious");
    at(7);
  });
});

describe("what is kept of a talk", () => {
  const kept = (choices: readonly string[], changes: Partial<Playing> = {}) =>
    bodyOf(
      relating,
      digger,
      { case: "well_digger", profile: "own", choices, taken_over: 0, ...changes, way: "coach" },
      play(relating, digger, changes.profile ?? "own", choices),
    );

  test("what the worker did, and nothing of what the person felt", () => {
    const body = kept(talk(HARSH));
    expect(Object.keys(body).sort()).toEqual(
      ["case", "choices", "classes", "goals", "habits", "harmful", "profile", "taken_over", "way"].sort(),
    );
    expect(JSON.stringify(body)).not.toMatch(/trust|arousal|distress|"[TARCS]"/);
    expect(body.harmful.slice(0, 2)).toEqual(["premature_reassure", "lecture"]);
    expect(body.goals.find(({ id }) => id === "asked_suicide")?.state).toBe("missed");
    const said = Object.values(body.classes).reduce((sum, n) => sum + n, 0);
    expect(said).toBe(body.choices.filter((each) => each !== "remind" && each !== "call").length);
  });

  test("what was taken over from an earlier talk is said to be", () => {
    const choices = talk(["greet"]);
    expect(kept(choices, { taken_over: 4 }).taken_over).toBe(4);
  });
});

test("a talk is tried again from a turn: what was done between two visits is a choice, and no turn", () => {
  const choices = ["a", "b", "remind", "call", "c"];
  expect(choicesBefore(choices, 1)).toEqual([]);
  expect(choicesBefore(choices, 2)).toEqual(["a"]);
  expect(choicesBefore(choices, 3)).toEqual(["a", "b", "remind", "call"]);
  expect(choicesBefore(choices, 9)).toEqual(choices);
});

describe("looking back", () => {
  test("what matters most comes first among what to try", () => {
    const found = debriefOf(relating, digger, { profile: "own", choices: talk(HARSH) });
    expect(found.score.reached).toBe(false);
    expect(found.next).toEqual({
      kind: "goal",
      words: "Ask plainly about thoughts of ending his life, before the visit ends.",
    });
    expect(found.harmful[0]?.words).toBe("A back like that is nothing. It goes by itself.");
  });

  test("what stayed unsaid says what the guide then misses", () => {
    const found = debriefOf(relating, digger, { profile: "own", choices: talk(HARSH) });
    const suicidal = found.unsaid.find(({ fact }) => fact.id === "suicidal");
    expect(suicidal?.known).not.toBe("told");
    expect(suicidal?.fact.missed).toContain("A danger to his life");
  });

  test("a sentence that harmed, or has a better one, is never the one to keep", () => {
    for (const profile of ["own", "anxious", "disorganized"]) {
      const found = debriefOf(relating, digger, { profile, choices: talk(HARSH, profile) });
      const harmful = new Set(found.harmful.map(({ words: said }) => said));
      expect(harmful.has(found.keep?.words ?? "")).toBe(false);
      expect(found.keep?.words).not.toBe("Sorry about that.");
    }
  });

  test("the tendencies are said in plain words", () => {
    const tends = (profile: string) => debriefOf(relating, digger, { profile, choices: ["greet"] }).tends;
    expect(tends("own")).toEqual(["This person tends to keep to themselves and guards their distance."]);
    expect(tends("disorganized")).toHaveLength(3);
    expect(tends("secure")).toEqual([
      "Expects to be helped, says what is wrong, and forgives a clumsy word.",
    ]);
  });

  test("the picture has a point for each start and each turn, in their order, within its frame", () => {
    const played = play(relating, digger, "own", talk(HARSH));
    const points = pointsOf(played);
    expect(points).toHaveLength(played.turns.length + played.visits.length);
    for (const [at, { x }] of points.entries()) {
      expect(x).toBeGreaterThan(at === 0 ? 0 : points[at - 1]!.x);
      expect(x).toBeLessThanOrEqual(98);
    }
  });
});
