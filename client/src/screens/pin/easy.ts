import { isTooEasy } from "../../store/guesses";

// Besides rows and repeats: what a finder tries first. Straight down the pad, its corners, and years, which a badge or a card may show.
const FIRST_TRIED = new Set([
  "2580",
  "0852",
  "1379",
  "1397",
  "7139",
  "147258",
  "159753",
  "123123",
  "112233",
  "121212",
  "131313",
]);

/** Would a finder try it among the first? */
export function isCommon(pin: string): boolean {
  if (isTooEasy(pin) || FIRST_TRIED.has(pin)) return true;
  const half = pin.slice(0, pin.length / 2);
  if (pin.length % 2 === 0 && pin === half + half) return true; // 1212, 4747
  if (/^(\d)\1(\d)\2$/.test(pin)) return true; // 1122
  return /^(19|20)\d\d$/.test(pin);
}
