import { useMemo, useState } from "preact/hooks";
import { closeConsultation } from "../../app/append";
import { entriesOf } from "../../app/entries";
import { relationalOf } from "../../app/relational";
import { go } from "../../app/router";
import { audit } from "../../domain/audit";
import { t } from "../../i18n";
import { Button, Card, Field, Fold, StatusSentence, Tag } from "../../ui";
import { Beside } from "../consultation/beside";
import { observedEntry } from "../consultation/seen";
import type { Session } from "../consultation/session";
import { pendingActs } from "../consultation/showing";
import { type AuditRow, auditView, isAuditCode, replyKey } from "./audit";
import { consultationEntry } from "./close";
import { hashOf } from "./hash";
import { nextDate } from "./papers";
import { planView, unownedTasks } from "./plan";
import { earlierOf, keptOf } from "./record";
import { TasksView } from "./tasks-view";

/** The audit before anything is kept: where care and guide went different ways, each with room for an answer; then it closes. */
export function CloseView({ session }: { readonly session: Session }) {
  const { draft, look, result } = session;
  const seen = useMemo(
    () => auditView(look, audit(look.guide, draft.answers, draft.occurred_on)),
    [look, draft.answers, draft.occurred_on],
  );
  const view = planView(t, look, draft, result);
  const open = unownedTasks(view, draft);
  const urgent = pendingActs(look, result);
  const [state, setState] = useState<"idle" | "closing" | "failed">("idle");
  const how = result.done ? (result.waiting.length > 0 ? "waiting" : "finished") : "stopped";
  const close = async () => {
    setState("closing");
    try {
      const entries = draft.person === null ? [] : entriesOf(draft.person);
      const entry = await closeConsultation(
        draft,
        consultationEntry({
          look,
          draft: { ...draft, booked: nextDate(draft, result) },
          result,
          how,
          departures: seen.rows,
          earlier: earlierOf(entries),
          kept: keptOf(entries, draft.last),
          resultHash: await hashOf(result),
        }),
        observedEntry(relationalOf(draft.release), draft, result),
      );
      go(`plan/${entry.id}`, "replace");
    } catch {
      setState("failed"); // the frame says what the store met
    }
  };
  return (
    <div class="stack">
      {how === "stopped" && <StatusSentence help>{t("close.stopped")}</StatusSentence>}
      {urgent.length > 0 && (
        <Card kind="caution" title={t("acts.open", { n: urgent.length })} icon="warn">
          <Button kind="urgent" href={`#/consultation/${draft.id}`}>
            {t("close.to_acts")}
          </Button>
        </Card>
      )}
      <TasksView session={session} view={view} />
      <section class="stack-tight">
        <h2>{t("audit.title")}</h2>
        <p class="quiet small">{t("audit.how")}</p>
        {seen.agreed > 0 && <p>{t("audit.agreed", { n: seen.agreed })}</p>}
        {seen.rows.length === 0 ? (
          <p>{t("audit.none")}</p>
        ) : (
          <ul class="plain-list stack">
            {seen.rows.map((row) => (
              <li key={replyKey(row)}>
                <AuditItem session={session} row={row} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <Beside session={session} place={{ screen: "closing", modules: result.open }} withSeen />
      {open.length > 0 && <StatusSentence help>{t("close.needs_owner", { n: open.length })}</StatusSentence>}
      {state === "failed" && <StatusSentence help>{t("close.failed")}</StatusSentence>}
      <Button
        kind="primary"
        wide
        disabled={open.length > 0 || state === "closing"}
        onClick={() => void close()}
      >
        {t(state === "closing" ? "close.closing" : `close.${how}`)}
      </Button>
      <p class="quiet small">{t("close.what_happens")}</p>
    </div>
  );
}

function AuditItem({ session, row }: { readonly session: Session; readonly row: AuditRow }) {
  const { draft, change } = session;
  const key = replyKey(row);
  const reply = draft.replies[key] ?? "";
  return (
    <div class="audit-row stack-tight">
      <p>
        {row.text}{" "}
        <Tag kind={row.risk ? "urgent" : "plain"}>
          {isAuditCode(row.code) ? t(`audit.code.${row.code}`) : row.code}
        </Tag>
      </p>
      {row.reason !== null && <p class="quiet small">{t("audit.reason", { reason: row.reason })}</p>}
      <Fold label={t(reply === "" ? "audit.answer" : "audit.answered")} open={reply !== ""}>
        <Field
          id={`reply-${key}`}
          label={t("audit.reply")}
          kind="long"
          value={reply}
          onInput={(text) => change((now) => ({ ...now, replies: { ...now.replies, [key]: text } }))}
        />
      </Fold>
    </div>
  );
}
