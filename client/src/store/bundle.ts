// Content releases on the phone: fetch the newest, believe it only if signature and hashes fit, keep it beside the one before.
// Whatever goes wrong, the release in use stays in use.
import { type Database, reading, type StoredRelease, write } from "./db";
import { BundleError, StorageFull } from "./errors";
import {
  isSignedBy,
  type Manifest,
  readCurrent,
  readManifest,
  readWithdrawn,
  sha256,
  type Withdrawn,
} from "./manifest";
import { type Content, NO_LOCAL } from "./parts";
import { isOfPlays } from "./plays";

/** The network, handed in. A path is below /bundle/. */
export type Fetch = (path: string, fresh: boolean) => Promise<Response>;
export interface Using {
  readonly app: string;
  readonly fetch: Fetch;
  readonly now: () => Date;
  /** Bytes that the phone still has; null: it does not say. */
  readonly free: () => Promise<number | null>;
  readonly onProgress: (done: number, total: number) => void;
  /** Releases that open drafts began with: they are kept. */
  readonly needed: readonly string[];
}
export interface Installed {
  readonly release: string;
  /** Was it new on this phone? */
  readonly isNew: boolean;
}
/** Which release is in use; `held` is a newer one that the worker went back from. */
export interface InUse {
  readonly release: string;
  readonly since: string;
  readonly held: string | null;
}

/** Asks the server which release is in force and puts it on the phone, if it is not there yet. */
export async function install(database: Database, using: Using): Promise<Installed> {
  const current = readCurrent(await text(using.fetch, "current.json", true));
  const known = await reading(() => database.get("releases", current.release));
  if (known !== undefined) {
    await use(database, using, current.release);
    return { release: current.release, isNew: false };
  }
  const { manifest, key } = await fetchManifest(using, current.release, await trustedKey(database));
  const parts = await fetchParts(using, manifest);
  await keep(database, using, manifest, parts, key);
  return { release: current.release, isNew: true };
}

/** The release in force, for this page only: where the browser keeps nothing the guide can still be read. */
export async function readOnly(using: Using): Promise<Content> {
  const current = readCurrent(await text(using.fetch, "current.json", true));
  const { manifest, key } = await fetchManifest(using, current.release, null);
  const found = parse(await fetchParts(using, manifest));
  const list = await newestWithdrawn(using, key);
  return withoutWithdrawn(found, list);
}

async function fetchManifest(
  using: Using,
  release: string,
  trusted: JsonWebKey | null,
): Promise<{ manifest: Manifest; key: JsonWebKey }> {
  const [bytes, signature] = await Promise.all([
    body(using.fetch, `${release}/manifest.json`, false),
    body(using.fetch, `${release}/manifest.sig`, false),
  ]);
  const key = await check(using, trusted, bytes, signature, "manifest.json");
  return { manifest: readManifest(new TextDecoder().decode(bytes), release, using.app), key };
}

/** The key that this phone trusts: the first one that it met, or the one that a worker has agreed to since. */
const trustedKey = (database: Database): Promise<JsonWebKey | null> =>
  reading(async () => ((await database.get("meta", "bundle-key")) as JsonWebKey | undefined) ?? null);

async function check(
  using: Using,
  trusted: JsonWebKey | null,
  bytes: Bytes,
  signature: Bytes,
  file: string,
): Promise<JsonWebKey> {
  if (trusted !== null && (await isSignedBy(trusted, signature, bytes))) return trusted;
  const offered = await offeredKey(using);
  if (!(await isSignedBy(offered, signature, bytes))) throw new BundleError("bundle_tampered", file);
  // Well signed, by somebody whom this phone has not met: a new server, or someone in its place. A person decides.
  if (trusted !== null) throw new BundleError("bundle_other_key", file);
  return offered;
}

async function offeredKey(using: Using): Promise<JsonWebKey> {
  const found = await text(using.fetch, "bundle-key.json", true);
  try {
    return JSON.parse(found) as JsonWebKey;
  } catch (cause) {
    throw new BundleError("bundle_unreadable", "bundle-key.json", { cause });
  }
}

/** The worker has asked the supervisor and agrees to the server's new key. */
export async function trustOfferedKey(database: Database, using: Using): Promise<void> {
  const key = await offeredKey(using);
  await write(database, ["meta"], (transaction) => transaction.objectStore("meta").put(key, "bundle-key"));
}

async function fetchParts(using: Using, manifest: Manifest): Promise<ReadonlyMap<string, string>> {
  const total = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const free = await using.free();
  // Twice, because the browser writes beside before it replaces.
  if (free !== null && free < 2 * total) throw new StorageFull();
  const found = new Map<string, string>();
  let before = 0;
  using.onProgress(0, total);
  for (const part of manifest.parts) {
    const path = `${manifest.release}/${part.name}`;
    const bytes = await body(using.fetch, path, false, (done) =>
      using.onProgress(before + Math.min(done, part.bytes), total),
    );
    if (bytes.length < part.bytes) throw new BundleError("bundle_cut_short", path);
    if (bytes.length > part.bytes || (await sha256(bytes)) !== part.sha256)
      throw new BundleError("bundle_tampered", path);
    found.set(part.name, new TextDecoder().decode(bytes));
    before += part.bytes;
    using.onProgress(before, total);
  }
  return found;
}

/** The release and the choice to use it, in one transaction: a killed tab leaves all or nothing. */
async function keep(
  database: Database,
  using: Using,
  manifest: Manifest,
  parts: ReadonlyMap<string, string>,
  key: JsonWebKey,
): Promise<void> {
  const content = parse(parts); // throws before anything is written
  if (content.guide.release !== manifest.release)
    throw new BundleError("bundle_tampered", "guide.json: another release");
  const row: StoredRelease = {
    release: manifest.release,
    version: manifest.version,
    installed_at: using.now().toISOString(),
    parts: [...parts.keys()],
  };
  const before = await inUse(database);
  const kept = new Set([manifest.release, before?.release, ...using.needed]);
  await write(database, ["releases", "parts", "meta"], async (transaction) => {
    const [releases, table] = [transaction.objectStore("releases"), transaction.objectStore("parts")];
    const old = (await releases.getAll()).filter(({ release }) => !kept.has(release));
    await Promise.all([
      ...old.flatMap(({ release, parts }) => [
        releases.delete(release),
        ...parts.map((name) => table.delete(`${release}/${name}`)),
      ]),
      ...[...parts].map(([name, words]) => table.put(words, `${manifest.release}/${name}`)),
      releases.put(row),
      transaction.objectStore("meta").put(chosen(using, manifest.release, null), "in-use"),
      transaction.objectStore("meta").put(key, "bundle-key"),
    ]);
  });
}

const chosen = (using: Pick<Using, "now">, release: string, held: string | null): InUse => ({
  release,
  since: using.now().toISOString(),
  held,
});

/** Uses a release that is on the phone, unless the worker went back from it. */
async function use(database: Database, using: Using, release: string): Promise<void> {
  const now = await inUse(database);
  if (now?.release === release || now?.held === release) return;
  await write(database, ["meta"], (transaction) =>
    transaction.objectStore("meta").put(chosen(using, release, null), "in-use"),
  );
}

/** One tap back: the release before, until the server has one that is newer than the one left. */
export async function goBack(database: Database, now: () => Date, to: string): Promise<void> {
  const from = await inUse(database);
  await write(database, ["meta"], (transaction) =>
    transaction.objectStore("meta").put(chosen({ now }, to, from?.release ?? null), "in-use"),
  );
}

export const inUse = (database: Database): Promise<InUse | undefined> =>
  reading(async () => (await database.get("meta", "in-use")) as InUse | undefined);

/** Newest first. */
export async function releasesOn(database: Database): Promise<readonly StoredRelease[]> {
  const all = await reading(() => database.getAll("releases"));
  return all.sort((one, other) => (one.installed_at < other.installed_at ? 1 : -1));
}

/** A release that is on the phone, read; null if it is not there. */
export async function readContent(database: Database, release: string): Promise<Content | null> {
  const row = await reading(() => database.get("releases", release));
  if (row === undefined) return null;
  const names = row.parts.filter((name) => !isOfPlays(name));
  const texts = await Promise.all(
    names.map((name) => reading(() => database.get("parts", `${release}/${name}`))),
  );
  return parse(
    new Map(names.flatMap((name, i) => (texts[i] === undefined ? [] : [[name, texts[i]] as const]))),
  );
}

const WORDS = /^words\.([A-Za-z0-9-]+)\.json$/;

function parse(parts: ReadonlyMap<string, string>): Content {
  const read = <T>(name: string): T | null => {
    const words = parts.get(name);
    if (words === undefined) return null;
    try {
      return JSON.parse(words) as T;
    } catch (cause) {
      throw new BundleError("bundle_unreadable", name, { cause });
    }
  };
  const guide = read<Content["guide"]>("guide.json");
  if (guide === null) throw new BundleError("bundle_unreadable", "guide.json: missing");
  const words: Record<string, Readonly<Record<string, string>>> = {};
  for (const name of parts.keys()) {
    const language = WORDS.exec(name)?.[1];
    if (language !== undefined) words[language] = read<Record<string, string>>(name) ?? {};
  }
  return {
    guide,
    cards: read<{ cards: readonly unknown[] }>("cards.json")?.cards ?? [],
    relational: parts.get("relational.json") ?? null,
    exercises: read<{ exercises: readonly unknown[] }>("exercises.json")?.exercises ?? [],
    local: { ...NO_LOCAL, ...read<Content["local"]>("local.json") },
    people: read<{ people: Content["people"] }>("demo.json")?.people ?? [],
    words,
  };
}

/**
 * The lines withdrawn so far; they override every release at once. A list that was served before the newest one brings no line
 * back: what is withdrawn once stays so on this phone, and its better version is a new line with a new id.
 */
export async function fetchWithdrawn(database: Database, using: Using): Promise<Withdrawn | null> {
  const [found, known] = [
    await newestWithdrawn(using, await trustedKey(database)),
    await withdrawnOn(database),
  ];
  if (found === null) return known;
  const list: Withdrawn = { ...found, lines: [...new Set([...(known?.lines ?? []), ...found.lines])].sort() };
  await write(database, ["meta"], (transaction) => transaction.objectStore("meta").put(list, "withdrawn"));
  return list;
}

async function newestWithdrawn(using: Using, trusted: JsonWebKey | null): Promise<Withdrawn | null> {
  const response = await get(using.fetch, "withdrawn.json", true);
  if (response.status === 404) return null;
  const [bytes, signature] = [
    await read(response, "withdrawn.json"),
    await body(using.fetch, "withdrawn.sig", true),
  ];
  await check(using, trusted, bytes, signature, "withdrawn.json");
  return readWithdrawn(new TextDecoder().decode(bytes));
}

export const withdrawnOn = (database: Database): Promise<Withdrawn | null> =>
  reading(async () => ((await database.get("meta", "withdrawn")) as Withdrawn | undefined) ?? null);

/** The content without the lines that are withdrawn now, whatever the release says. */
export function withoutWithdrawn(content: Content, list: Withdrawn | null): Content {
  if (list === null || list.lines.length === 0) return content;
  const withdrawn = [...new Set([...content.guide.withdrawn, ...list.lines])];
  return { ...content, guide: { ...content.guide, withdrawn } };
}

// ---------------------------------------------------------------- the network

type Bytes = Uint8Array<ArrayBuffer>;

async function get(fetch: Fetch, path: string, fresh: boolean): Promise<Response> {
  try {
    return await fetch(path, fresh);
  } catch (cause) {
    throw new BundleError("bundle_unreachable", path, { cause });
  }
}

async function body(
  fetch: Fetch,
  path: string,
  fresh: boolean,
  onProgress?: (done: number) => void,
): Promise<Bytes> {
  return read(await get(fetch, path, fresh), path, onProgress);
}

const text = async (fetch: Fetch, path: string, fresh: boolean): Promise<string> =>
  new TextDecoder().decode(await body(fetch, path, fresh));

async function read(response: Response, path: string, onProgress?: (done: number) => void): Promise<Bytes> {
  if (response.status === 404) throw new BundleError("bundle_none", path);
  if (!response.ok) throw new BundleError("bundle_unreachable", `${path}: ${response.status}`);
  try {
    if (onProgress === undefined || response.body === null)
      return new Uint8Array(await response.arrayBuffer());
    return await collect(response.body, onProgress);
  } catch (cause) {
    // The connection broke in the middle.
    throw new BundleError("bundle_cut_short", path, { cause });
  }
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  onProgress: (done: number) => void,
): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    size += next.value.length;
    onProgress(size);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
