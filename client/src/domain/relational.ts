// Relational guidance as the bundle carries it (relational.json), and what of it stands beside a step of the guide. It says how,
// never what: nothing here reads or changes a conclusion, a plan or a date.
import type { Expr } from "./types";

export type Strength = "pooled" | "some" | "judgement";
interface Evidence {
  readonly strength: Strength;
  readonly sources: readonly string[];
}
interface Named {
  readonly id: string;
  readonly text: string;
}
/** The three tendencies that are counted, each on its own; a name for teaching that no screen of a visit shows. */
export const WEIGHED = ["anxious", "avoidant", "disorganized"] as const;
export type Weighed = (typeof WEIGHED)[number];

export type CareScreen = "asking" | "last" | "plan" | "waiting" | "closing";
/** A moment of the visit: asking, explaining, ending. */
export interface CareStep extends Evidence {
  readonly id: string;
  readonly title: string;
  readonly everyone: string;
  readonly guide_steps: readonly string[];
  readonly screens: readonly CareScreen[];
}
export interface GuidanceUnit extends Evidence {
  readonly id: string;
  /** The moment it is for; left out: every moment. */
  readonly step?: string;
  readonly module?: string;
  readonly when: Expr | null;
  readonly notice: string;
  readonly pulls: string;
  readonly helps: string;
  readonly say: string;
  readonly harms: string;
  readonly culture?: string;
  readonly others?: string;
}
export interface GuidanceFile {
  readonly id: string;
  readonly title: string;
  readonly leaning?: "secure" | Weighed;
  readonly culture: string;
  readonly others: string;
  readonly units: readonly GuidanceUnit[];
}
export interface Model {
  readonly start: number;
  readonly shown_from: number;
  /** However much is seen, it is never surer than that. */
  readonly most: number;
  readonly visit_cap: number;
  readonly half_life_days: number;
  readonly least_days: number;
}
export type Weights = Readonly<Record<Weighed, number>>;
export interface Observation extends Named, Evidence {
  readonly group: string;
  readonly about: "behaviour" | "attendance" | "company" | "silence" | "gaze" | "tears" | "body";
  readonly weights: Weights;
  readonly try: string;
  readonly others: string;
}
export interface Circumstance extends Named {
  /** Without a rule only the worker can say it. */
  readonly when: Expr | null;
  /** It counts as so until it is known that it is not. */
  readonly cautious: boolean;
  readonly sources: readonly string[];
}
export interface Relational {
  /** One text, in a list because words go by the id of a list's item. */
  readonly crisis: readonly (Named & Evidence)[];
  readonly steps: readonly CareStep[];
  readonly guidance: readonly GuidanceFile[];
  readonly model: Model | null;
  readonly tendencies: readonly (Named & Evidence & { readonly leaning: Weighed })[];
  readonly groups: readonly Named[];
  readonly circumstances: readonly Circumstance[];
  readonly observations: readonly Observation[];
}

/** Does the visit say that a rule holds? Null: it is not known. */
export type Holds = (when: Expr) => boolean | null;
/** Where in a visit somebody looks for guidance: a screen, and the guide's step that it asks. */
export interface CarePlace {
  readonly screen: CareScreen;
  readonly guide_step?: string | undefined;
  /** Modules that the place is about. */
  readonly modules: readonly string[];
}
/** A unit with its file's words where it has none of its own. */
export interface GuidanceCard extends GuidanceUnit {
  readonly culture: string;
  readonly others: string;
  readonly leaning: "secure" | Weighed | null;
}

/** The moments that a place is, in the content's order. A step of the guide that none names is one of asking. */
export function momentsAt(steps: readonly CareStep[], place: CarePlace): readonly CareStep[] {
  const { screen, guide_step } = place;
  const named = steps.filter((step) => guide_step !== undefined && step.guide_steps.includes(guide_step));
  return named.length > 0 ? named : steps.filter((step) => step.screens.includes(screen));
}

/** What there is for a moment: with this condition, with whoever is here, then each thing that may be noticed. */
export function guidanceAt(
  relational: Relational,
  moment: string,
  place: CarePlace,
  holds: Holds,
): { readonly here: readonly GuidanceCard[]; readonly notice: readonly GuidanceCard[] } {
  const cards = relational.guidance.flatMap((file) =>
    file.units
      .filter((unit) => isFor(unit, moment, place, holds))
      .map((unit) => ({
        culture: file.culture,
        others: file.others,
        leaning: file.leaning ?? null,
        ...unit,
      })),
  );
  return {
    here: cards.filter(({ leaning }) => leaning === null),
    notice: cards.filter(({ leaning }) => leaning !== null),
  };
}

function isFor(unit: GuidanceUnit, moment: string, place: CarePlace, holds: Holds): boolean {
  return (
    (unit.step === undefined || unit.step === moment) &&
    (unit.module === undefined || place.modules.includes(unit.module)) &&
    (unit.when === null || holds(unit.when) === true)
  );
}

/** Circumstances in which what is seen says little: those that are so or were ticked, and those not known yet. */
export function circumstancesNow(
  listed: readonly Circumstance[],
  ticked: readonly string[],
  holds: Holds,
): { readonly so: readonly string[]; readonly unknown: readonly string[] } {
  const found = listed.map(({ id, when, cautious }) => {
    if (ticked.includes(id)) return { id, is: true };
    const value = when === null ? false : holds(when);
    return { id, is: value ?? (cautious ? null : false) };
  });
  const ids = (is: boolean | null) => found.filter((each) => each.is === is).map(({ id }) => id);
  return { so: ids(true), unknown: ids(null) };
}

/** A text with one thing a line. */
export const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
