// The exercises for a phone that belongs to nobody we know: fetched once, believed only if signed, and kept, so that they open without a network.
// No name, no note, nothing that goes back to the server.
import { version } from "../../package.json";
import type { Exercise } from "../screens/relax/exercise";
import { BundleError } from "../store/errors";
import { isSignedBy, readCurrent, readManifest, sha256 } from "../store/manifest";

export interface Kept {
  readonly release: string;
  readonly language: string;
  readonly exercises: readonly Exercise[];
  /** Words in that language; empty in English. */
  readonly words: Readonly<Record<string, string>>;
}
const CONTENT = "calm.content";
const KEY = "calm.key";

/** What this phone has, in that language; null if nothing. */
export function keptContent(language: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(CONTENT) ?? "null") as Kept | null;
    return kept !== null && kept.language === language && Array.isArray(kept.exercises) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps it; false where the browser refuses. */
export function keep(content: Kept): boolean {
  try {
    localStorage.setItem(CONTENT, JSON.stringify(content));
    return true;
  } catch {
    return false;
  }
}

/** What the server has now. Throws BundleError "bundle_tampered" when it is not what was signed, and whatever fetch throws. */
export async function fetchContent(language: string): Promise<Kept> {
  const { release } = readCurrent(await (await get("current.json")).text());
  const [bytes, signature] = await Promise.all([
    bytesOf(`${release}/manifest.json`),
    bytesOf(`${release}/manifest.sig`),
  ]);
  if (!(await isSignedBy(await trustedKey(), signature, bytes)))
    throw new BundleError("bundle_tampered", "manifest.json");
  const manifest = readManifest(new TextDecoder().decode(bytes), release, version);
  const part = async <T>(name: string): Promise<T | null> => {
    const listed = manifest.parts.find((each) => each.name === name);
    if (listed === undefined) return null;
    const found = await bytesOf(`${release}/${name}`);
    if ((await sha256(found)) !== listed.sha256) throw new BundleError("bundle_tampered", name);
    return JSON.parse(new TextDecoder().decode(found)) as T;
  };
  const all = (await part<{ exercises: readonly Exercise[] }>("exercises.json"))?.exercises ?? [];
  const exercises = all.filter(({ uses }) => uses?.includes("home") === true);
  const words =
    language === "en" ? {} : ((await part<Record<string, string>>(`words.${language}.json`)) ?? {});
  return { release, language, exercises, words: ofExercises(words, exercises) };
}

/** The first key that this phone meets is the one it goes on trusting, as the app does (docs/explanation/threats.md). */
async function trustedKey(): Promise<JsonWebKey> {
  try {
    const known = localStorage.getItem(KEY);
    if (known !== null) return JSON.parse(known) as JsonWebKey;
  } catch {
    // nothing is kept here: the key is asked for each time
  }
  const offered = await (await get("bundle-key.json")).text();
  try {
    localStorage.setItem(KEY, offered);
  } catch {
    // as above
  }
  return JSON.parse(offered) as JsonWebKey;
}

/** Of a language's words those that these screens say: the rest of the guide is nobody's here. */
function ofExercises(
  words: Readonly<Record<string, string>>,
  exercises: readonly Exercise[],
): Readonly<Record<string, string>> {
  const ids = new Set(
    exercises.flatMap((each) =>
      [
        each,
        ...each.script,
        ...each.paces,
        ...each.lengths,
        ...each.gate,
        ...each.cautions,
        ...each.steps,
      ].map(({ id }) => id),
    ),
  );
  return Object.fromEntries(
    Object.entries(words).filter(
      ([key]) =>
        /^app:(relax|calm|leaflet|ui|cards|question)\./.test(key) || ids.has(key.split(":")[0] ?? ""),
    ),
  );
}

async function get(path: string): Promise<Response> {
  const response = await fetch(`/bundle/${path}`, { cache: "no-cache" });
  if (!response.ok) throw new BundleError("bundle_unreachable", `${path}: ${response.status}`);
  return response;
}

const bytesOf = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await get(path)).arrayBuffer());
