// The phone's types, made of the JSON Schema, admit what the schema admits: each sample below is typed by them (TypeScript refuses a
// missing, superfluous or misspelt field) and checked against the schema itself.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { BodyOf, Entry, Kind } from "./entry";
import { VERSION } from "./entry";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
type Schema = { readonly [key: string]: unknown };
const schema: Schema & { $defs: Record<string, Schema & { properties: Record<string, Schema> }> } =
  JSON.parse(read("docs/reference/entries.schema.json"));

const uuid = "0198c1a0-0000-7000-8000-000000000001";
const bodies: { readonly [K in Kind]: BodyOf<K> } = {
  consultation: {
    visit: "first",
    modules: ["sui"],
    start: [],
    way: "use",
    mode: "quick",
    answers: {
      sui_thoughts_now: { value: true, by: "person", n: 1 },
      x: { unknown: "declined", because: "later", n: 2 },
      y: { act: "done", reason: "r" },
    },
    set_aside: [],
    conclusions: ["sui_imminent"],
    conditions: [{ group: "self_harm", is: "new" }],
    plan: [{ id: "sui_not_alone", group: "now", state: "do" }],
    against: [{ line: "sui_x", reason: "why" }],
    exits: [{ id: "sui_to_dep", to: "dep", planned: false }],
    tasks: [{ id: "ask_x", kind: "ask", of: "x", who: null, due_on: null }],
    follow_up: {
      from: "2026-11-25",
      to: "2026-11-25",
      on: "2026-11-25",
      ids: ["sui_fu_day"],
      booked_on: null,
    },
    kept: null,
    self_harm_asked: { state: "yes", by: ["person", "carer"] },
    sex: "other",
    age_years: 30,
    age_about: false,
    cadre: "nurse",
    waiting: [],
    closed_how: "waiting",
    audit: [{ code: "skipped", of: null, reply: null }],
    result_hash: "0".repeat(64),
  },
  imminent_risk: {
    because: ["sui_imminent"],
    present: true,
    who_with: "family",
    place: null,
    consultation: uuid,
  },
  risk_outcome: { risk: uuid, outcome: "at_facility", note: null },
  task_done: { entry: uuid, task: "ask_x", outcome: "done", note: null },
  visit_booked: { on: "2026-12-01", after: uuid },
  visit_missed: { booked_on: "2026-12-01", entry: uuid, contact: "reached" },
  observed: { consultation: uuid, seen: ["seen_one_word"], apart: ["apart_pain"] },
  played: {
    case: "well_digger",
    profile: "own",
    way: "coach",
    choices: ["greet", "soon"],
    taken_over: 0,
    goals: [{ id: "asked_suicide", state: "missed" }],
    harmful: [],
    classes: { close_with_date: 1, privacy_intro: 1 },
    habits: {
      preview: { called_for: 0, done: 0 },
      acknowledged: { called_for: 0, done: 0 },
      closed: { called_for: 1, done: 1 },
      repaired: { called_for: 0, done: 0 },
      noticed: { called_for: 0, done: 0 },
    },
  },
  person: {
    register_number: "0412",
    initials: "A. B.",
    sex: "female",
    year_of_birth: 1992,
    birth_about: true,
    village: null,
    reach: { how: "call", detail: null, who_answers: "she" },
  },
  same_person: { other: "demo:cd" },
  not_same_person: { other: "demo:cd" },
  transfer: { to_unit: uuid },
  erasure: { entries: [uuid], because: "asked_by_person" },
};

describe("what the phone writes is what the server's models read", () => {
  for (const kind of Object.keys(VERSION) as Kind[])
    it(kind, () => {
      expect(faults(schema.$defs[`${kind}_${VERSION[kind]}`]!, bodies[kind], kind)).toEqual([]);
    });

  it("the envelope, with every field and no other", () => {
    const entry: Entry = {
      id: uuid,
      kind: "person",
      version: 1,
      author: uuid,
      device: uuid,
      n: 1,
      subject: "demo:ab",
      amends: [uuid],
      practice: true,
      occurred_on: "2026-11-24",
      written_at: "2026-11-24T09:40:00.000Z",
      tz_minutes: -180,
      clock_offset: 12,
      release: "0.1.0-abc",
      app: "0.1.0",
      body: bodies.person,
    };
    expect(faults(schema, entry, "")).toEqual([]);
    expect(faults(schema, { ...entry, extra: 1 }, "")).toEqual([".extra: not known"]);
  });

  it("and the other way round: the cases of spec/journal have the kinds that the phone knows", () => {
    const { valid } = parse(read("spec/journal/entries.yaml"), { merge: true }) as {
      valid: Record<string, { kind: string; body: object }>;
    };
    const fields = (body: object) => Object.keys(body).sort();
    for (const { kind, body } of Object.values(valid))
      expect(fields(body)).toEqual(fields(bodies[kind as Kind]));
  });
});

/** As much of JSON Schema as the models use. */
function faults(part: Schema, value: unknown, at: string): string[] {
  if (typeof part.$ref === "string") return faults(schema.$defs[part.$ref.split("/").at(-1)!]!, value, at);
  if (Array.isArray(part.anyOf)) {
    const tries = (part.anyOf as Schema[]).map((option) => faults(option, value, at));
    return tries.some((found) => found.length === 0) ? [] : (tries[0] ?? []);
  }
  if (part.const !== undefined && part.const !== value) return [`${at}: not ${String(part.const)}`];
  if (Array.isArray(part.enum) && !(part.enum as unknown[]).includes(value))
    return [`${at}: not one of the words`];
  if (typeof part.pattern === "string" && !new RegExp(part.pattern, "u").test(String(value)))
    return [`${at}: wrong form`];
  const type =
    value === null
      ? "null"
      : Array.isArray(value)
        ? "array"
        : Number.isInteger(value)
          ? "integer"
          : typeof value;
  if (typeof part.type === "string" && part.type !== type) return [`${at}: ${type} and not ${part.type}`];
  if (type === "array")
    return (value as unknown[]).flatMap((item, i) =>
      faults((part.items ?? {}) as Schema, item, `${at}.${i}`),
    );
  if (type !== "object") return [];
  const known = (part.properties ?? {}) as Record<string, Schema>;
  const missing = ((part.required ?? []) as string[]).filter((name) => !(name in (value as object)));
  const inside = Object.entries(value as object).flatMap(([name, item]) => {
    if (name in known) return faults(known[name]!, item, `${at}.${name}`);
    if (part.additionalProperties === false) return [`${at}.${name}: not known`];
    return faults(
      (typeof part.additionalProperties === "object" ? part.additionalProperties : {}) as Schema,
      item,
      `${at}.${name}`,
    );
  });
  const branches = (part.oneOf ?? []) as Schema[];
  const branch = branches.find(
    (one) => (one.properties as Record<string, Schema>).kind?.const === (value as { kind?: string }).kind,
  );
  return [
    ...missing.map((name) => `${at}.${name}: missing`),
    ...inside,
    ...(branch === undefined ? [] : faults(branch, value, at)),
  ];
}
