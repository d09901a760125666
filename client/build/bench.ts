/**
 * How long the TypeScript engines take in Node, for benchmarks/: one JSON request on standard input, one JSON reply on
 * standard output. Times are milliseconds.
 */
import { text } from "node:stream/consumers";
import { consult } from "../src/domain/consult.ts";
import { compile } from "../src/domain/evaluate.ts";
import type { Answers, Expr, Guide } from "../src/domain/types.ts";

type Given = Readonly<Record<string, unknown>>;
interface Request {
  readonly do: "rules" | "consult";
  readonly rounds: number;
  readonly rules: readonly { readonly expr: Expr; readonly text: string }[];
  readonly samples: readonly { readonly ours: Given; readonly theirs: Given }[];
  readonly guide: Guide;
  readonly states: readonly Answers[];
  readonly today: string;
}

/** Of each run the quickest of `rounds` over all of them, as benchmarks/inputs.py has it. */
function best(rounds: number, runs: readonly (() => unknown)[]): number[] {
  const least = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++)
    runs.forEach((run, place) => {
      const start = performance.now();
      run();
      least[place] = Math.min(least[place] as number, performance.now() - start);
    });
  return least;
}

/** Every rule on every sample: in our engine, and in the full FHIRPath engine if it is installed. */
async function rules({ rules, samples, rounds }: Request) {
  const ours = rules.map(({ expr }) => compile(expr));
  const values = samples.map(({ ours }) => toValues(ours));
  const evaluateAll = () => values.map((each) => ours.map((run) => run(each)));
  evaluateAll();
  const reply = { ours: best(rounds * 20, [evaluateAll])[0], results: evaluateAll() };
  const peer = await import("fhirpath").then(
    (module) => module.default,
    () => null,
  );
  if (!peer) return reply;
  const theirs = rules.map(({ text }) => peer.compile(text, undefined));
  const evaluateTheirs = () => samples.map(({ theirs: given }) => theirs.map((run) => run({}, given)));
  const peerResults = evaluateTheirs();
  return { ...reply, theirs: best(rounds, [evaluateTheirs])[0], peerResults };
}

/** Each state of the consultations once for warmth, then timed. */
function consultations({ guide, states, today, rounds }: Request) {
  for (const answers of states) consult(guide, answers, today);
  return {
    times: best(
      rounds,
      states.map((answers) => () => consult(guide, answers, today)),
    ),
  };
}

const toValues = (given: Given) =>
  new Map(
    Object.entries(given).map(([name, value]) => [
      name,
      name === "answered" || name === "not_known" ? new Set(value as string[]) : value,
    ]),
  );

const request = JSON.parse(await text(process.stdin)) as Request;
process.stdout.write(JSON.stringify(request.do === "rules" ? await rules(request) : consultations(request)));
