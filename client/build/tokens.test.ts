import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../src/tokens.css", import.meta.url), "utf8");

/** The declarations of the rule with this selector. CSS cannot share them between a selector and a media query. */
function declarations(selector: string): readonly string[] {
  const body = css
    .slice(css.indexOf(`${selector} {`))
    .split("{")[1]!
    .split("}")[0]!;
  return body
    .split(";")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

test("the dark theme is the same whether it was chosen or the system asks for it", () => {
  const chosen = declarations(':root[data-theme="dark"]');
  expect(chosen.length).toBeGreaterThan(15);
  expect(declarations(":root:not([data-theme])")).toEqual(chosen);
});
