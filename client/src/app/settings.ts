// The worker's choices on this phone. They lie in localStorage, so that theme and text size are there before the first paint;
// where the browser refuses that, they last as long as the page.
import { effect, signal } from "@preact/signals";

export interface Settings {
  readonly welcomed: boolean;
  readonly cadre: string | null;
  /** What the phone speaks now. */
  readonly language: string;
  /** What each worker of this phone has chosen, by their id. */
  readonly languages: Readonly<Record<string, string>>;
  readonly text: TextSize;
  readonly theme: "auto" | "light" | "dark";
  /** One question a screen for the learner, a short group for the experienced. */
  readonly mode: "step" | "quick";
  /** Medicines that are here, of the guide's list; null: not said. */
  readonly stock: readonly string[] | null;
}
export const TEXT_SIZES = [100, 115, 130, 150, 175, 200] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export const DEFAULTS: Settings = {
  welcomed: false,
  cadre: null,
  language: "en",
  languages: {},
  text: 100,
  theme: "auto",
  mode: "step",
  stock: null,
};
const KEY = "attune.settings";

export const settings = signal<Settings>(readSettings(read(KEY)));

export function choose(changes: Partial<Settings>): void {
  settings.value = { ...settings.value, ...changes };
  write(KEY, JSON.stringify(settings.value));
}

/** Whatever is stored, as today's settings: what cannot be read falls back to the default, one by one. */
export function readSettings(stored: string | null): Settings {
  const raw = parse(stored);
  const list = raw.stock;
  return {
    welcomed: raw.welcomed === true,
    cadre: typeof raw.cadre === "string" ? raw.cadre : null,
    language: typeof raw.language === "string" ? raw.language : DEFAULTS.language,
    languages: readLanguages(raw.languages),
    text: TEXT_SIZES.find((size) => size === raw.text) ?? DEFAULTS.text,
    theme: (["light", "dark"] as const).find((theme) => theme === raw.theme) ?? DEFAULTS.theme,
    mode: raw.mode === "quick" ? "quick" : DEFAULTS.mode,
    stock: Array.isArray(list) ? list.filter((item) => typeof item === "string") : null,
  };
}

function readLanguages(raw: unknown): Settings["languages"] {
  if (typeof raw !== "object" || raw === null) return {};
  return Object.fromEntries(Object.entries(raw).filter(([, code]) => typeof code === "string"));
}

function parse(stored: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // refused or full: the choice lasts as long as the page
  }
}

/** Theme and text size reach the page through attributes of <html>. */
export function dressPage(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const systemIsDark = signal(dark.matches);
  dark.addEventListener("change", () => {
    systemIsDark.value = dark.matches;
  });
  effect(() => {
    const { theme, text } = settings.value;
    const shown = theme === "auto" ? (systemIsDark.value ? "dark" : "light") : theme;
    document.documentElement.dataset.theme = shown;
    document.documentElement.dataset.text = String(text);
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
      meta.content = shown === "dark" ? "#14191b" : "#fbf8f3";
  });
}
