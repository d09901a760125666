import { describe, expect, test } from "vitest";
import shell from "./en.json";
import phone from "./en.phone.json";
import practice from "./en.practice.json";
import relax from "./en.relax.json";
import roleplay from "./en.roleplay.json";
import screens from "./en.screens.json";
import { ENGLISH, learn, speak, t } from "./index";

const namesIn = (text: string) => new Set(text.match(/\{\w+\}/g) ?? []);

learn(practice);

describe("the app's own words", () => {
  test("no key stands in two catalogues: one would hide the other", () => {
    const keys = [shell, screens, phone, relax, practice, roleplay].flatMap((words) => Object.keys(words));
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test("both plural forms of a key are there and name the same things", () => {
    for (const key of Object.keys(ENGLISH).filter((name) => name.endsWith("#one"))) {
      const other = ENGLISH[key.replace("#one", "#other")];
      expect(other, key).toBeDefined();
      // "One task" may do without its number.
      expect(new Set([...namesIn(ENGLISH[key]!), "{n}"]), key).toEqual(new Set([...namesIn(other!), "{n}"]));
    }
  });
});

describe("words in a sentence", () => {
  test("a name inside a sentence from right to left keeps its own order", () => {
    speak("ar-XB", { "app:person.name": "{number} {initials}" });
    expect(t("person.name", { initials: "E. F.", number: "0431" })).toBe(
      "\u20680431\u2069 \u2068E. F.\u2069",
    );
    speak("en");
    expect(t("person.name", { initials: "E. F.", number: "0431" })).toBe("E. F., no. 0431");
  });

  test("a number chooses its form", () => {
    expect(t("today.more", { n: 1 })).toBe("1 more in People");
    expect(t("date.in_days", { n: 6 })).toBe("in 6 days");
  });

  test("a language without a text shows the source", () => {
    speak("xx", {});
    expect(t("ui.back")).toBe("Back");
    speak("en");
  });
});
