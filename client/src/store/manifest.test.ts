import { describe, expect, it } from "vitest";
import { BundleError } from "./errors";
import { isNewer, readCurrent, readManifest, readWithdrawn } from "./manifest";

const RELEASE = "0.1.0-abc";
const part = { name: "guide.json", sha256: "a".repeat(64), bytes: 12 };
const manifest = { format: 1, release: RELEASE, version: "0.1.0", least_app: "0.1.0", parts: [part] };
const read = (changes: object, app = "0.1.0") =>
  readManifest(JSON.stringify({ ...manifest, ...changes }), RELEASE, app);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof BundleError ? error.code : String(error);
  }
  return "none";
};

describe("a manifest", () => {
  it("is read when this app can use it", () => {
    expect(read({})).toEqual(manifest);
  });

  it.each([
    ["a newer format needs a newer app", { format: 2 }, "bundle_needs_newer_app"],
    ["an older format is said to be old", { format: 0 }, "bundle_older_format"],
    ["a newer least app needs a newer app", { least_app: "0.10.0" }, "bundle_needs_newer_app"],
    ["a manifest of another release is none", { release: "0.1.0-other" }, "bundle_tampered"],
    ["no parts cannot be read", { parts: [] }, "bundle_unreadable"],
    [
      "a part outside the release's folder cannot be read",
      { parts: [{ ...part, name: "../x.json" }] },
      "bundle_unreadable",
    ],
    ["a part without a hash cannot be read", { parts: [{ ...part, sha256: "" }] }, "bundle_unreadable"],
    ["a format that is no number cannot be read", { format: "1" }, "bundle_unreadable"],
  ])("%s", (_rule, changes, code) => {
    expect(codeOf(() => read(changes))).toBe(code);
  });

  it.each(["", "{", "[]", "null", "3"])(
    "that reads %j is called unreadable, and nothing else breaks",
    (text) => {
      expect(codeOf(() => readManifest(text, RELEASE, "0.1.0"))).toBe("bundle_unreadable");
    },
  );
});

describe("current.json", () => {
  it("names the release in force", () => {
    expect(readCurrent('{"format":1,"release":"0.1.0-abc","version":"0.1.0"}')).toEqual({
      format: 1,
      release: RELEASE,
    });
  });

  it("may not name a path", () => {
    expect(codeOf(() => readCurrent('{"format":1,"release":"../secret"}'))).toBe("bundle_unreadable");
  });
});

describe("the list of withdrawn lines", () => {
  it("holds ids", () => {
    expect(readWithdrawn('{"format":1,"lines":["dep_x"]}')).toEqual({ format: 1, lines: ["dep_x"] });
    expect(codeOf(() => readWithdrawn('{"format":1,"lines":[1]}'))).toBe("bundle_unreadable");
  });
});

describe("versions", () => {
  it("compare by their numbers", () => {
    expect(isNewer("0.10.0", "0.9.9")).toBe(true);
    expect(isNewer("0.9.9", "0.10.0")).toBe(false);
    expect(isNewer("1.0", "1.0.0")).toBe(false);
  });
});
