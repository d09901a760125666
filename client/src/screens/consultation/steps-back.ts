import type { Lookup } from "../guide/lookup";
import { answerOf, type Draft } from "./draft";

/**
 * The question that was answered before the one on the screen: "Back" asks it again. What the app gave (cadre, stock) and
 * what became of urgent actions are no questions. Null at the first one.
 */
export function answeredBefore(draft: Draft, look: Lookup): string | null {
  const limit =
    draft.changing === null
      ? Number.POSITIVE_INFINITY
      : (numberOf(draft, draft.changing) ?? Number.POSITIVE_INFINITY);
  let best: { id: string; n: number } | null = null;
  for (const id of Object.keys(draft.answers)) {
    const question = look.question.get(id);
    const n = numberOf(draft, id);
    if (question === undefined || question.shell === true || id === "chart" || n === null) continue;
    if (n < limit && (best === null || n > best.n)) best = { id, n };
  }
  return best?.id ?? null;
}

const numberOf = (draft: Draft, id: string): number | null => answerOf(draft.answers, id)?.n ?? null;
