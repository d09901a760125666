import { useState } from "preact/hooks";
import { today } from "../../app/around";
import { bundleFault, checkBundle, content, contentState } from "../../app/content";
import { discardDraft } from "../../app/drafts";
import { practising } from "../../app/entries";
import { needWords } from "../../app/needs";
import { type Need, needs, onePerPerson, openVisits, personName, risks } from "../../app/people";
import { Screen } from "../../app/Screen";
import { hasCare } from "../../app/session";
import { emptied, hasJoined, storeState } from "../../app/storing";
import { roster } from "../../app/sync";
import { isUntouched } from "../../app/untouched";
import { takeOver, update } from "../../app/update";
import { t } from "../../i18n";
import { dayName } from "../../i18n/dates";
import { Button, Card, List, ListLink, StatusSentence } from "../../ui";
import { SyncLine } from "../sync/line";
import { Loading } from "./loading";
import { Risks } from "./risks";

/** At most this many things beside what is urgent. */
const MOST = 3;

export default function Today() {
  return (
    <Screen title={t("today.title")}>
      <p class="quiet under-title">{dayName(today.value, today.value)}</p>
      {hasJoined.value && <SyncLine />}
      {emptied.value && <StatusSentence help>{t("today.emptied")}</StatusSentence>}
      <Risks />
      <Waiting hasRisks={risks.value.length > 0} />
      <Below />
    </Screen>
  );
}

function Waiting({ hasRisks }: { readonly hasRisks: boolean }) {
  if (content.value === null) return <Loading />;
  const begun = openVisits.value;
  const begunWith = new Set(begun.map(({ person }) => person));
  const others = onePerPerson(needs.value).filter(
    ({ kind, subject }) => kind !== "risk" && !begunWith.has(subject),
  );
  const room = Math.max(0, MOST - begun.length);
  const shown = others.slice(0, room);
  const more = others.length - shown.length;
  if (begun.length === 0 && others.length === 0) {
    if (hasRisks) return null;
    return hasJoined.value && !practising.value && !hasCare.value ? <NoCare /> : <Nothing />;
  }
  return (
    <div class="stack-tight">
      <List>
        {begun.map((draft) => (
          <ListLink
            key={draft.id}
            icon="undo"
            title={personName(draft.person)}
            why={t("today.resume")}
            href={`#/consultation/${draft.id}`}
          />
        ))}
        {shown.map((need) => (
          <NeedRow key={`${need.kind} ${need.entry} ${need.task ?? ""}`} need={need} />
        ))}
      </List>
      {begun.filter(isUntouched).map((draft) => (
        <Button
          key={draft.id}
          kind="quiet"
          onClick={() => {
            discardDraft(draft.id).catch(() => {}); // shown by the frame
          }}
        >
          {t("today.let_go", { name: personName(draft.person) })}
        </Button>
      ))}
      {more > 0 && (
        <Button kind="quiet" href="#/people">
          {t("today.more", { n: more })}
        </Button>
      )}
    </div>
  );
}

function NeedRow({ need }: { readonly need: Need }) {
  const icon = need.kind === "ask" ? "warn" : need.kind === "task" ? "check" : "calendar";
  return (
    <ListLink
      icon={icon}
      title={personName(need.subject)}
      why={needWords(need)}
      href={need.subject === null ? `#/plan/${need.entry}` : `#/people/${encodeURIComponent(need.subject)}`}
    />
  );
}

/** A supervisor's phone, or of somebody who has left: that nobody is due would be said of people whom it does not have. */
function NoCare() {
  const codes = roster.value?.codes.length ?? 0;
  return (
    <Card title={t("today.no_care_title")} icon="people">
      <p>{t(codes > 0 ? "today.no_care_supervisor" : "people.no_care")}</p>
      <div class="row">
        {codes > 0 && <Button href="#/codes">{t("codes.title")}</Button>}
        <Button href="#/guide">{t("today.to_guide")}</Button>
      </div>
    </Card>
  );
}

function Nothing() {
  return (
    <Card title={t("today.empty_title")} icon="today">
      <p>{t("today.empty")}</p>
      <div class="row">
        <Button href="#/guide">{t("today.to_guide")}</Button>
        <Button href="#/people">{t("today.to_people")}</Button>
      </div>
    </Card>
  );
}

/** What the phone does by itself, as sentences: never in front of people who wait. */
function Below() {
  const [asked, setAsked] = useState(false);
  return (
    <footer class="stack-tight">
      {storeState.value === "ready" && !hasJoined.value && <StatusSentence>{t("today.sync")}</StatusSentence>}
      {content.value !== null && contentState.value.kind === "fault" && bundleFault.value !== null && (
        <div class="stack-tight">
          <StatusSentence help={bundleFault.value !== "bundle_unreachable"} icon="info">
            {t(`fault.${bundleFault.value}`)}
          </StatusSentence>
          {!asked && bundleFault.value !== "bundle_unreachable" && (
            <Button
              kind="quiet"
              onClick={() => {
                setAsked(true);
                void checkBundle().finally(() => setAsked(false));
              }}
            >
              {t("bundle.retry")}
            </Button>
          )}
        </div>
      )}
      {update.value === "later" && <StatusSentence icon="info">{t("today.update_later")}</StatusSentence>}
      {update.value === "ready" && (
        <div class="stack-tight">
          <StatusSentence icon="info">{t("today.update_ready")}</StatusSentence>
          <Button onClick={takeOver}>{t("today.update_now")}</Button>
        </div>
      )}
    </footer>
  );
}
