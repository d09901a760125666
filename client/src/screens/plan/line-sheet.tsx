import { useState } from "preact/hooks";
import type { Act } from "../../domain/types";
import { t } from "../../i18n";
import { Button, Card, QuietButton, Sheet } from "../../ui";
import { ReasonChoices } from "../consultation/acts-view";
import { act, undoAct } from "../consultation/draft";
import type { Session } from "../consultation/session";
import type { LineView } from "./plan";
import { WhyBody } from "./why";

const REASONS = ["person_wants_otherwise", "not_possible", "other_treatment", "judgement"] as const;

/** One line of the plan: how, why, the source, and what the worker decides about it. */
export function LineSheet(props: {
  readonly session: Session;
  readonly line: LineView;
  readonly closed: boolean;
  readonly onClose: () => void;
}) {
  const { session, line, closed, onClose } = props;
  const [asking, setAsking] = useState(false);
  const decide = (what: Act, reason?: string) => {
    session.change((now) => act(now, line.id, what, reason));
    onClose();
  };
  return (
    <Sheet title={line.text} close={t("ui.close")} onClose={onClose}>
      {line.dose !== null && (
        <p class="dose numbers">{line.dose === "ask" ? t("plan.dose_ask") : line.dose}</p>
      )}
      {line.detail !== undefined && <p>{line.detail}</p>}
      {line.state === "ask_prescriber" && <p class="quiet">{t("line.prescriber_why")}</p>}
      {line.state === "not_here" && <p class="quiet">{t("line.not_here_why")}</p>}
      {line.against !== undefined && (
        <Card kind="caution" title={t(line.urgent ? "plan.not_done_title" : "plan.against_title")}>
          <p>{line.against}</p>
        </Card>
      )}
      {line.exercise !== undefined && (
        <Button
          wide
          icon="breath"
          href={`#/relax/${line.exercise}${closed ? "" : `?of=${session.draft.id}`}`}
        >
          {t("plan.exercise")}
        </Button>
      )}
      {!closed && !asking && (
        <div class="act-buttons">
          {line.act === undefined ? (
            <>
              <Button kind="primary" icon="check" onClick={() => decide("done")}>
                {t("act.button.done")}
              </Button>
              {line.urgent && (
                <Button onClick={() => decide("handed_over")}>{t("act.button.handed_over")}</Button>
              )}
              <Button onClick={() => setAsking(true)}>{t("plan.decide_against")}</Button>
            </>
          ) : (
            <QuietButton onClick={() => session.change((now) => undoAct(now, line.id))}>
              {t("act.undo")}
            </QuietButton>
          )}
        </div>
      )}
      {asking && (
        <section class="stack-tight">
          <h3 id="against-why">{t("plan.against_why")}</h3>
          <ReasonChoices
            label="against-why"
            reasons={REASONS.map((code) => t(`plan.reason.${code}`))}
            onReason={(reason) => decide("not_done", reason)}
          />
        </section>
      )}
      <WhyBody
        session={session}
        id={line.id}
        because={line.because}
        marks={line.marks}
        edition={line.edition}
      />
    </Sheet>
  );
}
