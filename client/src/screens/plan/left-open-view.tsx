import { useState } from "preact/hooks";
import { today } from "../../app/around";
import { drafts } from "../../app/drafts";
import { entriesOf, entryById } from "../../app/entries";
import { OutcomeSheet } from "../../app/RiskCard";
import { t } from "../../i18n";
import { dayName } from "../../i18n/dates";
import type { EntryOf } from "../../store/entry";
import type { Risk } from "../../store/projections";
import { Button, Card, StatusSentence } from "../../ui";
import { risksLeftOpen } from "./left-open";

/** The next step after a visit that found no risk any more: the one of before is closed by a person who says how it ended, or stays. */
export function LeftOpen({ visit }: { readonly visit: EntryOf<"consultation"> }) {
  const [closed, setClosed] = useState(false);
  const inProgress = (id: string) => drafts.value.some(({ draft }) => draft.id === id);
  const open = visit.subject === null ? [] : risksLeftOpen(visit, entriesOf(visit.subject), inProgress);
  return (
    <>
      {closed && <StatusSentence icon="check">{t("risk.left_closed")}</StatusSentence>}
      {open.map((risk) => (
        <OneLeftOpen key={risk.since} risk={risk} onClosed={() => setClosed(true)} />
      ))}
    </>
  );
}

function OneLeftOpen({ risk, onClosed }: { readonly risk: Risk; readonly onClosed: () => void }) {
  const [asked, setAsked] = useState(false);
  const { occurred_on } = entryById(risk.since) ?? risk.entry;
  return (
    <Card kind="caution" icon="warn" title={t("risk.left_open", { when: dayName(occurred_on, today.value) })}>
      <p>{t("risk.outcome_how")}</p>
      <Button kind="primary" wide onClick={() => setAsked(true)}>
        {t("risk.left_close")}
      </Button>
      <p class="quiet small">{t("risk.left_stays")}</p>
      {asked && <OutcomeSheet risk={risk} onClose={() => setAsked(false)} onSaved={onClosed} />}
    </Card>
  );
}
