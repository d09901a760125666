import { t } from "../../i18n";
import { addDays, sayDate } from "../../i18n/dates";
import { Card, QuietButton } from "../../ui";
import type { Session } from "../consultation/session";
import type { PlanView, TaskView } from "./plan";

const WHO = ["me", "colleague", "supervisor"] as const;
const DAYS = [0, 1, 3, 7] as const;

/** What stays open, and for self-harm by whom and by when: no consultation closes silently on it. */
export function TasksView({ session, view }: { readonly session: Session; readonly view: PlanView }) {
  if (view.tasks.length === 0) return null;
  return (
    <Card kind="caution" title={t("tasks.title")} icon="clock">
      <ul class="plain-list stack">
        {view.tasks.map((task) => (
          <li key={task.id}>
            <p>{task.text}</p>
            {task.mustBeOwned && <Owner session={session} task={task} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Owner({ session, task }: { readonly session: Session; readonly task: TaskView }) {
  const { draft, change } = session;
  const owner = draft.owners[task.id];
  const own = (who: string, on: string) =>
    change((now) => ({ ...now, owners: { ...now.owners, [task.id]: { who, on } } }));
  const day = owner?.on ?? draft.occurred_on;
  return (
    <div class="stack-tight">
      <p class="small" id={`who-${task.id}`}>
        {t("tasks.who")}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: the line above names the group */}
      <div class="row" role="group" aria-labelledby={`who-${task.id}`}>
        {WHO.map((who) => (
          <QuietButton key={who} chosen={owner?.who === who} onClick={() => own(who, day)}>
            {t(`tasks.who.${who}`)}
          </QuietButton>
        ))}
      </div>
      {owner !== undefined && (
        <>
          <p class="small" id={`when-${task.id}`}>
            {t("tasks.when")}
          </p>
          {/* biome-ignore lint/a11y/useSemanticElements: the line above names the group */}
          <div class="row" role="group" aria-labelledby={`when-${task.id}`}>
            {DAYS.map((days) => {
              const on = addDays(draft.occurred_on, days);
              return (
                <QuietButton key={days} chosen={owner.on === on} onClick={() => own(owner.who, on)}>
                  {sayDate(on, draft.occurred_on)}
                </QuietButton>
              );
            })}
          </div>
        </>
      )}
    </div>
  );
}
