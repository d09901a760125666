// What the observations of one worker about one person go together to, for now. docs/explanation/observations.md tells it in words.
//
// A small Bayesian update on the odds of three tendencies, each on its own. Its result is looked at and let go: it stands in no
// draft, no entry, no setting and no message, and there is no server's twin of it.
import {
  type Model,
  type Observation,
  type Relational,
  WEIGHED,
  type Weighed,
  type Weights,
} from "./relational";

/** The observations of one visit, as its entry keeps them. */
export interface Seen {
  readonly on: string;
  readonly seen: readonly string[];
  /** Circumstances of that visit. With any of them nothing of it counts. */
  readonly apart: readonly string[];
}
export interface Reading {
  /** Ten times the decimal logarithm of the odds, rounded to 6 decimals. */
  readonly points: number;
  /** Days that raised it. */
  readonly days: number;
  /** Seen often enough, on days enough, and not too long ago, to be said. */
  readonly isShown: boolean;
}
export interface Readings {
  readonly of: Readonly<Record<Weighed, Reading>>;
  /** Days with an observation that weighs. */
  readonly days: number;
  /** "few": seen on too few days to say anything. "mixed": on enough, and nothing stands out. */
  readonly state: "few" | "mixed" | "shown";
}

/** `today` is a local date, as `on` is. The order of the visits changes nothing, nor how they are dealt out over one day. */
export function readingsOf(
  model: Model,
  observations: readonly Observation[],
  visits: readonly Seen[],
  today: string,
): Readings {
  const weights = new Map(observations.map(({ id, weights }) => [id, weights]));
  const days = [...daysSeen(visits)]
    .map(([on, seen]) => ({ on, found: [...seen].flatMap((id) => weights.get(id) ?? []) }))
    .map(({ on, found }) => ({ on, found: found.filter(isWeighty) }))
    .filter(({ found }) => found.length > 0)
    .sort((one, other) => (one.on < other.on ? -1 : 1));
  const of = Object.fromEntries(
    WEIGHED.map((tendency) => [tendency, reading(model, tendency, days, today)]),
  ) as Record<Weighed, Reading>;
  const isAny = WEIGHED.some((tendency) => of[tendency].isShown);
  return { of, days: days.length, state: isAny ? "shown" : days.length < model.least_days ? "few" : "mixed" };
}

/** What was seen on each day, once each: two visits on one day are no more than one. */
function daysSeen(visits: readonly Seen[]): ReadonlyMap<string, ReadonlySet<string>> {
  const days = new Map<string, Set<string>>();
  for (const { on, seen, apart } of visits) {
    if (apart.length > 0) continue;
    const there = days.get(on) ?? new Set<string>();
    for (const id of seen) there.add(id);
    days.set(on, there);
  }
  return days;
}

const isWeighty = (weights: Weights): boolean => WEIGHED.some((tendency) => weights[tendency] !== 0);

interface Day {
  readonly on: string;
  readonly found: readonly Weights[];
}

function reading(model: Model, tendency: Weighed, days: readonly Day[], today: string): Reading {
  const given = days.map(({ on, found }) => ({
    on,
    points: within(
      found.reduce((sum, weights) => sum + weights[tendency], 0),
      model.visit_cap,
    ),
  }));
  const sum = given.reduce((total, day) => total + day.points * kept(model, day.on, today), 0);
  const points = Math.min(model.most, rounded(model.start + sum));
  const raised = given.filter((day) => day.points > 0).length;
  return { points, days: raised, isShown: raised >= model.least_days && points >= model.shown_from };
}

const within = (points: number, cap: number): number => Math.max(-cap, Math.min(cap, points));

/** How much of a day's points is left: half after each half-life. A day that is yet to come counts as today. */
function kept({ half_life_days }: Model, on: string, today: string): number {
  const age = Math.max(0, Math.round((at(today) - at(on)) / DAY));
  return 2 ** (-age / half_life_days);
}
const DAY = 86_400_000;
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** The words for what is shown, in the content's order; never the name of a tendency. */
export const shownOf = (
  readings: Readings,
  { tendencies }: Relational,
): readonly { id: string; text: string; days: number }[] =>
  tendencies
    .filter(({ leaning }) => readings.of[leaning].isShown)
    .map(({ id, text, leaning }) => ({ id, text, days: readings.of[leaning].days }));
