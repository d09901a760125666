import { today } from "../../app/around";
import { entryById } from "../../app/entries";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Button, Card, Fold } from "../../ui";
import { confirmKnown } from "./draft";
import { KnownRows } from "./known-view";
import { type LastLine, type LastVisit, lastVisit } from "./last";
import type { Session } from "./session";

/** The last plan first: what was found, agreed and left open; then what is known, to confirm with the same tap. */
export function LastView({ session, ids }: { readonly session: Session; readonly ids: readonly string[] }) {
  const { draft, look, change } = session;
  const entry = draft.last === null ? null : entryById(draft.last);
  const last = entry?.kind === "consultation" ? lastVisit(look, entry) : null;
  return (
    <div class="stack">
      {last !== null && <Last last={last} />}
      {ids.length > 0 && (
        <section class="stack-tight">
          <h2>{t("consultation.title.confirm")}</h2>
          <KnownRows session={session} ids={ids} />
        </section>
      )}
      <Button
        kind="primary"
        wide
        onClick={() => change((now) => confirmKnown({ ...now, last_read: true }, ids))}
      >
        {t(ids.length > 0 ? "last.right" : "last.go_on")}
      </Button>
    </div>
  );
}

function Last({ last }: { readonly last: LastVisit }) {
  const first = last.lines.filter((line) => line.first);
  const rest = last.lines.filter((line) => !line.first);
  return (
    <>
      <div class="stack-tight">
        <p class="quiet">{t("last.on", { day: sayDate(last.on, today.value) })}</p>
        {last.booked !== null && (
          <p class="quiet">{t("last.booked", { day: sayDate(last.booked, today.value) })}</p>
        )}
      </div>
      {last.found.length > 0 && (
        <Card title={t("last.found")}>
          <ul>
            {last.found.map((text) => (
              <li key={text}>{text}</li>
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
      {last.lines.length > 0 && (
        <Card title={t("last.plan")}>
          <Lines lines={first.length > 0 ? first : rest} />
          {first.length > 0 && rest.length > 0 && (
            <Fold label={t("last.more", { n: rest.length })}>
              <Lines lines={rest} />
            </Fold>
          )}
        </Card>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly LastLine[] }) {
  return (
    <ul class="last-lines">
      {lines.map((line) => (
        <li key={line.id}>
          {line.text}
          {line.dose !== undefined && <span class="dose numbers">{line.dose}</span>}
          {line.against !== undefined && (
            <span class="quiet small"> {t("last.against", { reason: line.against })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
