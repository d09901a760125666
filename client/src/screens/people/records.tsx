// What must be settled about a record: two corrections that differ, two records that may be one person's, one entered in error.
import { useState } from "preact/hooks";
import { appendEntry } from "../../app/append";
import { today } from "../../app/around";
import { authorWords, isMe } from "../../app/colleagues";
import { release } from "../../app/content";
import { careEntries, entries, entriesOf, shownAs } from "../../app/entries";
import { movesTo } from "../../app/moving";
import { openVisitOf, type Person, people, personName, personWho } from "../../app/people";
import { go } from "../../app/router";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import type { EntryOf, PersonBody } from "../../store/entry";
import { Journal, openRisksOf } from "../../store/fold";
import { Button, Card, Icon, Sheet, StatusSentence } from "../../ui";
import { areAlike, areTwo } from "../person/alike";

const asWritten = (id: string) => entries.value.find((entry) => entry.id === id);

/** Two that say different things both stay, and both are shown, until somebody says which holds. */
export function Doubt({ person }: { readonly person: Person }) {
  const [failed, setFailed] = useState(false);
  if (person.said.length < 2) return null;
  const keep = (said: EntryOf<"person">) => {
    appendEntry({
      kind: "person",
      subject: person.id,
      occurred_on: today.value,
      release: release.value,
      amends: person.said.map(({ id }) => id),
      body: said.body,
    }).catch(() => setFailed(true));
  };
  return (
    <Card kind="caution" icon="info" title={t("person.doubt")}>
      <p>{t("person.doubt_how")}</p>
      {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
      <ul class="plain-list stack">
        {person.said.map((said) => (
          <li key={said.id} class="stack-tight">
            <p>
              <strong>
                {t("person.name", { initials: said.body.initials, number: said.body.register_number })}
              </strong>
              <br />
              {personWho({ ...person, ...said.body }, today.value)}
              {reachWords(said.body) !== null && (
                <>
                  <br />
                  {reachWords(said.body)}
                </>
              )}
              <br />
              <span class="quiet small">
                {t("person.said_by", {
                  who: isMe(said.author) ? t("colleague.you") : authorWords(said.author),
                  when: sayDate(said.occurred_on, today.value),
                })}
              </span>
            </p>
            <div class="row">
              <Button onClick={() => keep(said)}>{t("person.keep_this")}</Button>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function reachWords({ reach }: PersonBody): string | null {
  if (reach === null) return null;
  const how = t(`person.reach.${reach.how}`);
  return reach.detail === null ? how : t("person.reach.with", { how, detail: reach.detail });
}

/** A hint, until somebody says that it is one person, or two. */
export function Alike({ person }: { readonly person: Person }) {
  const [failed, setFailed] = useState(false);
  const others = people.value.filter(
    (other) =>
      other.id !== person.id &&
      areAlike(other, person) &&
      !areTwo(careEntries.value, person.id, other.id, shownAs),
  );
  if (others.length === 0) return null;
  const say = (kind: "same_person" | "not_same_person", other: string) => {
    appendEntry({
      kind,
      subject: person.id,
      occurred_on: today.value,
      release: release.value,
      body: { other },
    }).catch(() => setFailed(true));
  };
  return (
    <>
      {others.map((other) => (
        <Card key={other.id} kind="caution" icon="people" title={t("person.same_ask")}>
          <p>
            <a href={`#/people/${encodeURIComponent(other.id)}`}>{personName(other.id)}</a>
            <br />
            {personWho(other, today.value)}
          </p>
          {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
          <div class="row">
            <Button onClick={() => say("same_person", other.id)}>{t("person.same")}</Button>
            <Button onClick={() => say("not_same_person", other.id)}>{t("person.not_same")}</Button>
          </div>
        </Card>
      ))}
    </>
  );
}

/** Correcting, undoing a wrong "one person", and taking out what was entered in error. */
export function RecordTools({ person }: { readonly person: Person }) {
  const [asked, setAsked] = useState(false);
  const isInVisit = openVisitOf(person.id) !== undefined;
  const canMove = !isInVisit && movesTo(person.id) === null;
  return (
    <section class="stack-tight">
      <h2 class="sr-only">{t("person.record")}</h2>
      <Split person={person} />
      <div class="row">
        <Button icon="pencil" href={`#/people/${encodeURIComponent(person.id)}/edit`}>
          {t("person.correct")}
        </Button>
        {canMove && (
          <Button href={`#/people/${encodeURIComponent(person.id)}/move`}>{t("move.title")}</Button>
        )}
        <Button kind="quiet" onClick={() => setAsked(true)}>
          {t("person.error")}
        </Button>
      </div>
      {isInVisit && <p class="quiet">{t("move.visit_open")}</p>}
      {asked && <Erase person={person} onClose={() => setAsked(false)} />}
    </section>
  );
}

/** Two records that were said to be one person's can be taken apart again. */
function Split({ person }: { readonly person: Person }) {
  const [failed, setFailed] = useState(false);
  const about = entriesOf(person.id);
  const joined = new Journal(about).heads("same_person").filter((entry) => entry.kind === "same_person");
  if (joined.length === 0) return null;
  const split = () => {
    Promise.all(
      joined.map((entry) =>
        appendEntry({
          kind: "not_same_person",
          subject: asWritten(entry.id)?.subject ?? person.id,
          occurred_on: today.value,
          release: release.value,
          amends: [entry.id],
          body: { other: entry.body.other },
        }),
      ),
    ).catch(() => setFailed(true));
  };
  return (
    <>
      <p class="row-top quiet">
        <Icon name="people" />
        <span>{t("person.is_one", { n: joined.length + 1 })}</span>
      </p>
      {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
      <div class="row">
        <Button kind="quiet" onClick={split}>
          {t("person.split")}
        </Button>
      </div>
    </>
  );
}

/** Only one's own entries, and never an open risk: everything else is for the programme to decide. */
function Erase({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const [failed, setFailed] = useState(false);
  const journal = new Journal(entriesOf(person.id));
  const written = journal.counting.filter(({ kind }) => kind !== "erasure" && kind !== "transfer");
  const why =
    openRisksOf(journal).length > 0 ? "risk" : written.every(({ author }) => isMe(author)) ? null : "others";
  const erase = async () => {
    // Under the id that each was written about: somebody may have several.
    const subjects = new Map<string | null, string[]>();
    for (const { id } of written) {
      const subject = asWritten(id)?.subject ?? null;
      subjects.set(subject, [...(subjects.get(subject) ?? []), id]);
    }
    try {
      for (const [subject, ids] of subjects)
        await appendEntry({
          kind: "erasure",
          subject,
          occurred_on: today.value,
          release: release.value,
          body: {
            entries: ids,
            because: "entered_in_error",
          },
        });
      go("people", "replace");
    } catch {
      setFailed(true);
    }
  };
  return (
    <Sheet title={t("person.error")} close={t("ui.close")} onClose={onClose}>
      {why !== null ? (
        <p>{t(`person.error_not.${why}`)}</p>
      ) : (
        <>
          <p>{t("person.error_how", { n: written.length, name: personName(person.id) })}</p>
          <p>{t("person.error_last")}</p>
          {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
          <Button kind="urgent" wide onClick={() => void erase()}>
            {t("person.error_do")}
          </Button>
          <Button wide onClick={onClose}>
            {t("person.error_keep")}
          </Button>
        </>
      )}
    </Sheet>
  );
}
