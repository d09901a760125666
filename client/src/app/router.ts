// Where the worker is: the part of the address after "#/". Nothing personal stands in it, only ids.
import { computed, signal } from "@preact/signals";

export interface Place {
  readonly screen: ScreenName;
  readonly params: Readonly<Record<string, string>>;
}
export type ScreenName = (typeof ROUTES)[number][1];

/** Pattern -> folder under screens/. A folder's index.tsx has the screen as its default export and gets `params`. */
export const ROUTES = [
  ["welcome", "welcome"],
  ["today", "today"],
  ["guide", "guide"],
  ["guide/:module", "guide"],
  ["people", "people"],
  ["people/new", "person"],
  ["people/:person/edit", "person"],
  ["people/:person/move", "move"],
  ["people/:person", "people"],
  ["settings", "settings"],
  ["settings/:part", "settings"],
  ["consultation/:draft", "consultation"],
  ["consultation/:draft/:part", "consultation"],
  ["plan/:entry", "plan"],
  ["plan/:entry/:part", "plan"],
  ["cards", "cards"],
  ["cards/:card", "cards"],
  ["join", "join"],
  ["join/:code", "join"],
  ["lock", "lock"],
  ["pin", "pin"],
  ["sync", "sync"],
  ["codes", "codes"],
  ["relax", "relax"],
  ["relax/:exercise", "relax"],
  ["relax/:exercise/:part", "relax"],
  ["practice", "practice"],
  ["practice/play/:play", "practice"],
  ["practice/:case", "practice"],
] as const;

const HOME: Place = { screen: "today", params: {} };

const hash = signal(currentHash());
export const place = computed<Place>(() => match(hash.value) ?? HOME);
/** Grows with each change of place, so that a screen can tell a new visit from a redraw. */
export const address = computed(() => hash.value);

export function match(path: string): Place | null {
  const [plain = ""] = path.split("?");
  const parts = plain.split("/").filter((part) => part !== "");
  for (const [pattern, screen] of ROUTES) {
    const params = paramsOf(pattern.split("/"), parts);
    if (params !== null) return { screen, params };
  }
  return null;
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [i, piece] of pattern.entries()) {
    const part = parts[i]!;
    if (piece.startsWith(":")) {
      try {
        params[piece.slice(1)] = decodeURIComponent(part);
      } catch {
        return null; // an address typed wrongly leads home
      }
    } else if (piece !== part) return null;
  }
  return params;
}

function currentHash(): string {
  return typeof location === "undefined" ? "" : location.hash.replace(/^#\/?/, "");
}

export function startRouter(): void {
  addEventListener("hashchange", () => {
    hash.value = currentHash();
  });
}

/** "people/demo:ab" -> the screen; `replace` leaves no way back to this one. */
export function go(path: string, how: "push" | "replace" = "push"): void {
  if (how === "replace") {
    history.replaceState(null, "", `#/${path}`);
    hash.value = currentHash();
  } else location.hash = `#/${path}`;
}
