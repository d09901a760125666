import { useState } from "preact/hooks";
import { newId, today } from "../../app/around";
import { keepDraft } from "../../app/drafts";
import { entriesOf } from "../../app/entries";
import { movesTo, wentTo } from "../../app/moving";
import { taskWords } from "../../app/needs";
import {
  ageOf,
  bookingOf,
  openVisitOf,
  type Person,
  personName,
  personOf,
  personWho,
  visitsOf,
} from "../../app/people";
import { RiskCard } from "../../app/RiskCard";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { settings } from "../../app/settings";
import { storeState } from "../../app/storing";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { type EntryOf, isInvented } from "../../store/entry";
import { type Booking, journalsOf, openRisks, openTasks } from "../../store/projections";
import { Button, Card, Icon, List, ListLink } from "../../ui";
import { begin, beginning, NOTHING } from "../guide/begin";
import { look } from "../guide/content";
import { MissedCard } from "./missed";
import { Alike, Doubt, RecordTools } from "./records";
import { TaskSheet } from "./task";

export function PersonScreen({ id }: { readonly id: string }) {
  const person = personOf(id);
  const unit = wentTo(id);
  const gone = unit === null ? t("person.gone_title") : t("move.went_title", { unit });
  if (person === null)
    return (
      <Screen title={storeState.value === "opening" ? t("screen.opening") : gone} back="people">
        {storeState.value !== "opening" && (
          <>
            <p>{t(unit === null ? "person.gone" : "move.went")}</p>
            <div class="row">
              <Button href="#/people">{t("today.to_people")}</Button>
            </div>
          </>
        )}
      </Screen>
    );
  return <OnePerson person={person} />;
}

function OnePerson({ person }: { readonly person: Person }) {
  const entries = entriesOf(person.id);
  const visits = visitsOf(person.id);
  const last = visits.at(-1) ?? null;
  const booking = bookingOf(person.id);
  return (
    <Screen title={personName(person.id)} back="people" foot={<Begin person={person} last={last} />}>
      <div class="stack-tight">
        <p class="under-title">{personWho(person, today.value)}</p>
        <Reach person={person} />
      </div>
      {openRisks(entries).map((risk) => (
        <RiskCard key={risk.entry.id} risk={risk} />
      ))}
      <Moves person={person} />
      {booking !== null && booking.on < today.value ? (
        <MissedCard booking={booking} />
      ) : (
        <p class="row-top">
          <Icon name="calendar" />
          <span>{nextWords(booking)}</span>
        </p>
      )}
      <Tasks person={person} />
      {!isInvented(person.id) && (
        <>
          <Doubt person={person} />
          <Alike person={person} />
        </>
      )}
      <Visits visits={visits} />
      {!isInvented(person.id) && <RecordTools person={person} />}
    </Screen>
  );
}

/** Care that goes to another unit with the next sync. Until then this unit has it, and says so. */
function Moves({ person }: { readonly person: Person }) {
  const unit = movesTo(person.id);
  if (unit === null) return null;
  return (
    <Card kind="caution" icon="send" title={t("move.waits", { unit })}>
      <p>{t("move.waits_how")}</p>
      <div class="row">
        <Button href="#/sync">{t("sync.title")}</Button>
      </div>
    </Card>
  );
}

function nextWords(booking: Booking | null): string {
  if (booking === null) return t("person.no_next");
  return booking.on === today.value
    ? t("need.due")
    : t("person.next", { when: sayDate(booking.on, today.value) });
}

function Reach({ person }: { readonly person: Person }) {
  const { reach } = person;
  if (reach === null) return null;
  const how = t(`person.reach.${reach.how}`);
  return (
    <p class="row-top quiet">
      <Icon name={reach.how === "visit" ? "person" : "phone"} />
      <span>
        {reach.detail === null ? how : t("person.reach.with", { how, detail: reach.detail })}
        {reach.who_answers !== null && (
          <>
            <br />
            {t("person.reach.who", { who: reach.who_answers })}
          </>
        )}
      </span>
    </p>
  );
}

interface KnownPerson {
  readonly person: Person;
  readonly last: EntryOf<"consultation"> | null;
}

function beginFollowUp(person: Person): void {
  if (look.value === null) return;
  const { mode, cadre, stock } = settings.value;
  const begun = begin({
    id: newId(),
    next_risk: newId(),
    look: look.value,
    person: { id: person.id, sex: person.sex, age: ageOf(person, today.value), about: person.birth_about },
    visit: "follow_up",
    begin: NOTHING,
    mode,
    cadre,
    stock,
    occurred_on: today.value,
    before: visitsOf(person.id),
  });
  keepDraft(begun).catch(() => {}); // shown by the frame
  go(`consultation/${begun.id}`);
}

/** One tap to go on, or to begin what is likelier: the follow-up of somebody who is known. */
function Begin({ person, last }: KnownPerson) {
  const draft = openVisitOf(person.id);
  if (draft !== undefined)
    return (
      <Button kind="primary" wide icon="undo" href={`#/consultation/${draft.id}`}>
        {t("person.resume")}
      </Button>
    );
  if (look.value === null) return null;
  // What brings the person is chosen on the guide's own page.
  const first = () => {
    beginning.value = { ...NOTHING, person: person.id };
    go("guide");
  };
  return (
    <>
      {last !== null && (
        <Button kind="primary" wide onClick={() => beginFollowUp(person)}>
          {t("person.follow_up")}
        </Button>
      )}
      <Button kind={last === null ? "primary" : "secondary"} wide onClick={first}>
        {t(last === null ? "person.first_ever" : "person.first")}
      </Button>
    </>
  );
}

function Tasks({ person }: { readonly person: Person }) {
  const [open, setOpen] = useState<string | null>(null);
  const tasks = openTasks(journalsOf(entriesOf(person.id)));
  if (tasks.length === 0) return null;
  const chosen = tasks.find(({ entry, task }) => `${entry}/${task.id}` === open);
  return (
    <section class="stack-tight">
      <h2>{t("person.tasks")}</h2>
      <List>
        {tasks.map(({ entry, task }) => (
          <ListLink
            key={`${entry}/${task.id}`}
            icon="check"
            title={taskWords(task.id, task.of)}
            why={
              task.due_on === null
                ? t("need.soon")
                : t("task.due", { when: sayDate(task.due_on, today.value) })
            }
            onClick={() => setOpen(`${entry}/${task.id}`)}
          />
        ))}
      </List>
      {chosen !== undefined && (
        <TaskSheet
          open={chosen}
          onClose={() => setOpen(null)}
          onAsk={() => {
            const draft = openVisitOf(person.id);
            if (draft === undefined) beginFollowUp(person);
            else go(`consultation/${draft.id}`);
          }}
        />
      )}
    </section>
  );
}

function Visits({ visits }: { readonly visits: readonly EntryOf<"consultation">[] }) {
  if (visits.length === 0) return <Card title={t("people.no_visit")} />;
  return (
    <section class="stack-tight">
      <h2>{t("person.visits")}</h2>
      <List>
        {[...visits].reverse().map((visit) => (
          <ListLink
            key={visit.id}
            icon="calendar"
            title={`${sayDate(visit.occurred_on, today.value)} · ${t(`person.visit.${visit.body.visit}`)}`}
            why={found(visit)}
            href={`#/plan/${visit.id}`}
          />
        ))}
      </List>
    </section>
  );
}

function found(visit: EntryOf<"consultation">): string {
  const words = visit.body.conclusions.flatMap((id) => {
    const conclusion = look.value?.conclusion.get(id);
    return conclusion === undefined ? [] : [conclusion.text];
  });
  return words.length === 0 ? t("person.nothing_found") : words.join(" · ");
}
