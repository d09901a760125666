import { useState } from "preact/hooks";
import type { Answer, By } from "../../domain/types";
import { t } from "../../i18n";
import { Button } from "../../ui";
import { answerOf, type Draft, tickAmong, typedOf, typeIn } from "./draft";
import { expectedBy, questionView } from "./question";
import { QuestionRow } from "./question-view";
import { answerIn, type Session } from "./session";
import type { Here } from "./showing";

/** A step's open questions on one screen. It moves on by itself when the last one is answered. */
export function GroupScreen(props: {
  readonly session: Session;
  readonly ids: readonly string[];
  readonly here: Here;
  readonly onHere: (here: Here) => void;
}) {
  const { session, ids, here, onHere } = props;
  const { draft, look, change } = session;
  const [by, setBy] = useState<Readonly<Record<string, By>>>({});
  const give = (id: string, given: Answer) => {
    // Whoever answers a question is through with what stands above it, and with what was answered before: what is ticked or
    // typed there is the answer now.
    const through = ids.filter(
      (each, place) =>
        each !== id &&
        (ticked.includes(each) || isTyped(each)) &&
        (place < ids.indexOf(id) || answerOf(draft.answers, each) !== undefined),
    );
    onHere({ step: here.step, answered: [...new Set([...here.answered, ...through, id])] });
    change((now) => answerIn(look, take(now, through), id, given));
  };
  const ticked = ids.filter((id) => (draft.ticks[id]?.length ?? 0) > 0);
  const isTyped = (id: string) =>
    look.question.get(id)?.type === "text" && (draft.typed?.[id] ?? "").trim() !== "";
  const take = (now: Draft, entered: readonly string[]): Draft =>
    entered.reduce(
      (next, id) =>
        answerIn(look, next, id, {
          value: isTyped(id) ? typedOf(now, id).trim() : [...(now.ticks[id] ?? [])],
          by: byOf(id),
        }),
      now,
    );
  const takeAll = () => {
    onHere({ step: here.step, answered: [...new Set([...here.answered, ...ticked])] });
    change((now) => take(now, ticked));
  };
  const byOf = (id: string): By => by[id] ?? expectedBy(look.question.get(id)!);
  return (
    <div class="group stack">
      {ids.map((id) => {
        const question = look.question.get(id);
        if (question === undefined) return null;
        return (
          <QuestionRow
            key={id}
            look={look}
            view={questionView(question, draft, byOf(id))}
            ownNext={false}
            onAnswer={(given) => give(id, given)}
            onTick={(code) => change((now) => tickAmong(now, id, code))}
            onType={(text) => change((now) => typeIn(now, id, text))}
            onBy={(who) => setBy({ ...by, [id]: who })}
          />
        );
      })}
      {ticked.length > 0 && (
        <div class="next-row">
          <Button kind="primary" wide onClick={takeAll}>
            {t("question.next")}
          </Button>
        </div>
      )}
    </div>
  );
}
