import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "./db";
import { LockError } from "./errors";
import { booked, FakePhone, someWorker } from "./fake-phone";
import { FakeServer } from "./fake-server";
import { MOST_WRONG_PINS } from "./guesses";
import { handOver } from "./sync";
import {
  admit,
  careStore,
  changePin,
  leaveUnit,
  openWithCode,
  openWithPin,
  privateStore,
  type Vault,
  wellbeingStore,
  workersOn,
} from "./vault";

// What the rounds are for is keys.test.ts's business; here they would take a minute.
vi.mock("./keys", async (original) => ({
  ...(await original<typeof import("./keys")>()),
  PIN_ITERATIONS: 10,
  CODE_ITERATIONS: 10,
}));

const [AMINA, BEN] = [someWorker(1), someWorker(2)];
let server: FakeServer;
let phone: FakePhone;
const stores = (vault: Vault) => [...vault.keys.keys()].sort();
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof LockError ? error.code : String(error)),
  );
const open = (worker: string, pin: string) => openWithPin(phone.database, phone.around, worker, pin);
const byCode = (worker: string, typed: string) => openWithCode(phone.database, phone.around, worker, typed);
const row = async (worker: string) =>
  (await workersOn(phone.database, phone.around)).find(({ id }) => id === worker)!;
const handOverAll = (vault: Vault) =>
  handOver(phone.database, vault, { network: server.network } as Parameters<typeof handOver>[2]);
const codesAtServer = async (worker: string): Promise<readonly string[]> => {
  const device = (await phone.database.get("meta", "device")) as { id: string };
  return server.kept.get(`${device.id}/${privateStore(worker)}`)!.codes;
};

beforeEach(async () => {
  server = await FakeServer.start();
  server.workers.set(AMINA, { name: "Amina", works: true });
  server.workers.set(BEN, { name: "Ben", works: true });
  phone = await FakePhone.make();
});

describe("the first worker", () => {
  it("opens the unit's store and two of her own, again after a restart", async () => {
    const vault = await phone.join(server, AMINA);
    const own = [careStore(server.unit.id), privateStore(AMINA), wellbeingStore(AMINA)].sort();
    expect(stores(vault)).toEqual(own);
    const id = await phone.write(vault, booked(phone.newId()));
    phone.database.close();
    phone = await FakePhone.make(phone.name);
    const again = await open(AMINA, "2580");
    expect(stores(again)).toEqual(own);
    expect(await phone.sees(again)).toEqual([id]);
  });

  it("chooses no PIN that everybody tries first", async () => {
    for (const pin of ["1111", "1234", "4321", "258", "abcd", ""])
      expect(await code(phone.join(server, AMINA, pin))).toBe("pin_too_easy");
  });

  it("leaves nothing in clear: neither names of people nor tokens nor keys", async () => {
    const vault = await phone.join(server, AMINA);
    await phone.write(vault, {
      ...booked("01990000-0000-7000-8000-00000000beef"),
      occurred_on: "2026-11-20",
    });
    await phone
      .keeper(vault)
      .saveDraft(
        { id: phone.newId(), person: "01990000-0000-7000-8000-00000000beef", release: "r" },
        0,
        new Date(),
      );
    const tables = [
      "sealed",
      "packs",
      "sealed_drafts",
      "stores",
      "secrets",
      "parcels",
      "meta",
      "entries",
    ] as const;
    const all = await Promise.all(tables.map((table) => phone.database.getAll(table)));
    const text = JSON.stringify(all, (_, value) =>
      value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : value,
    );
    for (const secret of ["beef", "visit_booked", "2026-11-20", "token-", "recovery_key"])
      expect(text).not.toContain(secret);
  });
});

describe("a second worker on the phone", () => {
  it("sees the morning's patient, unsent as it is, and not the other's private store", async () => {
    const amina = await phone.join(server, AMINA);
    await handOverAll(amina);
    const patient = await phone.write(amina, booked(phone.newId()));
    const practice = await phone.write(amina, booked("demo:ab"));
    const ben = await phone.join(server, BEN, "1397");
    expect(await phone.sees(ben)).toEqual([patient]);
    expect(await phone.sees(await open(AMINA, "2580"))).toEqual([patient, practice].sort());
    expect(stores(await open(BEN, "1397"))).not.toContain(privateStore(AMINA));
    expect(await code(open(BEN, "2580"))).toBe("wrong_pin");
  });

  it("waits until the first one's keys are at the server, and nothing is spoilt meanwhile", async () => {
    const amina = await phone.join(server, AMINA);
    expect(await code(phone.join(server, BEN, "1397"))).toBe("care_key_missing");
    expect((await workersOn(phone.database, phone.around)).map(({ id }) => id)).toEqual([AMINA]);
    await handOverAll(amina);
    expect(await code(phone.join(server, BEN, "1397"))).toBe("none");
  });

  it("need not wait for one who will not come back: the closed store stays, and the unit's people come anew", async () => {
    const amina = await phone.join(server, AMINA);
    await phone.write(amina, booked(phone.newId()));
    const { admission, signingKey } = await phone.ask(server, BEN);
    const ben = await admit(phone.database, phone.around, admission, {
      pin: "1397",
      signingKey,
      apart: true,
    });
    expect(stores(ben)).toContain(careStore(server.unit.id));
    expect(await phone.sees(ben)).toEqual([]);
    expect(await phone.database.count("sealed")).toBe(1);
    await handOverAll(ben);
    expect(stores(await open(BEN, "1397"))).toHaveLength(3);
    // Amina comes back after all, and is a worker of the unit's new store as well.
    expect(stores(await phone.join(server, AMINA, "7013"))).toContain(careStore(server.unit.id));
  });

  it("who does not work at the unit has no care store", async () => {
    server.workers.set(BEN, { name: "Ben", works: false });
    const amina = await phone.join(server, AMINA);
    await handOverAll(amina);
    expect(stores(await phone.join(server, BEN, "1397"))).toEqual(
      [privateStore(BEN), wellbeingStore(BEN)].sort(),
    );
  });

  it("who leaves loses the care store's wrap alone", async () => {
    const amina = await phone.join(server, AMINA);
    await handOverAll(amina);
    const ben = await phone.join(server, BEN, "1397");
    const own = await phone.write(ben, booked("demo:ab"));
    const patient = await phone.write(ben, booked(phone.newId()));
    await leaveUnit(phone.database, BEN);
    expect(await phone.sees(await open(BEN, "1397"))).toEqual([own]);
    expect(await phone.sees(await open(AMINA, "2580"))).toEqual([patient]);
    expect((await row(BEN)).left).toBe(true);
  });
});

describe("guessing", () => {
  it("waits longer and longer, also after the app was killed, and a right PIN ends it", async () => {
    await phone.join(server, AMINA);
    for (const _ of [1, 2]) expect(await code(open(AMINA, "9999"))).toBe("wrong_pin");
    await expect(open(AMINA, "9999")).rejects.toMatchObject({ code: "wrong_pin", until: expect.any(Date) });
    phone.database.close();
    const later = await FakePhone.make(phone.name);
    later.time = phone.time;
    phone = later;
    expect(await code(open(AMINA, "2580"))).toBe("must_wait");
    expect((await row(AMINA)).waits_until).not.toBeNull();
    phone.time += 31_000;
    expect(await code(open(AMINA, "2580"))).toBe("none");
    expect((await row(AMINA)).waits_until).toBeNull();
  });

  it("past the limit no PIN opens, one of the server's codes does, and unsent work is there", async () => {
    const vault = await phone.join(server, AMINA);
    await handOverAll(vault);
    const ids = [
      await phone.write(vault, booked(phone.newId())),
      await phone.write(vault, booked("demo:ab")),
    ];
    for (let i = 0; i < MOST_WRONG_PINS; i++) {
      expect(await code(open(AMINA, "9999"))).toBe("wrong_pin");
      phone.time += 3_600_000;
    }
    expect(await code(open(AMINA, "2580"))).toBe("code_only");
    const found = await row(AMINA);
    expect(found).toMatchObject({ code_only: true, next_code: 1 });
    const opened = await byCode(AMINA, (await codesAtServer(AMINA))[0]!);
    expect(opened.needsPin).toBe(true);
    // Until there is a new PIN the old count stands.
    expect((await row(AMINA)).code_only).toBe(true);
    await changePin(phone.database, phone.around, opened, "7013");
    expect(await phone.sees(await open(AMINA, "7013"))).toEqual(ids.sort());
  });

  it("a clock that was set back makes nobody wait for days", async () => {
    await phone.join(server, AMINA);
    for (const _ of [1, 2, 3]) await code(open(AMINA, "9999"));
    phone.time -= 86_400_000;
    expect(await code(open(AMINA, "2580"))).toBe("none");
  });

  it("codes are not guessed without waits either", async () => {
    await handOverAll(await phone.join(server, AMINA));
    for (const _ of [1, 2, 3]) expect(await code(byCode(AMINA, "ABCDEFGHJKLM"))).toBe("wrong_code");
    expect(await code(byCode(AMINA, (await codesAtServer(AMINA))[0]!))).toBe("must_wait");
  });
});

describe("a one-time code", () => {
  it("opens once, the next one is asked for, and they are renewed before they end", async () => {
    await handOverAll(await phone.join(server, AMINA));
    const codes = await codesAtServer(AMINA);
    expect(new Set(codes).size).toBe(10);
    let pin = 2580;
    for (let n = 1; n <= 7; n++) {
      expect((await row(AMINA)).next_code).toBe(n);
      if (n > 1) expect(await code(byCode(AMINA, codes[n - 2]!))).toBe("wrong_code");
      const opened = await byCode(AMINA, codes[n - 1]!);
      pin += 37;
      await changePin(phone.database, phone.around, opened, String(pin));
    }
    const vault = await open(AMINA, String(pin));
    expect(stores(vault)).toContain(careStore(server.unit.id));
    await phone.sync(server, vault);
    expect((await row(AMINA)).next_code).toBe(1);
    const renewed = await codesAtServer(AMINA);
    expect(renewed.some((one) => codes.includes(one))).toBe(false);
    expect(await code(byCode(AMINA, codes[9]!))).toBe("wrong_code");
    expect(await code(byCode(AMINA, renewed[0]!))).toBe("none");
  });

  it("is not there before the server has it", async () => {
    await phone.join(server, AMINA);
    expect((await row(AMINA)).next_code).toBeNull();
    expect(await code(byCode(AMINA, "ABCDEFGHJKLM"))).toBe("no_code");
  });

  it("does not open private wellbeing, which the old PIN alone could", async () => {
    await handOverAll(await phone.join(server, AMINA));
    const opened = await byCode(AMINA, (await codesAtServer(AMINA))[0]!);
    expect(stores(opened)).not.toContain(wellbeingStore(AMINA));
    await changePin(phone.database, phone.around, opened, "7013");
    const kept = (await phone.database.getAll("stores")).filter(({ store }) =>
      store.startsWith(wellbeingStore(AMINA)),
    );
    expect(kept).toHaveLength(2);
    // What was put away is not opened, and not lost either.
    expect(stores(await open(AMINA, "7013"))).toHaveLength(3);
  });
});

describe("a forgotten PIN", () => {
  it("is replaced after an admission: the server's recovery keys open what was there", async () => {
    const vault = await phone.join(server, AMINA);
    await handOverAll(vault);
    const ids = [
      await phone.write(vault, booked(phone.newId())),
      await phone.write(vault, booked("demo:ab")),
    ];
    await phone.join(server, AMINA, "7013");
    expect(await code(open(AMINA, "2580"))).toBe("wrong_pin");
    expect(await phone.sees(await open(AMINA, "7013"))).toEqual(ids.sort());
  });

  it("is changed by who knows it; the old one opens nothing", async () => {
    const vault = await phone.join(server, AMINA);
    await changePin(phone.database, phone.around, vault, "7013");
    expect(stores(await open(AMINA, "7013"))).toEqual(stores(vault));
    expect(await code(open(AMINA, "2580"))).toBe("wrong_pin");
  });

  it("of a private store whose key never reached the server: it is put away, not lost, and care goes on", async () => {
    const amina = await phone.join(server, AMINA);
    await handOverAll(amina);
    const device = (await phone.database.get("meta", "device")) as { id: string };
    server.kept.delete(`${device.id}/${privateStore(AMINA)}`);
    const patient = await phone.write(amina, booked(phone.newId()));
    await phone.write(amina, booked("demo:ab"));
    const again = await phone.join(server, AMINA, "7013");
    expect(await phone.sees(again)).toEqual([patient]);
    expect((await phone.database.getAll("sealed")).length).toBe(2);
  });
});

describe("a worker who comes back with another unit", () => {
  it("opens the stores there are keys for; another unit's store bricks nothing", async () => {
    await handOverAll(await phone.join(server, AMINA));
    const moved = { ...server.unit, id: "01990000-0000-7000-8000-0000000000bb" };
    const { admission, signingKey } = await phone.ask(server, AMINA);
    const elsewhere = { ...admission, unit: moved, stores: admission.stores.slice(0, 1) };
    await admit(phone.database, phone.around, elsewhere, { pin: "7013", signingKey });
    expect(stores(await open(AMINA, "7013"))).toContain(careStore(moved.id));
    expect(await code(open(AMINA, "2580"))).toBe("wrong_pin");
  });
});

describe("a phone of version 1", () => {
  it("opens with version 2: what nobody has joined stays practice, and the first worker takes it over", async () => {
    const name = `old-${Math.random()}`;
    const old = await versionOne(name);
    const opened = await openDatabase(name, () => {});
    expect(await opened.getAll("entries")).toEqual(old.entries);
    opened.close();

    phone = await FakePhone.make(name);
    const vault = await phone.join(server, AMINA);
    const { takeOverPractice } = await import("./sealed");
    await takeOverPractice(phone.database, vault, phone.around);
    const { entries, drafts } = await phone.keeper(vault).read();
    expect(entries.entries).toEqual(old.entries.map((entry) => ({ ...entry, author: AMINA })));
    expect(drafts).toEqual(old.drafts);
    expect(await phone.database.count("entries")).toBe(0);
    expect(await phone.database.count("drafts")).toBe(0);
    // The counter goes on where it stood, and all of it reaches the worker's practice channel.
    await phone.write(vault, booked("demo:cd"));
    await phone.sync(server, vault);
    expect([...server.stored.values()].map(({ n }) => n).sort()).toEqual([1, 2, 3]);
    expect(server.channels.get(`practice:${AMINA}`)).toHaveLength(3);
  });
});

/** What the app of version 1 left on a phone. */
async function versionOne(name: string) {
  const [device, author] = [someWorker(8), someWorker(9)];
  const entries = [1, 2].map((n) => ({
    id: someWorker(n + 3),
    kind: "visit_booked",
    version: 1,
    author,
    device,
    n,
    subject: "demo:ab",
    amends: [],
    practice: true,
    occurred_on: "2026-11-24",
    written_at: "2026-11-24T09:40:00.000Z",
    tz_minutes: 180,
    clock_offset: null,
    release: "r1",
    app: "0.1.0",
    body: { on: "2026-12-01", after: null },
  }));
  const draft = { id: someWorker(7), person: "demo:ab", release: "r1" };
  const drafts = [{ id: draft.id, rev: 3, saved_at: "2026-11-24T09:41:00.000Z", draft }];
  await new Promise<void>((done, fail) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      const database = opening.result;
      const table = database.createObjectStore("entries", { keyPath: "id" });
      table.createIndex("counter", ["device", "n"], { unique: true });
      database.createObjectStore("drafts", { keyPath: "id" });
      database.createObjectStore("releases", { keyPath: "release" });
      database.createObjectStore("parts");
      database.createObjectStore("meta");
    };
    opening.onsuccess = () => {
      const database = opening.result;
      const writing = database.transaction(["entries", "drafts", "meta"], "readwrite");
      for (const entry of entries) writing.objectStore("entries").add(entry);
      for (const each of drafts) writing.objectStore("drafts").add(each);
      writing.objectStore("meta").add({ id: device, n: 2, author }, "device");
      writing.oncomplete = () => {
        database.close();
        done();
      };
      writing.onerror = () => fail(writing.error);
    };
    opening.onerror = () => fail(opening.error);
  });
  return { entries, drafts };
}
