// Which languages this phone can speak, and loading one: English is in the app, the others come with the content.
import { computed, effect } from "@preact/signals";
import { speak, TEST_LANGUAGES, t } from "../i18n";
import { content } from "./content";
import { choose, DEFAULTS, settings } from "./settings";

/** The invented languages are offered to whoever opens the app with ?languages=test, and kept once chosen. */
const testing = typeof location !== "undefined" && location.search.includes("languages=test");
const isOffered = (code: string): boolean =>
  testing || !TEST_LANGUAGES.has(code) || code === settings.value.language;

export const languages = computed<readonly string[]>(() => [
  "en",
  ...Object.keys(content.value?.words ?? {})
    .filter((code) => code !== "en" && isOffered(code))
    .sort(),
]);

/** A language by its own name. */
export function languageName(code: string): string {
  if (TEST_LANGUAGES.has(code)) return t(code === "en-XA" ? "lang.en-XA" : "lang.ar-XB");
  return new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
}

/** The phone speaks it from now on. `worker`: who is in, whose it is then and no colleague's. */
export function chooseLanguage(code: string, worker: string | null): void {
  const { languages: chosen } = settings.value;
  choose({ language: code, ...(worker === null ? {} : { languages: { ...chosen, [worker]: code } }) });
}

/**
 * Speaks to a worker in their own language: what they chose, else what the programme noted for them, where the guide has it.
 * `alone`: nobody else works on this phone; what was chosen before anybody had joined is theirs.
 */
export function speakTo(worker: { readonly id: string; readonly language: string }, alone: boolean): void {
  const { language: now, languages: chosen } = settings.value;
  const own = chosen[worker.id];
  const noted = languages.value.includes(worker.language) ? worker.language : DEFAULTS.language;
  if (own === undefined && alone && now !== DEFAULTS.language) chooseLanguage(now, worker.id);
  else choose({ language: own ?? noted });
}

export function keepLanguage(): void {
  effect(() => {
    const wanted = settings.value.language;
    const words = content.value?.words[wanted];
    // A language that is not on this phone (any more) leaves English, and comes back with the content.
    speak(words === undefined ? "en" : wanted, words);
  });
}
