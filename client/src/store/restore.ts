// Turns whatever is in storage into today's types. The rest of the code sees only the newest shape of each kind. An entry
// that this app does not know (written by a newer one, or damaged) is kept as it is, beside, and never written over.
import { type Entry, type Kind, VERSION } from "./entry";

type Lift = (old: unknown) => unknown;

/** For each kind, from each stored version to the next one; the newest needs none. */
export const LIFTS: { readonly [K in Kind]: Readonly<Record<number, Lift>> } = {
  consultation: {},
  imminent_risk: {},
  risk_outcome: {},
  task_done: {},
  visit_booked: {},
  visit_missed: {},
  observed: {},
  played: {},
  person: {},
  same_person: {},
  not_same_person: {},
  transfer: {},
  erasure: {},
};

export interface Restored {
  readonly entries: readonly Entry[];
  /** Kept, and counted on the settings screen: written by a newer app, or not readable. */
  readonly aside: readonly { readonly raw: unknown; readonly why: "newer_app" | "unreadable" }[];
}

export function restore(stored: readonly unknown[], lifts: typeof LIFTS = LIFTS): Restored {
  const entries: Entry[] = [];
  const aside: Restored["aside"][number][] = [];
  for (const raw of stored) {
    const one = restoreOne(raw, lifts);
    if (typeof one === "string") aside.push({ raw, why: one });
    else entries.push(one);
  }
  return { entries, aside };
}

function restoreOne(raw: unknown, lifts: typeof LIFTS): Entry | "newer_app" | "unreadable" {
  if (!isEnvelope(raw)) return "unreadable";
  if (!(raw.kind in VERSION)) return "newer_app";
  const kind = raw.kind as Kind;
  if (raw.version > VERSION[kind]) return "newer_app";
  if (raw.version === VERSION[kind]) return raw as unknown as Entry;
  let body: unknown = raw.body;
  for (let version = raw.version; version < VERSION[kind]; version++) {
    const lift = lifts[kind][version];
    if (lift === undefined) return "unreadable";
    body = lift(body);
  }
  return { ...raw, version: VERSION[kind], body } as unknown as Entry;
}

interface Raw {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly n: number;
  readonly occurred_on: string;
  readonly body: object;
}

function isEnvelope(raw: unknown): raw is Raw {
  if (typeof raw !== "object" || raw === null) return false;
  const entry = raw as Partial<Record<keyof Raw, unknown>>;
  return (
    typeof entry.id === "string" &&
    typeof entry.kind === "string" &&
    Number.isInteger(entry.version) &&
    (entry.version as number) >= 1 &&
    Number.isInteger(entry.n) &&
    typeof entry.occurred_on === "string" &&
    typeof entry.body === "object" &&
    entry.body !== null
  );
}
