import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Database, dropDatabase, openDatabase } from "./db";
import { StoreError } from "./errors";
import { readPlays } from "./plays";

let database: Database;
const keep = (name: string, part: unknown) =>
  database.put("parts", typeof part === "string" ? part : JSON.stringify(part), `r1/${name}`);
const CASE = {
  id: "well",
  title: "Back pain",
  topics: [{ id: "arrival", lines: [{ id: "greet", text: "Good day." }] }],
};
const PART = { format: 1, model: { notice: "A model." }, profiles: [], talk: { lines: [] }, cases: [CASE] };

beforeEach(async () => {
  database = await openDatabase("plays", () => {});
});
afterEach(async () => {
  database.close();
  await dropDatabase("plays");
});

it("reads the virtual patients of a release in the worker's language", async () => {
  await keep("relating.json", PART);
  await keep("relating.sw.json", { "vp:well:title": "Mgongo", "vp:well.greet:text": "Habari." });

  const swahili = await readPlays(database, "r1", "sw");
  expect(swahili?.cases[0]?.title).toBe("Mgongo");
  expect(swahili?.cases[0]?.topics[0]?.lines[0]?.text).toBe("Habari.");
  expect((await readPlays(database, "r1", "en"))?.cases[0]?.title).toBe("Back pain");
});

it("has none where the release has none, or no part for them", async () => {
  expect(await readPlays(database, "r1", "en")).toBeNull();
  await keep("relating.json", { ...PART, model: null, cases: [] });
  expect(await readPlays(database, "r1", "en")).toBeNull();
});

it("says which part cannot be read", async () => {
  await keep("relating.json", "{");
  await expect(readPlays(database, "r1", "en")).rejects.toThrow(StoreError);
});
