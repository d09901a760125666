import { expect, it } from "vitest";
import { uuidv7 } from "./uuid";

const random = new Uint8Array(10).fill(0xff);

it("has the time in front, version 7 and the right variant (RFC 9562, example of appendix A.6)", () => {
  // unix time 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
  const bytes = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  expect(uuidv7(0x017f22e279b0, bytes)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

it("sorts by when it was made", () => {
  const made = [1, 255, 256, 2 ** 32, Date.UTC(2026, 10, 24)].map((time) => uuidv7(time, random));
  expect([...made].sort()).toEqual(made);
});

it("takes ten random bytes, not fewer", () => {
  expect(() => uuidv7(0, new Uint8Array(9))).toThrow();
});
