import { expect, it } from "vitest";
import { DRAWINGS } from "./drawings";
import { initialsOf } from "./initials";

it("takes a letter of the first name and one of the last, in any script", () => {
  expect(initialsOf("Amina Wanjiru Odhiambo")).toBe("AO");
  expect(initialsOf("Bo")).toBe("B");
  expect(initialsOf("  dr. amina  ")).toBe("DA");
  expect(initialsOf("ሰላም ተስፋዬ")).toBe("ሰተ");
  expect(initialsOf("सीता थापा")).toBe("सीथा");
  expect(initialsOf("(7) Élodie 3")).toBe("É");
  expect(initialsOf("")).toBe("");
});

it("has two dozen drawings, each of two tones that keep inside its frame", () => {
  expect(Object.keys(DRAWINGS)).toHaveLength(24);
  for (const [name, parts] of Object.entries(DRAWINGS))
    for (const path of parts) {
      expect(path, name).toMatch(/^M[-MLHVCSAZa-z0-9. ]+$/);
      for (const [, x, y] of path.matchAll(/M\s?(-?[\d.]+)[ ,]?(-?[\d.]+)/g))
        for (const at of [Number(x), Number(y)]) expect(at >= 0 && at <= 48, `${name}: ${at}`).toBe(true);
    }
});
