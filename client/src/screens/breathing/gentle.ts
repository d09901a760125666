import type { Consultation, Expr } from "../../domain/types";
import type { Draft } from "../consultation/draft";
import { says } from "../consultation/says";

/** Does the consultation say that the gentle variant is right? True, false, or null: it does not know, so the worker is asked. */
export function gentleSays(when: Expr | null, draft: Draft, result: Consultation): boolean | null {
  return when === null ? null : says(when, draft, result);
}
