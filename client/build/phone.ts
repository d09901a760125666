/**
 * Phones without a screen, for tests against a real server: one request a line on standard input, one reply a line on standard output,
 * as runner.ts does it. Each phone has the app's own stores and sync; only the browser's storage is a stand-in.
 */
import "fake-indexeddb/auto";
import { createInterface } from "node:readline";
import { type Fetch, install, inUse, readContent } from "../src/store/bundle.ts";
import type { AnyDraft } from "../src/store/drafts.ts";
import type { NewEntry } from "../src/store/entry.ts";
import { StoreError } from "../src/store/errors.ts";
import { deviceOf, ensureDevice, factsOf } from "../src/store/facts.ts";
import { FakePhone } from "../src/store/fake-phone.ts";
import { newDevice } from "../src/store/journal.ts";
import { plainKeeper } from "../src/store/keeper.ts";
import { newSigningKey, rawPublic } from "../src/store/keys.ts";
import { exportParcels, importParcels, sealUnsent } from "../src/store/parcels.ts";
import { packSent, takeOverPractice, troublesOf } from "../src/store/sealed.ts";
import { askAdmission, type Network, syncAll, unsentStatus } from "../src/store/sync.ts";
import { admit, openWithCode, openWithPin, type Vault, workersOn } from "../src/store/vault.ts";
import { dump, fill, readableDeviceKey, type Stored } from "./stored.ts";

interface Request {
  readonly do: string;
  readonly phone: string;
  readonly server: string;
  readonly worker: string;
  readonly code: string;
  readonly pin: string;
  readonly file: string;
  readonly entries: readonly NewEntry<"visit_booked">[];
  readonly draft: AnyDraft;
  readonly size: number;
  readonly stored: Stored;
  /** Cuts the nth request from now on, before it arrives or before its answer does. */
  readonly cut: readonly (readonly [number, "request" | "answer"])[];
}

const phones = new Map<string, FakePhone>();
const vaults = new Map<string, Vault>();

async function phoneOf({ phone }: Request): Promise<FakePhone> {
  const known = phones.get(phone) ?? (await FakePhone.make(phone));
  phones.set(phone, known);
  known.time = Date.now();
  return known;
}
/** Where somebody is in, their stores; before anybody has joined, the phone's practice. */
async function keeperOf(request: Request) {
  const phone = await phoneOf(request);
  return request.worker === undefined
    ? plainKeeper(phone.database, phone.around)
    : phone.keeper(vaultOf(request));
}
const vaultOf = ({ phone, worker }: Request): Vault => {
  const vault = vaults.get(`${phone}/${worker}`);
  if (vault === undefined) throw new Error("nobody is in");
  return vault;
};

function networkOf({ server, cut = [] }: Request): Network {
  let nth = 0;
  return async (path, init) => {
    const how = cut.find(([at]) => at === nth)?.[1];
    nth++;
    if (how === "request") throw new TypeError("cut");
    // What a browser sets by itself, Node's fetch has no use for.
    const { method, headers, body } = init;
    const answer = await fetch(`${server}/api/v1/${path}`, { method, headers, body } as RequestInit);
    if (how === "answer") throw new TypeError("cut");
    return answer;
  };
}

const REPLIES: Readonly<Record<string, (request: Request) => Promise<unknown>>> = {
  join: async (request) => {
    const { database, around } = await phoneOf(request);
    const device = await ensureDevice(database, () => newDevice(around));
    const pair = await newSigningKey();
    const said = {
      code: request.code,
      device: device.id,
      signing_key: await rawPublic(pair.publicKey),
      app: "0.1.0",
    };
    const admission = await askAdmission(networkOf(request), "enrol", said);
    const signingKey = await crypto.subtle.exportKey("jwk", pair.privateKey);
    const vault = await admit(database, around, admission, { pin: request.pin, signingKey });
    vaults.set(`${request.phone}/${vault.worker}`, vault);
    return { worker: vault.worker, stores: [...vault.keys.keys()] };
  },
  open: async (request) => {
    const { database, around } = await phoneOf(request);
    const open =
      request.pin === undefined
        ? openWithCode(database, around, request.worker, request.code)
        : openWithPin(database, around, request.worker, request.pin);
    const vault = await open;
    await takeOverPractice(database, vault, around);
    vaults.set(`${request.phone}/${vault.worker}`, vault);
    return { stores: [...vault.keys.keys()] };
  },
  write: async (request) => {
    const written = await (await keeperOf(request)).append(request.entries);
    return written.map(({ id }) => id);
  },
  draft: async (request) => (await keeperOf(request)).saveDraft(request.draft, 0, new Date()),
  pack: async (request) => {
    const { database } = await phoneOf(request);
    await packSent(database, vaultOf(request), request.size);
    return database.count("packs");
  },
  sync: async (request) => {
    const { database, around } = await phoneOf(request);
    await syncAll(database, vaultOf(request), {
      network: networkOf(request),
      around,
      keeps: "cannot_say",
      release: () => null,
      onWithdrawn: async () => {},
      onRound: async () => {},
    });
    return status(request);
  },
  lock: async (request) => {
    const { database, around } = await phoneOf(request);
    await sealUnsent(database, vaultOf(request), around);
    return exportParcels(database);
  },
  bring: async (request) => {
    const { database, around } = await phoneOf(request);
    return importParcels(database, around, request.file);
  },
  sees: async (request) => {
    const phone = await phoneOf(request);
    const { entries } = await phone.keeper(vaultOf(request)).read();
    return entries.entries;
  },
  reads: async (request) => {
    const { entries, drafts } = await (await keeperOf(request)).read();
    return {
      entries: entries.entries.map(({ id }) => id).sort(),
      aside: entries.aside.length,
      drafts: drafts.map(({ draft }) => draft),
    };
  },
  content: async (request) => {
    const { database, around } = await phoneOf(request);
    const using = {
      app: around.app,
      fetch: ((path) => fetch(`${request.server}/bundle/${path}`)) as Fetch,
      now: around.now,
      free: async () => null,
      onProgress: () => {},
      needed: [],
    };
    return (await install(database, using)).release;
  },
  guide: async (request) => {
    const { database } = await phoneOf(request);
    const now = await inUse(database);
    return now === undefined ? null : (await readContent(database, now.release))?.guide.release;
  },
  readable: async (request) => {
    const { database } = await phoneOf(request);
    await database.put("meta", await readableDeviceKey(), "device-key");
    return null;
  },
  dump: ({ phone }) => dump(phone),
  fill: ({ phone, stored }) => fill(phone, stored),
  troubles: async (request) => troublesOf((await phoneOf(request)).database, vaultOf(request)),
  status,
};

async function status(request: Request) {
  const { database, around } = await phoneOf(request);
  const [unsent, facts, device, workers] = await Promise.all([
    unsentStatus(database),
    factsOf(database),
    deviceOf(database),
    workersOn(database, around),
  ]);
  return { unsent, facts, device, workers };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  let reply: unknown;
  try {
    reply = { result: await REPLIES[request.do]?.(request) };
  } catch (error) {
    // What may go wrong in the field is a reply like any other.
    if (error instanceof StoreError)
      reply = { result: { fault: error.code, reason: "reason" in error ? error.reason : null } };
    else reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
