import { compile } from "../../domain/evaluate";
import type { Consultation, Expr } from "../../domain/types";
import { answerOf, type Draft } from "./draft";

/** Does the visit say that a rule of the content holds? Null: it does not know. */
export function says(when: Expr, draft: Draft, result: Consultation): boolean | null {
  const values = new Map<string, unknown>(Object.entries(result.values));
  for (const row of result.trace) if (!values.has(row.id)) values.set(row.id, row.value);
  values.set("answered", new Set(result.counted));
  values.set(
    "not_known",
    new Set(result.counted.filter((id) => answerOf(draft.answers, id)?.unknown !== undefined)),
  );
  return compile(when)(values) as boolean | null;
}
