import { describe, expect, it } from "vitest";
import { needsHelp, sentence, type Told } from "./words";

const NONE = { count: 0, carried: 0, oldest: null, aside: 0, refused: 0, parcels: 0 };
const at = (day: string, time = "09:40") => new Date(`${day}T${time}:00`);
const told = (more: Partial<Told> = {}): Told => ({
  state: { kind: "idle" },
  unsent: NONE,
  lastSent: at("2026-11-25").toISOString(),
  isComplete: true,
  isOpen: true,
  today: "2026-11-25",
  ...more,
});

describe("what is unsent", () => {
  it("says when everything was sent", () => {
    expect(sentence(told())).toBe("Last sent today at 9:40.");
    expect(sentence(told({ lastSent: at("2026-11-24").toISOString() }))).toBe(
      "Last sent Tue 24 Nov at 9:40.",
    );
    expect(sentence(told({ lastSent: null }))).toBe("Nothing sent yet.");
  });

  it("counts what waits, and says since when", () => {
    const unsent = { ...NONE, count: 3, oldest: at("2026-11-24") };
    expect(sentence(told({ unsent }))).toBe("3 not yet sent, the oldest since Tue 24 Nov.");
    expect(sentence(told({ unsent, state: { kind: "offline" } }))).toBe(
      "3 not yet sent, the oldest since Tue 24 Nov. No network: kept on this phone.",
    );
    expect(sentence(told({ unsent: { ...NONE, count: 1, oldest: at("2026-11-25") } }))).toBe(
      "1 not yet sent.",
    );
  });

  it("does not count what a parcel has brought to the server", () => {
    const unsent = { ...NONE, count: 2, carried: 2, oldest: at("2026-11-20") };
    expect(sentence(told({ unsent }))).toContain("Brought to the server by a colleague");
    expect(needsHelp(told({ unsent }))).toBe(false);
  });

  it("says while a first sync is not through that people may be missing", () => {
    expect(sentence(told({ isComplete: false }))).toContain("lists may lack people");
    expect(sentence(told({ isComplete: false, isOpen: false }))).not.toContain("lack");
  });

  it("asks for help after three days, for what was set aside, and when the phone is signed out", () => {
    const unsent = { ...NONE, count: 3, oldest: at("2026-11-22") };
    expect(needsHelp(told({ unsent }))).toBe(true);
    expect(sentence(told({ unsent }))).toContain("Open Attune where there is a network");
    expect(needsHelp(told({ unsent: { ...unsent, oldest: at("2026-11-23") } }))).toBe(false);
    expect(needsHelp(told({ unsent: { ...NONE, refused: 1 } }))).toBe(true);
    expect(needsHelp(told({ state: { kind: "signed_out", reason: "revoked" } }))).toBe(true);
  });
});
