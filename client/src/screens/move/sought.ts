import type { Unit } from "../../store/facts";

/** Is this a unit that somebody means who typed this? Every word of it begins a word of the unit's name, or of what it lies in. */
export function isSought({ name, above }: Unit, typed: string): boolean {
  const words = [name, ...above].flatMap(wordsOf);
  return wordsOf(typed).every((sought) => words.some((word) => word.startsWith(sought)));
}

/** Without marks: who types on a small keyboard leaves them out. */
const wordsOf = (text: string): readonly string[] =>
  text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .split(/[\s/·,.-]+/u)
    .filter((word) => word !== "");
