import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { Withdrawn } from "../store/manifest";
import type { Content } from "../store/parts";
import { keptGuides } from "./kept-guides";

const content = { guide: { release: "r1", withdrawn: [] } } as unknown as Content;
const list = { lines: ["dep_amitriptyline"] } as unknown as Withdrawn;
const read = () => new Promise((done) => setTimeout(done));

test("a line that is withdrawn while a visit goes on leaves the guide that the visit began with", async () => {
  const withdrawn = signal<Withdrawn | null>(null);
  const guideOf = keptGuides(async () => content, withdrawn);
  expect(guideOf("r1")).toBeUndefined();
  await read();
  expect(guideOf("r1")?.withdrawn).toEqual([]);
  expect(guideOf("r1")).toBe(guideOf("r1"));
  withdrawn.value = list;
  expect(guideOf("r1")?.withdrawn).toEqual(["dep_amitriptyline"]);
});

test("a release that is not there or cannot be read is said to be so; no visit waits for it", async () => {
  const nothing = keptGuides(async () => null, signal(null));
  const broken = keptGuides(async () => Promise.reject(new Error("cut short")), signal(null));
  expect([nothing("r1"), broken("r1")]).toEqual([undefined, undefined]);
  await read();
  expect([nothing("r1"), broken("r1")]).toEqual([null, null]);
});
