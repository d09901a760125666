import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  fetchWithdrawn,
  goBack,
  install,
  inUse,
  readContent,
  readOnly,
  releasesOn,
  trustOfferedKey,
  type Using,
  withdrawnOn,
  withoutWithdrawn,
} from "./bundle";
import { type Database, dropDatabase, openDatabase } from "./db";
import { StoreError } from "./errors";

const algorithm = { name: "ECDSA", namedCurve: "P-256" };
type Keys = CryptoKeyPair;
const makeKeys = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]) as Promise<Keys>;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const hex = (buffer: ArrayBuffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sign = async (keys: Keys, content: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, content));

/** A server with releases on it, as the pack writes them; a test spoils one file. */
class FakeServer {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  asked: string[] = [];
  reachable = true;
  constructor(readonly keys: Keys) {}

  async publish(release: string, parts: Record<string, unknown> = {}, changes: object = {}): Promise<this> {
    const all: Record<string, unknown> = { "guide.json": { release, withdrawn: [] }, ...parts };
    const rows = await Promise.all(
      Object.entries(all).map(async ([name, part]) => {
        const content = bytes(JSON.stringify(part));
        this.files.set(`${release}/${name}`, content);
        return { name, sha256: hex(await crypto.subtle.digest("SHA-256", content)), bytes: content.length };
      }),
    );
    const manifest = bytes(
      JSON.stringify({ format: 1, release, version: "1", least_app: "0.1.0", parts: rows, ...changes }),
    );
    this.files.set(`${release}/manifest.json`, manifest);
    this.files.set(`${release}/manifest.sig`, await sign(this.keys, manifest));
    this.files.set("current.json", bytes(JSON.stringify({ format: 1, release })));
    const key = await crypto.subtle.exportKey("jwk", this.keys.publicKey);
    this.files.set("bundle-key.json", bytes(JSON.stringify(key)));
    return this;
  }

  async withdraw(...lines: string[]): Promise<void> {
    const list = bytes(JSON.stringify({ format: 1, lines }));
    this.files.set("withdrawn.json", list);
    this.files.set("withdrawn.sig", await sign(this.keys, list));
  }

  readonly fetch = async (path: string): Promise<Response> => {
    this.asked.push(path);
    if (!this.reachable) throw new TypeError("Failed to fetch");
    const found = this.files.get(path);
    return found === undefined ? new Response("", { status: 404 }) : new Response(found);
  };
}

let count = 0;
let name = "";
let database: Database;
let server: FakeServer;
const using = (changes: Partial<Using> = {}): Using => ({
  app: "0.1.0",
  fetch: server.fetch,
  now: () => new Date(Date.UTC(2026, 10, 25, 9, count++)),
  free: async () => null,
  onProgress: () => {},
  needed: [],
  ...changes,
});
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
  );

beforeEach(async () => {
  name = `bundle-${++count}`;
  database = await openDatabase(name, () => {});
  server = await new FakeServer(await makeKeys()).publish("r1");
});
afterEach(async () => {
  database.close();
  await dropDatabase(name);
});

describe("a release that fits its signature", () => {
  it("is kept and in use, with its progress told", async () => {
    const told: number[] = [];
    const found = await install(database, using({ onProgress: (done) => told.push(done) }));
    expect(found).toEqual({ release: "r1", isNew: true });
    expect((await inUse(database))?.release).toBe("r1");
    expect((await readContent(database, "r1"))?.guide.release).toBe("r1");
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBe(server.files.get("r1/guide.json")!.length);
  });

  it("keeps the virtual patients and does not read them with the rest", async () => {
    await server.publish("r1", { "relating.json": { cases: [] } });
    await install(database, using());
    expect(await database.get("parts", "r1/relating.json")).toBe('{"cases":[]}');
    await database.put("parts", "no JSON", "r1/relating.json");
    expect((await readContent(database, "r1"))?.guide.release).toBe("r1");
  });

  it("is not fetched twice", async () => {
    await install(database, using());
    server.asked = [];
    expect(await install(database, using())).toEqual({ release: "r1", isNew: false });
    expect(server.asked).toEqual(["current.json"]);
  });

  it("keeps the one before it and lets older ones go, but none that an open visit began with", async () => {
    for (const release of ["r1", "r2", "r3", "r4"]) {
      await server.publish(release);
      await install(database, using({ needed: ["r1"] }));
    }
    expect((await releasesOn(database)).map(({ release }) => release)).toEqual(["r4", "r3", "r1"]);
    expect(await readContent(database, "r2")).toBeNull();
    expect(await database.get("parts", "r2/guide.json")).toBeUndefined();
  });

  it("brings words, local numbers and invented people with it", async () => {
    await server.publish("r2", {
      "words.sw.json": { "app:ui.back": "Rudi" },
      "local.json": { crisis_lines: [{ id: "line", text: "Line", number: "116" }] },
      "demo.json": { people: [{ id: "ab" }] },
    });
    await install(database, using());
    const content = (await readContent(database, "r2"))!;
    expect(content.words).toEqual({ sw: { "app:ui.back": "Rudi" } });
    expect(content.local.crisis_lines[0]?.number).toBe("116");
    expect(content.local.referral_places).toEqual([]);
    expect(content.people).toHaveLength(1);
  });
});

describe("a release that cannot be used leaves the one in use", () => {
  beforeEach(async () => {
    await install(database, using());
    await server.publish("r2", { "cards.json": { cards: [] } });
  });
  const cases: readonly (readonly [string, string, () => unknown])[] = [
    [
      "a part changed by a letter",
      "bundle_tampered",
      () => {
        const part = server.files.get("r2/guide.json")!;
        part[part.length - 3] = part[part.length - 3]! ^ 1;
      },
    ],
    [
      "a part cut short",
      "bundle_cut_short",
      () => server.files.set("r2/cards.json", server.files.get("r2/cards.json")!.slice(0, -2)),
    ],
    [
      "a part with more at its end",
      "bundle_tampered",
      () => server.files.set("r2/cards.json", bytes(`${JSON.stringify({ cards: [] })} `)),
    ],
    ["a part that is not there", "bundle_none", () => server.files.delete("r2/cards.json")],
    [
      "a manifest changed after signing",
      "bundle_tampered",
      () => server.files.set("r2/manifest.json", bytes('{"format":1,"release":"r2"}')),
    ],
    [
      "a signature that is no signature",
      "bundle_tampered",
      () => server.files.set("r2/manifest.sig", bytes("no")),
    ],
    [
      "another release's manifest in its place",
      "bundle_tampered",
      () => {
        server.files.set("r2/manifest.json", server.files.get("r1/manifest.json")!);
        server.files.set("r2/manifest.sig", server.files.get("r1/manifest.sig")!);
      },
    ],
    [
      "current.json cut short",
      "bundle_unreadable",
      () => server.files.set("current.json", bytes('{"format":1,')),
    ],
    ["a newer format", "bundle_needs_newer_app", () => server.publish("r2", {}, { format: 2 })],
    ["an older format", "bundle_older_format", () => server.publish("r2", {}, { format: 0 })],
    ["a newer least app", "bundle_needs_newer_app", () => server.publish("r2", {}, { least_app: "9.0" })],
    [
      "another release's guide inside",
      "bundle_tampered",
      () => server.publish("r2", { "guide.json": { release: "rX", withdrawn: [] } }),
    ],
    [
      "no network",
      "bundle_unreachable",
      () => {
        server.reachable = false;
      },
    ],
  ];

  it.each(cases)("%s: %s", async (_rule, code, spoil) => {
    await spoil();
    expect(await codeOf(install(database, using()))).toBe(code);
    expect((await inUse(database))?.release).toBe("r1");
    expect((await readContent(database, "r1"))?.guide.release).toBe("r1");
    expect(await readContent(database, "r2")).toBeNull();
  });

  it("with nothing spoilt the same release is taken", async () => {
    expect(await codeOf(install(database, using()))).toBe("none");
    expect((await inUse(database))?.release).toBe("r2");
  });

  it("a phone without room is said to be full before anything is fetched", async () => {
    server.asked = [];
    expect(await codeOf(install(database, using({ free: async () => 10 })))).toBe("storage_full");
    expect(server.asked).not.toContain("r2/guide.json");
    expect((await inUse(database))?.release).toBe("r1");
  });
});

describe("another signer", () => {
  it("is not believed until a worker says so", async () => {
    await install(database, using());
    server = await new FakeServer(await makeKeys()).publish("r2");
    expect(await codeOf(install(database, using()))).toBe("bundle_other_key");
    expect((await inUse(database))?.release).toBe("r1");

    await trustOfferedKey(database, using());
    expect(await codeOf(install(database, using()))).toBe("none");
    expect((await inUse(database))?.release).toBe("r2");
  });
});

describe("one tap back", () => {
  it("holds until the server has one that is newer than the one left", async () => {
    await install(database, using());
    await server.publish("r2");
    await install(database, using());
    await goBack(database, () => new Date(), "r1");
    expect((await inUse(database))?.release).toBe("r1");

    await install(database, using());
    expect((await inUse(database))?.release).toBe("r1");

    await server.publish("r3");
    await install(database, using());
    expect((await inUse(database))?.release).toBe("r3");
  });

  it("the server's own way back is followed", async () => {
    await install(database, using());
    await server.publish("r2");
    await install(database, using());
    await server.publish("r1");
    await install(database, using());
    expect((await inUse(database))?.release).toBe("r1");
  });
});

describe("withdrawn lines", () => {
  it("are gone from every release at once", async () => {
    await install(database, using());
    await server.withdraw("dep_x");
    const list = await fetchWithdrawn(database, using());
    const content = withoutWithdrawn((await readContent(database, "r1"))!, list);
    expect(content.guide.withdrawn).toEqual(["dep_x"]);
  });

  it("an older list brings no line back", async () => {
    await install(database, using());
    await server.withdraw("dep_x", "dep_y");
    await fetchWithdrawn(database, using());
    await server.withdraw("dep_y");
    expect((await fetchWithdrawn(database, using()))?.lines).toEqual(["dep_x", "dep_y"]);
  });

  it("no list leaves what is known", async () => {
    await install(database, using());
    await server.withdraw("dep_x");
    await fetchWithdrawn(database, using());
    server.files.delete("withdrawn.json");
    expect((await fetchWithdrawn(database, using()))?.lines).toEqual(["dep_x"]);
  });

  it("a changed list is not believed", async () => {
    await install(database, using());
    await server.withdraw("dep_x");
    await fetchWithdrawn(database, using());
    server.files.set("withdrawn.json", bytes('{"format":1,"lines":[]}'));
    expect(await codeOf(fetchWithdrawn(database, using()))).toBe("bundle_tampered");
    expect((await withdrawnOn(database))?.lines).toEqual(["dep_x"]);
  });
});

describe("where the browser keeps nothing", () => {
  it("the guide is read for this page, without what is withdrawn", async () => {
    await server.withdraw("dep_x");
    const content = await readOnly(using());
    expect(content.guide.release).toBe("r1");
    expect(content.guide.withdrawn).toEqual(["dep_x"]);
  });
});
