import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, dropDatabase, openDatabase } from "./db";
import { readDrafts, saveDraft } from "./drafts";
import type { NewEntry } from "./entry";
import { about, append, readEntries, type Surroundings } from "./journal";

let seed = 0;
const around: Surroundings = {
  now: () => new Date("2026-11-24T09:40:00Z"),
  random: (bytes) => Uint8Array.from({ length: bytes }, () => ++seed % 256),
  tzMinutes: () => 180,
  app: "0.1.0",
};
const booked = (on: string, subject = "demo:ab"): NewEntry<"visit_booked"> => ({
  kind: "visit_booked",
  subject,
  occurred_on: "2026-11-24",
  release: null,
  body: { on, after: null },
});
let name = "";
let database: Database;
beforeEach(async () => {
  name = `test-${++seed}`;
  database = await openDatabase(name, () => {});
});
afterEach(async () => {
  database.close();
  await dropDatabase(name);
});

describe("the device's counter", () => {
  it("runs 1, 2, 3 without a hole, also over several calls and at the same time", async () => {
    await append(database, around, [booked("2026-12-01"), booked("2026-12-02")]);
    await Promise.all(
      ["2026-12-03", "2026-12-04", "2026-12-05"].map((on) => append(database, around, [booked(on)])),
    );
    const { entries } = await readEntries(database);
    expect(entries.map((entry) => entry.n)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(entries.map((entry) => entry.device)).size).toBe(1);
  });

  it("does not move when a write fails", async () => {
    const [first] = await append(database, around, [booked("2026-12-01")]);
    const again = { ...booked("2026-12-02"), id: first!.id };
    await expect(append(database, around, [again])).rejects.toThrow();
    const [next] = await append(database, around, [booked("2026-12-03")]);
    expect(next!.n).toBe(2);
  });

  it("is the same with two tabs open", async () => {
    const other = await openDatabase(name, () => {});
    await Promise.all(
      [0, 1, 2, 3].map((i) => append(i % 2 === 0 ? database : other, around, [booked("2026-12-01")])),
    );
    other.close();
    expect((await readEntries(database)).entries.map((entry) => entry.n)).toEqual([1, 2, 3, 4]);
  });
});

describe("an entry", () => {
  it("carries where, when and by which release it was made, and is practice in this release", async () => {
    const [entry] = await append(database, around, [{ ...booked("2026-12-01"), release: "r1" }]);
    expect(entry).toMatchObject({
      kind: "visit_booked",
      version: 1,
      subject: "demo:ab",
      amends: [],
      practice: true,
      occurred_on: "2026-11-24",
      written_at: "2026-11-24T09:40:00.000Z",
      tz_minutes: 180,
      clock_offset: null,
      release: "r1",
      app: "0.1.0",
    });
  });

  it("is found by its person", async () => {
    await append(database, around, [booked("2026-12-01", "demo:ab"), booked("2026-12-02", "demo:cd")]);
    const { entries } = await readEntries(database);
    expect(about(entries, "demo:cd").map((entry) => entry.n)).toEqual([2]);
  });
});

describe("the end of a consultation", () => {
  const draft = { id: "d1", person: null, release: "r1" };
  it("writes the entry and ends the draft, both", async () => {
    await saveDraft(database, draft, 0, around.now());
    await append(database, around, [booked("2026-12-01")], "d1");
    expect(await readDrafts(database)).toEqual([]);
    expect((await readEntries(database)).entries).toHaveLength(1);
  });

  it("or neither", async () => {
    await saveDraft(database, draft, 0, around.now());
    const [first] = await append(database, around, [booked("2026-12-01")]);
    await expect(
      append(database, around, [{ ...booked("2026-12-02"), id: first!.id }], "d1"),
    ).rejects.toThrow();
    expect(await readDrafts(database)).toHaveLength(1);
    expect((await readEntries(database)).entries).toHaveLength(1);
  });
});

describe("a draft", () => {
  const draft = (n: number) => ({ id: "d1", person: "demo:ab", release: "r1", n });

  it("is there as it was last saved", async () => {
    const rev = await saveDraft(database, draft(1), 0, around.now());
    await saveDraft(database, draft(2), rev, around.now());
    expect((await readDrafts(database))[0]!.draft).toEqual(draft(2));
  });

  it("is not written over by a tab that has not seen the last answer", async () => {
    await saveDraft(database, draft(1), 0, around.now());
    await saveDraft(database, draft(2), 1, around.now());
    await expect(saveDraft(database, draft(9), 1, around.now())).rejects.toMatchObject({
      code: "draft_elsewhere",
    });
    expect((await readDrafts(database))[0]!.draft).toEqual(draft(2));
  });

  it("does not come back from a tab that missed its end", async () => {
    const rev = await saveDraft(database, draft(1), 0, around.now());
    await append(database, around, [booked("2026-12-01")], "d1");
    await expect(saveDraft(database, draft(2), rev, around.now())).rejects.toMatchObject({
      code: "draft_elsewhere",
    });
    expect(await readDrafts(database)).toEqual([]);
  });
});

describe("a full or refused disk", () => {
  it("has a name, and what was saved before stays", async () => {
    await append(database, around, [booked("2026-12-01")]);
    const put = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    try {
      await expect(append(database, around, [booked("2026-12-02")])).rejects.toMatchObject({
        code: "storage_full",
      });
    } finally {
      IDBObjectStore.prototype.add = put;
    }
    const after = await append(database, around, [booked("2026-12-03")]);
    expect(after[0]!.n).toBe(2);
    expect((await readEntries(database)).entries).toHaveLength(2);
  });

  it("where the browser gives no storage the reason is said", async () => {
    const given = globalThis.indexedDB;
    // @ts-expect-error a browser without storage
    globalThis.indexedDB = undefined;
    await expect(openDatabase("none", () => {})).rejects.toMatchObject({ code: "storage_refused" });
    globalThis.indexedDB = given;
  });
});
