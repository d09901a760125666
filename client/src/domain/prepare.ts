/** A compiled guide, made ready to run: every rule compiled once, in an order in which one pass decides it. */
import { type Compiled, compile, type Explained, explain, reads } from "./evaluate";
import type { Expr, Guide, PlanLine, Question } from "./types";

/** A named expression: rule, conclusion, exit, plan line, follow-up or task. */
export interface Statement {
  readonly id: string;
  readonly kind: string;
  readonly module: string;
  readonly asked: false;
  readonly value: Compiled;
  readonly explain: Explained;
}
/** A question with its compiled guard and its bit. */
export interface Asked {
  readonly id: string;
  readonly module: string;
  readonly asked: true;
  readonly body: Question;
  readonly codes: ReadonlyMap<string, string>; // each code that an answer may have -> the option that it stands for today
  readonly guard: Compiled;
  readonly bit: bigint;
}
/** Everything that does not depend on answers. Twin of src/attune/guide/prepare.py. */
export interface Prepared {
  readonly guide: Guide;
  readonly questions: ReadonlyMap<string, Asked>;
  readonly ids: readonly string[]; // of the questions, by place
  readonly statements: readonly Statement[];
  readonly steps: readonly (Asked | Statement)[]; // what is read comes before what reads it
  readonly shared: ReadonlySet<string>; // count although their module is not open: others read them
  readonly places: ReadonlyMap<string, readonly Asked[]>; // module -> its questions and facts, in place
  readonly cyclic: boolean;
  readonly routine: number;
  readonly lines: ReadonlyMap<string, PlanLine>;
  readonly modules: ReadonlySet<string>;
  readonly withdrawn: ReadonlySet<string>;
  /** The questions behind some bits, in pack order. */
  readonly namesOf: (bits: bigint) => readonly string[];
}

const ready = new WeakMap<Guide, Prepared>();

/** `guide` made ready; remembered for as long as the guide is. */
export function prepare(guide: Guide): Prepared {
  const known = ready.get(guide) ?? build(guide);
  ready.set(guide, known);
  return known;
}

const byId = <T extends { readonly id: string }>(list: readonly T[]) =>
  new Map(list.map((each) => [each.id, each]));

function build(guide: Guide): Prepared {
  const bodies = new Map<string, Expr>();
  const questions = byId(
    guide.questions.map((body, place): Asked => {
      const guard = body.when ?? ["lit", true];
      bodies.set(body.id, guard);
      return {
        id: body.id,
        module: body.module,
        asked: true,
        body,
        codes: codesOf(body, guide.aliases),
        guard: compile(guard),
        bit: 1n << BigInt(place),
      };
    }),
  );
  const statements = (
    [
      ["rule", guide.rules],
      ["conclusion", guide.conclusions],
      ["exit", guide.exits],
      ["plan", guide.plan],
      ["follow_up", guide.follow_up],
      ["task", guide.tasks],
    ] as const
  ).flatMap(([kind, list]) =>
    list.map((each): Statement => {
      const body: Expr = ("is" in each ? each.is : each.when) ?? ["lit", true];
      bodies.set(each.id, body);
      const { id, module } = each;
      return { id, kind, module, asked: false, value: compile(body), explain: explain(body) };
    }),
  );
  const nodes = new Map<string, Asked | Statement>([...questions, ...byId(statements)]);
  const below = new Map([...bodies].map(([id, body]) => [id, reads(body).filter((name) => nodes.has(name))]));
  const under = (id: string) => below.get(id) as readonly string[];

  // What is read comes before what reads it; a name met while it is being visited closes a ring.
  const steps: (Asked | Statement)[] = [];
  const done = new Map<string, boolean>();
  let cyclic = false;
  const visit = (id: string) => {
    cyclic ||= done.get(id) === false;
    if (done.has(id)) return;
    done.set(id, false);
    under(id).forEach(visit);
    done.set(id, true);
    steps.push(nodes.get(id) as Asked | Statement);
  };
  for (const id of nodes.keys()) visit(id);

  const shared = new Set<string>();
  const share = (id: string) => {
    if (shared.has(id)) return;
    shared.add(id);
    under(id).forEach(share);
  };
  for (const [id, node] of nodes)
    for (const name of under(id))
      if (nodes.get(name)?.module !== node.module || (node.asked && node.body.must_ask)) share(name);

  const routine = guide.tiers.indexOf("routine");
  return {
    guide,
    questions,
    ids: [...questions.keys()],
    statements,
    steps,
    shared,
    places: new Map(
      guide.modules.map(({ id, steps }) => [
        id,
        steps.flatMap((step) => step.questions.map((name) => questions.get(name) as Asked)),
      ]),
    ),
    cyclic,
    routine: routine < 0 ? guide.tiers.length - 1 : routine,
    lines: byId(guide.plan),
    modules: new Set(guide.modules.map((module) => module.id)),
    withdrawn: new Set(guide.withdrawn),
    namesOf: namesOf([...questions.values()]),
  };
}

/** The question's options, and the codes that were renamed: as `question.code`, or with the thing that they name. */
function codesOf({ id, options = [] }: Question, aliases: Guide["aliases"]): ReadonlyMap<string, string> {
  const codes = new Map(options.map((option) => [option.id, option.id]));
  const old = (name: string) => (name.startsWith(`${id}.`) ? name.slice(id.length + 1) : name);
  const renamed = Object.entries(aliases).filter(([, now]) => codes.has(now));
  return new Map([...renamed.map(([name, now]) => [old(name), now] as const), ...codes]);
}

function namesOf(questions: readonly Asked[]): Prepared["namesOf"] {
  const known = new Map<bigint, readonly string[]>();
  return (bits) => {
    let names = known.get(bits);
    if (!names) {
      names = questions.filter((asked) => asked.bit & bits).map((asked) => asked.id);
      known.set(bits, names);
    }
    return names;
  };
}
