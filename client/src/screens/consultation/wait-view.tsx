import { useState } from "preact/hooks";
import type { Answer, By } from "../../domain/types";
import { t } from "../../i18n";
import { addDays } from "../../i18n/dates";
import { Button, Choices, QuietButton, QuietLine } from "../../ui";
import { DayPicker } from "../plan/day-picker";
import type { QuestionView } from "./question";
import { QuestionBody } from "./question-view";
import type { Session } from "./session";

/** The consultation may stop here until a date: treat the cause first, then come back. Or the answer is there already. */
export function WaitView(props: {
  readonly session: Session;
  readonly view: QuestionView;
  readonly onAnswer: (answer: Answer) => void;
  readonly onTick: (code: string) => void;
  readonly onType: (text: string) => void;
  readonly onBy: (by: By) => void;
  readonly onStop: (on: string) => void;
}) {
  const { session, view, onAnswer, onTick, onType, onBy, onStop } = props;
  const { draft, look } = session;
  const { wait } = view.question;
  const from = addDays(draft.occurred_on, wait?.from_days ?? 7);
  const to = addDays(draft.occurred_on, wait?.to_days ?? 28);
  const [on, setOn] = useState(draft.booked ?? from);
  const [answering, setAnswering] = useState(false);
  if (answering)
    return (
      <div class="stack">
        <h2 id={`ask-${view.question.id}`}>{view.question.ask}</h2>
        <QuestionBody
          look={look}
          view={view}
          onAnswer={onAnswer}
          onTick={onTick}
          onType={onType}
          onBy={onBy}
        />
      </div>
    );
  return (
    <div class="stack">
      <p class="lead">{wait?.text}</p>
      <Choices label="wait-until">
        <h2 id="wait-until">{t("wait.until")}</h2>
        <DayPicker
          from={from}
          to={to}
          chosen={on}
          today={draft.occurred_on}
          label="wait-until"
          onChoose={setOn}
        />
      </Choices>
      <Button kind="primary" wide onClick={() => onStop(on)}>
        {t("wait.stop")}
      </Button>
      <QuietLine>
        <QuietButton onClick={() => setAnswering(true)}>{t("wait.answer_now")}</QuietButton>
      </QuietLine>
    </div>
  );
}
