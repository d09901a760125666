import { describe, expect, it } from "vitest";
import { steadyId } from "./demo";

describe("ids of the demo's entries", () => {
  it("are UUIDs of version 7 and the same each time, so that today's entry can name one of yesterday's", () => {
    expect(steadyId("ab/1")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(steadyId("ab/1")).toBe(steadyId("ab/1"));
    const many = Array.from({ length: 500 }, (_, i) => steadyId(`ab/${i}`));
    expect(new Set(many).size).toBe(500);
  });
});
