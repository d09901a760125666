// Types of entries, made of docs/reference/entries.schema.json. `npm run entries` writes them to src/store/entry.generated.ts.

interface Part {
  readonly type?: "string" | "integer" | "boolean" | "array" | "object" | "null";
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Part[];
  readonly $ref?: string;
  readonly items?: Part;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly patternProperties?: Readonly<Record<string, Part>>;
  readonly title?: string;
  readonly description?: string;
}
export interface EntrySchema extends Part {
  readonly properties: Readonly<Record<string, Part>>;
  readonly oneOf: readonly { readonly properties: Readonly<Record<"kind" | "version" | "body", Part>> }[];
  readonly $defs: Readonly<Record<string, Part>>;
}
interface Newest {
  readonly kind: string;
  readonly version: number;
  readonly body: string;
}

/** Parts that the phone has already, closer to their meaning than a schema says it. */
const ELSEWHERE: Readonly<Record<string, string>> = { Answer: "../domain/types" };
const HEAD = `// Made of docs/reference/entries.schema.json by build/entry-types.ts: \`npm run entries\`. What is to change changes in
// src/attune/journal/{bodies,entries}.py.`;

/** The module's text, for the newest version of each kind. Throws for a form of schema that it does not know. */
export function entryTypes(schema: EntrySchema): string {
  const newest = newestOf(schema);
  const name = (ref: string): string => {
    const key = ref.split("/").at(-1)!;
    return schema.$defs[key]?.title ?? key;
  };
  const taken = Object.keys(ELSEWHERE).filter((part) => part in schema.$defs);
  const bodies = new Set(schema.oneOf.map(({ properties }) => properties.body.$ref!.split("/").at(-1)!));
  const parts = Object.keys(schema.$defs).filter((key) => !bodies.has(key) && !taken.includes(key));
  const wanted = [...newest.map(({ body }) => body), ...parts];
  const given: Readonly<Record<string, string>> = { kind: "Kind", version: "Version", body: "Body" };
  const envelope = Object.entries(schema.properties).map(([field, part]) =>
    member(field, true, given[field] ?? typeOf(part, name), part.description),
  );
  return [
    HEAD,
    `${taken.map((part) => `import type { ${part} } from "${ELSEWHERE[part]}";`).join("\n")}\n`,
    `interface Envelope<Kind extends string, Version extends number, Body> {\n${envelope.join("\n")}\n}`,
    ...wanted.map((key) => interfaceOf(name(key), schema.$defs[key]!, name)),
    `export type Entry =\n${newest
      .map(({ kind, version, body }) => `  | Envelope<"${kind}", ${version}, ${name(body)}>`)
      .join("\n")};`,
    "/** The newest version of each kind: what this app writes. */",
    `export const VERSION: { readonly [K in Entry["kind"]]: Extract<Entry, { kind: K }>["version"] } = {\n${newest
      .map(({ kind, version }) => `  ${kind}: ${version},`)
      .join("\n")}\n};\n`,
  ].join("\n");
}

function newestOf(schema: EntrySchema): readonly Newest[] {
  const newest = new Map<string, Newest>();
  for (const { properties } of schema.oneOf) {
    const kind = String(properties.kind.const);
    const version = Number(properties.version.const);
    if (version > (newest.get(kind)?.version ?? 0))
      newest.set(kind, { kind, version, body: properties.body.$ref!.split("/").at(-1)! });
  }
  return [...newest.values()];
}

type Naming = (ref: string) => string;

function interfaceOf(title: string, part: Part, name: Naming): string {
  const members = Object.entries(part.properties ?? {}).map(([field, inner]) =>
    member(field, part.required?.includes(field) === true, typeOf(inner, name), inner.description),
  );
  return `${comment(part.description)}export interface ${title} {\n${members.join("\n")}\n}`;
}

const member = (field: string, isRequired: boolean, type: string, description?: string): string =>
  `${comment(description)}readonly ${field}${isRequired ? "" : "?"}: ${type};`;

const comment = (text: string | undefined): string => (text === undefined ? "" : `/** ${text} */\n`);

function typeOf(part: Part, name: Naming): string {
  if (part.$ref !== undefined) return name(part.$ref);
  if (part.anyOf !== undefined) return part.anyOf.map((one) => typeOf(one, name)).join(" | ");
  if (part.enum !== undefined) return part.enum.map((word) => JSON.stringify(word)).join(" | ");
  if (part.const !== undefined) return JSON.stringify(part.const);
  if (part.type === "array" && part.items !== undefined) return `readonly ${itemOf(part.items, name)}[]`;
  const values = Object.values(part.patternProperties ?? {});
  if (part.type === "object" && values.length === 1)
    return `Readonly<Record<string, ${typeOf(values[0]!, name)}>>`;
  if (part.type === "integer") return "number";
  if (part.type === "string" || part.type === "boolean" || part.type === "null") return part.type;
  throw new Error(`no type for ${JSON.stringify(part)}`);
}

function itemOf(part: Part, name: Naming): string {
  const type = typeOf(part, name);
  return type.includes("|") ? `(${type})` : type;
}
