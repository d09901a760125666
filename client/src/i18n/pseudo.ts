// Invented languages for the tests. They change the words and leave what is in braces alone.

const ACCENTS: Readonly<Record<string, string>> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  c: "ç",
  n: "ñ",
  s: "š",
  y: "ý",
  A: "Á",
  E: "É",
  I: "Í",
  O: "Ó",
  U: "Ú",
  C: "Ç",
  S: "Š",
};
const RIGHT_TO_LEFT_OVERRIDE = "\u202e";
const POP = "\u202c";

/** Two fifths longer, with marks above: whatever is cut off or not in a catalogue is seen at once. */
export function stretched(text: string): string {
  const marked = words(text, (part) => part.replace(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter));
  return `[${marked}${" ~".repeat(Math.ceil(text.length / 5))}]`;
}

/** The same words, written from right to left. */
export const mirrored = (text: string): string =>
  words(text, (part) => (part.trim() === "" ? part : `${RIGHT_TO_LEFT_OVERRIDE}${part}${POP}`));

const words = (text: string, change: (part: string) => string): string =>
  text
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith("{") ? part : change(part)))
    .join("");
