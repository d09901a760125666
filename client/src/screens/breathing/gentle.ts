import { compile } from "../../domain/evaluate";
import type { Consultation, Expr } from "../../domain/types";
import { answerOf, type Draft } from "../consultation/draft";

/** Does the consultation say that the gentle variant is right? True, false, or null: it does not know, so the worker is asked. */
export function gentleSays(when: Expr | null, draft: Draft, result: Consultation): boolean | null {
  if (when === null) return null;
  const values = new Map<string, unknown>(Object.entries(result.values));
  for (const row of result.trace) if (!values.has(row.id)) values.set(row.id, row.value);
  values.set("answered", new Set(result.counted));
  values.set(
    "not_known",
    new Set(result.counted.filter((id) => answerOf(draft.answers, id)?.unknown !== undefined)),
  );
  return compile(when)(values) as boolean | null;
}
