import { useState } from "preact/hooks";
import type { Answer, By } from "../../domain/types";
import { t } from "../../i18n";
import { Button } from "../../ui";
import { type Draft, tick } from "./draft";
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
    // Whoever answers a question is through with the lists above it: their ticks are the answer now.
    const above = ids.slice(0, ids.indexOf(id)).filter((each) => ticked.includes(each));
    onHere({ step: here.step, answered: [...new Set([...here.answered, ...above, id])] });
    change((now) => answerIn(look, take(now, above), id, given));
  };
  const ticked = ids.filter((id) => (draft.ticks[id]?.length ?? 0) > 0);
  const take = (now: Draft, lists: readonly string[]): Draft =>
    lists.reduce(
      (next, id) => answerIn(look, next, id, { value: [...(now.ticks[id] ?? [])], by: byOf(id) }),
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
            onTick={(code) => change((now) => tick(now, id, code))}
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
