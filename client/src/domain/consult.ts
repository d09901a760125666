/**
 * `consult`: from the answers to the next question, what is urgent, conclusions and plan. Pure: the same guide, answers
 * and day give the same result. Twin of src/attune/guide/consult.py; docs/explanation/consultation.md says what it computes.
 */
import { type Read, read, type Usable } from "./answers";
import { type Asked, type Prepared, prepare, type Statement } from "./prepare";
import type { Answers, Consultation, Guide, LineState, Next, PlanLine, Value } from "./types";

const GROUPS = ["now", "today", "home", "next"] as const;

export function consult(guide: Guide, answers: Answers, today: string): Consultation {
  const prepared = prepare(guide);
  return result(prepared, settle(prepared, read(prepared, answers)), today);
}

/** What the answers settle. Everything in it only grows while it is computed: what is known stays known. */
interface Settled {
  readonly found: Read;
  readonly open: Set<string>;
  readonly counted: Set<string>;
  readonly notKnown: Set<string>;
  readonly values: Map<string, unknown>; // questions and statements by id, and the two open sets
}

function settle(prepared: Prepared, found: Read): Settled {
  const { guide, steps, shared, modules, cyclic } = prepared;
  const open = new Set(found.start);
  // A recorded risk is never set aside with its module.
  for (const { id, module, must_ask } of guide.questions)
    if (must_ask && module && found.answers.has(id)) open.add(module);
  const counted = new Set<string>();
  const notKnown = new Set<string>();
  const values = new Map<string, unknown>([
    ["answered", counted],
    ["not_known", notKnown],
  ]);
  for (const body of guide.questions)
    if (body.default !== undefined && !found.answers.has(body.id))
      found.answers.set(body.id, { value: body.default, n: 0 });

  const count = (asked: Asked): boolean => {
    const { id, module, body, guard } = asked;
    const answer = found.answers.get(id);
    if (!answer || counted.has(id) || (module && !open.has(module))) return false;
    if (isToConfirm(found, asked, answer) || guard(values) !== true) return false;
    counted.add(id);
    if (answer.unknown) notKnown.add(id);
    const { if_unknown } = body;
    values.set(id, answer.unknown ? (if_unknown.do === "treat_as" ? if_unknown.value : null) : answer.value);
    return true;
  };
  const decide = ({ id, value }: Statement): boolean => {
    if ((values.get(id) ?? null) !== null) return false;
    const found = value(values);
    if (found !== null) values.set(id, found);
    return found !== null;
  };
  const openModules = () => {
    const chosen = (values.get("chart") ?? []) as readonly string[];
    for (const { id, opens } of guide.chart) if (chosen.includes(id) && modules.has(opens)) open.add(opens);
    for (const { id, module, to } of guide.exits)
      if (open.has(module) && values.get(id) === true && modules.has(to)) open.add(to);
  };

  let again = true;
  while (again) {
    const size = open.size;
    let changed = false;
    for (const step of steps)
      if (!step.module || open.has(step.module) || shared.has(step.id))
        changed = (step.asked ? count(step) : decide(step)) || changed;
    openModules();
    again = open.size > size || (cyclic && changed);
  }
  return { found, open, counted, notKnown, values };
}

/** Has one of the answers that this one depends on been given anew since? */
const isToConfirm = (found: Read, { body }: Asked, answer: Usable) =>
  (body.confirm_when_changed ?? []).some((id) => (found.answers.get(id)?.n ?? 0) > answer.n);

function result(prepared: Prepared, settled: Settled, today: string): Consultation {
  const { guide, questions, ids, statements, steps, shared, lines, withdrawn } = prepared;
  const { found, open, counted, notKnown, values } = settled;
  const isOpen = (module: string) => !module || open.has(module);
  const tiers = guide.tiers;

  // What is behind each statement, rules followed down to their questions.
  const bits = new Map<string, bigint>([...questions].map(([id, asked]) => [id, asked.bit]));
  const decided = new Map<string, unknown>();
  for (const step of steps)
    if (!step.asked && (isOpen(step.module) || shared.has(step.id))) {
      const [value, behind] = step.explain(values, bits);
      decided.set(step.id, value);
      bits.set(step.id, behind);
    }
  const because = (id: string) => prepared.namesOf(bits.get(id) as bigint);

  const said = statements.filter((each) => isOpen(each.module) && !withdrawn.has(each.id));
  const holds = new Set(said.filter((each) => decided.get(each.id) === true).map((each) => each.id));
  const holding = <T extends { readonly id: string }>(list: readonly T[]) =>
    list.filter((each) => holds.has(each.id));

  const stock = values.get("stock") as readonly string[] | undefined | null;
  const state = ({ medicine, who }: PlanLine): LineState => {
    if (medicine && stock && !stock.includes(medicine)) return "not_here";
    return who === "prescriber" && values.get("prescribes") !== true ? "ask_prescriber" : "do";
  };
  const held = holding(guide.plan);
  const plan = GROUPS.flatMap((group) => held.filter((line) => line.group === group)).map((line) => ({
    line,
    state: state(line),
  }));
  const urgent = plan
    .filter(({ line }) => line.tier < prepared.routine)
    .sort((a, b) => a.line.tier - b.line.tier)
    .map(({ line, state }) => ({
      id: line.id,
      tier: tiers[line.tier] as string,
      state,
      pending: !found.acts.has(line.id),
    }));

  const toAsk = questionsToAsk(prepared, settled);
  const waiting = toAsk.filter((asked) => asked.body.wait).map((asked) => asked.id);
  const next = nextOf(toAsk, urgent, tiers);
  return {
    release: guide.release,
    open: guide.modules.map((module) => module.id).filter((id) => open.has(id)),
    next,
    done: next === null || next.kind === "wait",
    to_ask: toAsk.map((asked) => asked.id),
    counted: ids.filter((id) => counted.has(id)),
    values: Object.fromEntries(
      ids.filter((id) => counted.has(id)).map((id) => [id, values.get(id) as Value | null]),
    ),
    urgent,
    conclusions: holding(guide.conclusions).map(({ id }) => ({ id, because: because(id) })),
    undecided: notKnown.size === 0 ? [] : said.flatMap((each) => undecided(each)),
    plan: plan.map(({ line: { id, group }, state }) => ({ id, group, state, because: because(id) })),
    exits: holding(guide.exits).map(({ id, to }) => ({
      id,
      to,
      planned: guide.modules.find((module) => module.id === to)?.planned ?? true,
      because: because(id),
    })),
    tasks: [
      ...[...questions.values()].flatMap((asked) => tasksOf(asked, settled)),
      ...holding(guide.tasks).map(({ id, within_days }) => ({
        id,
        kind: "rule" as const,
        of: null,
        within_days,
      })),
    ],
    follow_up: followUp(holding(guide.follow_up), values.get("follow_up_early") === true, today),
    waiting,
    set_aside: ids.filter((id) => found.answers.has(id) && !counted.has(id)),
    problems: found.problems,
    trace: said.map(({ id, kind }) => ({
      id,
      kind,
      value: decided.get(id) as boolean | null,
      because: because(id),
    })),
  };

  /** A conclusion or medicine line that waits for something the person or carer could not tell. */
  function undecided({ id, kind }: Statement): Consultation["undecided"] {
    if (decided.get(id) !== null) return [];
    if (kind !== "conclusion" && !(kind === "plan" && lines.get(id)?.kind === "medicine")) return [];
    const needs = because(id);
    return needs.some((name) => notKnown.has(name))
      ? [{ id, kind: kind as "conclusion" | "plan", needs }]
      : [];
  }
}

/** Questions that may be asked now, most urgent first; the waiting ones come after all others. */
function questionsToAsk({ places }: Prepared, { open, counted, values }: Settled): Asked[] {
  const found = new Set<Asked>();
  for (const [module, asked] of places)
    if (open.has(module))
      for (const each of asked)
        if (!counted.has(each.id) && !each.body.shell && each.guard(values) === true) found.add(each);
  const waits = (asked: Asked) => (asked.body.wait ? 1 : 0);
  return [...found].sort((a, b) => waits(a) - waits(b) || a.body.tier - b.body.tier);
}

function nextOf(toAsk: readonly Asked[], urgent: Consultation["urgent"], tiers: readonly string[]): Next {
  const pending = urgent.filter((each) => each.pending);
  const question = toAsk[0]?.body;
  if (pending[0]) {
    const tier = pending[0].tier;
    if (!question || question.wait || question.tier > tiers.indexOf(tier))
      return { kind: "acts", tier, ids: pending.filter((each) => each.tier === tier).map((each) => each.id) };
  }
  return question ? { kind: question.wait ? "wait" : "question", id: question.id } : null;
}

function tasksOf({ id, body, guard }: Asked, { counted, notKnown, values }: Settled): Consultation["tasks"] {
  const unknown = notKnown.has(id);
  const task = (kind: "ask" | "refer") => ({ id: `${kind}_${id}`, kind, of: id, within_days: null });
  const must = body.must_ask && (unknown || !counted.has(id)) && guard(values) !== false;
  return [
    ...(must || (unknown && body.if_unknown.do === "ask_later") ? [task("ask")] : []),
    ...(unknown && body.if_unknown.do === "refer" ? [task("refer")] : []),
  ];
}

function followUp(lines: Guide["follow_up"], early: boolean, today: string): Consultation["follow_up"] {
  if (lines.length === 0) return null;
  const days = (line: Guide["follow_up"][number]) => (early ? line.from_days : line.to_days);
  const first = Math.min(...lines.map(days));
  return {
    from: inDays(today, Math.min(...lines.map((line) => line.from_days))),
    to: inDays(today, Math.min(...lines.map((line) => line.to_days))),
    on: inDays(today, first),
    ids: lines.filter((line) => days(line) === first).map((line) => line.id),
    early,
  };
}

const inDays = (today: string, days: number) =>
  new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
