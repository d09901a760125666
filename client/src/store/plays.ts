// The virtual patients of a release: read only when somebody plays, so that opening the app never waits for them.
import { type Catalogue, localisedPlays } from "../domain/localise";
import type { Relating } from "../domain/relating/types";
import { type Database, reading } from "./db";
import { BundleError } from "./errors";

const PLAYS = /^relating\./;

/** Is the part one that `readPlays` reads, and nobody else? */
export const isOfPlays = (part: string): boolean => PLAYS.test(part);

/** The virtual patients in a language; null where the release has none. Raises BundleError for a part that cannot be read. */
export async function readPlays(
  database: Database,
  release: string,
  language: string,
): Promise<Relating | null> {
  const part = async <T>(name: string): Promise<T | null> => {
    const words = await reading(() => database.get("parts", `${release}/${name}`));
    if (words === undefined) return null;
    try {
      return JSON.parse(words) as T;
    } catch (cause) {
      throw new BundleError("bundle_unreadable", name, { cause });
    }
  };
  const found = await part<Omit<Relating, "model"> & { readonly model: Relating["model"] | null }>(
    "relating.json",
  );
  if (found === null || found.model === null || found.cases.length === 0) return null;
  const words = await part<Catalogue>(`relating.${language}.json`);
  return localisedPlays({ ...found, model: found.model }, words ?? {});
}
