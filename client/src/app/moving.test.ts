import { beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../store/entry";
import type { Roster } from "../store/sync";
import { entries, unsentIds } from "./entries";
import { movesTo, unitsToMoveTo } from "./moving";
import { hasJoined } from "./storing";
import { roster } from "./sync";

const BETA = { id: "beta", name: "Beta", above: ["North"] };
let n = 0;
const entry = (kind: string, subject: string, body: object, more: object = {}): Entry =>
  ({ id: `e${++n}`, kind, subject, practice: false, device: "d", n, amends: [], body, ...more }) as never;
const moved = (subject: string, to: string) => entry("transfer", subject, { to_unit: to });
const show = (all: readonly Entry[], unsent: readonly Entry[]) => {
  [entries.value, unsentIds.value] = [all, new Set(unsent.map(({ id }) => id))];
};

beforeEach(() => {
  hasJoined.value = true;
  roster.value = { moves_to: [BETA] } as unknown as Roster;
  show([], []);
});

describe("somebody whose care was moved", () => {
  it("is on the way until the move is sent, and nobody else is", () => {
    const move = moved("a", "beta");
    show([move], [move]);
    expect([movesTo("a"), movesTo("b")]).toEqual(["Beta", null]);
  });

  it("is on the way no more once it was sent, or set aside: then nobody was moved", () => {
    const move = moved("a", "beta");
    const other = entry("visit_booked", "a", { on: "2026-12-01", after: null });
    show([move, other], [other]);
    expect(movesTo("a")).toBeNull();
  });

  it("and has come back, stays", () => {
    const all = [moved("a", "beta"), moved("a", "alpha")];
    show(all, []);
    expect(movesTo("a")).toBeNull();
  });

  it("is on the way under each of the ids that are one person", () => {
    const all = [entry("same_person", "a", { other: "b" }), moved("a", "beta")];
    show(all, all);
    expect([movesTo("a"), movesTo("b")]).toEqual(["Beta", "Beta"]);
  });

  it("goes to another unit where this phone does not know its name any more", () => {
    const move = moved("a", "gamma");
    show([move], [move]);
    expect(movesTo("a")).toBe("another unit");
  });
});

describe("the units to which care can be moved", () => {
  it("are none where the server has not named them", () => {
    roster.value = { workers: [] } as unknown as Roster;
    expect(unitsToMoveTo.value).toEqual([]);
    roster.value = null;
    expect(unitsToMoveTo.value).toEqual([]);
  });
});
