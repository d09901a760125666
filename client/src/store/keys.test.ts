import { describe, expect, it } from "vitest";
import {
  CODE_ITERATIONS,
  CODE_LENGTH,
  codeKey,
  newCodes,
  newDataKey,
  newDeviceKey,
  PIN_ITERATIONS,
  pinKey,
  randomBytes,
  recoveryKey,
  seal,
  unseal,
  unwrap,
  WrongKey,
  wrap,
} from "./keys";

const salt = randomBytes(16);
const from = async () => ({ deviceKey: await newDeviceKey(), worker: "w", salt, iterations: PIN_ITERATIONS });

// Ten times 600,000 rounds take their time on a machine that is busy.
describe("a PIN", { timeout: 60_000 }, () => {
  it("is stretched by at least 600,000 rounds", () => {
    expect(PIN_ITERATIONS).toBeGreaterThanOrEqual(600_000);
  });

  it("opens what it closed, on the same phone alone", async () => {
    const [here, elsewhere] = [await from(), await from()];
    const closed = await wrap(await pinKey(here, "2580"), await newDataKey(), "s");
    await expect(unwrap(await pinKey(here, "2580"), closed, "s")).resolves.toBeDefined();
    await expect(unwrap(await pinKey(here, "2581"), closed, "s")).rejects.toThrow(WrongKey);
    await expect(unwrap(await pinKey(elsewhere, "2580"), closed, "s")).rejects.toThrow(WrongKey);
  });

  it("opens nothing of another worker who has the same, and no other store", async () => {
    const here = await from();
    const closed = await wrap(await pinKey(here, "2580"), await newDataKey(), "s");
    const other = await pinKey({ ...here, worker: "v" }, "2580");
    await expect(unwrap(other, closed, "s")).rejects.toThrow(WrongKey);
    await expect(unwrap(await pinKey(here, "2580"), closed, "t")).rejects.toThrow(WrongKey);
  });

  it("is mixed with a key that nobody can read", async () => {
    const { deviceKey } = await from();
    expect(deviceKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", deviceKey)).rejects.toThrow();
  });
});

describe("what is sealed", () => {
  it("is read again with its key and its label, and with nothing else", async () => {
    const [key, other] = [await newDataKey(), await newDataKey()];
    const sealed = await seal(key, { name: "A. B." }, "entry\n1");
    expect(await unseal(key, sealed, "entry\n1")).toEqual({ name: "A. B." });
    await expect(unseal(other, sealed, "entry\n1")).rejects.toThrow(WrongKey);
    await expect(unseal(key, sealed, "entry\n2")).rejects.toThrow(WrongKey);
    sealed.sealed[3]! ^= 1;
    await expect(unseal(key, sealed, "entry\n1")).rejects.toThrow(WrongKey);
  });

  it("never uses a number twice", async () => {
    const key = await newDataKey();
    const all = await Promise.all([1, 2, 3].map(() => seal(key, 1, "")));
    expect(new Set(all.map(({ iv }) => iv.join())).size).toBe(3);
  });
});

describe("recovery keys and one-time codes", () => {
  it("open what they closed", async () => {
    const [bytes, data] = [randomBytes(32), await newDataKey()];
    const here = { ...(await from()), iterations: CODE_ITERATIONS };
    const [code] = newCodes();
    const byKey = await wrap(await recoveryKey(bytes), data, "s");
    const byCode = await wrap(await codeKey(here, code!), data, "s");
    await expect(unwrap(await recoveryKey(bytes), byKey, "s")).resolves.toBeDefined();
    const typed = `${code!.slice(0, 4).toLowerCase()} ${code!.slice(4, 8)}-${code!.slice(8)}`;
    await expect(unwrap(await codeKey(here, typed), byCode, "s")).resolves.toBeDefined();
  });

  it("are ten different codes of twelve letters without look-alikes", () => {
    const codes = newCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(new RegExp(`^[A-HJ-NP-Z]{${CODE_LENGTH}}$`));
  });

  it("use all letters alike", () => {
    const letters = Array.from({ length: 400 }, newCodes).flat().join("");
    const counts = new Map<string, number>();
    for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(24);
    // 48,000 letters, 2,000 of each; a first letter that were taken twice as often would stand far out.
    for (const n of counts.values()) expect(Math.abs(n - 2000)).toBeLessThan(300);
  });
});
