import { expect, it } from "vitest";
import { NONE_WRONG } from "../../store/guesses";
import { secondsUntil, triesLeft } from "./waits";

const NOW = new Date("2026-11-25T09:40:00.000Z");

it("says how many PINs may be tried before it waits", () => {
  expect(triesLeft(NONE_WRONG, NOW)).toBe(3);
  expect(triesLeft({ ...NONE_WRONG, pin: 1 }, NOW)).toBe(2);
  expect(triesLeft({ ...NONE_WRONG, pin: 2 }, NOW)).toBe(1);
});

it("waits after each wrong PIN once it has begun to wait", () => {
  const waiting = { pin: 5, code: 0, wait_until: "2026-11-25T09:45:00.000Z" };
  expect(triesLeft(waiting, NOW)).toBe(1);
});

it("counts seconds down to none", () => {
  expect(secondsUntil("2026-11-25T09:40:29.100Z", NOW.getTime())).toBe(30);
  expect(secondsUntil("2026-11-25T09:39:00.000Z", NOW.getTime())).toBe(0);
  expect(secondsUntil(null, NOW.getTime())).toBe(0);
});
