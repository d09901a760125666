import { expect, test } from "vitest";
import type { BodyOf, Entry, EntryOf, Kind } from "../../store/entry";
import { risksLeftOpen } from "./left-open";

let n = 0;
const entry = <K extends Kind>(
  kind: K,
  on: string,
  body: Partial<BodyOf<K>>,
  subject: string | null = "ab",
) =>
  ({
    id: `${kind}-${++n}`,
    kind,
    subject,
    occurred_on: on,
    written_at: `${on}T08:00:00.000Z`,
    device: "d",
    author: "a",
    n,
    amends: [],
    body,
  }) as unknown as EntryOf<K>;
const first = entry("consultation", "2026-11-18", {});
const risk = entry("imminent_risk", "2026-11-18", { consultation: first.id });
const again = entry("consultation", "2026-11-25", {});
const left = (visit: EntryOf<"consultation">, ...others: Entry[]) =>
  risksLeftOpen(visit, [first, risk, again, ...others] as Entry[], (id) => id === "draft").map(
    ({ since }) => since,
  );

test("a risk of before that nobody has closed is left open by the next visit", () => {
  expect(left(again)).toEqual([risk.id]);
});

test("what is known of it may have been corrected since", () => {
  const moved = { ...entry("imminent_risk", "2026-11-25", { consultation: first.id }), amends: [risk.id] };
  expect(left(again, moved as Entry)).toEqual([risk.id]);
});

test("the visit that found it is not the one to close it, nor one after which the person was seen again", () => {
  expect(risksLeftOpen(first, [first, risk] as Entry[], () => false)).toEqual([]);
  expect(left(first)).toEqual([]);
});

test("nothing is offered where this visit found a risk itself, where the risk is closed, or is of a visit in progress", () => {
  expect(left(again, entry("imminent_risk", "2026-11-25", { consultation: again.id }) as Entry)).toEqual([]);
  expect(
    left(again, entry("risk_outcome", "2026-11-25", { risk: risk.id, outcome: "safe_with_family" }) as Entry),
  ).toEqual([]);
  expect(left(again, entry("imminent_risk", "2026-11-25", { consultation: "draft" }) as Entry)).toEqual([
    risk.id,
  ]);
});

test("practice with nobody is about nobody: no visit answers another", () => {
  const alone = entry("consultation", "2026-11-25", {}, null);
  expect(
    risksLeftOpen(alone, [alone, entry("imminent_risk", "2026-11-24", {}, null)] as Entry[], () => false),
  ).toEqual([]);
});
