import type {
  Conclusion,
  Exit,
  Expr,
  FollowUp,
  Guide,
  Module,
  PlanLine,
  Question,
  Rule,
  Step,
  TaskRule,
} from "../../domain/types";

/** Finds the words of an id. Built once a guide, so that no screen searches a list while it draws. */
export interface Lookup {
  readonly guide: Guide;
  readonly question: ReadonlyMap<string, Question>;
  readonly rule: ReadonlyMap<string, Rule>;
  readonly conclusion: ReadonlyMap<string, Conclusion>;
  readonly line: ReadonlyMap<string, PlanLine>;
  readonly exit: ReadonlyMap<string, Exit>;
  readonly followUp: ReadonlyMap<string, FollowUp>;
  readonly task: ReadonlyMap<string, TaskRule>;
  readonly module: ReadonlyMap<string, Module>;
  /** The steps that ask a question, in pack order; a shared fact may stand in several. */
  readonly places: ReadonlyMap<string, readonly Place[]>;
}
export interface Place {
  readonly module: Module;
  readonly step: Step;
}

const made = new WeakMap<Guide, Lookup>();

export function lookup(guide: Guide): Lookup {
  const known = made.get(guide);
  if (known !== undefined) return known;
  const fresh = build(guide);
  made.set(guide, fresh);
  return fresh;
}

function build(guide: Guide): Lookup {
  return {
    guide,
    question: byId(guide.questions),
    rule: byId(guide.rules),
    conclusion: byId(guide.conclusions),
    line: byId(guide.plan),
    exit: byId(guide.exits),
    followUp: byId(guide.follow_up),
    task: byId(guide.tasks),
    module: byId(guide.modules),
    places: placesOf(guide),
  };
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((item) => [item.id, item]));

function placesOf(guide: Guide): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const module of guide.modules)
    for (const step of module.steps)
      for (const id of step.questions) {
        const list = places.get(id);
        if (list === undefined) places.set(id, [{ module, step }]);
        else list.push({ module, step });
      }
  return places;
}

/** Where a question is asked now: the first step of an open module that holds it. */
export function placeOf(look: Lookup, open: readonly string[], id: string): Place | undefined {
  const places = look.places.get(id);
  return places?.find((place) => open.includes(place.module.id)) ?? places?.[0];
}

/** The names that an expression reads, each once, in the order in which they stand. */
export function namesIn(expr: Expr | null): readonly string[] {
  const names = new Set<string>();
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (part[0] === "var" && typeof part[1] === "string") names.add(part[1]);
    else if (part[0] !== "lit") for (const inner of part.slice(1)) walk(inner);
  };
  walk(expr);
  return [...names];
}

/** The tier's number by its name; a name that the pack does not have is the least urgent. */
export function tierIndex(guide: Guide, name: string): number {
  const index = guide.tiers.indexOf(name);
  return index < 0 ? guide.tiers.length - 1 : index;
}

/** True for every tier but the last, which is routine. */
export const isUrgent = (guide: Guide, tier: number): boolean => tier < guide.tiers.length - 1;
