/** What a visit is told of those before it. Twin of src/attune/guide/earlier.py. */
import { prepare } from "./prepare";
import type { Guide } from "./types";

/**
 * The answer to the fact `earlier`: what the last visit concluded, and of every visit what lasts (`lasts`). `visits` are the
 * conclusions of each, oldest first, perhaps by another release: an id that this guide cannot read is left out.
 */
export function earlierFrom(guide: Guide, visits: readonly (readonly string[])[]): readonly string[] {
  const codes = prepare(guide).questions.get("earlier")?.codes ?? new Map<string, string>();
  const lasts = new Map(guide.conclusions.map((each) => [each.id, each.lasts]));
  const last = (visits.at(-1) ?? []).filter((id) => codes.has(id));
  return [...new Set([...last, ...visits.flat().flatMap((id) => lasts.get(codes.get(id) ?? id) ?? [])])];
}
