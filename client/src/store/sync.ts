// The phone's half of docs/reference/sync.md: rounds of one request, until nothing is left to say. The network is handed in; nothing
// here counts as done before the server has said so, so that any round may be cut at any byte and begun again.
import { applyAnswer } from "./answer";
import { type Database, type EntryState, reading, write } from "./db";
import { ServerError } from "./errors";
import { deviceOf, factsOf, type Unit } from "./facts";
import { gzip } from "./gzip";
import type { Surroundings } from "./journal";
import { dropDelivered, MOST_PARCEL_TEXT, openUnsent } from "./parcels";
import { packSent, type Raw } from "./sealed";
import {
  type Admission,
  handedOver,
  handovers,
  privateStore,
  readSecret,
  renewCodes,
  type Vault,
} from "./vault";

/** The network, handed in. A path is below /api/v1/. */
export type Network = (path: string, request: RequestInit) => Promise<Response>;
export interface Roster {
  readonly tag: string;
  readonly unit: Unit;
  readonly workers: readonly {
    readonly id: string;
    readonly name: string;
    readonly picture: string | null;
    readonly cadre: string | null;
  }[];
  /** Units to which a person's care can be moved from this one, the nearest first. An older server does not name them. */
  readonly moves_to?: readonly Unit[];
  /** One-time codes of the workers whom this worker supervises. */
  readonly codes: readonly {
    readonly worker: string;
    readonly name: string;
    readonly phone: string;
    readonly store: string;
    readonly n: number;
    readonly code: string;
  }[];
}
export interface Answer {
  readonly epoch: string;
  readonly now: string;
  readonly turn: string;
  readonly token: string | null;
  readonly device: string;
  readonly known: readonly (readonly [number, number])[] | null;
  readonly withdrawn: readonly string[];
  readonly outcomes: readonly {
    readonly id: string | null;
    readonly outcome: "stored" | "set_aside" | "refused";
    readonly reason: string | null;
    readonly places?: readonly string[];
  }[];
  readonly parcels: readonly {
    readonly id: string | null;
    readonly outcome: "stored" | "set_aside" | "refused";
    readonly reason: string | null;
  }[];
  readonly pulled: readonly {
    readonly channel: string;
    readonly items: readonly ({ readonly number: number } & (
      | { readonly entry: Raw; readonly received_at?: string }
      // Came in this very request.
      | { readonly id: string }
      | { readonly forget: string }
    ))[];
    readonly last: number;
  }[];
  readonly complete: boolean;
  readonly roster: Roster | null;
  readonly bundle: { readonly release: string | null } | null;
  readonly backed_up: string | null;
}
export interface SyncUsing {
  readonly network: Network;
  readonly around: Surroundings;
  readonly keeps: "kept" | "not_kept" | "cannot_say";
  readonly release: () => string | null;
  /** Locked meanwhile: no further round, so that the keys leave the memory. */
  readonly goesOn?: () => boolean;
  /** Before anything else in an answer: releases that must not be used. */
  readonly onWithdrawn: (releases: readonly string[]) => Promise<void>;
  /** After each round that brought or marked something. */
  readonly onRound: () => Promise<void>;
}
export interface Synced {
  /** The release that the server has in force. */
  readonly release: string | null;
}

/** Entries in a request. On a bad line a small one gets through and little is said twice; on a good one each request costs its own price. */
const BATCH = { first: 100, most: 500 };
/** Milliseconds of a round: quicker, and the next may be twice as large; slower, and it is halved. */
const ROUND = { quick: 2_000, slow: 8_000 };
/** Characters of entries in a request: far below the 4 MB on the wire that the server reads. */
const MOST_TEXT = 3_000_000;

/** Says everything and hears everything. Raises ServerError; what was done before it stays done. */
export async function syncAll(database: Database, vault: Vault, using: SyncUsing): Promise<Synced> {
  await handOver(database, vault, using);
  const looked: Looked = new Map();
  let most = BATCH.first;
  let limit = BATCH.most;
  for (;;) {
    const before = await mark(database);
    const began = using.around.now().getTime();
    try {
      const { answer, more } = await round(database, vault, using, looked, most);
      most = Math.min(limit, nextBatch(most, using.around.now().getTime() - began));
      await using.onRound();
      if (using.goesOn?.() === false) return { release: answer.bundle?.release ?? null };
      if (!more) {
        await finish(database, vault, using);
        return { release: answer.bundle?.release ?? null };
      }
    } catch (error) {
      // Too much at once for this server or what lies before it: half of it next time.
      if (!(error instanceof ServerError) || error.reason !== "413" || most === 1) throw error;
      most = limit = Math.ceil(most / 2);
      continue;
    }
    if ((await mark(database)) === before) throw new ServerError("server_faulty", "no_progress");
  }
}

function nextBatch(most: number, took: number): number {
  // A clock that was set back meanwhile says nothing.
  if (took >= 0 && took < ROUND.quick) return most * 2;
  return took > ROUND.slow ? Math.ceil(most / 2) : most;
}

/** Changes whenever a round has got anywhere. */
async function mark(database: Database): Promise<string> {
  const [facts, device, status, parcels] = await Promise.all([
    factsOf(database),
    deviceOf(database),
    unsentStatus(database),
    reading(() => database.getAll("parcels")),
  ]);
  const waiting = parcels.filter(({ state }) => state === "waiting").length;
  return JSON.stringify([facts?.epoch, facts?.cursors, facts?.complete, device?.id, status.count, waiting]);
}

async function round(
  database: Database,
  vault: Vault,
  using: SyncUsing,
  looked: Looked,
  most: number,
): Promise<{ readonly answer: Answer; readonly more: boolean }> {
  const [facts, device, token, roster, unsent, status, parcels] = await Promise.all([
    factsOf(database),
    deviceOf(database),
    readSecret<string>(database, vault, privateStore(vault.worker), "token"),
    readSecret<Roster>(database, vault, privateStore(vault.worker), "roster"),
    nextUnsent(database, vault, looked, most),
    unsentStatus(database),
    reading(() => database.getAll("parcels")),
  ]);
  if (facts === null || device === null || token === null)
    throw new ServerError("server_refused", "signed_out");
  const { entries } = unsent;
  const waiting = parcels.filter(({ state }) => state === "waiting");
  const carried = firstParcels(waiting);
  const sent = using.around.now();
  const response = await post(using, "sync", token, {
    protocol: 1,
    app: using.around.app,
    release: using.release(),
    epoch: facts.epoch,
    turn: facts.turn,
    now: sent.toISOString(),
    last_n: device.n,
    cursors: facts.cursors,
    unsent: { count: status.count, oldest_on: localDay(status.oldest, using.around) },
    keeps: using.keeps,
    brief: true,
    tags: { roster: roster?.tag ?? null },
    entries,
    parcels: carried.map(({ parcel }) => parcel),
  });
  const answer = checked(await json(response), entries.length, carried.length);
  const at = new Date((sent.getTime() + using.around.now().getTime()) / 2);
  await applyAnswer(database, vault, using, { answer, facts, device, token, entries, parcels: carried, at });
  const more =
    answer.epoch !== facts.epoch || !answer.complete || unsent.more || carried.length < waiting.length;
  return { answer, more };
}

/** Entries that were opened in this sync; null: another worker's. */
type Looked = Map<string, Raw | null>;

/**
 * The oldest entries of this worker first, as many as fit; one that is too large by itself goes alone, and the server says so.
 * `more`: there are, or may be, others.
 */
async function nextUnsent(
  database: Database,
  vault: Vault,
  looked: Looked,
  most: number,
): Promise<{ readonly entries: readonly Raw[]; readonly more: boolean }> {
  const keys = await Promise.all(
    [...vault.keys.keys()].map((store) => database.getAllKeysFromIndex("sealed", "state", [store, "unsent"])),
  );
  const [entries, blank]: [Raw[], Raw[]] = [[], []];
  let text = 0;
  let more = false;
  for (const id of keys.flat().sort()) {
    if (entries.length === most) {
      more = true;
      break;
    }
    if (!looked.has(id)) looked.set(id, await openUnsent(database, vault, id));
    const raw = looked.get(id);
    if (raw == null) continue;
    text += JSON.stringify(raw).length;
    if (raw.body === null) blank.push(raw);
    else if (entries.length > 0 && text > MOST_TEXT) {
      more = true;
      break;
    } else entries.push(raw);
  }
  await letRest(database, blank);
  return { entries, more };
}

/** What was erased since it was written is not sent again, after a restore of the server or by trying again: the erasure is. */
async function letRest(database: Database, blank: readonly Raw[]): Promise<void> {
  if (blank.length === 0) return;
  await write(database, ["sealed"], async (transaction) => {
    const table = transaction.objectStore("sealed");
    for (const { id } of blank) {
      const row = await table.get(id);
      if (row?.state === "unsent") await table.put({ ...row, state: "sent" });
    }
  });
}

function firstParcels<P extends { readonly parcel: unknown }>(waiting: readonly P[]): readonly P[] {
  const taken: P[] = [];
  let text = 0;
  for (const row of waiting) {
    text += JSON.stringify(row.parcel).length;
    if (taken.length > 0 && text > MOST_PARCEL_TEXT) break;
    taken.push(row);
  }
  return taken;
}

async function finish(database: Database, vault: Vault, using: SyncUsing): Promise<void> {
  await dropDelivered(database);
  await packSent(database, vault);
  await renewCodes(database, vault);
  await handOver(database, vault, using);
}

/** Gives the server what it keeps of this phone's stores, if there is anything that it has not got. */
export async function handOver(database: Database, vault: Vault, using: SyncUsing): Promise<void> {
  const due = await handovers(database, vault);
  if (due.length === 0) return;
  const token = await readSecret<string>(database, vault, privateStore(vault.worker), "token");
  if (token === null) throw new ServerError("server_refused", "signed_out");
  const stores = due.map(({ store, recovery_key, codes }) => ({ store, recovery_key, codes }));
  await post(using, "stores", token, { stores });
  await handedOver(database, vault, due);
}

/** Asks for an admission by a one-time code or by name and password. */
export async function askAdmission(
  network: Network,
  path: "enrol" | "sign-in",
  request: Readonly<Record<string, unknown>>,
): Promise<Admission> {
  const answer = (await json(await send(network, path, null, JSON.stringify(request), {}))) as Admission;
  if (
    typeof answer?.token !== "string" ||
    typeof answer.worker?.id !== "string" ||
    !Array.isArray(answer.stores)
  )
    throw new ServerError("server_faulty", "admission");
  return answer;
}

async function post(using: SyncUsing, path: string, token: string, value: unknown): Promise<Response> {
  return send(using.network, path, token, await gzip(JSON.stringify(value)), { "Content-Encoding": "gzip" });
}

async function send(
  network: Network,
  path: string,
  token: string | null,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  let response: Response;
  try {
    response = await network(path, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
  } catch (cause) {
    throw new ServerError("server_unreachable", "", null, { cause });
  }
  if (response.ok) return response;
  throw await refusal(response);
}

async function refusal(response: Response): Promise<ServerError> {
  const { status } = response;
  const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const after = Number.isFinite(wait) ? wait : null;
  // A proxy's page or a server that is starting: nobody has judged what was said.
  if (status >= 502 && status <= 504) return new ServerError("server_unreachable", String(status), after);
  if (status === 413) return new ServerError("server_refused", "413", after);
  const code = await response.json().then(
    (body: { error?: { code?: unknown } } | null) => body?.error?.code,
    () => undefined,
  );
  const reason = typeof code === "string" ? code : String(status);
  return new ServerError(status >= 500 ? "server_faulty" : "server_refused", reason, after);
}

/** The body, or the network's fault: an answer that was cut is no answer. */
async function json(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new ServerError("server_unreachable", "cut", null, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Something between phone and server answers in its place (a hotel's sign-in page), or the answer was cut.
    throw new ServerError("server_unreachable", "no_json", null, { cause });
  }
}

/** The answer, if it is one to what was asked. */
function checked(raw: unknown, entries: number, parcels: number): Answer {
  const answer = raw as Partial<Answer> | null;
  const isWhole =
    typeof answer?.epoch === "string" &&
    typeof answer.device === "string" &&
    typeof answer.complete === "boolean" &&
    Array.isArray(answer.pulled) &&
    Array.isArray(answer.outcomes) &&
    answer.outcomes.length === entries &&
    Array.isArray(answer.parcels) &&
    answer.parcels.length === parcels;
  if (!isWhole) throw new ServerError("server_faulty", "answer");
  return answer as Answer;
}

export interface UnsentStatus {
  /** Entries on this phone that the server has not got, whoever wrote them. */
  readonly count: number;
  /** Those of them that a parcel has brought to the server already; their author's next sync confirms them. */
  readonly carried: number;
  readonly oldest: Date | null;
  readonly aside: number;
  readonly refused: number;
  /** Parcels that wait to be carried, brought by a file or left by a worker of this phone. */
  readonly parcels: number;
}

/** What this phone still has to say: counted without opening anything. */
export async function unsentStatus(database: Database): Promise<UnsentStatus> {
  return reading(async () => {
    const [stores, parcels] = await Promise.all([database.getAllKeys("stores"), database.getAll("parcels")]);
    const count = async (state: EntryState): Promise<number> => {
      const counts = stores.map((store) => database.countFromIndex("sealed", "state", [store, state]));
      return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0);
    };
    // Ids begin with the time, and an index has the lowest first.
    const first = await Promise.all(
      stores.map((store) => database.getKeyFromIndex("sealed", "state", [store, "unsent"])),
    );
    const [oldest] = first.filter((id) => id !== undefined).sort();
    const brought = parcels.filter(({ state }) => state === "stored").flatMap(({ entries }) => entries);
    const rows = await Promise.all([...new Set(brought)].map((id) => database.get("sealed", id)));
    return {
      count: await count("unsent"),
      carried: rows.filter((row) => row?.state === "unsent").length,
      oldest: oldest === undefined ? null : timeOf(oldest),
      aside: await count("aside"),
      refused: await count("refused"),
      parcels: parcels.filter(({ state }) => state === "waiting").length,
    };
  });
}

/** When a UUIDv7 was made, by the clock of the device that made it. */
export const timeOf = (id: string): Date => new Date(Number.parseInt(id.replace("-", "").slice(0, 12), 16));

const localDay = (at: Date | null, { tzMinutes }: Surroundings): string | null =>
  at === null ? null : new Date(at.getTime() + tzMinutes(at) * 60_000).toISOString().slice(0, 10);

/** Entries that the server set aside or did not take go into the next sync again. */
export async function tryAgain(database: Database, ids: readonly string[]): Promise<void> {
  await write(database, ["sealed"], async (transaction) => {
    const table = transaction.objectStore("sealed");
    for (const id of ids) {
      const row = await table.get(id);
      if (row !== undefined && (row.state === "aside" || row.state === "refused"))
        await table.put({ ...row, state: "unsent", reason: null, places: [] });
    }
  });
}
