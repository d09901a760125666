// What the worker ticks as seen in a visit: kept in the draft, and in one entry beside the visit's. What it may go together to is
// computed for the screen (domain/leanings.ts) and kept nowhere.
import { type Readings, readingsOf, type Seen } from "../../domain/leanings";
import { circumstancesNow, type Observation, type Relational } from "../../domain/relational";
import type { Consultation } from "../../domain/types";
import type { Entry, EntryOf, NewEntry } from "../../store/entry";
import { observedOf } from "../../store/projections";
import type { Draft } from "./draft";
import { says } from "./says";

export type ObservedEntry = EntryOf<"observed">;

const toggled = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];

export const tickSeen = (draft: Draft, id: string): Draft => ({
  ...draft,
  seen: toggled(draft.seen ?? [], id),
});
export const tickApart = (draft: Draft, id: string): Draft => ({
  ...draft,
  apart: toggled(draft.apart ?? [], id),
});

/** Circumstances of this visit: so, and not known yet. */
export const apartNow = (relational: Relational, draft: Draft, result: Consultation) =>
  circumstancesNow(relational.circumstances, draft.apart ?? [], (when) => says(when, draft, result));

/** What is ticked, in the content's order. */
export const seenNow = (relational: Relational, draft: Draft): readonly Observation[] =>
  relational.observations.filter(({ id }) => draft.seen?.includes(id));

/** What was seen, to be kept with the visit; null when nothing was ticked, or nobody was there to be seen. */
export function observedEntry(
  relational: Relational | null,
  draft: Draft,
  result: Consultation,
): NewEntry<"observed"> | null {
  if (relational === null || draft.person === null) return null;
  const seen = seenNow(relational, draft).map(({ id }) => id);
  if (seen.length === 0) return null;
  const { so, unknown } = apartNow(relational, draft, result);
  const order = relational.circumstances.map(({ id }) => id);
  return {
    kind: "observed",
    subject: draft.person,
    occurred_on: draft.occurred_on,
    release: draft.release,
    body: {
      consultation: draft.id,
      seen,
      apart: order.filter((id) => so.includes(id) || unknown.includes(id)),
    },
  };
}

/** This worker's own earlier entries, the newest first. What a colleague saw is the colleague's. `me`: null where nobody has joined. */
export const ownObserved = (entries: readonly Entry[], me: string | null): readonly ObservedEntry[] =>
  [...observedOf(entries)].filter(({ author }) => me === null || author === me).reverse();

/** What the worker's earlier visits and this one go together to. */
export function readingsNow(
  relational: Relational,
  draft: Draft,
  result: Consultation,
  earlier: readonly ObservedEntry[],
): Readings | null {
  if (relational.model === null) return null;
  const { so, unknown } = apartNow(relational, draft, result);
  const now: Seen = { on: draft.occurred_on, seen: draft.seen ?? [], apart: [...so, ...unknown] };
  const before = earlier
    .filter(({ body }) => body.consultation !== draft.id)
    .map(({ occurred_on, body }): Seen => ({ on: occurred_on, seen: body.seen, apart: body.apart }));
  return readingsOf(relational.model, relational.observations, [...before, now], draft.occurred_on);
}

/** How often in ten it is something else, by the model's own odds: never less than once. */
export const elseInTen = (points: number): number => Math.max(1, Math.round(10 / (1 + 10 ** (points / 10))));

/** Points as odds: "1 to 3", "2 to 1". */
export function oddsOf(points: number): { readonly for: number; readonly against: number } {
  const odds = 10 ** (Math.abs(points) / 10);
  const size = odds < 10 ? Math.round(odds * 10) / 10 : Math.round(odds);
  return points < 0 ? { for: 1, against: size } : { for: size, against: 1 };
}
