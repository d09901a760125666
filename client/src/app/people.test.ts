import { describe, expect, it } from "vitest";
import type { BodyOf, Entry, Kind } from "../store/entry";
import { journalsOf, openRisks } from "../store/projections";
import { byUrgency, needsOf, onePerPerson } from "./people";

const TODAY = "2026-11-25";
const asks = (id: string) => id === "sui_thoughts_now";
let n = 0;
const entry = <K extends Kind>(kind: K, subject: string, on: string, body: Partial<BodyOf<K>>): Entry =>
  ({
    id: `e${++n}`,
    kind,
    subject,
    occurred_on: on,
    written_at: `${on}T08:00:00.000Z`,
    n,
    amends: [],
    body,
  }) as unknown as Entry;
const visit = (subject: string, on: string, more: Partial<BodyOf<"consultation">> = {}): Entry =>
  entry("consultation", subject, on, {
    answers: {},
    set_aside: [],
    tasks: [],
    follow_up: null,
    self_harm_asked: { state: "no", by: ["person"] },
    ...more,
  });
const next = (on: string) => ({ from: on, to: on, on, ids: [], booked_on: on });
const task = (id: string, of: string | null, due_on: string | null = null) => ({
  id,
  kind: of === null ? ("rule" as const) : ("ask" as const),
  of,
  who: null,
  due_on,
});
const needed = (all: readonly Entry[]) => needsOf(openRisks(all), journalsOf(all), TODAY, asks);
const seen = (...all: Entry[]) => needed(all).map(({ kind, subject }) => `${kind} ${subject}`);

describe("what waits for the worker", () => {
  it("comes in the order of its urgency, whatever was written first", () => {
    expect(
      seen(
        visit("due", "2026-11-18", { follow_up: next(TODAY) }),
        visit("missed", "2026-11-12", { follow_up: next("2026-11-20") }),
        visit("unasked", "2026-11-23", { tasks: [task("t", "sui_thoughts_now")] }),
        visit("harm", "2026-11-18", { follow_up: next(TODAY), self_harm_asked: { state: "yes", by: [] } }),
        entry("imminent_risk", "risk", "2026-11-24", { consultation: "c" }),
      ),
    ).toEqual(["risk risk", "due harm", "ask unasked", "missed missed", "due due"]);
  });

  it("leaves out what is due later", () => {
    expect(
      seen(
        visit("a", TODAY, { follow_up: next("2026-11-26"), tasks: [task("t", null, "2026-11-26")] }),
        visit("b", TODAY, { tasks: [task("t", null, TODAY)] }),
      ),
    ).toEqual(["task b"]);
  });

  it("a missed visit goes once somebody has looked for the person, unless there was a risk of self-harm", () => {
    const looked = (subject: string, after: Entry) =>
      entry("visit_missed", subject, TODAY, {
        booked_on: "2026-11-20",
        entry: after.id,
        contact: "not_reached",
      });
    const plain = visit("plain", "2026-11-12", { follow_up: next("2026-11-20") });
    const harm = visit("harm", "2026-11-12", {
      follow_up: next("2026-11-20"),
      self_harm_asked: { state: "yes", by: [] },
    });
    expect(seen(plain, looked("plain", plain), harm, looked("harm", harm))).toEqual(["missed harm"]);
  });

  it("nothing waits for somebody who has died", () => {
    const risk = entry("imminent_risk", "gone", "2026-11-20", { consultation: "c" });
    expect(
      seen(
        visit("gone", "2026-11-20", { follow_up: next(TODAY), tasks: [task("t", "sui_thoughts_now")] }),
        risk,
        entry("risk_outcome", "gone", TODAY, { risk: risk.id, outcome: "died", note: "x" }),
      ),
    ).toEqual([]);
  });

  it("somebody waits again of whom it was said in error that they have died", () => {
    const risk = entry("imminent_risk", "back", "2026-11-20", { consultation: "c" });
    const died = entry("risk_outcome", "back", "2026-11-21", { risk: risk.id, outcome: "died" });
    const safe = entry("risk_outcome", "back", "2026-11-22", { risk: risk.id, outcome: "at_facility" });
    const due = visit("back", "2026-11-20", { follow_up: next(TODAY) });
    const corrected = { ...safe, amends: [died.id] } as Entry;
    expect(seen(due, risk, died)).toEqual([]);
    expect(seen(due, risk, died, corrected)).toEqual(["due back"]);
  });

  it("shows each person once, with the first need", () => {
    const all = needed([
      visit("a", "2026-11-18", { follow_up: next(TODAY), tasks: [task("t", "sui_thoughts_now")] }),
    ]);
    expect(all).toHaveLength(2);
    expect(onePerPerson(all).map(({ kind }) => kind)).toEqual(["ask"]);
  });
});

describe("open risks", () => {
  it("begin with whom nobody is known to be with, then the newest", () => {
    const risk = (subject: string, on: string, who_with: BodyOf<"imminent_risk">["who_with"]) =>
      entry("imminent_risk", subject, on, { consultation: "c", present: who_with !== null, who_with });
    const open = openRisks([
      risk("watched", "2026-11-23", "family"),
      risk("alone", "2026-11-22", "nobody"),
      risk("with me", TODAY, "me"),
      risk("gone", "2026-11-24", null),
    ]);
    expect(byUrgency(open).map(({ subject }) => subject)).toEqual(["gone", "alone", "with me", "watched"]);
  });
});
