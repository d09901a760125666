// Which languages this phone can speak, and loading one: English is in the app, the others come with the content.
import { computed, effect } from "@preact/signals";
import { speak, TEST_LANGUAGES, t } from "../i18n";
import { content } from "./content";
import { settings } from "./settings";

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

export function keepLanguage(): void {
  effect(() => {
    const wanted = settings.value.language;
    const words = content.value?.words[wanted];
    // A language that is not on this phone (any more) leaves English, and comes back with the content.
    speak(words === undefined ? "en" : wanted, words);
  });
}
