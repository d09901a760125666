// Words: `t` for the app's own (en.json for the shell, en.screens.json for the guide's screens,
// en.phone.json for who works on the phone, what is unsent, and the people, en.relax.json for exercises, en.practice.json for
// talks with invented people), `localised` for the content's. en.roleplay.json is what `attune cards` prints.
// English is inside the app; any other language comes with the content bundle as words.LANG.json, keyed by PO context.
import { computed, signal } from "@preact/signals";
import { type Catalogue, localised as inWords } from "../domain/localise";
import shell from "./en.json";
import phone from "./en.phone.json";
import type practice from "./en.practice.json";
import relax from "./en.relax.json";
import screens from "./en.screens.json";

const english: Record<string, string> = { ...shell, ...screens, ...phone, ...relax };
export const ENGLISH: Readonly<Record<string, string>> = english;
export type Key = StripPlural<
  keyof typeof shell | keyof typeof screens | keyof typeof phone | keyof typeof relax | keyof typeof practice
>;
/** Words that come with the screens that say them (en.practice.json): the first load goes without. */
export function learn(words: Readonly<Record<string, string>>): void {
  Object.assign(english, words);
}
type StripPlural<K> = K extends `${infer Stem}#${string}` ? Stem : K;
export type Params = Readonly<Record<string, string | number>>;

interface Language {
  readonly code: string;
  readonly words: Catalogue;
}
export const language = signal<Language>({ code: "en", words: {} });
export const direction = computed<"ltr" | "rtl">(() => (isRightToLeft(language.value.code) ? "rtl" : "ltr"));

/** Two invented languages, one long, one from right to left: content published with --test-languages brings them. */
export const TEST_LANGUAGES: ReadonlySet<string> = new Set(["en-XA", "ar-XB"]);

export function speak(code: string, words: Catalogue = {}): void {
  language.value = { code, words };
}

/** The app's words for a key. `n` among the params chooses the plural form ("key#one", "key#other"). */
export function t(key: Key, params: Params = {}): string {
  const { code, words } = language.value;
  const name = formOf(key, params.n, code);
  const own = words[`app:${name}`];
  if (own !== undefined) return fill(own, params);
  const source = ENGLISH[formOf(key, params.n, "en")];
  if (source === undefined) return key; // a missing key shows itself; a test sees that none is missing
  return fill(source, params);
}

/**
 * A part of the content in the worker's language, made once a language; the source where there is no translation. (A safety text
 * without a checked one comes with the content as its source, marked as English.)
 */
export function localised<T extends object>(part: T): T {
  const now = language.value;
  if (now.code === "en") return part;
  const known = made.get(part);
  if (known?.language === now) return known.part as T;
  const fresh = inWords(part, now.words);
  made.set(part, { language: now, part: fresh });
  return fresh;
}
const made = new WeakMap<object, { readonly language: Language; readonly part: object }>();

function formOf(key: string, n: string | number | undefined, code: string): string {
  if (typeof n !== "number" || !(`${key}#other` in ENGLISH)) return key;
  return `${key}#${new Intl.PluralRules(formatCode(code)).select(n)}` in ENGLISH || code !== "en"
    ? `${key}#${new Intl.PluralRules(formatCode(code)).select(n)}`
    : `${key}#other`;
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? formatNumber(value) : isolated(value);
  });
}

/** "E. F., 0431" inside a sentence from right to left keeps its own order, and its full stop. */
const isolated = (text: string): string => (direction.value === "rtl" ? `\u2068${text}\u2069` : text);

export function formatNumber(value: number): string {
  const code = formatCode(language.value.code);
  const useGrouping = value > 9999;
  // What the format would say, without the tables that a browser loads for its first format while the first screen waits.
  if (code === "en-GB" && Number.isInteger(value) && !useGrouping) return String(value);
  const key = `${code} ${useGrouping}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(code, { useGrouping });
  formats.set(key, format);
  return format.format(value);
}
/** To make a format takes a cheap phone some milliseconds, to use it none. */
const formats = new Map<string, Intl.NumberFormat>();

/** The browser's own formats know no invented language. */
export const formatCode = (code: string): string =>
  code === "en" || TEST_LANGUAGES.has(code) ? "en-GB" : code;

const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);
const isRightToLeft = (code: string): boolean => RIGHT_TO_LEFT.has(code.split("-")[0] ?? "");
