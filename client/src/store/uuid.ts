/** A version 7 UUID: its first 48 bits are the time in milliseconds, so ids sort by when they were made (RFC 9562, 5.7). */
export function uuidv7(milliseconds: number, random: Uint8Array): string {
  if (random.length !== 10) throw new Error("a version 7 UUID takes 10 random bytes");
  const bytes = new Uint8Array(16);
  let time = milliseconds;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes.set(random, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
