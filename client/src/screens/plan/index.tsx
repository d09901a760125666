import "./plan.css";
import { today } from "../../app/around";
import { entryById } from "../../app/entries";
import { lastVisitOf, personName } from "../../app/people";
import { address } from "../../app/router";
import { Screen } from "../../app/Screen";
import { storeState } from "../../app/storing";
import { consult } from "../../domain/consult";
import { t } from "../../i18n";
import { dayName, sayDate } from "../../i18n/dates";
import type { EntryOf } from "../../store/entry";
import { Button, Card, StatusSentence } from "../../ui";
import { type Draft, openDraft } from "../consultation/draft";
import type { Session } from "../consultation/session";
import { NoGuide } from "../guide";
import { look, lookOf, paperPerson } from "../guide/content";
import type { Lookup } from "../guide/lookup";
import { LeftOpen } from "./left-open-view";
import { CopyBox } from "./paper-views";
import { registerLine } from "./papers";
import { PlanBody } from "./plan-view";

/** A closed consultation: what was kept, the line for the register, the plan with its reasons. Nothing can be changed here. */
export default function ClosedPlanScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  if (look.value === null) return <NoGuide />;
  const entry = entryById(params.entry ?? "");
  if (entry?.kind === "consultation") {
    // As it was: by the guide of that day, where the phone still has it.
    const words = entry.release === null ? look.value : lookOf(entry.release);
    if (words !== null) return <Closed look={words} entry={entry} />;
    return <Screen title={t("consultation.opening")}>{null}</Screen>;
  }
  return (
    <Screen
      title={t(storeState.value === "opening" ? "consultation.opening" : "closed.gone_title")}
      back="today"
    >
      <p>{storeState.value === "opening" ? "" : t("closed.gone")}</p>
    </Screen>
  );
}

function Closed({ look: words, entry }: { readonly look: Lookup; readonly entry: EntryOf<"consultation"> }) {
  const draft = draftOf(entry);
  const result = consult(words.guide, draft.answers, draft.occurred_on);
  const session: Session = { draft, look: words, result, change: () => {} };
  const booked = entry.body.follow_up?.booked_on ?? null;
  const newer = newerThan(entry);
  const line = { t, day: (iso: string) => dayName(iso, entry.occurred_on) };
  const register = (
    <section class="stack-tight">
      <h2>{t("register.title")}</h2>
      <CopyBox text={registerLine(line, words, draft, result, paperPerson(entry.subject, draft))} />
    </section>
  );
  const plan = <PlanBody session={session} closed older={newer !== null} />;
  return (
    <Screen
      title={t(newer === null ? "closed.title" : "closed.title_older", { person: personName(entry.subject) })}
      name={t("closed.name")}
      back={entry.subject === null ? "guide" : `people/${entry.subject}`}
    >
      <StatusSentence icon="check">
        {t(`closed.${entry.body.closed_how}`, { day: sayDate(entry.occurred_on, today.value) })}
      </StatusSentence>
      <LeftOpen visit={entry} />
      {entry.release !== words.guide.release && (
        <StatusSentence icon="info">{t("closed.other_release")}</StatusSentence>
      )}
      {newer !== null && <Newer visit={newer} />}
      {booked !== null && newer !== null && (
        <p class="quiet">{t("closed.booked_then", { day: dayName(booked, today.value) })}</p>
      )}
      {booked !== null && newer === null && (
        <Card title={t("follow.title")} icon="calendar">
          <p class="lead numbers">{sayDate(booked, today.value)}</p>
        </Card>
      )}
      {isNow() ? (
        <>
          {plan}
          {register}
        </>
      ) : (
        <>
          {register}
          {plan}
        </>
      )}
      <Button href="#/today" wide>
        {t("closed.to_today")}
      </Button>
    </Screen>
  );
}

/** The person's last visit, where it is another one: then this plan is not the one that holds. */
function newerThan({ id, subject }: EntryOf<"consultation">): EntryOf<"consultation"> | null {
  const last = subject === null ? null : lastVisitOf(subject);
  return last === null || last.id === id ? null : last;
}

/** Before anything of an older plan is read: that it is one, and the way to the present one. */
function Newer({ visit }: { readonly visit: EntryOf<"consultation"> }) {
  const [name, day] = [personName(visit.subject), sayDate(visit.occurred_on, today.value)];
  return (
    <Card kind="caution" icon="clock" title={t("closed.older")}>
      <p>{t("closed.older_how", { name, day })}</p>
      <Button kind="primary" wide href={`#/plan/${visit.id}`}>
        {t("closed.present")}
      </Button>
    </Card>
  );
}

/** Come from a risk that is open: what to do stands before the paperwork. */
const isNow = (): boolean => address.value.endsWith("?now");

/** The entry's answers as a draft, to show them with the same screens. */
function draftOf(entry: EntryOf<"consultation">): Draft {
  const { body } = entry;
  const blank = openDraft({
    id: entry.id,
    person: entry.subject,
    practice: entry.practice,
    visit: body.visit,
    way: body.way,
    mode: body.mode,
    release: entry.release ?? "",
    occurred_on: entry.occurred_on,
    start: body.start,
    shell: {},
    known: {},
    last: null,
  });
  return {
    ...blank,
    answers: { ...body.answers, start: body.start },
    booked: body.follow_up?.booked_on ?? null,
  };
}
