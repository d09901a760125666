// What leaves the screen of a visit: the ticks, and nothing that was made of them.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Circumstance, Observation, Relational } from "../../domain/relational";
import type { Consultation } from "../../domain/types";
import { ENGLISH } from "../../i18n";
import type { Entry } from "../../store/entry";
import { type Draft, openDraft } from "./draft";
import { elseInTen, observedEntry, oddsOf, ownObserved, readingsNow, tickApart, tickSeen } from "./seen";

const read = (path: string) => parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8"));
const content = read("content/relational/observations.yaml");
const NONE = { anxious: 0, avoidant: 0, disorganized: 0 };
const relational = {
  ...content,
  observations: content.observations.map((each: Observation) => ({
    ...each,
    weights: { ...NONE, ...each.weights },
  })),
  // Rules stand in the file as text; here each reads one value.
  circumstances: content.circumstances.map((each: Circumstance) => ({
    ...each,
    when: each.when === undefined ? null : ["var", each.id],
    cautious: each.cautious === true,
  })),
} as Relational;
const ids = relational.observations.map(({ id }) => id);
const apartIds = relational.circumstances.map(({ id }) => id);

const opened = (given: Partial<Draft> = {}): Draft => ({
  ...openDraft({
    id: "d1",
    next_risk: "d2",
    person: "demo:ab",
    practice: true,
    visit: "first",
    way: "use",
    mode: "step",
    release: "r1",
    occurred_on: "2026-11-26",
    start: [],
    shell: {},
    known: {},
    last: null,
  }),
  ...given,
});
/** A visit that says of every circumstance that it is so, is not so, or that it does not know. */
const saying = (value: boolean | null): Consultation =>
  ({
    values: {},
    counted: [],
    trace: apartIds.map((id) => ({ id, value })),
  }) as unknown as Consultation;
const CALM = saying(false);

const anyOf = (among: readonly string[]) => fc.uniqueArray(fc.constantFrom(...among));
const earlierEntry = (seen: readonly string[], on: string, author = "amina", consultation = "before") =>
  ({
    id: `e-${on}-${author}`,
    kind: "observed",
    version: 1,
    author,
    device: "p",
    n: 1,
    subject: "demo:ab",
    amends: [],
    practice: true,
    occurred_on: on,
    written_at: `${on}T10:00:00Z`,
    tz_minutes: 0,
    clock_offset: null,
    release: "r",
    app: "0",
    body: { consultation, seen, apart: [] },
  }) as unknown as Entry;

test("no leaning, no number and no label is in the bytes of any draft or entry, whatever is ticked", () => {
  fc.assert(
    fc.property(anyOf(ids), anyOf(apartIds), fc.constantFrom(true, false, null), (seen, apart, value) => {
      const draft = apart.reduce(tickApart, seen.reduce(tickSeen, opened()));
      const result = saying(value);
      const before = JSON.stringify(draft);
      readingsNow(relational, draft, result, []);
      const entry = observedEntry(relational, draft, result);
      expect(JSON.stringify(draft)).toBe(before);
      expect(Object.keys(draft).filter((key) => !(key in opened()))).toEqual([
        ...(seen.length > 0 ? ["seen"] : []),
        ...(apart.length > 0 ? ["apart"] : []),
      ]);
      expect(entry === null).toBe(seen.length === 0);
      if (entry === null) return;
      expect(Object.keys(entry.body)).toEqual(["consultation", "seen", "apart"]);
      expect([...entry.body.seen].sort()).toEqual([...seen].sort());
      for (const id of entry.body.apart) expect(apartIds).toContain(id);
      expect(JSON.stringify([draft, entry])).not.toMatch(
        /anxious|avoidant|secure|disorganized|leaning|weight|points|odds|seen_worry|seen_private|seen_fright/,
      );
    }),
  );
});

test("a tick twice is no tick, and what stands in the entry is in the content's order", () => {
  expect(tickSeen(tickSeen(opened(), "seen_fine"), "seen_fine").seen).toEqual([]);
  const draft = opened({ seen: ["seen_body", "seen_fine", "seen_of_another_release"] });
  expect(observedEntry(relational, draft, CALM)?.body.seen).toEqual(["seen_fine", "seen_body"]);
});

test("a trial with nobody keeps nothing, nor does a release without observations", () => {
  const seen = ["seen_fine"];
  expect(observedEntry(relational, opened({ seen, person: null }), CALM)).toBeNull();
  expect(observedEntry(null, opened({ seen }), CALM)).toBeNull();
});

test("what is so, and what a cautious visit does not know, stands apart in the entry", () => {
  const apart = (value: boolean | null, ticked: readonly string[] = []) =>
    observedEntry(relational, opened({ seen: ["seen_fine"], apart: ticked }), saying(value))?.body.apart;
  expect(apart(false)).toEqual([]);
  expect(apart(false, ["apart_language", "apart_pain"])).toEqual(["apart_pain", "apart_language"]);
  expect(apart(null)).toEqual(["apart_intoxication", "apart_delirium", "apart_risk", "apart_company"]);
  expect(apart(true)).toHaveLength(5);
});

const OFTEN = ["seen_asked_serious", "seen_upset_end"];

test("only the worker's own entries count, and a colleague's change nothing", () => {
  const own = [earlierEntry(OFTEN, "2026-11-20"), earlierEntry(OFTEN, "2026-11-10")];
  const all = [...own, earlierEntry(OFTEN, "2026-11-15", "bo")];
  expect(ownObserved(all, "amina").map(({ occurred_on }) => occurred_on)).toEqual([
    "2026-11-20",
    "2026-11-10",
  ]);
  const now = (entries: readonly Entry[]) =>
    readingsNow(relational, opened({ seen: OFTEN }), CALM, ownObserved(entries, "amina"));
  expect(now(all)).toEqual(now(own));
  expect(now(all)?.state).toBe("shown");
  expect(readingsNow(relational, opened(), CALM, ownObserved(all, "bo"))?.state).toBe("few");
});

test("today's ticks count once, also when the visit was closed and is looked at again", () => {
  const draft = opened({ seen: OFTEN });
  const again = [earlierEntry(OFTEN, "2026-11-26", "amina", draft.id)];
  expect(readingsNow(relational, draft, CALM, ownObserved(again, "amina"))).toEqual(
    readingsNow(relational, draft, CALM, []),
  );
});

test("today does not count while a circumstance is so or not known", () => {
  const earlier = ownObserved(
    ["2026-11-20", "2026-11-10"].map((on) => earlierEntry(OFTEN, on)),
    null,
  );
  for (const value of [true, null])
    expect(readingsNow(relational, opened({ seen: OFTEN }), saying(value), earlier)).toEqual(
      readingsNow(relational, opened(), CALM, earlier),
    );
});

test("points as odds, and how often it is something else", () => {
  expect(oddsOf(-5)).toEqual({ for: 1, against: 3.2 });
  expect(oddsOf(3)).toEqual({ for: 2, against: 1 });
  expect(oddsOf(10)).toEqual({ for: 10, against: 1 });
  expect([3, 5.681406, 20].map(elseInTen)).toEqual([3, 2, 1]);
});

test("the app's own words for it hold no name of a pattern", () => {
  const words = Object.entries(ENGLISH).filter(([key]) => /^(beside|seen|counted|strength)\./.test(key));
  expect(words.length).toBeGreaterThan(40);
  for (const [key, text] of words)
    expect(text, key).not.toMatch(
      /anxious|avoidan|secure|disorgani|preoccupied|fearful|attachment|leaning|style/i,
    );
});
