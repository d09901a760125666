import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { Withdrawn } from "../store/manifest";
import type { Content } from "../store/parts";
import { keptContents } from "./kept-guides";

const content = { guide: { release: "r1", withdrawn: [] } } as unknown as Content;
const list = { lines: ["dep_amitriptyline"] } as unknown as Withdrawn;
const read = () => new Promise((done) => setTimeout(done));

test("a line that is withdrawn while a visit goes on leaves the guide that the visit began with", async () => {
  const withdrawn = signal<Withdrawn | null>(null);
  const contentOf = keptContents(async () => content, withdrawn);
  expect(contentOf("r1")).toBeUndefined();
  await read();
  expect(contentOf("r1")?.guide.withdrawn).toEqual([]);
  expect(contentOf("r1")?.guide).toBe(contentOf("r1")?.guide);
  withdrawn.value = list;
  expect(contentOf("r1")?.guide.withdrawn).toEqual(["dep_amitriptyline"]);
});

test("a release that is not there or cannot be read is said to be so; no visit waits for it", async () => {
  const nothing = keptContents(async () => null, signal(null));
  const broken = keptContents(async () => Promise.reject(new Error("cut short")), signal(null));
  expect([nothing("r1"), broken("r1")]).toEqual([undefined, undefined]);
  await read();
  expect([nothing("r1"), broken("r1")]).toEqual([null, null]);
});
