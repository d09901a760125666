import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BodyOf, ConsultationBody, Entry, Kind } from "./entry";
import { hadRisk, Journal, openRisksOf } from "./fold";
import { bookings as bookingsIn, journalsOf, openRisks, openTasks as openTasksIn } from "./projections";

const bookings = (entries: readonly Entry[]) => bookingsIn(journalsOf(entries));
const openTasks = (entries: readonly Entry[]) => openTasksIn(journalsOf(entries));

let n = 0;
function entry<K extends Kind>(
  kind: K,
  subject: string | null,
  on: string,
  body: BodyOf<K>,
  more: Partial<Entry> = {},
): Entry {
  n++;
  return {
    id: `e${n}`,
    kind,
    version: 1,
    author: "a",
    device: "d",
    n,
    subject,
    amends: [],
    practice: true,
    occurred_on: on,
    written_at: `${on}T10:00:${String(n % 60).padStart(2, "0")}Z`,
    tz_minutes: 0,
    clock_offset: null,
    release: "r",
    app: "0",
    body,
    ...more,
  } as unknown as Entry;
}
const visit = (subject: string, on: string, body: Partial<ConsultationBody> = {}) =>
  entry("consultation", subject, on, {
    tasks: [],
    answers: {},
    set_aside: [],
    conclusions: [],
    follow_up: null,
    self_harm_asked: { state: "no", by: [] },
    ...body,
  } as unknown as ConsultationBody);
const follow = (on: string, booked_on: string | null = null) => ({
  from: on,
  to: on,
  on,
  ids: [],
  booked_on,
});
const risk = (subject: string, on: string, more: Partial<Entry> = {}) =>
  entry(
    "imminent_risk",
    subject,
    on,
    { because: ["sui_imminent"], present: true, who_with: "family", place: null, consultation: "c" },
    more,
  );
const outcome = (of: Entry, on: string) =>
  entry("risk_outcome", of.subject, on, { risk: of.id, outcome: "at_facility", note: null });
const ask = { id: "ask_q", kind: "ask" as const, of: "q", who: null, due_on: "2026-11-25" };

describe("an imminent risk", () => {
  it("is open until an outcome closes it", () => {
    const found = risk("ab", "2026-11-24");
    expect(openRisks([found]).map((one) => one.entry.id)).toEqual([found.id]);
    expect(openRisks([found, outcome(found, "2026-11-24")])).toEqual([]);
  });

  it("is not closed by a later visit alone", () => {
    expect(openRisks([risk("ab", "2026-11-24"), visit("ab", "2026-11-25")])).toHaveLength(1);
  });

  it("is one with its correction, and an outcome of either closes it", () => {
    const first = risk("ab", "2026-11-24");
    const left = risk("ab", "2026-11-24", { amends: [first.id] });
    expect(openRisks([first, left]).map((one) => [one.entry.id, one.since])).toEqual([[left.id, first.id]]);
    expect(openRisks([first, left, outcome(first, "2026-11-24")])).toEqual([]);
    expect(openRisks([first, left, outcome(left, "2026-11-24")])).toEqual([]);
  });

  it("shows both of two corrections, because a person decides which holds", () => {
    const first = risk("ab", "2026-11-24");
    const two = [
      risk("ab", "2026-11-24", { amends: [first.id] }),
      risk("ab", "2026-11-24", { amends: [first.id] }),
    ];
    expect(openRisks([first, ...two])).toHaveLength(2);
  });

  it("is shown even if what it corrects never arrived", () => {
    expect(openRisks([risk("ab", "2026-11-24", { amends: ["elsewhere"] })])).toHaveLength(1);
  });
});

describe("a booked visit", () => {
  it("is the guide's date, or the one agreed", () => {
    expect(bookings([visit("ab", "2026-11-24", { follow_up: follow("2026-12-01") })])[0]).toMatchObject({
      on: "2026-12-01",
      followed: false,
    });
    expect(
      bookings([visit("ab", "2026-11-24", { follow_up: follow("2026-12-01", "2026-11-30") })])[0],
    ).toMatchObject({ on: "2026-11-30" });
  });

  it("is answered by any later visit, with a new date or none", () => {
    const first = visit("ab", "2026-11-24", { follow_up: follow("2026-12-01") });
    expect(bookings([first, visit("ab", "2026-12-03")])).toEqual([]);
    expect(
      bookings([first, visit("ab", "2026-12-03", { follow_up: follow("2026-12-10") })])[0],
    ).toMatchObject({ on: "2026-12-10" });
  });

  it("can be moved", () => {
    const first = visit("ab", "2026-11-24", { follow_up: follow("2026-12-01") });
    const moved = entry("visit_booked", "ab", "2026-12-02", { on: "2026-12-05", after: first.id });
    expect(bookings([first, moved])[0]).toMatchObject({ on: "2026-12-05" });
  });

  it("is followed once somebody has looked for the person", () => {
    const first = visit("ab", "2026-11-24", { follow_up: follow("2026-12-01") });
    const missed = entry("visit_missed", "ab", "2026-12-02", {
      booked_on: "2026-12-01",
      entry: first.id,
      contact: "not_reached",
    });
    expect(bookings([first, missed])[0]).toMatchObject({ on: "2026-12-01", followed: true });
  });

  it("of one person is not answered by another's visit", () => {
    expect(
      bookings([visit("ab", "2026-11-24", { follow_up: follow("2026-12-01") }), visit("cd", "2026-12-01")]),
    ).toHaveLength(1);
  });
});

describe("an open task", () => {
  const first = visit("ab", "2026-11-24", { tasks: [ask] });
  it("stays through a visit that did not answer its question", () => {
    for (const answers of [{}, { q: { unknown: "declined" as const } }])
      expect(openTasks([first, visit("ab", "2026-11-25", { answers })])).toHaveLength(1);
    expect(
      openTasks([first, visit("ab", "2026-11-25", { answers: { q: { value: true } }, set_aside: ["q"] })]),
    ).toHaveLength(1);
  });

  it("ends with an answer, even a no", () => {
    expect(openTasks([first, visit("ab", "2026-11-25", { answers: { q: { value: false } } })])).toEqual([]);
  });

  it("is one task when the next visit opens it again", () => {
    const again = visit("ab", "2026-11-25", { tasks: [ask] });
    expect(openTasks([first, again]).map((task) => task.entry)).toEqual([again.id]);
  });

  it("ends when somebody says that it is done, and not when it could not be done", () => {
    const done = (how: "done" | "could_not") =>
      entry("task_done", "ab", "2026-11-25", { entry: first.id, task: "ask_q", outcome: how, note: null });
    expect(openTasks([first, done("done")])).toEqual([]);
    expect(openTasks([first, done("could_not")])).toHaveLength(1);
  });

  it("of nobody in particular ends only when somebody says so", () => {
    const nobody = { ...visit("x", "2026-11-24", { tasks: [ask] }), subject: null } as Entry;
    const other = {
      ...visit("x", "2026-11-25", { answers: { q: { value: true } } }),
      subject: null,
    } as Entry;
    expect(openTasks([nobody, other])).toHaveLength(1);
  });
});

it("a past risk is remembered", () => {
  const said = (state: "yes" | "no") =>
    hadRisk(new Journal([visit("ab", "2026-11-24", { self_harm_asked: { state, by: ["carer"] } })]));
  expect(said("no")).toBe(false);
  expect(said("yes")).toBe(true);
});

it("what follows from the entries does not depend on the order in which they arrive", () => {
  const first = risk("ab", "2026-11-24");
  const all = [
    first,
    risk("ab", "2026-11-24", { amends: [first.id] }),
    risk("cd", "2026-11-24"),
    visit("ab", "2026-11-24", { tasks: [ask], follow_up: follow("2026-12-01") }),
    visit("ab", "2026-11-30", { answers: { q: { value: true } } }),
    visit("cd", "2026-11-20", { follow_up: follow("2026-11-27") }),
    entry("visit_booked", "cd", "2026-11-27", { on: "2026-12-04", after: null }),
  ];
  const fold = (entries: readonly Entry[]) =>
    [openRisks(entries), bookings(entries), openTasks(entries)].map((rows) =>
      rows.map((row) => JSON.stringify(row)).sort(),
    );
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (some) => {
      expect(fold(some)).toEqual(fold(all));
    }),
  );
});

it("the open risks are those of the whole journal, whatever else is in it and whatever was wrongly corrected by what", () => {
  const kinds = ["imminent_risk", "risk_outcome", "erasure", "consultation", "visit_booked"] as const;
  const one = fc.record({
    kind: fc.constantFrom(...kinds),
    subject: fc.constantFrom("ab", "cd"),
    day: fc.integer({ min: 10, max: 14 }),
    amends: fc.array(fc.nat(11), { maxLength: 2 }),
    of: fc.nat(11),
    blank: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (made) => {
      const all = made.map(({ kind, subject, day, amends, of, blank }, i): Entry => {
        const body =
          kind === "erasure"
            ? { entries: [`r${of}`], because: "by_law" }
            : kind === "risk_outcome"
              ? { risk: `r${of}`, outcome: "at_facility", note: null }
              : { tasks: [], follow_up: null };
        return entry(kind, subject, `2026-11-${day}`, (blank && kind !== "erasure" ? null : body) as never, {
          id: `r${i}`,
          amends: amends.map((name) => `r${name}`),
        });
      });
      const whole = new Journal(all);
      expect(openRisks(all).map(({ entry: { id }, since }) => [id, since])).toEqual(
        openRisksOf(whole).map((risk) => [risk.id, whole.since(risk)]),
      );
    }),
    { numRuns: 500 },
  );
});
