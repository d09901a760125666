// What the server says about a release, and whether it may be believed. docs/reference/bundle.md has the format.
import { BundleError } from "./errors";

export const FORMAT = 1;

export interface Part {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}
export interface Manifest {
  readonly format: number;
  readonly release: string;
  readonly version: string;
  readonly least_app: string;
  readonly parts: readonly Part[];
}
export interface Current {
  readonly format: number;
  readonly release: string;
}
/** Plan lines withdrawn from every release, at once. */
export interface Withdrawn {
  readonly format: number;
  readonly lines: readonly string[];
}

const RELEASE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*\.json$/;

export function readCurrent(text: string): Current {
  const raw = object(text, "current.json");
  const release = raw.release;
  if (typeof release !== "string" || !RELEASE.test(release)) throw unreadable("current.json: release");
  return { format: formatOf(raw, "current.json"), release };
}

/** The manifest, if this app can use it. Its signature must have been checked before. */
export function readManifest(text: string, release: string, app: string): Manifest {
  const raw = object(text, "manifest.json");
  const format = formatOf(raw, "manifest.json");
  if (format > FORMAT) throw new BundleError("bundle_needs_newer_app", `format ${format}`);
  if (format < FORMAT) throw new BundleError("bundle_older_format", `format ${format}`);
  if (typeof raw.least_app !== "string") throw unreadable("manifest.json: least_app");
  if (isNewer(raw.least_app, app)) throw new BundleError("bundle_needs_newer_app", `app ${raw.least_app}`);
  // A signed manifest of another release in the place of this one is as good as none.
  if (raw.release !== release) throw new BundleError("bundle_tampered", "manifest.json: another release");
  if (!Array.isArray(raw.parts) || raw.parts.length === 0) throw unreadable("manifest.json: parts");
  return {
    format,
    release,
    version: typeof raw.version === "string" ? raw.version : release,
    least_app: raw.least_app,
    parts: raw.parts.map(readPart),
  };
}

function readPart(raw: unknown): Part {
  const part = raw as Partial<Record<keyof Part, unknown>> | null;
  if (
    typeof part?.name !== "string" ||
    !NAME.test(part.name) ||
    typeof part.sha256 !== "string" ||
    !/^[0-9a-f]{64}$/.test(part.sha256) ||
    !Number.isInteger(part.bytes)
  )
    throw unreadable("manifest.json: a part");
  return { name: part.name, sha256: part.sha256, bytes: part.bytes as number };
}

export function readWithdrawn(text: string): Withdrawn {
  const raw = object(text, "withdrawn.json");
  if (!Array.isArray(raw.lines) || !raw.lines.every((id) => typeof id === "string"))
    throw unreadable("withdrawn.json: lines");
  return { format: formatOf(raw, "withdrawn.json"), lines: raw.lines };
}

function object(text: string, file: string): Record<string, unknown> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new BundleError("bundle_unreadable", file, { cause });
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw unreadable(file);
  return raw as Record<string, unknown>;
}

function formatOf(raw: Record<string, unknown>, file: string): number {
  if (!Number.isInteger(raw.format)) throw unreadable(`${file}: format`);
  return raw.format as number;
}

const unreadable = (detail: string): BundleError => new BundleError("bundle_unreadable", detail);

/** Is version `one` newer than `other`? Numbers by their value: 0.10 is newer than 0.9. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) =>
    version.split(".").map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let i = 0; i < Math.max(a!.length, b!.length); i++) {
    const difference = (a![i] ?? 0) - (b![i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await subtle().digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** ECDSA P-256 over the exact bytes; the signature is r and s, 64 bytes. */
export async function isSignedBy(
  key: JsonWebKey,
  signature: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const verifier = await subtle().importKey("jwk", key, algorithm, false, ["verify"]);
    return await subtle().verify({ name: "ECDSA", hash: "SHA-256" }, verifier, signature, bytes);
  } catch (error) {
    if (error instanceof BundleError) throw error;
    return false;
  }
}

/** Browsers give the means to check a signature on secure addresses alone. */
function subtle(): SubtleCrypto {
  if (globalThis.crypto?.subtle === undefined) throw new BundleError("bundle_not_secure", "crypto.subtle");
  return globalThis.crypto.subtle;
}
