import { useState } from "preact/hooks";
import { appendEntry } from "../../app/append";
import { today } from "../../app/around";
import { release } from "../../app/content";
import { taskWords } from "../../app/needs";
import { isSelfHarm } from "../../app/people";
import { t } from "../../i18n";
import type { TaskDoneBody } from "../../store/entry";
import type { Task } from "../../store/projections";
import { Choice, Choices, Sheet, StatusSentence } from "../../ui";

const OUTCOMES: readonly TaskDoneBody["outcome"][] = ["done", "not_needed", "could_not"];

interface Props {
  readonly open: Task;
  readonly onClose: () => void;
  /** Begins the visit in which the question is asked, or goes on with it. */
  readonly onAsk: () => void;
}

/** What came of a task: an entry of its own, whatever the answer. */
export function TaskSheet({ open, onClose, onAsk }: Props) {
  const [failed, setFailed] = useState(false);
  const save = (outcome: TaskDoneBody["outcome"]) => {
    appendEntry({
      kind: "task_done",
      subject: open.subject,
      occurred_on: today.value,
      release: release.value,
      body: { entry: open.entry, task: open.task.id, outcome, note: null },
    }).then(onClose, () => setFailed(true));
  };
  // "Done" would say that self-harm was asked and leave no answer behind.
  const asks = open.task.of !== null && isSelfHarm(open.task.of);
  return (
    <Sheet title={t("task.title")} close={t("ui.close")} onClose={onClose}>
      <p id="task-words">{taskWords(open.task.id, open.task.of)}</p>
      {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
      {asks && <p>{t("task.ask_self_harm")}</p>}
      <Choices label="task-words">
        {asks && <Choice onChoose={onAsk}>{t("task.ask_now")}</Choice>}
        {OUTCOMES.filter((outcome) => !asks || outcome === "could_not").map((outcome) => (
          <Choice key={outcome} onChoose={() => save(outcome)}>
            {t(`task.${outcome}`)}
          </Choice>
        ))}
      </Choices>
    </Sheet>
  );
}
