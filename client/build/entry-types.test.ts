// The phone's types are those of the server's models. `npm run entries` writes them anew.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type EntrySchema, entryTypes } from "./entry-types.ts";

const client = fileURLToPath(new URL("..", import.meta.url));
const file = "src/store/entry.generated.ts";
const schema = (): EntrySchema =>
  JSON.parse(readFileSync(`${client}../docs/reference/entries.schema.json`, "utf8"));

const formatted = (text: string): string =>
  execFileSync("node_modules/.bin/biome", ["format", `--stdin-file-path=${file}`], {
    cwd: client,
    input: text,
    encoding: "utf8",
  });

test(`${file} is made of the schema as it is now`, async () => {
  await expect(formatted(entryTypes(schema()))).toMatchFileSnapshot(`${client}${file}`);
});

test("of two versions of a kind the newest is written", () => {
  const old = schema();
  const body = { title: "TransferBodyOfTomorrow", type: "object", properties: {} } as const;
  const ref = { const: "transfer" };
  const branch = {
    properties: { kind: ref, version: { const: 2 }, body: { $ref: "#/$defs/transfer_2" } },
  };
  const types = entryTypes({
    ...old,
    oneOf: [branch, ...old.oneOf],
    $defs: { ...old.$defs, transfer_2: body },
  });
  expect(types).toContain('Envelope<"transfer", 2, TransferBodyOfTomorrow>');
  expect(types).toContain("  transfer: 2,");
  expect(types).not.toContain("interface TransferBody ");
});

test("a form of schema that nobody thought of stops the making", () => {
  const odd = { Against: { title: "Against", type: "object", properties: { line: {} } } } as const;
  expect(() => entryTypes({ ...schema(), $defs: { ...schema().$defs, ...odd } })).toThrow("no type for");
});
