import { t } from "../../i18n";
import { Button, QuietButton } from "../../ui";
import { answerText } from "../plan/answers";
import { confirmKnown } from "./draft";
import type { Session } from "./session";

/** What is known from the record is confirmed, not asked again. A row that no longer holds is asked anew. */
export function KnownView({ session, ids }: { readonly session: Session; readonly ids: readonly string[] }) {
  return (
    <div class="stack">
      <p class="quiet">{t("known.how")}</p>
      <KnownRows session={session} ids={ids} />
      <Button kind="primary" wide onClick={() => session.change((now) => confirmKnown(now, ids))}>
        {t("known.all")}
      </Button>
    </div>
  );
}

export function KnownRows({ session, ids }: { readonly session: Session; readonly ids: readonly string[] }) {
  const { draft, look, change } = session;
  return (
    <ul class="rows">
      {ids.map((id) => {
        const question = look.question.get(id);
        if (question === undefined) return null;
        return (
          <li class="rows-row" key={id}>
            <span>
              <span class="quiet small">{question.ask}</span>
              <br />
              <strong>{answerText(t, question, draft.known[id])}</strong>
            </span>
            <QuietButton onClick={() => change((now) => ({ ...now, changing: id }))}>
              {t("action.change")}
            </QuietButton>
          </li>
        );
      })}
    </ul>
  );
}
