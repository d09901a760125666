// What must hold whatever was ticked, whenever, in whatever order; with the content's own numbers and with any that `attune check` lets by.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Readings, readingsOf, type Seen, shownOf } from "./leanings";
import { type Model, type Observation, type Relational, WEIGHED } from "./relational";

const content = parse(
  readFileSync(new URL("../../../content/relational/observations.yaml", import.meta.url), "utf8"),
) as {
  model: Model;
  tendencies: Relational["tendencies"];
  circumstances: readonly { id: string }[];
  observations: readonly (Omit<Observation, "weights"> & { weights?: Partial<Observation["weights"]> })[];
};
const { model } = content;
const observations: readonly Observation[] = content.observations.map((each) => ({
  ...each,
  weights: { anxious: 0, avoidant: 0, disorganized: 0, ...each.weights },
}));
const isHeavy = ({ weights }: Observation) => WEIGHED.some((tendency) => weights[tendency] !== 0);
const ids = observations.map(({ id }) => id);
const heavy = observations.filter(isHeavy).map(({ id }) => id);
const light = observations.filter((each) => !isHeavy(each)).map(({ id }) => id);

const TODAY = "2026-11-26";
const dayBefore = (days: number, from = TODAY) =>
  new Date(Date.parse(from) - days * 86_400_000).toISOString().slice(0, 10);
const anySeen = (among: readonly string[]) => fc.uniqueArray(fc.constantFrom(...among), { maxLength: 12 });
const visit = fc.record({
  on: fc.integer({ min: 0, max: 900 }).map((days) => dayBefore(days)),
  seen: anySeen(ids),
  apart: fc.constant([] as readonly string[]),
});
const visits = fc.array(visit, { maxLength: 12 });
const read = (seen: readonly Seen[], today = TODAY, by = model): Readings =>
  readingsOf(by, observations, seen, today);
const shown = (found: Readings) => WEIGHED.filter((tendency) => found.of[tendency].isShown);
/** Any model that `attune check` lets by. */
const anyModel = fc
  .record({
    start: fc.integer({ min: -20, max: 0 }),
    visit_cap: fc.integer({ min: 1, max: 12 }),
    above: fc.integer({ min: 1, max: 20 }),
    more: fc.integer({ min: 0, max: 20 }),
    half_life_days: fc.integer({ min: 1, max: 700 }),
    least_days: fc.integer({ min: 2, max: 6 }),
  })
  .map(({ above, more, ...rest }): Model => {
    const shown_from = rest.start + rest.visit_cap + above;
    return { ...rest, shown_from, most: shown_from + more };
  });

describe("whatever was seen", () => {
  test("the order of visits and of ticks changes nothing, nor does a tick twice", () => {
    fc.assert(
      fc.property(visits, fc.infiniteStream(fc.nat()), (given, dice) => {
        const mixed = [...given]
          .map((each) => ({
            each: { ...each, seen: [...each.seen, ...each.seen].reverse() },
            at: dice.next().value,
          }))
          .sort((one, other) => one.at - other.at)
          .map(({ each }) => each);
        expect(read(mixed)).toEqual(read(given));
      }),
    );
  });

  test("how the ticks are dealt out over the visits of one day changes nothing", () => {
    fc.assert(
      fc.property(visits, anySeen(ids), (given, seen) => {
        const apart: readonly string[] = [];
        const one = [...given, { on: TODAY, seen, apart }];
        const each = [...given, ...seen.map((id) => ({ on: TODAY, seen: [id], apart }))];
        expect(read(each)).toEqual(read(one));
      }),
    );
  });

  test("the observations of one visit never decide, by any model that is let by, however many visits that day has", () => {
    fc.assert(
      fc.property(anyModel, fc.array(anySeen(ids), { maxLength: 6 }), (by, days) => {
        const seen = days.map((some) => ({ on: TODAY, seen: some, apart: [] }));
        expect(shown(read(seen, TODAY, by))).toEqual([]);
        expect(read(seen, TODAY, by).state).not.toBe("shown");
      }),
    );
    const everything = read([{ on: TODAY, seen: ids, apart: [] }]);
    for (const tendency of WEIGHED) expect(everything.of[tendency].points).toBeLessThan(model.shown_from);
  });

  test("decay returns to unknown: nothing is shown later, and the points are where they began", () => {
    fc.assert(
      fc.property(visits, (given) => {
        const later = read(given, dayBefore(-60 * model.half_life_days));
        expect(shown(later)).toEqual([]);
        for (const tendency of WEIGHED) expect(later.of[tendency].points).toBeCloseTo(model.start, 4);
      }),
    );
  });

  test("each half-life leaves half of what was there", () => {
    fc.assert(
      fc.property(visits, (given) => {
        const open = { ...model, most: 1000 };
        const [now, then] = [read(given, TODAY, open), read(given, dayBefore(-model.half_life_days), open)];
        for (const tendency of WEIGHED)
          expect(then.of[tendency].points - model.start).toBeCloseTo(
            (now.of[tendency].points - model.start) / 2,
            5,
          );
      }),
    );
  });

  test("a visit with any excluded circumstance changes nothing", () => {
    const circumstance = fc.constantFrom(...content.circumstances.map(({ id }) => id));
    fc.assert(
      fc.property(visits, anySeen(ids), circumstance, fc.nat(900), (given, seen, why, days) => {
        const apart = [...given, { on: dayBefore(days), seen, apart: [why] }];
        expect(read(apart)).toEqual(read(given));
      }),
    );
  });

  test("observations of no weight change nothing, not even how many days were seen", () => {
    fc.assert(
      fc.property(visits, anySeen(light), fc.nat(900), (given, seen, days) => {
        const added = [...given, { on: dayBefore(days), seen, apart: [] }];
        expect(read(added)).toEqual(read(given));
        const beside = given.map((each) => ({ ...each, seen: [...each.seen, ...seen] }));
        expect(read(beside)).toEqual(read(given));
      }),
    );
  });

  test("an id that the content does not know changes nothing", () => {
    fc.assert(
      fc.property(visits, (given) => {
        expect(read([...given, { on: TODAY, seen: ["seen_elsewhere"], apart: [] }])).toEqual(read(given));
      }),
    );
  });

  test("what is said was raised on as many days as the model asks for, by any model that is let by", () => {
    const strong = ["seen_asked_serious", "seen_upset_end", "seen_asked_when"];
    const often = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 8 });
    fc.assert(
      fc.property(anyModel, often, (by, days) => {
        const seen = days.map((ago) => ({ on: dayBefore(ago), seen: strong, apart: [] }));
        const found = read(seen, TODAY, by).of.anxious;
        expect(found.days).toBe(new Set(days).size);
        if (found.isShown) expect(found.days).toBeGreaterThanOrEqual(by.least_days);
      }),
      { numRuns: 500 },
    );
  });

  test("on fewer days than the model asks for nothing is said, and that is said", () => {
    fc.assert(
      fc.property(fc.array(anySeen(heavy), { maxLength: model.least_days - 1 }), (days) => {
        const found = read(days.map((seen, n) => ({ on: dayBefore(n), seen, apart: [] })));
        expect(found.state).toBe("few");
      }),
    );
  });
});

test("however much is seen, it is never surer than the model lets it be", () => {
  fc.assert(
    fc.property(anyModel, visits, (by, given) => {
      for (const tendency of WEIGHED)
        expect(read(given, TODAY, by).of[tendency].points).toBeLessThanOrEqual(by.most);
    }),
  );
});

describe("with the content's own numbers", () => {
  const often = ["seen_asked_serious", "seen_upset_end"];
  const on = (...days: readonly number[]) =>
    days.map((days) => ({ on: dayBefore(days), seen: often, apart: [] }));

  test("three visits within two months show it, and by their own words", () => {
    const found = read(on(0, 21, 42));
    expect(found.of.anxious).toEqual({ points: 5.681406, days: 3, isShown: true });
    expect(shownOf(found, content as unknown as Relational)).toEqual([
      { id: "seen_worry", text: "Worry that help will not come or will not last", days: 3 },
    ]);
  });

  test("half a year later it is unknown again", () => {
    expect(read(on(0, 21, 42), dayBefore(-180)).state).toBe("mixed");
  });

  test("three visits over two years are not enough", () => {
    expect(read(on(0, 365, 730)).state).toBe("mixed");
  });

  test("what speaks against it is heard", () => {
    const settled = { on: TODAY, seen: ["seen_settled", "seen_said_needs"], apart: [] };
    expect(read([...on(1, 22, 43), settled]).state).toBe("mixed");
  });

  test("fright is a number of its own, never made of the other two", () => {
    const both = [0, 10, 20].map((days) => ({
      on: dayBefore(days),
      seen: ["seen_asked_serious", "seen_upset_end", "seen_manage", "seen_fine"],
      apart: [],
    }));
    expect(shown(read(both))).toEqual(["anxious", "avoidant"]);
  });

  test("missed visits, family, silence, eyes, tears and the body weigh nothing", () => {
    expect(new Set(observations.filter((each) => !isHeavy(each)).map(({ about }) => about))).toEqual(
      new Set(["attendance", "company", "silence", "gaze", "tears", "body"]),
    );
    for (const each of observations) if (each.about !== "behaviour") expect(isHeavy(each)).toBe(false);
  });
});
