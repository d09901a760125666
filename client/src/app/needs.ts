// Words for what waits, and where it leads.
import { t } from "../i18n";
import { sayDate } from "../i18n/dates";
import { today } from "./around";
import { guide } from "./content";
import type { Need } from "./people";

/** Why this person, now: one line. */
export function needWords(need: Need): string {
  const when = need.on === null ? t("need.soon") : sayDate(need.on, today.value);
  if (need.kind === "ask") return t("need.ask", { when });
  if (need.kind === "missed") return t("need.missed", { when });
  if (need.kind === "due") return t("need.due");
  return taskWords(need.task ?? "", need.of);
}

/** A task in the guide's words; the referral's is the app's own. */
export function taskWords(task: string, of: string | null): string {
  if (task === "referral_arrived") return t("task.arrived");
  const question = guide.value?.questions.find(({ id }) => id === of);
  if (question !== undefined) {
    return t(task.startsWith("refer_") ? "task.refer" : "task.ask", { question: question.ask });
  }
  const rule = guide.value?.tasks.find(({ id }) => id === task);
  return rule === undefined ? t("task.unknown") : rule.text;
}
