/** Key -> words in another language: words.LANG.json of a bundle. Its keys say what is words; nothing here lists fields. */
export type Catalogue = Readonly<Record<string, string>>;
type Thing = Readonly<Record<string, unknown>>;

/** Lists whose ids are codes of the thing that they stand in: the key of an option is QUESTION.CODE:text. */
const CODES: ReadonlySet<string> = new Set(["options"]);

/**
 * The part of a bundle with the words of the catalogue in place of its own; ids, codes and rules are the same.
 *
 * The key of a field is ID:field. A thing without an id goes by its name (supervisor_contact:text); inside a thing that has an id
 * it has one text, under its own name (the key of a wait's text is QUESTION:wait).
 */
export const localised = <T extends object>(part: T, words: Catalogue): T =>
  turned(part as Thing, words, "") as T;

function turned(thing: Thing, words: Catalogue, within: string): Thing {
  const name = typeof thing.id === "string" ? within + thing.id : "";
  return mapped(thing, (field, value) => said(field, value, words, name));
}

function said(field: string, value: unknown, words: Catalogue, name: string): unknown {
  const key = `${name}:${field}`;
  if (typeof value === "string") return words[key] ?? value;
  // A rule's tree and a list of ids are lists as well, and begin with a name.
  if (Array.isArray(value))
    return isThing(value[0])
      ? value.map((item) => turned(item, words, CODES.has(field) ? `${name}.` : ""))
      : value;
  if (!isThing(value)) return value;
  return mapped(value, (inner, text) =>
    typeof text === "string" ? (words[name === "" ? `${field}:${inner}` : key] ?? text) : text,
  );
}

const mapped = (thing: Thing, turn: (field: string, value: unknown) => unknown): Thing =>
  Object.fromEntries(Object.entries(thing).map(([field, value]) => [field, turn(field, value)]));

const isThing = (value: unknown): value is Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The part relating.json, as it matters here. */
interface Plays {
  readonly model: unknown;
  readonly talk: unknown;
  readonly profiles: readonly unknown[];
  readonly cases: readonly unknown[];
}

/**
 * The part relating.json with the words of its own catalogue (relating.LANG.json), which stand at any depth.
 *
 * A thing with an id begins a name (vp:well_digger.greet); under it the key is the way to the text
 * (vp:well_digger:replies.validate.low).
 */
export const localisedPlays = <T extends Plays>(part: T, words: Catalogue): T => ({
  ...part,
  model: played(part.model, words, "model", ""),
  talk: played(part.talk, words, "talk", ""),
  profiles: part.profiles.map((profile) => played(profile, words, "", "")),
  cases: part.cases.map((each) => played(each, words, "", "")),
});

function played(value: unknown, words: Catalogue, name: string, path: string): unknown {
  if (typeof value === "string") return words[`vp:${name}:${path}`] ?? value;
  if (Array.isArray(value)) return value.map((each, n) => played(each, words, name, `${path}.${n}`));
  if (!isThing(value)) return value;
  const own = value.id;
  const isOwn = typeof own === "string";
  // Lines that all cases share go by their own id; the parts of a case or of the model by both.
  const called = !isOwn ? name : name === "" || name === "talk" ? own : `${name.split(".")[0]}.${own}`;
  const way = isOwn ? "" : path;
  return mapped(value, (key, each) => played(each, words, called, way === "" ? key : `${way}.${key}`));
}
