import { describe, expect, it } from "vitest";
import { type Kind, VERSION } from "./entry";
import { LIFTS, restore } from "./restore";

const entry = (kind: string, version: number, body: unknown = {}) => ({
  id: "i",
  kind,
  version,
  n: 1,
  occurred_on: "2026-11-24",
  body,
});

describe("restore", () => {
  for (const kind of Object.keys(VERSION) as Kind[])
    it(`reads every version of ${kind} that a phone may hold`, () => {
      for (let version = 1; version <= VERSION[kind]; version++) {
        const { entries, aside } = restore([entry(kind, version)]);
        expect(aside).toEqual([]);
        expect(entries[0]!.version).toBe(VERSION[kind]);
      }
      expect(Object.keys(LIFTS[kind]).map(Number)).toEqual(
        Array.from({ length: VERSION[kind] - 1 }, (_, i) => i + 1),
      );
    });

  it("lifts an old body step by step", () => {
    const lifts = {
      ...LIFTS,
      person: { [VERSION.person - 1]: (old: unknown) => ({ ...(old as object), lifted: true }) },
    };
    const { entries } = restore([entry("person", VERSION.person - 1 || 1)], lifts);
    // With one version only there is nothing to lift; the step is used as soon as there are two.
    expect("lifted" in entries[0]!.body).toBe(VERSION.person > 1);
  });

  it("keeps what a newer app wrote, untouched, beside", () => {
    const newer = [entry("haircut", 1), entry("person", VERSION.person + 1)];
    const { entries, aside } = restore(newer);
    expect(entries).toEqual([]);
    expect(aside).toEqual(newer.map((raw) => ({ raw, why: "newer_app" })));
  });

  it("keeps what it cannot read, and goes on with the rest", () => {
    const broken = [
      null,
      3,
      "x",
      [],
      {},
      { ...entry("person", 1), body: null },
      { ...entry("person", 1), n: "1" },
      entry("person", 0),
    ];
    const { entries, aside } = restore([...broken, entry("person", 1)]);
    expect(entries).toHaveLength(1);
    expect(aside.map(({ why }) => why)).toEqual(broken.map(() => "unreadable"));
  });
});
