import { describe, expect, it } from "vitest";
import { DEFAULTS, readSettings } from "./settings";

describe("stored settings", () => {
  it("come back as they were chosen", () => {
    const chosen = {
      ...DEFAULTS,
      welcomed: true,
      cadre: "nurse",
      languages: { w1: "sw" },
      text: 150,
      theme: "dark",
      mode: "quick",
      stock: [],
    };
    expect(readSettings(JSON.stringify(chosen))).toEqual(chosen);
  });

  it.each([null, "", "{", "[]", "3", "null"])("%j gives the defaults", (stored) => {
    expect(readSettings(stored)).toEqual(DEFAULTS);
  });

  it("what cannot be read falls back by itself and takes nothing else with it", () => {
    const stored = {
      welcomed: "yes",
      cadre: 3,
      text: 117,
      theme: "pink",
      mode: "slow",
      stock: "all",
      language: "sw",
      languages: { w1: 3, w2: "sw" },
    };
    expect(readSettings(JSON.stringify(stored))).toEqual({
      ...DEFAULTS,
      language: "sw",
      languages: { w2: "sw" },
    });
  });

  it("medicines not looked at are not the same as none here", () => {
    expect(readSettings("{}").stock).toBeNull();
    expect(readSettings('{"stock":[]}').stock).toEqual([]);
  });
});
