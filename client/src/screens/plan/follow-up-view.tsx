import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Fold } from "../../ui";
import type { Session } from "../consultation/session";
import { DayPicker } from "./day-picker";
import { nextDate } from "./papers";

/** The next date: the guide's, with its reason, or another day of its range that the person can keep. */
export function FollowUpPicker({ session }: { readonly session: Session }) {
  const { draft, look, result, change } = session;
  const range = result.follow_up;
  const on = nextDate(draft, result);
  if (range === null || on === null) return null;
  return (
    <section class="stack-tight">
      <h2 id="follow-up">{t("follow.title")}</h2>
      <p class="lead numbers">{sayDate(on, draft.occurred_on)}</p>
      <p class="quiet small">
        {range.ids.map((id) => look.followUp.get(id)?.text ?? "").join(" · ")}
        {range.early && (
          <>
            <br />
            {t("follow.early")}
          </>
        )}
      </p>
      {range.from !== range.to && (
        <Fold label={t("follow.other")}>
          <DayPicker
            from={range.from}
            to={range.to}
            chosen={on}
            today={draft.occurred_on}
            label="follow-up"
            onChoose={(day) => change((now) => ({ ...now, booked: day }))}
          />
        </Fold>
      )}
    </section>
  );
}
