import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { someWorker } from "../store/fake-phone";
import { FakeServer } from "../store/fake-server";
import type { Content } from "../store/parts";

// What the rounds are for is keys.test.ts's business; here they would take a minute.
vi.mock("../store/keys", async (original) => ({
  ...(await original<typeof import("../store/keys")>()),
  PIN_ITERATIONS: 10,
  CODE_ITERATIONS: 10,
}));
// Texts and screens have no part in this.
vi.mock("./demo", () => ({ demoEntries: async () => [] }));

const [AMINA, BEN] = [someWorker(1), someWorker(2)];
let server: FakeServer;
let listeners: Map<string, ((event?: unknown) => void)[]>;
let page: { visibilityState: "visible" | "hidden" };
let app: Awaited<ReturnType<typeof start>>;
let count = 0;
const fire = (event: string) => {
  for (const listener of listeners.get(event) ?? []) listener();
};

/** The app as main.tsx starts it, on a phone of that name. */
async function start(name: string) {
  vi.resetModules();
  listeners = new Map();
  const [session, sync, people, phone, around, entries, drafts, append] = await Promise.all([
    import("./session"),
    import("./sync"),
    import("./people"),
    import("./phone"),
    import("./around"),
    import("./entries"),
    import("./drafts"),
    import("./append"),
  ]);
  const care = { ...phone, ...around, ...entries, ...drafts, ...append };
  await care.openStore(name);
  session.startSession();
  sync.keepSyncing();
  await settled();
  return { session, sync, care, people };
}
/** Lets what was begun without being waited for come to its end. */
const settled = () => new Promise((done) => setTimeout(done, 150));

beforeEach(async () => {
  server = await FakeServer.start();
  server.workers.set(AMINA, { name: "Amina", works: true });
  server.workers.set(BEN, { name: "Ben", works: true });
  page = { visibilityState: "visible" };
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", (name: string, listener: () => void) => {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  });
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (!path.startsWith("/api/v1/")) throw new TypeError("no bundle here");
    return server.network(path.replace("/api/v1/", ""), init);
  });
  app = await start(`session-${++count}`);
});
afterEach(async () => {
  await app.session.lock();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// Codes of a server are capital letters; the fake one's are the worker's id.
const join = async (worker: string, pin: string) => {
  const { session } = app;
  server.codes.set("CODE", worker);
  await session.join("code");
  expect(session.session.value).toBe("choose_pin");
  await session.setPin(pin);
  await settled();
};
const person = (id: string) => ({
  kind: "person" as const,
  subject: id,
  occurred_on: "2026-11-25",
  release: null,
  body: {
    register_number: "0412",
    initials: "A. B.",
    sex: null,
    year_of_birth: null,
    birth_about: false,
    village: null,
    reach: null,
  },
});
const risk = (subject: string) => ({
  kind: "imminent_risk" as const,
  subject,
  occurred_on: "2026-11-25",
  release: null,
  body: { because: [], present: true, who_with: "family" as const, place: null, consultation: someWorker(9) },
});

describe("a phone that nobody has joined", () => {
  it("is the training version: everything is practice, nothing is sent", async () => {
    const { session, care, sync } = app;
    expect(session.session.value).toBe("new");
    const entry = await care.appendEntry(person("demo:ab"));
    expect(entry.practice).toBe(true);
    expect(care.practising.value).toBe(true);
    await sync.syncNow();
    expect(server.asked).toEqual([]);
  });
});

describe("joining", () => {
  it("opens the phone, keeps what was practised, and from then on writes care with its author", async () => {
    const { session, care, people, sync } = app;
    const practised = await care.appendEntry(person("demo:ab"));
    await join(AMINA, "2580");
    expect(session.session.value).toBe("open");
    expect(session.worker.value?.name).toBe("Amina");
    expect(session.unit.value?.name).toBe("Upper village");
    const id = care.newId();
    const entry = await care.appendEntry(person(id));
    expect(entry).toMatchObject({ practice: false, author: AMINA });
    expect(people.people.value.map((one) => one.id)).toEqual([id]);
    care.practise(true);
    expect(people.people.value.map((one) => one.id)).toEqual(["demo:ab"]);
    await sync.syncNow();
    expect(server.stored.get(practised.id)).toMatchObject({ practice: true, author: AMINA });
    expect(server.stored.get(entry.id)).toMatchObject({ practice: false });
    expect(sync.unsent.value.count).toBe(0);
    expect(sync.isComplete.value).toBe(true);
    expect(sync.syncState.value).toEqual({ kind: "idle" });
  });

  it("a code that the server does not know opens nothing", async () => {
    await expect(app.session.join("NOCODE")).rejects.toMatchObject({ reason: "unknown_code" });
    expect(app.session.session.value).toBe("new");
  });

  it("can be left before the PIN", async () => {
    server.codes.set("CODE", AMINA);
    await app.session.join("CODE");
    app.session.cancelJoin();
    expect(app.session.session.value).toBe("new");
  });
});

describe("a shared phone", () => {
  it("speaks to each worker in their own language, whatever a colleague has chosen", async () => {
    server.workers.set(AMINA, { name: "Amina", works: true, language: "sw" });
    const [{ chooseLanguage, speakTo }, { settings }, { content }] = await Promise.all([
      import("./languages"),
      import("./settings"),
      import("./content"),
    ]);
    content.value = { words: { sw: {}, fr: {} } } as unknown as Content;
    const speaks = () => settings.value.language;
    // Chosen before anybody had joined: the first worker's.
    chooseLanguage("fr", null);
    await join(AMINA, "2580");
    expect(speaks()).toBe("fr");
    await app.session.lock();
    await join(BEN, "1397");
    expect(speaks()).toBe("en");
    chooseLanguage("sw", BEN);
    await app.session.lock();
    await app.session.unlock(AMINA, "2580");
    expect(speaks()).toBe("fr");
    await app.session.lock();
    const ben = app.session.workers.value.find(({ id }) => id === BEN)!;
    speakTo(ben, false);
    expect(speaks()).toBe("sw");
    await app.session.unlock(BEN, "1397");
    expect(speaks()).toBe("sw");
  });

  it("speaks to a worker who has chosen nothing as the programme noted, and in English where the guide lacks it", async () => {
    server.workers.set(AMINA, { name: "Amina", works: true, language: "sw" });
    server.workers.set(BEN, { name: "Ben", works: true, language: "am" });
    const [{ settings }, { content }] = await Promise.all([import("./settings"), import("./content")]);
    content.value = { words: { sw: {} } } as unknown as Content;
    await join(AMINA, "2580");
    expect(settings.value.language).toBe("sw");
    await app.session.lock();
    await join(BEN, "1397");
    expect(settings.value.language).toBe("en");
  });

  it("shows the risk of the morning to the evening's worker, and in practice as well", async () => {
    const { session, care, people } = app;
    await join(AMINA, "2580");
    const id = care.newId();
    await care.appendEntry(person(id));
    const found = await care.appendEntry(risk(id));
    await session.lock();
    await join(BEN, "1397");
    expect(people.risks.value.map(({ entry }) => entry.id)).toEqual([found.id]);
    care.practise(true);
    expect(people.risks.value.map(({ subject }) => people.personName(subject))).toEqual(["A. B., no. 0412"]);
  });

  it("is locked by a reload, and by the hand; nothing stays in memory, and the lock says what is unsent", async () => {
    await join(AMINA, "2580");
    server.cut = () => "request";
    const id = app.care.newId();
    await app.care.appendEntry(person(id));
    await app.care.keepDraft({ id: app.care.newId(), person: id, release: "r" });
    app = await start(`session-${count}`);
    const locked = async () => {
      const { session, sync, care, people } = app;
      await settled();
      expect(session.session.value).toBe("locked");
      expect(session.workers.value.map(({ name }) => name)).toEqual(["Amina"]);
      expect([care.entries.value, care.drafts.value, people.people.value]).toEqual([[], [], []]);
      expect(sync.unsent.value.count).toBe(1);
      await expect(care.appendEntry(person(care.newId()))).rejects.toMatchObject({ code: "locked" });
    };
    await locked();
    await app.session.unlock(AMINA, "2580");
    expect(app.people.people.value).toHaveLength(1);
    expect(app.care.drafts.value).toHaveLength(1);
    await app.session.lock();
    await locked();
    // What was unsent lies there as a parcel, for anybody's sync.
    expect(app.sync.unsent.value.parcels).toBe(1);
  });

  it("locks itself when it lies about or was put away", async () => {
    await join(AMINA, "2580");
    vi.useFakeTimers({ toFake: ["Date"] });
    const minutes = (n: number) => vi.setSystemTime(Date.now() + n * 60_000);
    minutes(4);
    fire("pointerdown");
    minutes(4);
    fire("visibilitychange");
    expect(app.session.session.value).toBe("open");
    page.visibilityState = "hidden";
    fire("visibilitychange");
    minutes(3);
    page.visibilityState = "visible";
    fire("visibilitychange");
    expect(app.session.session.value).toBe("locked");
    await app.session.unlock(AMINA, "2580");
    minutes(6);
    fire("pointerdown");
    expect(app.session.session.value).toBe("locked");
  });

  it("counts wrong PINs for the lock screen", async () => {
    await join(AMINA, "2580");
    await app.session.lock();
    for (const _ of [1, 2, 3])
      await expect(app.session.unlock(AMINA, "9999")).rejects.toMatchObject({ code: "wrong_pin" });
    expect(app.session.workers.value[0]).toMatchObject({ waits_until: expect.any(String), code_only: false });
    await expect(app.session.unlock(AMINA, "2580")).rejects.toMatchObject({ code: "must_wait" });
    expect(app.session.session.value).toBe("locked");
  });

  it("a one-time code opens to a new PIN and to nothing before it", async () => {
    await join(AMINA, "2580");
    const id = app.care.newId();
    await app.care.appendEntry(person(id));
    await app.session.lock();
    const [code] = [...server.kept.values()].flatMap(({ codes }) => codes);
    await app.session.unlockByCode(AMINA, code!);
    expect(app.session.session.value).toBe("choose_pin");
    expect(app.session.choosing.value?.name).toBe("Amina");
    expect(app.care.entries.value).toEqual([]);
    await app.session.setPin("7013");
    expect(app.session.session.value).toBe("open");
    expect(app.people.people.value).toHaveLength(1);
  });

  it("of a worker who has left the unit closes the unit's people with the next sync", async () => {
    await join(AMINA, "2580");
    await app.care.appendEntry(person(app.care.newId()));
    await app.sync.syncNow();
    server.workers.set(AMINA, { name: "Amina", works: false });
    await app.sync.syncNow();
    await settled();
    expect(app.session.hasCare.value).toBe(false);
    expect(app.session.session.value).toBe("open");
    expect(app.people.people.value).toEqual([]);
  });
});

describe("what is answered in a visit", () => {
  const visit = (said: number) => ({ id: someWorker(8), person: someWorker(7), release: "r", said });

  it("stays while a sync reads all that is on the phone", async () => {
    const { care } = app;
    await join(AMINA, "2580");
    await care.keepDraft(visit(0));
    for (let said = 1; said < 20; said++) {
      const reading = care.readAll();
      for (let turns = 0; turns < said; turns++) await null;
      const kept = care.keepDraft(visit(said));
      await reading;
      expect(care.resumeDraft(visit(0).id)).toMatchObject({ said });
      await kept;
    }
  });

  it("stays while the phone is full and a sync reads what is on it", async () => {
    const { care } = app;
    await join(AMINA, "2580");
    await care.keepDraft(visit(0));
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await expect(care.keepDraft(visit(1))).rejects.toMatchObject({ code: "storage_full" });
    await care.readAll();
    full.mockRestore();
    expect(care.resumeDraft(visit(0).id)).toMatchObject({ said: 1 });
    await care.keepDraft(visit(2));
    await care.readAll();
    expect(care.resumeDraft(visit(0).id)).toMatchObject({ said: 2 });
  });
});

describe("a lock in the middle of something", () => {
  it("leaves nothing in sight of what was being written, and loses none of it", async () => {
    const { session, care, people } = app;
    await join(AMINA, "2580");
    const writing = care.appendEntry(person(care.newId()));
    const locking = session.lock();
    await writing;
    await locking;
    expect(care.entries.value).toEqual([]);
    await session.unlock(AMINA, "2580");
    expect(people.people.value).toHaveLength(1);
  });

  it("holds, also while a new PIN is being put in place", async () => {
    const { session } = app;
    await join(AMINA, "2580");
    const count = IDBObjectStore.prototype.count;
    const locking = vi.spyOn(IDBObjectStore.prototype, "count").mockImplementation(function (
      this: IDBObjectStore,
      ...given
    ) {
      // The last look at the store before the phone opens.
      if (this.name === "entries") void session.lock();
      return count.apply(this, given);
    });
    await session.changeMyPin("2580", "7013");
    locking.mockRestore();
    await settled();
    expect(session.session.value).toBe("locked");
    await session.unlock(AMINA, "7013");
    expect(session.session.value).toBe("open");
  });
});

describe("another tab", () => {
  it("in which somebody else opens closes what was left open here", async () => {
    await join(AMINA, "2580");
    await app.care.appendEntry(person("demo:ab"));
    const left = app;
    app = await start(`session-${count}`);
    expect(left.session.session.value).toBe("open");
    await join(BEN, "1397");
    expect(left.session.session.value).toBe("locked");
    expect(left.care.entries.value).toEqual([]);
    await app.session.lock();
    await app.session.unlock(BEN, "1397");
    expect(app.session.session.value).toBe("open");
  });
});

describe("who comes in", () => {
  it("lets the server know of work that it has not got", async () => {
    const { session, care } = app;
    await join(AMINA, "2580");
    server.cut = () => "request";
    await care.appendEntry(person(care.newId()));
    await session.lock();
    server.cut = () => "none";
    let said: unknown;
    vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
      if (path.endsWith("enrol")) said = JSON.parse(init.body as string).unsent;
      return server.network(path.replace("/api/v1/", ""), init);
    });
    server.codes.set("CODE", BEN);
    await session.join("CODE");
    expect(said).toBe(1);
    session.cancelJoin();
  });
});

describe("the key that signs parcels", () => {
  it("is the same for another try after a lost answer, and another worker's is another", async () => {
    const { session } = app;
    server.codes.set("CODE", AMINA);
    server.codes.set("OTHER", BEN);
    const keys: string[] = [];
    vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
      keys.push(JSON.parse(init.body as string).signing_key);
      return server.network(path.replace("/api/v1/", ""), init);
    });
    server.cut = () => "answer";
    await expect(session.join("CODE")).rejects.toMatchObject({ code: "server_unreachable" });
    server.cut = () => "none";
    await session.join("CODE");
    session.cancelJoin();
    await session.join("OTHER");
    session.cancelJoin();
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe("a worker who has no work in the programme any more", () => {
  it("is told so, and the unit's people close; what is unsent stays", async () => {
    await join(AMINA, "2580");
    server.status = () => ({ status: 401, code: "left" });
    await app.care.appendEntry(person(app.care.newId()));
    await app.sync.syncNow();
    await settled();
    expect(app.session.hasCare.value).toBe(false);
    expect(app.people.people.value).toEqual([]);
    expect(app.sync.syncState.value).toEqual({ kind: "signed_out", reason: "left" });
    expect(app.sync.unsent.value.count).toBe(1);
  });
});

describe("what the sync says", () => {
  it("names no network, a server that says no, and a phone that is not known any more", async () => {
    const { sync, care } = app;
    await join(AMINA, "2580");
    server.cut = () => "answer";
    await care.appendEntry(person(care.newId()));
    await sync.syncNow();
    expect(sync.syncState.value).toEqual({ kind: "offline" });
    expect(sync.unsent.value.count).toBe(1);
    server.cut = () => "none";
    server.status = () => ({ status: 429, code: "too_many" });
    await sync.syncNow();
    expect(sync.syncState.value).toEqual({ kind: "failed", reason: "too_many" });
    server.status = null;
    await sync.syncNow();
    expect(sync.syncState.value).toEqual({ kind: "idle" });
    server.tokens.clear();
    await sync.syncNow();
    expect(sync.syncState.value).toEqual({ kind: "signed_out", reason: "unknown_token" });
  });

  it("shows what was set aside and sends it again when asked", async () => {
    const { sync, care } = app;
    await join(AMINA, "2580");
    const entry = await care.appendEntry(person(care.newId()));
    server.verdicts.set(entry.id, { outcome: "refused", reason: "quota" });
    await sync.syncNow();
    expect(sync.troubles.value).toMatchObject([{ id: entry.id, state: "refused", reason: "quota" }]);
    server.verdicts.clear();
    await sync.retry([entry.id]);
    expect(sync.troubles.value).toEqual([]);
    expect(server.stored.has(entry.id)).toBe(true);
  });

  it("never runs twice at once, and runs once more for what was asked meanwhile", async () => {
    const { sync } = app;
    await join(AMINA, "2580");
    server.asked.length = 0;
    await Promise.all([sync.syncNow(), sync.syncNow(), sync.syncNow()]);
    expect(server.asked.filter((path) => path === "sync")).toHaveLength(2);
  });
});
