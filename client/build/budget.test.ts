import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkBudget, measure } from "./budget.ts";

let dist: string;

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), "budget-"));
  mkdirSync(join(dist, "assets"));
  vi.spyOn(console, "log").mockImplementation(() => {});
  put(
    "index.html",
    100,
    `<script type="module" src="/assets/main-1.js"></script><link href="/assets/main-1.css">`,
  );
  put("assets/main-1.css", 50);
  put("assets/main-1.js", 1000, `import{a}from"./domain-1.js";import("./later-1.js");`);
  put("assets/domain-1.js", 500, `import"./shared-1.js";`);
  put("assets/shared-1.js", 10);
  put("assets/later-1.js", 90_000);
});

afterEach(() => {
  rmSync(dist, { recursive: true });
  vi.restoreAllMocks();
});

function put(path: string, compressed: number, content = ""): void {
  writeFileSync(join(dist, path), content);
  writeFileSync(join(dist, `${path}.br`), Buffer.alloc(compressed));
}

test("the initial route is the page and all that it imports, and not what it imports later", () => {
  expect(measure(dist).initial).toBe(100 + 50 + 1000 + 500 + 10);
  expect(measure(dist).domain).toBe(500);
});

test("the domain chunk counts where a later screen loads it, too", () => {
  put("assets/main-1.js", 1000, `import("./domain-1.js");`);
  expect(measure(dist)).toMatchObject({ initial: 100 + 50 + 1000, domain: 500 });
});

test("a build without a domain chunk fails, so that the budget cannot go blind", () => {
  rmSync(join(dist, "assets/domain-1.js"));
  expect(() => checkBudget(dist)).toThrow("no chunk of src/domain");
});

test("a light build passes", () => {
  expect(() => checkBudget(dist)).not.toThrow();
});

test("a heavy first screen fails the build", () => {
  put("assets/shared-1.js", 79_000);
  expect(() => checkBudget(dist)).toThrow(/first screen/);
});

test("a heavy domain fails the build", () => {
  put("assets/domain-1.js", 8001);
  expect(() => checkBudget(dist)).toThrow(/domain chunk/);
});
