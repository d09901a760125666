import type { ImminentRiskBody } from "../../store/entry";
import { WATCH, WATCHERS } from "../ids";
import { answerOf, type Draft } from "./draft";

export type Watcher = (typeof WATCHERS)[number];

/** Who is with the person; null before it is asked. Not known is read as nobody. */
export function watcherOf(draft: Draft): Watcher | null {
  const given = answerOf(draft.answers, WATCH);
  if (given === undefined) return null;
  return WATCHERS.find((code) => code === given.value) ?? "nobody";
}

/** The same, as the entry says it. */
export const whoWith = (watcher: Watcher | null): ImminentRiskBody["who_with"] =>
  watcher === null || watcher === "left" ? null : watcher === "staff" ? "me" : watcher;
