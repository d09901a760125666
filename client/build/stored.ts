/** A phone's database as JSON and back, tables and indexes included, for the fixtures of releases (scripts/release_fixture.py). */
import { base64, fromBase64 } from "../src/store/keys.ts";

interface Table {
  readonly name: string;
  readonly keyPath: string | string[] | null;
  readonly indexes: readonly {
    readonly name: string;
    readonly keyPath: string | string[];
    readonly unique: boolean;
  }[];
  /** Keys are there where the table keeps them beside its values. */
  readonly rows: readonly { readonly key?: unknown; readonly value: unknown }[];
}
export interface Stored {
  readonly version: number;
  readonly tables: readonly Table[];
}

export async function dump(name: string): Promise<Stored> {
  const open = await done(indexedDB.open(name));
  const tables = await Promise.all([...open.objectStoreNames].map((table) => readTable(open, table)));
  const { version } = open;
  open.close();
  return { version, tables };
}

/** A database as it was, at the version that it had: whoever opens it next brings it to today's. */
export async function fill(name: string, { version, tables }: Stored): Promise<void> {
  const rows = await Promise.all(
    tables.map(async (table) =>
      Promise.all(table.rows.map(async ({ key, value }) => ({ key, value: await fromJson(value) }))),
    ),
  );
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => {
    for (const [i, { name: table, keyPath, indexes }] of tables.entries()) {
      const made = opening.result.createObjectStore(table, { keyPath });
      for (const index of indexes) made.createIndex(index.name, index.keyPath, { unique: index.unique });
      for (const { key, value } of rows[i] ?? []) made.put(value, key as IDBValidKey | undefined);
    }
  };
  (await done(opening)).close();
}

/**
 * A device key that can be read, before the phone has one of its own: a browser's lets nobody read it, and without it no fixture opens.
 * `fill` makes it one that cannot be read again.
 */
export const readableDeviceKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign", "verify"]);

async function readTable(open: IDBDatabase, name: string): Promise<Table> {
  const table = open.transaction(name).objectStore(name);
  const indexes = [...table.indexNames].map((index) => {
    const { keyPath, unique } = table.index(index);
    return { name: index, keyPath, unique };
  });
  const [keys, values] = await Promise.all([done(table.getAllKeys()), done(table.getAll())]);
  const rows = await Promise.all(
    values.map(async (value: unknown, i) => ({
      ...(table.keyPath === null ? { key: keys[i] } : {}),
      value: await toJson(value),
    })),
  );
  return { name, keyPath: table.keyPath, indexes, rows };
}

async function toJson(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return { $bytes: base64(value) };
  if (value instanceof CryptoKey) return { $key: await crypto.subtle.exportKey("jwk", value) };
  if (Array.isArray(value)) return Promise.all(value.map(toJson));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([name, part]) => [name, await toJson(part)])),
  );
}

async function fromJson(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(fromJson));
  if (typeof value !== "object" || value === null) return value;
  if ("$bytes" in value) return fromBase64(value.$bytes as string);
  if ("$key" in value)
    return crypto.subtle.importKey(
      "jwk",
      value.$key as JsonWebKey,
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign", "verify"],
    );
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([name, part]) => [name, await fromJson(part)])),
  );
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
