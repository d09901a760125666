/**
 * Runs the TypeScript engines on JSON lines, so that tests drive both languages with the same cases: one request a line on
 * standard input, one reply a line on standard output. tests/engines.py builds and starts it.
 */
import { createInterface } from "node:readline";
import { audit } from "../src/domain/audit.ts";
import { consult } from "../src/domain/consult.ts";
import { earlierFrom } from "../src/domain/earlier.ts";
import { compile, explain, reads } from "../src/domain/evaluate.ts";
import { type Catalogue, localised, localisedPlays } from "../src/domain/localise.ts";
import { between, likelyToMiss } from "../src/domain/relating/between.ts";
import { disclosed, isBig, threshold } from "../src/domain/relating/disclose.ts";
import { play } from "../src/domain/relating/play.ts";
import { score } from "../src/domain/relating/score.ts";
import {
  type Model,
  modelOf,
  type Person,
  type State,
  shown,
  start,
  startAgain,
} from "../src/domain/relating/state.ts";
import { takeTurn } from "../src/domain/relating/turn.ts";
import type { Case, Fact, PromiseMade, Relating } from "../src/domain/relating/types.ts";
import type { Answers, Expr, Guide } from "../src/domain/types.ts";
import { fold, people, type Given as Written } from "../src/store/fold.ts";
import { newSigningKey, rawPublic } from "../src/store/keys.ts";
import { makeParcel, type Sender } from "../src/store/parcels.ts";

type Given = Readonly<Record<string, unknown>>;
interface Request {
  readonly do: string;
  readonly name: string; // of the guide
  readonly guide: Guide;
  readonly answers: Answers;
  readonly today: string;
  readonly visits: readonly (readonly string[])[]; // what each concluded
  readonly expr: Expr;
  readonly rule: string; // as text, for the oracle
  readonly many: readonly Given[]; // values; a name without one is unknown
  readonly part: object; // of a bundle
  readonly words: Catalogue;
  readonly entries: readonly Written[];
  readonly sender: Omit<Sender, "signingKey">;
  readonly relating: Relating;
  readonly case: string;
  readonly pattern: string;
  readonly choices: readonly string[];
  readonly person: Person;
  readonly start: Readonly<Record<string, unknown>>; // how the state differs from a first visit's start
  readonly steps: readonly Step[];
}

/** One step of a run without a case: a turn, the way to the next visit, or what a state makes likely. */
interface Step {
  readonly class?: string;
  readonly quality?: number;
  readonly fact?: Fact;
  readonly need?: Fact;
  readonly promise?: PromiseMade;
  readonly likely?: { readonly reminder: boolean };
}

const relatings = new Map<string, Relating>();
const guides = new Map<string, Guide>();
const guideOf = ({ name }: Request) => guides.get(name) as Guide;

const REPLIES: Readonly<Record<string, (request: Request) => unknown>> = {
  guide: ({ name, guide }) => guides.set(name, guide).size,
  consult: (request) => consult(guideOf(request), request.answers, request.today),
  audit: (request) => audit(guideOf(request), request.answers, request.today),
  earlier: (request) => earlierFrom(guideOf(request), request.visits),
  localised: ({ part, words }) => localised(part, words),
  localisedPlays: ({ part, words }) => localisedPlays(part as Parameters<typeof localisedPlays>[0], words),
  relating: ({ name, relating }) => relatings.set(name, relating).size,
  play: ({ name, case: id, pattern, choices }) => {
    const relating = relatings.get(name) as Relating;
    const of = relating.cases.find((each) => each.id === id) as Case;
    const played = play(relating, of, pattern, choices);
    return [played, score(relating, of, played)];
  },
  run: ({ name, person, start, steps }) =>
    run(modelOf((relatings.get(name) as Relating).model), person, start, steps),
  fold: ({ entries }) => fold(entries),
  people: ({ entries }) => people(entries),
  parcel,
  evaluate: ({ expr, many }) => {
    const run = compile(expr);
    return many.map((given) => run(valuesOf(given)));
  },
  explain: ({ expr, many }) => {
    const run = explain(expr);
    const names = reads(expr);
    const bits = new Map(names.map((name, place) => [name, 1n << BigInt(place)]));
    return many.map((given) => {
      const [value, behind] = run(valuesOf(given), bits);
      return [value, names.filter((name) => (bits.get(name) as bigint) & behind)];
    });
  },
  fhirpath: async ({ rule, many }) => {
    const run = await oracle(rule);
    return many.map((given) => run(given));
  },
};

/** What each step gives: a turn's state, reasons and answer, a visit's start, a likelihood. tests/spec/relating_runs.py is its like. */
function run(model: Model, person: Person, given: Request["start"], steps: readonly Step[]) {
  let state = { ...start(model, person), ...given };
  return steps.map((step) => {
    const [after, gave] = done(model, person, state, step);
    state = after;
    return { ...gave, state, shown: shown(model, person, state) };
  });
}

function done(model: Model, person: Person, state: State, step: Step): readonly [State, object] {
  const { class: name = "", quality = 0, fact, need, promise, likely } = step;
  if (need !== undefined) return [state, { need: threshold(model, person, state, need, name) }];
  if (likely !== undefined) return [state, { miss: likelyToMiss(model, person, state, likely.reminder) }];
  if (promise !== undefined) {
    const [left, happened] = between(model, person, state, promise);
    return [startAgain(model, person, left), { happened }];
  }
  if (name === "") return [state, {}];
  const result = fact === undefined ? null : disclosed(model, person, state, fact, name);
  const big = result === "full" && fact !== undefined && isBig(model, fact) ? fact.s : 0;
  const [after, reasons] = takeTurn(model, person, state, { class: name, quality, big });
  return [after, { reasons, result }];
}

/** A parcel as a phone makes it, with the public half of the key that signed it. */
async function parcel({ sender, entries }: Request) {
  const pair = await newSigningKey();
  const signingKey = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return {
    parcel: await makeParcel({ ...sender, signingKey }, entries),
    signing_key: await rawPublic(pair.publicKey),
  };
}

/** The open sets are sets; everything else is as JSON has it. */
function valuesOf(given: Given): Map<string, unknown> {
  return new Map(
    Object.entries(given).map(([name, value]) =>
      name === "answered" || name === "not_known" ? [name, new Set(value as string[])] : [name, value],
    ),
  );
}

/** The full JavaScript engine. What it refuses to evaluate comes back as text that no result can be. */
async function oracle(rule: string): Promise<(given: Given) => unknown> {
  const { default: fhirpath } = await import("fhirpath");
  const run = fhirpath.compile(rule, undefined);
  return (given) => {
    try {
      return run({}, given as Record<string, unknown>);
    } catch (error) {
      return `refused: ${error}`;
    }
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  let reply: unknown;
  try {
    reply = { result: await REPLIES[request.do]?.(request) };
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
