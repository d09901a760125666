// Keys of the phone's stores, by the browser's own cryptography. Each store has a random data key that is kept only sealed
// ("wrapped") under other keys: from a worker's PIN, from one-time codes, and under a recovery key that the server keeps.
// What this does and does not protect from stands in docs/explanation/threats.md.
import type { Sealed } from "./db";

type Bytes = Uint8Array<ArrayBuffer>;

/** Rounds of PBKDF2 for a PIN (OWASP Password Storage Cheat Sheet, 2023). Kept with each worker, so that it can grow. */
export const PIN_ITERATIONS = 600_000;
/** A code has 55 random bits where a PIN has 13 to 20: it needs less, and ten are made at once. */
export const CODE_ITERATIONS = 20_000;

/** The key does not fit: a wrong PIN or code, or data that were changed. */
export class WrongKey extends Error {
  constructor() {
    super("wrong key");
  }
}

export const bytesOf = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
const textOf = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes);
// Keys are never made from a source that is handed in: a test's would be known.
export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** A key that this browser lets nobody read: without this phone a PIN cannot even be tried. */
export const newDeviceKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);

const AES = { name: "AES-GCM", length: 256 };
/** Extractable, because new wraps are made of it while its store is open. */
export const newDataKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);

export interface Stretch {
  readonly deviceKey: CryptoKey;
  readonly worker: string;
  readonly salt: Bytes;
  readonly iterations: number;
}

export const pinKey = (from: Stretch, pin: string): Promise<CryptoKey> => stretch(from, `pin\n${pin}`);
export const codeKey = (from: Stretch, code: string): Promise<CryptoKey> =>
  stretch(from, `code\n${plainCode(code)}`);

async function stretch({ deviceKey, worker, salt, iterations }: Stretch, secret: string): Promise<CryptoKey> {
  const mixed = await crypto.subtle.sign("HMAC", deviceKey, bytesOf(`attune-unlock-1\n${worker}\n${secret}`));
  const base = await crypto.subtle.importKey("raw", mixed, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base, AES, false, [
    "wrapKey",
    "unwrapKey",
  ]);
}

export const recoveryKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytes, AES, false, ["wrapKey", "unwrapKey"]);

/** `about` binds the wrap to its place: it opens nothing elsewhere. */
export async function wrap(under: CryptoKey, dataKey: CryptoKey, about: string): Promise<Sealed> {
  const iv = randomBytes(12);
  const sealed = await crypto.subtle.wrapKey("raw", dataKey, under, gcm(iv, `attune-wrap-1\n${about}`));
  return { iv, sealed: new Uint8Array(sealed) };
}

export async function unwrap(under: CryptoKey, { iv, sealed }: Sealed, about: string): Promise<CryptoKey> {
  try {
    const how = gcm(iv, `attune-wrap-1\n${about}`);
    return await crypto.subtle.unwrapKey("raw", sealed, under, how, AES, true, ["encrypt", "decrypt"]);
  } catch {
    throw new WrongKey();
  }
}

/** A value as JSON, sealed. `about` says what it is, and must be the same to open it. */
export async function seal(dataKey: CryptoKey, value: unknown, about: string): Promise<Sealed> {
  const iv = randomBytes(12);
  const sealed = await crypto.subtle.encrypt(gcm(iv, about), dataKey, bytesOf(JSON.stringify(value)));
  return { iv, sealed: new Uint8Array(sealed) };
}

export async function unseal(dataKey: CryptoKey, { iv, sealed }: Sealed, about: string): Promise<unknown> {
  let opened: ArrayBuffer;
  try {
    opened = await crypto.subtle.decrypt(gcm(iv, about), dataKey, sealed);
  } catch {
    throw new WrongKey();
  }
  return JSON.parse(textOf(opened));
}

const gcm = (iv: Bytes, about: string) => ({ name: "AES-GCM", iv, additionalData: bytesOf(about) });

/** Read out over a telephone: no I and no O, which are taken for 1 and 0. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
export const CODE_LENGTH = 12;
export const CODES = 10;

export const newCodes = (): readonly string[] => Array.from({ length: CODES }, newCode);

function newCode(): string {
  let code = "";
  while (code.length < CODE_LENGTH)
    // Bytes past the last whole round of letters would make the first letters likelier.
    for (const byte of randomBytes(CODE_LENGTH))
      if (byte < 240 && code.length < CODE_LENGTH) code += LETTERS[byte % LETTERS.length];
  return code;
}

/** As typed: small letters, spaces and dashes do not matter. */
export const plainCode = (typed: string): string => typed.toUpperCase().replace(/[^A-Z]/g, "");

/** The pair that signs a worker's parcels on this phone. */
export const newSigningKey = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]) as Promise<CryptoKeyPair>;

export const rawPublic = async (key: CryptoKey): Promise<string> =>
  base64(new Uint8Array(await crypto.subtle.exportKey("raw", key)));

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
