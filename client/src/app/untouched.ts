// A visit begun by a slip of the finger: it holds what the app filled in and nothing that anybody said.
import type { Answer } from "../domain/types";
import type { Draft } from "../screens/consultation/draft";
import type { AnyDraft } from "../store/drafts";

/** Has nobody answered anything in it yet? Only then may a visit go without a trace. */
export function isUntouched(draft: AnyDraft): boolean {
  const { answers, ticks, typed, risk } = draft as Draft;
  if (risk !== null || Object.keys({ ...ticks, ...typed }).length > 0) return false;
  return Object.entries(answers).every(
    ([id, given]) => id === "start" || id === "chart" || (given as Answer).by === "record",
  );
}
