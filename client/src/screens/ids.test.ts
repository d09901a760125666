import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { APP_READS } from "./ids";

test("the content's list of what this app names is this app's own, so that its check speaks for this code", () => {
  const pack = readFileSync(new URL("../../../content/pack.yaml", import.meta.url), "utf-8");
  expect(parse(pack).app_reads).toEqual(APP_READS);
});
