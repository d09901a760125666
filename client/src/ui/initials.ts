/** Up to two letters for a name in any script: what one sees as one letter, marks and joined vowels with it. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(hasLetter);
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return [first, last]
    .map((word) => (word === undefined ? "" : (letters(word)[0] ?? "")))
    .join("")
    .toLocaleUpperCase();
}

const hasLetter = (word: string): boolean => /\p{L}/u.test(word);

function letters(word: string): readonly string[] {
  const plain = word.replace(/^[^\p{L}]+/u, "");
  // Older browsers have no segmenter: a letter with the marks that follow it is near enough.
  if (!("Segmenter" in Intl)) return plain.match(/\p{L}\p{M}*/gu) ?? [];
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(plain)].map(
    ({ segment }) => segment,
  );
}
