import { beforeEach, describe, expect, it } from "vitest";
import type { BodyOf, Entry, Kind } from "../store/entry";
import { entries, entriesOf } from "./entries";
import { people, personName, personOf, risks } from "./people";
import { hasJoined } from "./storing";

let n = 0;
const entry = <K extends Kind>(
  kind: K,
  subject: string,
  body: Partial<BodyOf<K>>,
  amends: readonly string[] = [],
): Entry =>
  ({
    id: `e${++n}`,
    kind,
    subject,
    author: "amina",
    device: "d",
    occurred_on: "2026-11-25",
    written_at: "2026-11-25T08:00:00.000Z",
    clock_offset: null,
    practice: false,
    n,
    amends,
    body,
  }) as unknown as Entry;
const someone = (subject: string, register_number: string, amends: readonly string[] = []) =>
  entry(
    "person",
    subject,
    { register_number, initials: "A. B.", sex: "female", year_of_birth: 1992 },
    amends,
  );
const numbers = () => people.value.map((person) => person.register_number);

beforeEach(() => {
  hasJoined.value = true;
  entries.value = [];
});

describe("a record", () => {
  it("is what the newest correction says", () => {
    const first = someone("a", "1");
    entries.value = [first, someone("a", "2", [first.id])];
    expect(numbers()).toEqual(["2"]);
    expect(personOf("a")?.said).toHaveLength(1);
  });

  it("shows two corrections that did not know of each other, until one amends both", () => {
    const first = someone("a", "1");
    const two = [someone("a", "2", [first.id]), someone("a", "3", [first.id])];
    entries.value = [first, ...two];
    expect(personOf("a")?.said.map(({ body }) => body.register_number)).toEqual(["2", "3"]);
    entries.value = [
      ...entries.value,
      someone(
        "a",
        "2",
        two.map(({ id }) => id),
      ),
    ];
    expect(personOf("a")?.said).toHaveLength(1);
  });

  it("leaves the lists when its author says that it was entered in error", () => {
    const first = someone("a", "1");
    entries.value = [first, entry("erasure", "a", { entries: [first.id], because: "entered_in_error" })];
    expect(numbers()).toEqual([]);
  });
});

describe("two records", () => {
  it("said to be one person's are one in every list, found by either id", () => {
    const same = entry("same_person", "b", { other: "a" });
    entries.value = [
      someone("a", "1"),
      someone("b", "2"),
      same,
      entry("imminent_risk", "b", { present: true }),
    ];
    expect(numbers()).toEqual(["2"]);
    expect(personOf("b")?.id).toBe("a");
    expect(personName("a")).toBe(personName("b"));
    expect(entriesOf("a")).toHaveLength(4);
    expect(risks.value.map(({ subject }) => subject)).toEqual(["a"]);
  });

  it("are two again once somebody says so", () => {
    const same = entry("same_person", "b", { other: "a" });
    entries.value = [someone("a", "1"), someone("b", "2"), same];
    entries.value = [...entries.value, entry("not_same_person", "b", { other: "a" }, [same.id])];
    expect(numbers()).toEqual(["1", "2"]);
  });
});
