import type { ImminentRiskBody } from "../../store/entry";
import { answerOf, type Draft } from "./draft";

/** The guide's own question "who is with the person now?": the first one at imminent risk. */
export const WATCH = "sui_who_with";

export type Watcher = "staff" | "family" | "nobody" | "left";
const WATCHERS: readonly string[] = ["staff", "family", "nobody", "left"] satisfies readonly Watcher[];

/** Who is with the person; null before it is asked. Not known is read as nobody. */
export function watcherOf(draft: Draft): Watcher | null {
  const given = answerOf(draft.answers, WATCH);
  if (given === undefined) return null;
  return typeof given.value === "string" && WATCHERS.includes(given.value)
    ? (given.value as Watcher)
    : "nobody";
}

/** The same, as the entry says it. */
export const whoWith = (watcher: Watcher | null): ImminentRiskBody["who_with"] =>
  watcher === null || watcher === "left" ? null : watcher === "staff" ? "me" : watcher;
