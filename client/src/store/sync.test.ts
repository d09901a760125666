import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { deviceOf, factsOf } from "./facts";
import { booked, FakePhone, someWorker } from "./fake-phone";
import { FakeServer } from "./fake-server";
import { exportParcels, importParcels, sealUnsent } from "./parcels";
import { packSent, type Raw, readAhead, sealedKeeper, troublesOf } from "./sealed";
import { timeOf, tryAgain, unsentStatus } from "./sync";
import { admit, privateStore, readSecret, type Vault } from "./vault";

// What the rounds are for is keys.test.ts's business; here they would take a minute.
vi.mock("./keys", async (original) => ({
  ...(await original<typeof import("./keys")>()),
  PIN_ITERATIONS: 10,
  CODE_ITERATIONS: 10,
}));

const [AMINA, BEN] = [someWorker(1), someWorker(2)];
let server: FakeServer;
let phone: FakePhone;
let amina: Vault;
const sorted = (ids: Iterable<string>): readonly string[] => [...ids].sort();
const status = () => unsentStatus(phone.database);
const facts = async () => (await factsOf(phone.database))!;
const unit = () => `unit:${server.unit.id}`;

async function start(): Promise<void> {
  server = await FakeServer.start();
  server.workers.set(AMINA, { name: "Amina", works: true });
  server.workers.set(BEN, { name: "Ben", works: true });
  phone = await FakePhone.make();
  amina = await phone.join(server, AMINA);
}
beforeEach(start);

describe("sending", () => {
  it("brings every entry to the server once, in batches, and counts what is left", async () => {
    const person = phone.newId();
    const ids: string[] = [];
    for (let i = 0; i < 205; i++) ids.push(await phone.write(amina, booked(person)));
    expect(await status()).toMatchObject({ count: 205, carried: 0 });
    expect((await status()).oldest).toEqual(timeOf(ids[0]!));
    server.asked.length = 0;
    await phone.sync(server, amina);
    expect(sorted(server.stored.keys())).toEqual(sorted(ids));
    expect(server.asked.filter((path) => path === "sync")).toHaveLength(3);
    expect(await status()).toMatchObject({ count: 0, oldest: null });
    expect((await facts()).last_sent).not.toBeNull();
    expect((await facts()).complete).toEqual([AMINA]);
  });

  it("begins no further round once the phone was locked", async () => {
    for (let i = 0; i < 205; i++) await phone.write(amina, booked(phone.newId()));
    server.asked.length = 0;
    await phone.sync(server, amina, () => false);
    expect(server.asked.filter((path) => path === "sync")).toHaveLength(1);
    expect((await status()).count).toBe(105);
  });

  it("says nothing twice: with nothing new it is one request", async () => {
    await phone.write(amina, booked(phone.newId()));
    await phone.sync(server, amina);
    server.asked.length = 0;
    await phone.sync(server, amina);
    expect(server.asked).toEqual(["sync"]);
  });

  it("opens none of what was sent before", async () => {
    const opened = vi.spyOn(crypto.subtle, "decrypt");
    const openedBy = async (sent: number): Promise<number> => {
      for (let i = 0; i < sent; i++) await phone.write(amina, booked("demo:ab"));
      await phone.sync(server, amina);
      await phone.write(amina, booked("demo:ab"));
      opened.mockClear();
      await phone.sync(server, amina);
      return opened.mock.calls.length;
    };
    const few = await openedBy(2);
    expect(few).toBeGreaterThan(0);
    expect(await openedBy(40)).toBe(few);
    opened.mockRestore();
  });

  it("takes half where a request is too large for what lies before the server", async () => {
    for (let i = 0; i < 10; i++) await phone.write(amina, booked("demo:ab"));
    server.status = ({ entries }) => (entries.length > 3 ? { status: 413, code: "too_large" } : null);
    await phone.sync(server, amina);
    expect(server.stored.size).toBe(10);
    // Refused with 100, 50, 25, 13, 7 and 4; from then on two at a time, and no more is tried.
    expect(server.asked.filter((path) => path === "sync")).toHaveLength(6 + 5);
  });

  it("tells the screens which entries still wait: not those that were sent, nor those that the server did not take", async () => {
    const [kept, aside] = [
      await phone.write(amina, booked("demo:ab")),
      await phone.write(amina, booked("demo:ab")),
    ];
    const waiting = async () => sorted((await phone.keeper(amina).read()).unsent);
    expect(await waiting()).toEqual(sorted([kept, aside]));
    server.verdicts.set(aside, { outcome: "set_aside", reason: "not_allowed" });
    await phone.sync(server, amina);
    expect(await waiting()).toEqual([]);
    await tryAgain(phone.database, [aside]);
    expect(await waiting()).toEqual([aside]);
  });

  it("sends more at once on a quick line, and less on a slow one", async () => {
    const batches = async (takes: number, of: number): Promise<readonly number[]> => {
      for (let i = 0; i < of; i++) await phone.write(amina, booked(phone.newId()));
      const sizes: number[] = [];
      server.status = ({ entries }) => {
        if (entries.length > 0) sizes.push(entries.length);
        phone.later(takes);
        return null;
      };
      await phone.sync(server, amina);
      return sizes;
    };
    expect(await batches(500, 320)).toEqual([100, 200, 20]);
    expect(await batches(4_000, 210)).toEqual([100, 100, 10]);
    expect(await batches(10_000, 160)).toEqual([100, 50, 10]);
    expect(server.stored.size).toBe(690);
  });

  it("one that is set aside or refused holds up no other, stays in sight and can be tried again", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await phone.write(amina, booked("demo:ab")));
    server.verdicts.set(ids[0]!, { outcome: "refused", reason: "too_large" });
    server.verdicts.set(ids[1]!, { outcome: "set_aside", reason: "invalid_entry", places: ["body.on"] });
    await phone.sync(server, amina);
    expect([...server.stored.keys()]).toEqual([ids[2]]);
    expect(await status()).toMatchObject({ count: 0, aside: 1, refused: 1 });
    expect(await troublesOf(phone.database, amina)).toMatchObject([
      { id: ids[1], state: "aside", reason: "invalid_entry", places: ["body.on"], kind: "visit_booked" },
      { id: ids[0], state: "refused", reason: "too_large", subject: "demo:ab", author: AMINA },
    ]);
    // They are still the worker's to read.
    expect(await phone.sees(amina)).toEqual(sorted(ids));
    server.verdicts.clear();
    await tryAgain(phone.database, ids);
    await phone.sync(server, amina);
    expect(server.stored.size).toBe(3);
    expect(await troublesOf(phone.database, amina)).toEqual([]);
  });

  it("without a network says so, and what was written stays", async () => {
    const id = await phone.write(amina, booked("demo:ab"));
    server.cut = () => "request";
    await expect(phone.sync(server, amina)).rejects.toMatchObject({ code: "server_unreachable" });
    expect(await status()).toMatchObject({ count: 1 });
    expect(await phone.sees(amina)).toEqual([id]);
  });

  it("tells a server that is down from one that says no", async () => {
    server.status = () => ({ status: 503, code: "busy" });
    await expect(phone.sync(server, amina)).rejects.toMatchObject({ code: "server_unreachable" });
    server.status = () => ({ status: 403, code: "forbidden" });
    await expect(phone.sync(server, amina)).rejects.toMatchObject({
      code: "server_refused",
      reason: "forbidden",
    });
    server.status = () => ({ status: 500, code: "server_error" });
    await expect(phone.sync(server, amina)).rejects.toMatchObject({ code: "server_faulty" });
    server.status = null;
    server.tokens.clear();
    await expect(phone.sync(server, amina)).rejects.toMatchObject({ reason: "unknown_token" });
  });

  it("on a full disk says so; nothing counts as done that is not on it, and the next sync goes on", async () => {
    const person = phone.newId();
    const first = await phone.write(amina, booked(person));
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    try {
      await expect(phone.sync(server, amina)).rejects.toMatchObject({ code: "storage_full" });
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    expect(await status()).toMatchObject({ count: 1 });
    await phone.sync(server, amina);
    expect([...server.stored.keys()]).toEqual([first]);
    expect(await status()).toMatchObject({ count: 0 });
    expect((await deviceOf(phone.database))!.former).toBeUndefined();
  });

  it("writes how far its clock is ahead into what is written from then on", async () => {
    phone.ahead = 7;
    server.now = () => new Date(phone.time);
    await phone.sync(server, amina);
    await phone.write(amina, booked("demo:ab"));
    const { entries } = await phone.keeper(amina).read();
    expect(Math.abs(entries.entries[0]!.clock_offset! - 7 * 60_000)).toBeLessThan(100);
  });

  it("with a clock that jumps counts on, sends all of it, and shows each entry once", async () => {
    const [person, ids] = [phone.newId(), [] as string[]];
    for (const years of [0, -40, 60, -1]) {
      phone.ahead = years * 525_600;
      ids.push(await phone.write(amina, booked(person)), await phone.write(amina, booked("demo:ab")));
      if (years !== 60) await phone.sync(server, amina);
    }
    await phone.sync(server, amina);
    expect(sorted(server.stored.keys())).toEqual(sorted(ids));
    expect([...server.stored.values()].map(({ n }) => n).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(await phone.sees(amina)).toEqual(sorted(ids));
    expect(await status()).toMatchObject({ count: 0 });
  });

  it("hears what is withdrawn before anything else", async () => {
    server.withdrawn = ["r1"];
    await phone.sync(server, amina);
    expect(phone.withdrawn).toEqual(["r1"]);
    expect((await facts()).withdrawn).toEqual(["r1"]);
  });

  it("keeps the roster sealed", async () => {
    await phone.sync(server, amina);
    const roster = await readSecret(phone.database, amina, privateStore(AMINA), "roster");
    expect(roster).toMatchObject({ tag: "roster-2", workers: [{ name: "Amina" }, { name: "Ben" }] });
  });
});

describe("hearing", () => {
  let other: FakePhone;
  let ben: Vault;
  beforeEach(async () => {
    other = await FakePhone.make();
    ben = await other.join(server, BEN);
  });

  it("brings the unit's people to its other phones, and nobody's practice", async () => {
    const visit = await phone.write(amina, booked(phone.newId()));
    await phone.write(amina, booked("demo:ab"));
    await phone.sync(server, amina);
    await other.sync(server, ben);
    expect(await other.sees(ben)).toEqual([visit]);
  });

  it("counts as complete when nothing is left in any channel", async () => {
    const person = phone.newId();
    for (let i = 0; i < 7; i++) await phone.write(amina, booked(person));
    await phone.sync(server, amina);
    server.page = 2;
    // Each answer is lost after the first: the first sync is not complete.
    let asked = 0;
    server.cut = () => (asked++ >= 3 ? "answer" : "none");
    await expect(other.sync(server, ben)).rejects.toThrow();
    const heard = (await factsOf(other.database))!;
    expect(heard.complete).toEqual([]);
    expect(heard.cursors[unit()]).toBeGreaterThan(0);
    server.cut = () => "none";
    await other.sync(server, ben);
    expect((await factsOf(other.database))!.complete).toEqual([BEN]);
    expect(await other.sees(ben)).toHaveLength(7);
  });

  it("blanks what an erasure names, here and on the other phone", async () => {
    const person = phone.newId();
    const wrong = await phone.write(amina, booked(person));
    const right = await phone.write(amina, booked(person));
    await phone.sync(server, amina);
    await other.sync(server, ben);
    const erasure = {
      ...booked(person),
      kind: "erasure",
      body: { entries: [wrong], because: "entered_in_error" },
    };
    const id = await phone.write(amina, erasure as never);
    await phone.sync(server, amina);
    await other.sync(server, ben);
    expect(await phone.sees(amina)).toEqual(sorted([right, id]));
    expect(await other.sees(ben)).toEqual(sorted([right, id]));
    expect(await phone.database.count("sealed")).toBe(3);
  });

  it.each(["aside", "refused"] as const)(
    "blanks what an erasure names and the server did not take: %s",
    async (state) => {
      const person = phone.newId();
      const [wrong, right, ofAnother] = [
        await phone.write(amina, booked(person)),
        await phone.write(amina, booked(person)),
        await phone.write(amina, booked(phone.newId())),
      ];
      const outcome = state === "aside" ? "set_aside" : "refused";
      for (const id of [wrong, right, ofAnother])
        server.verdicts.set(id, { outcome, reason: "other_device" });
      await phone.sync(server, amina);
      const body = { entries: [wrong, ofAnother], because: "entered_in_error" };
      const erasure = { ...booked(person), kind: "erasure", body } as never;
      // Of another worker's error it says nothing.
      await other.write(ben, erasure);
      await other.sync(server, ben);
      await phone.sync(server, amina);
      expect(await phone.sees(amina)).toEqual(expect.arrayContaining([wrong, right, ofAnother]));
      await phone.write(amina, erasure);
      await phone.sync(server, amina);
      const seen = await phone.sees(amina);
      expect(seen).not.toContain(wrong);
      expect(seen).toEqual(expect.arrayContaining([right, ofAnother]));
      // It stays in sight as what it is, and is let rest where the worker tries again.
      const troubles = await troublesOf(phone.database, amina);
      expect(troubles.find(({ id }) => id === wrong)).toMatchObject({ state, reason: "other_device" });
      server.verdicts.clear();
      await tryAgain(phone.database, [wrong]);
      await phone.sync(server, amina);
      expect(server.stored.has(wrong)).toBe(false);
      expect(await phone.database.get("sealed", wrong)).toMatchObject({ state: "sent" });
    },
  );

  it("blanks all of a person's record at the programme's word, what it did not take included", async () => {
    const person = phone.newId();
    const wrong = await phone.write(amina, booked(person));
    server.verdicts.set(wrong, { outcome: "set_aside", reason: "other_device" });
    await phone.sync(server, amina);
    const body = { entries: [], because: "by_law" };
    await other.write(ben, { ...booked(person), kind: "erasure", body } as never);
    await other.sync(server, ben);
    await phone.sync(server, amina);
    expect(await phone.sees(amina)).not.toContain(wrong);
  });

  it("forgets a person who has moved, but not what is unsent, nor what no backup has", async () => {
    const person = phone.newId();
    const sent = await phone.write(amina, booked(person));
    await phone.sync(server, amina);
    await other.sync(server, ben);
    server.deliver(unit(), { forget: person });
    const unsent = await phone.write(amina, booked(person));
    server.verdicts.set(unsent, { outcome: "refused", reason: "quota" });
    await phone.sync(server, amina);
    await other.sync(server, ben);
    expect(await phone.sees(amina)).toEqual([unsent]);
    expect(await other.sees(ben)).toEqual([]);
    expect(await other.database.count("sealed")).toBe(0);
    expect(await phone.database.get("sealed", sent)).toBeDefined();
    server.backedUp = new Date(Date.now() + 60_000).toISOString();
    await phone.sync(server, amina);
    expect(await phone.database.get("sealed", sent)).toBeUndefined();
    expect(await phone.database.get("sealed", unsent)).toBeDefined();
  });

  it("never counts as heard what lies behind a hole", async () => {
    const person = phone.newId();
    for (let i = 0; i < 3; i++) await phone.write(amina, booked(person));
    await phone.sync(server, amina);
    const [hidden] = server.channels.get(unit())!.splice(1, 1);
    await expect(other.sync(server, ben)).rejects.toMatchObject({ reason: "hole" });
    expect((await factsOf(other.database))!.cursors[unit()]).toBe(1);
    server.channels.get(unit())!.splice(1, 0, hidden!);
    await other.sync(server, ben);
    expect(await other.sees(ben)).toHaveLength(3);
  });

  it("of a server that is newer takes what it knows, and keeps what it does not until the app is newer", async () => {
    const known = await phone.write(amina, booked(phone.newId()));
    await phone.sync(server, amina);
    const newer = {
      ...server.stored.get(known)!,
      id: phone.newId(),
      n: 2,
      kind: "of_tomorrow",
      version: 3,
      body: { mood: "fine" },
    };
    server.stored.set(newer.id, newer);
    server.deliver(unit(), { entry: newer.id });
    const { network } = server;
    const talkative = Object.assign(Object.create(server), {
      network: async (path: string, init: RequestInit) =>
        Response.json({ ...(await (await network(path, init)).json()), of_tomorrow: [1, 2, 3] }),
    });
    const other = await FakePhone.make();
    const ben = await other.join(server, BEN);
    await other.sync(talkative, ben);
    const { entries } = await other.keeper(ben).read();
    expect(entries.entries.map(({ id }) => id)).toEqual([known]);
    expect(entries.aside).toMatchObject([
      { why: "newer_app", raw: { id: newer.id, body: { mood: "fine" } } },
    ]);
    expect((await factsOf(other.database))!.cursors[unit()]).toBe(2);
  });

  it("a worker who has left the roster loses the care store's wrap", async () => {
    await phone.sync(server, amina);
    server.workers.set(AMINA, { name: "Amina", works: false });
    await phone.sync(server, amina);
    expect(await phone.database.get("workers", AMINA)).toMatchObject({ left: true });
  });
});

describe("packs", () => {
  it("hold what the server has, opened at once; what changes is in none any more", async () => {
    const person = phone.newId();
    const ids: string[] = [];
    for (let i = 0; i < 6; i++) ids.push(await phone.write(amina, booked(i < 5 ? person : phone.newId())));
    await phone.sync(server, amina);
    const unsent = await phone.write(amina, booked(person));
    await packSent(phone.database, amina, 3);
    expect(await phone.database.count("packs")).toBe(2);
    const keeper = phone.keeper(amina);
    const reads = async () => sorted((await keeper.read()).entries.entries.map(({ id }) => id));
    expect(await reads()).toEqual(sorted([...ids, unsent]));
    await phone.sync(server, amina);

    const erasure = { ...booked(person), kind: "erasure", body: { entries: [ids[0]], because: "by_law" } };
    const erased = await phone.write(amina, erasure as never);
    await phone.sync(server, amina);
    expect(await phone.database.count("packs")).toBe(1);
    expect(await reads()).toEqual(sorted([...ids.slice(1), unsent, erased]));

    await packSent(phone.database, amina, 3);
    server.deliver(unit(), { forget: person });
    await phone.sync(server, amina);
    expect(await reads()).toEqual([ids[5]]);
  });

  it("made anew of the same entries are opened anew: what was erased does not stay in memory", async () => {
    const person = phone.newId();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await phone.write(amina, booked(i < 2 ? phone.newId() : person)));
    await phone.sync(server, amina);
    await packSent(phone.database, amina, 3);
    const keeper = phone.keeper(amina);
    const reads = async () => sorted((await keeper.read()).entries.entries.map(({ id }) => id));
    expect(await reads()).toEqual(sorted(ids));
    const erasure = { ...booked(person), kind: "erasure", body: { entries: [ids[2]], because: "by_law" } };
    const erased = await phone.write(amina, erasure as never);
    await phone.sync(server, amina);
    await packSent(phone.database, amina, 3);
    expect(await phone.database.count("packs")).toBe(1);
    expect(await reads()).toEqual(sorted([ids[0]!, ids[1]!, erased]));
  });

  it("read before the key is there are opened only where they still stand", async () => {
    const person = phone.newId();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push(await phone.write(amina, booked(i < 3 ? phone.newId() : person)));
    await phone.sync(server, amina);
    await packSent(phone.database, amina, 2);
    const ahead = await readAhead(phone.database, AMINA);
    expect(ahead.size).toBe(2);
    server.deliver(unit(), { forget: person });
    await phone.sync(server, amina);
    const { entries } = await sealedKeeper(phone.database, amina, phone.around, ahead).read();
    expect(sorted(entries.entries.map(({ id }) => id))).toEqual(sorted(ids.slice(0, 3)));
    // And they are used: a pack that is in memory does not come from the disk.
    const known = new Map([...ahead].map(([id, pack]) => [id, { ...pack, sealed: pack.sealed.slice(1) }]));
    const read = vi.spyOn(IDBObjectStore.prototype, "get");
    const again = await sealedKeeper(phone.database, amina, phone.around, known).read();
    expect(sorted(again.entries.entries.map(({ id }) => id))).toEqual(sorted(ids.slice(0, 3)));
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
  });

  it("and loose entries that have not changed are read as the same list, so that nothing is computed again", async () => {
    for (let i = 0; i < 3; i++) await phone.write(amina, booked(phone.newId()));
    await phone.sync(server, amina);
    await packSent(phone.database, amina, 2);
    const keeper = phone.keeper(amina);
    const list = async () => (await keeper.read()).entries.entries;
    const before = await list();
    await phone.sync(server, amina);
    expect(await list()).toBe(before);
    await phone.write(amina, booked(phone.newId()));
    expect(await list()).toHaveLength(4);
    expect(before).toHaveLength(3);
  });

  it("that do not open any more cost nothing: their entries lie in rows as well", async () => {
    const ids = [await phone.write(amina, booked("demo:ab")), await phone.write(amina, booked("demo:ab"))];
    await phone.sync(server, amina);
    await packSent(phone.database, amina, 2);
    const [pack] = await phone.database.getAll("packs");
    await phone.database.put("packs", { ...pack!, sealed: pack!.sealed.slice(1) });
    const keeper = phone.keeper(amina);
    for (const _ of ["first", "again"]) {
      const { entries } = await keeper.read();
      expect(sorted(entries.entries.map(({ id }) => id))).toEqual(sorted(ids));
    }
  });
});

describe("a server that was restored from an older backup", () => {
  it("gets again what it lost, and the phone hears everything anew", async () => {
    const person = phone.newId();
    const before = await phone.write(amina, booked(person));
    await phone.sync(server, amina);
    const restore = server.backup();
    const lost = [await phone.write(amina, booked(person)), await phone.write(amina, booked("demo:ab"))];
    await phone.sync(server, amina);
    restore();
    expect(server.stored.size).toBe(1);
    await phone.sync(server, amina);
    expect(sorted(server.stored.keys())).toEqual(sorted([before, ...lost]));
    expect((await facts()).epoch).toBe(server.epoch);
    expect((await facts()).cursors[unit()]).toBe(2);
    expect(await phone.sees(amina)).toEqual(sorted([before, ...lost]));
  });
});

describe("what was set aside before a server was restored", () => {
  it("is sent again, though a copy's entry has its number in the journal", async () => {
    const aside = await phone.write(amina, booked(phone.newId()));
    server.verdicts.set(aside, { outcome: "set_aside", reason: "not_allowed" });
    await phone.sync(server, amina);
    const { id, n } = (await deviceOf(phone.database))!;
    server.phones.get(id)!.numbers.set(n, someWorker(7));
    server.backup()();
    server.verdicts.clear();
    await phone.sync(server, amina);
    expect([...server.stored.keys()]).toEqual([aside]);
  });
});

describe("a copied phone", () => {
  it("is known by an old turn, also when it has written nothing", async () => {
    await phone.sync(server, amina);
    const before = await dump(phone);
    for (const _ of [1, 2]) await phone.sync(server, amina);
    const { id } = (await deviceOf(phone.database))!;
    await load(phone, before);
    await phone.sync(server, amina);
    expect(await deviceOf(phone.database)).toMatchObject({ n: 0, former: [id] });
  });

  it("or a lost one that comes back under another id shows no turn of the one before", async () => {
    await phone.sync(server, amina);
    const { admission, signingKey } = await phone.ask(server, AMINA);
    const given = { ...admission, device: someWorker(6) };
    await admit(phone.database, phone.around, given, { pin: "2580", signingKey });
    expect(await facts()).toMatchObject({ turn: null, epoch: server.epoch });
  });

  it("gets an id of its own and goes on; what both wrote is at the server", async () => {
    await phone.sync(server, amina);
    const before = await dump(phone);
    const one = await phone.write(amina, booked("demo:ab"));
    await phone.sync(server, amina);
    // The copy has what the phone had before, the turn among it.
    await load(phone, before);
    const two = await phone.write(amina, booked("demo:cd"));
    await phone.sync(server, amina);
    expect(sorted(server.stored.keys())).toEqual(sorted([one, two]));
    const device = (await deviceOf(phone.database))!;
    expect(device).toMatchObject({ n: 0, former: [expect.any(String)] });
    const three = await phone.write(amina, booked("demo:cd"));
    await phone.sync(server, amina);
    expect(server.stored.get(three)).toMatchObject({ device: device.id, n: 1 });
    expect(await phone.sees(amina)).toEqual(sorted([one, two, three]));
  });
});

describe("an entry on the phone", () => {
  const copied = { ...booked("demo:ab"), id: someWorker(5) };
  const other = { ...copied, body: { on: "2026-12-24", after: null } };
  const bodyHere = async () =>
    (await phone.keeper(amina).read()).entries.entries.find(({ id }) => id === copied.id)?.body;

  it("that the server has not got is not written over by another one of its id, whatever became of it", async () => {
    const second = await FakePhone.make();
    const there = await second.join(server, AMINA);
    await second.keeper(there).append([other]);
    await second.sync(server, there);
    await phone.keeper(amina).append([copied]);
    for (const [outcome, state] of [
      ["refused", "refused"],
      ["set_aside", "aside"],
    ] as const) {
      server.verdicts.set(copied.id, { outcome, reason: "id_taken" });
      await tryAgain(phone.database, [copied.id]);
      await phone.sync(server, amina);
      expect(await bodyHere()).toEqual(copied.body);
      expect(await phone.database.get("sealed", copied.id)).toMatchObject({ state });
    }
    // Nor where it was written while the answer was on its way.
    const third = await FakePhone.make();
    const late = await third.join(server, AMINA);
    const { network } = server;
    const during = {
      network: async (path: string, init: RequestInit) => {
        const answer = await network(path, init);
        if (path === "sync")
          await third
            .keeper(late)
            .append([copied])
            .catch(() => {});
        return answer;
      },
    };
    await third.sync({ ...during } as unknown as FakeServer, late, () => false);
    const kept = (await third.keeper(late).read()).entries.entries;
    expect(kept.map(({ body }) => body)).toEqual([copied.body]);
  });

  it("whose id another one has at the server is kept, and the worker is told whose counts there", async () => {
    const person = phone.newId();
    const mine = { ...booked(person), id: someWorker(6) };
    const second = await FakePhone.make();
    const ben = await second.join(server, BEN);
    await second.keeper(ben).append([{ ...mine, body: { on: "2026-12-24", after: null } }]);
    await second.sync(server, ben);
    await phone.keeper(amina).append([mine]);
    server.verdicts.set(mine.id, { outcome: "set_aside", reason: "id_taken" });
    await phone.sync(server, amina);
    const other = { kind: "visit_booked", author: BEN, occurred_on: "2026-11-25" };
    expect(await troublesOf(phone.database, amina)).toMatchObject([
      { id: mine.id, reason: "id_taken", author: AMINA, other },
    ]);
  });

  it("that the server says is another one than its own stays in sight, though they differ in nothing but what they say", async () => {
    const [written] = await phone.keeper(amina).append([copied]);
    server.stored.set(copied.id, { ...(written as unknown as Raw), body: other.body });
    server.deliver(`practice:${AMINA}`, { entry: copied.id });
    server.verdicts.set(copied.id, { outcome: "set_aside", reason: "id_taken" });
    await phone.sync(server, amina);
    expect(await bodyHere()).toEqual(copied.body);
    expect(await troublesOf(phone.database, amina)).toMatchObject([
      { id: copied.id, other: { author: AMINA } },
    ]);
  });

  it("that does not open (a changed disk) holds up no sync, no erasure and no pack", async () => {
    const broken = await phone.write(amina, booked("demo:ab"));
    const whole = await phone.write(amina, booked("demo:ab"));
    await phone.sync(server, amina);
    const row = (await phone.database.get("sealed", broken))!;
    await phone.database.put("sealed", { ...row, sealed: row.sealed.slice(1) as typeof row.sealed });
    await phone.write(amina, booked("demo:ab"));
    await phone.sync(server, amina);
    await packSent(phone.database, amina, 3);
    expect(await status()).toMatchObject({ count: 0 });
    expect((await phone.database.get("sealed", whole))!.pack).not.toBe("");
    expect((await phone.database.get("sealed", broken))!.pack).toBe("");
  });
});

const TABLES = ["sealed", "packs", "meta", "secrets", "stores", "workers", "parcels"] as const;
async function dump({ database }: FakePhone) {
  return Promise.all(
    TABLES.map(async (name) => ({
      name,
      keys: await database.getAllKeys(name),
      values: await database.getAll(name),
    })),
  );
}
async function load({ database }: FakePhone, tables: Awaited<ReturnType<typeof dump>>): Promise<void> {
  for (const { name, keys, values } of tables) {
    await database.clear(name);
    for (const [i, value] of values.entries())
      await (name === "meta"
        ? database.put("meta", value, keys[i] as string)
        : database.put(name, value as never));
  }
}

describe("parcels", () => {
  it("carry one worker's unsent work in another's sync, unread, and the first one's sync confirms it", async () => {
    const ids = [
      await phone.write(amina, booked(phone.newId())),
      await phone.write(amina, booked("demo:ab")),
    ];
    await phone.sync(server, amina);
    const more = await phone.write(amina, booked("demo:cd"));
    await sealUnsent(phone.database, amina, phone.around);
    const ben = await phone.join(server, BEN, "1397");
    const own = await phone.write(ben, booked("demo:ef"));
    await phone.sync(server, ben);
    expect(sorted(server.stored.keys())).toEqual(sorted([...ids, more, own]));
    expect(server.stored.get(more)!.author).toBe(AMINA);
    expect(await status()).toMatchObject({ count: 1, carried: 1, parcels: 0 });
    await phone.sync(server, amina);
    expect(await status()).toMatchObject({ count: 0, carried: 0 });
    expect(await phone.database.count("parcels")).toBe(0);
    expect(server.channels.get(`practice:${AMINA}`)).toHaveLength(2);
  });

  it("are sealed once: locking again makes no second one", async () => {
    await phone.write(amina, booked("demo:ab"));
    const lock = () => sealUnsent(phone.database, amina, phone.around);
    await Promise.all([lock(), lock()]);
    await lock();
    expect(await phone.database.count("parcels")).toBe(1);
    await phone.write(amina, booked("demo:ab"));
    await sealUnsent(phone.database, amina, phone.around);
    const parcels = await phone.database.getAll("parcels");
    expect(parcels.map(({ entries }) => entries.length)).toEqual([1, 1]);
  });

  it("go by file through another phone, which learns nothing", async () => {
    const id = await phone.write(amina, booked("demo:ab"));
    await sealUnsent(phone.database, amina, phone.around);
    const file = await exportParcels(phone.database);
    expect(file).not.toContain(id);
    const other = await FakePhone.make();
    const ben = await other.join(server, BEN);
    expect(await importParcels(other.database, other.around, file)).toBe(1);
    expect(await importParcels(other.database, other.around, file)).toBe(0);
    expect((await unsentStatus(other.database)).parcels).toBe(1);
    await other.sync(server, ben);
    expect([...server.stored.keys()]).toEqual([id]);
    expect(await other.database.count("parcels")).toBe(0);
    expect(await other.sees(ben)).toEqual([]);
  });

  it("that were changed on the way are refused and stay in sight", async () => {
    await phone.write(amina, booked("demo:ab"));
    await sealUnsent(phone.database, amina, phone.around);
    const file = JSON.parse(await exportParcels(phone.database));
    file.parcels[0].author = BEN;
    const other = await FakePhone.make();
    const ben = await other.join(server, BEN);
    await importParcels(other.database, other.around, JSON.stringify(file));
    await other.sync(server, ben);
    expect(server.stored.size).toBe(0);
    expect(await other.database.getAll("parcels")).toMatchObject([
      { state: "refused", reason: "cannot_open" },
    ]);
  });

  it("a file with one that no sync could carry is not taken: it would hold up all others", async () => {
    await phone.write(amina, booked(phone.newId()));
    await sealUnsent(phone.database, amina, phone.around);
    const { format, parcels } = JSON.parse(await exportParcels(phone.database));
    const file = JSON.stringify({
      format,
      parcels: [{ ...parcels[0], id: "x", sealed: "A".repeat(2_500_000) }],
    });
    await expect(importParcels(phone.database, phone.around, file)).rejects.toMatchObject({
      code: "parcel_unreadable",
    });
  });

  it.each(["", "{}", "[]", "null", '{"format":1,"parcels":[{"format":1}]}', '{"format":2,"parcels":[]}'])(
    "a file that is none is said to be none: %s",
    async (file) => {
      await expect(importParcels(phone.database, phone.around, file)).rejects.toMatchObject({
        code: "parcel_unreadable",
      });
    },
  );
});
