import { expect, test } from "vitest";
import {
  act,
  answer,
  answerOf,
  confirmKnown,
  keepAnswer,
  openDraft,
  openModule,
  say,
  startOf,
  tick,
  tickAmong,
  ticksOf,
  typedOf,
  typeIn,
  undoAct,
} from "./draft";

const opened = openDraft({
  id: "d1",
  person: "p1",
  practice: false,
  visit: "first",
  way: "use",
  mode: "step",
  release: "r1",
  occurred_on: "2026-11-18",
  start: ["ecp"],
  chart: ["pres_low_mood"],
  shell: { cadre: "nurse" },
  known: { sex: { value: "f" } },
  last: null,
});

test("what the app knows and what brings the person are answers from the start", () => {
  expect(answerOf(opened.answers, "cadre")).toEqual({ value: "nurse", by: "record", n: 1 });
  expect(answerOf(opened.answers, "chart")).toEqual({ value: ["pres_low_mood"], by: "worker", n: 2 });
  expect(startOf(opened.answers)).toEqual(["ecp"]);
});

test("a new answer to an old question gets a new number", () => {
  const twice = answer(answer(opened, "q", say(true)), "q", say(false));
  expect(answerOf(twice.answers, "q")).toEqual({ value: false, n: opened.n + 2 });
});

test("ticks are kept but are no answer until they are", () => {
  const ticking = tick(tick(opened, "list", "a"), "list", "b");
  expect(ticking.ticks.list).toEqual(["a", "b"]);
  expect(answerOf(ticking.answers, "list")).toBeUndefined();
  expect(answer(ticking, "list", say(["a", "b"])).ticks).toEqual({});
});

test("ticking again takes the tick away", () => {
  expect(tick(tick(opened, "list", "a"), "list", "a").ticks.list).toEqual([]);
});

test("a tick changes what was answered or is known; the rest of it stays ticked", () => {
  const answered = answer(opened, "list", say(["a", "b"]));
  expect(tick(answered, "list", "c").ticks.list).toEqual(["a", "b", "c"]);
  expect(tick(answered, "list", "a").ticks.list).toEqual(["b"]);
  expect(tick({ ...opened, known: { list: { value: ["a"] } } }, "list", "b").ticks.list).toEqual(["a", "b"]);
});

test("in a group a list without a tick left is open again: what it said no longer counts, and it says no 'none' by itself", () => {
  const answered = answer(opened, "list", say(["a", "b"]));
  const one = tickAmong(answered, "list", "a");
  expect(answerOf(one.answers, "list")?.value).toEqual(["a", "b"]);
  const none = tickAmong(one, "list", "b");
  expect(answerOf(none.answers, "list")).toBeUndefined();
  expect(ticksOf(none, "list")).toEqual([]);
  expect(ticksOf(tickAmong(none, "list", "b"), "list")).toEqual(["b"]);
});

test("what is typed is kept with every letter, but is no answer until it is", () => {
  const typing = typeIn(opened, "note", "half a wo");
  expect(typedOf(typing, "note")).toBe("half a wo");
  expect(answerOf(typing.answers, "note")).toBeUndefined();
  const answered = answer(typing, "note", say("a word"));
  expect(typedOf(answered, "note")).toBe("a word");
  expect(typedOf(keepAnswer({ ...typeIn(answered, "note", "anoth"), changing: "note" }), "note")).toBe(
    "a word",
  );
  expect(typedOf(answer(opened, "age", say(34)), "age")).toBe("34");
  expect(typedOf(typeIn(answered, "note", ""), "note")).toBe("");
  const { typed: _none, ...older } = opened;
  expect(typedOf(typeIn(older, "note", "x"), "note")).toBe("x");
});

test("an answer that is kept after all is shown as it was answered", () => {
  const changing = { ...answer(opened, "list", say(["a"])), changing: "list" };
  const kept = keepAnswer(tick(changing, "list", "b"));
  expect(kept.changing).toBeNull();
  expect(ticksOf(kept, "list")).toEqual(["a"]);
});

test("what was known becomes an answer only when confirmed, and says so", () => {
  expect(answerOf(opened.answers, "sex")).toBeUndefined();
  const confirmed = confirmKnown(opened, ["sex", "never_known"]);
  expect(answerOf(confirmed.answers, "sex")).toMatchObject({ value: "f", by: "record" });
  expect(confirmed.known).toEqual({});
});

test("an urgent action that was ticked by mistake is open again", () => {
  const done = act(opened, "sui_not_alone", "not_done", "refused");
  expect(answerOf(done.answers, "sui_not_alone")).toMatchObject({ act: "not_done", reason: "refused" });
  expect(answerOf(undoAct(done, "sui_not_alone").answers, "sui_not_alone")).toBeUndefined();
});

test("opening a module twice opens it once", () => {
  expect(startOf(openModule(openModule(opened, "sui"), "sui").answers)).toEqual(["ecp", "sui"]);
});
