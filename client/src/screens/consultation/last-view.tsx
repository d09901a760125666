import { entryById, today } from "../../app/care";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Button, Card } from "../../ui";
import { lastVisit } from "./last";
import type { Session } from "./session";

/** The last plan first: what was found, what was agreed, what is open, when the person was to come. */
export function LastView({ session }: { readonly session: Session }) {
  const { draft, look, change } = session;
  const entry = draft.last === null ? null : entryById(draft.last);
  const last = entry?.kind === "consultation" ? lastVisit(look, entry) : null;
  return (
    <div class="stack">
      {last !== null && (
        <>
          <p class="quiet">{t("last.on", { day: sayDate(last.on, today.value) })}</p>
          {last.found.length > 0 && (
            <Card title={t("last.found")}>
              <ul>
                {last.found.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </Card>
          )}
          {last.lines.length > 0 && (
            <Card title={t("last.plan")}>
              <ul class="last-lines">
                {last.lines.map((line) => (
                  <li key={line.id}>
                    {line.text}
                    {line.dose !== undefined && <span class="dose numbers">{line.dose}</span>}
                    {line.against !== undefined && (
                      <span class="quiet small"> {t("last.against", { reason: line.against })}</span>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
          )}
          {last.tasks.length > 0 && (
            <Card kind="caution" title={t("last.tasks")}>
              <ul>
                {last.tasks.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </Card>
          )}
          {last.booked !== null && <p>{t("last.booked", { day: sayDate(last.booked, today.value) })}</p>}
        </>
      )}
      <Button kind="primary" wide onClick={() => change((now) => ({ ...now, last_read: true }))}>
        {t("last.go_on")}
      </Button>
    </div>
  );
}
