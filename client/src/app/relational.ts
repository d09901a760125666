// Relational guidance of the content, read when it is first wanted: the first screen does not wait for it.
import type { Relational } from "../domain/relational";
import { localised } from "../i18n";
import type { Content } from "../store/parts";
import { content, contentOf } from "./content";

const read = new WeakMap<Content, Relational | null>();

/** The guidance that a visit began with, in the worker's language; that of the content in use where the phone cannot give it. Null: there is none. */
export function relationalOf(release: string): Relational | null {
  const kept = contentOf(release);
  if (kept === undefined) return null; // being read; the signal behind it draws again
  const from = kept ?? content.value;
  if (from === null) return null;
  let found = read.get(from);
  if (found === undefined) {
    const part = from.relational === null ? null : (JSON.parse(from.relational) as Relational);
    found = part === null || part.steps.length === 0 ? null : part;
    read.set(from, found);
  }
  return found === null ? null : localised(found);
}

/** Is there any, without reading it? */
export function hasRelational(release: string): boolean {
  const kept = contentOf(release);
  return (kept === undefined ? null : (kept ?? content.value))?.relational != null;
}
