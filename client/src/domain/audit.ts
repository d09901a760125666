/**
 * Where recorded care agreed with the guide and where it did not; the worker sees it at closing, before it is sent. Twin of
 * src/attune/guide/audit.py. It names facts, not faults.
 */
import { read, type Usable } from "./answers";
import { consult } from "./consult";
import { type Asked, prepare } from "./prepare";
import type { Answers, Audit, Consultation, Guide } from "./types";

const done = (given: { readonly act: string } | undefined) =>
  given?.act === "done" || given?.act === "handed_over";

export function audit(guide: Guide, answers: Answers, today: string): Audit {
  const prepared = prepare(guide);
  const said = consult(guide, answers, today);
  const { acts, answers: usable } = read(prepared, answers);
  const planned = new Map(said.plan.map((line) => [line.id, line]));
  const trace = new Map(said.trace.map((each) => [each.id, each]));
  const reasonOf = (id: string) => acts.get(id)?.reason ?? null;

  const given = (said.values.medicines_given ?? []) as readonly string[];
  const medicines = given.flatMap((medicine): Audit["medicines"] => {
    const lines = guide.plan
      .filter((line) => line.kind === "medicine" && line.medicine === medicine)
      .map((line) => line.id);
    const states = lines.map((id) => planned.get(id)?.state);
    const confirmed = lines.some((id) => planned.has(id) && done(acts.get(id)));
    if (states.includes("do") || (states.includes("ask_prescriber") && confirmed)) return [];
    const undecided = lines.some((id) => trace.get(id)?.value === null);
    const code =
      lines.length === 0
        ? "not_in_guide"
        : ((["ask_prescriber", "not_here"] as const).find((state) => states.includes(state)) ??
          (undecided ? "undecided" : "not_in_plan"));
    const reasons = lines.flatMap((id) => {
      const each = trace.get(id);
      return each ? [{ id, value: each.value, because: each.because }] : [];
    });
    return [{ medicine, code, lines: reasons }];
  });

  return {
    agreed: said.plan.map((line) => line.id).filter((id) => done(acts.get(id))),
    skipped: said.to_ask
      .filter((id) => !said.waiting.includes(id))
      .map((id) => ({ id, self_harm: prepared.questions.get(id)?.body.self_harm === true })),
    missed: [
      ...[...prepared.questions.values()].flatMap((asked) =>
        missedQuestion(asked, said, usable.get(asked.id)),
      ),
      ...said.urgent.flatMap(({ id, pending }): Audit["missed"] => {
        if (pending) return [{ id, kind: "not_acted", reason: null }];
        return done(acts.get(id)) ? [] : [{ id, kind: "not_done", reason: reasonOf(id) }];
      }),
    ],
    departures: guide.plan.flatMap(({ id }): Audit["departures"] => {
      if (!acts.has(id) || planned.has(id) === done(acts.get(id))) return [];
      return [{ id, kind: planned.has(id) ? "not_done" : "not_in_plan", reason: reasonOf(id) }];
    }),
    medicines,
  };
}

/** Risk that nobody asked about or that could not be found out. */
function missedQuestion({ id, body }: Asked, said: Consultation, given?: Usable): Audit["missed"] {
  if (!body.self_harm && !body.must_ask) return [];
  // Not known, also where the guide takes it as a yes.
  if (Object.hasOwn(said.values, id)) return given?.unknown ? [{ id, kind: "not_known", reason: null }] : [];
  const owed = said.to_ask.includes(id) || said.tasks.some((task) => task.of === id);
  return owed ? [{ id, kind: "not_asked", reason: null }] : [];
}
