import { useState } from "preact/hooks";
import { today } from "../../app/around";
import { content } from "../../app/content";
import { practise, practising } from "../../app/entries";
import { movesTo } from "../../app/moving";
import { needWords } from "../../app/needs";
import { bookingOf, needs, type Person, people, personName } from "../../app/people";
import { Screen } from "../../app/Screen";
import { hasCare } from "../../app/session";
import { hasJoined, storeState } from "../../app/storing";
import { isComplete } from "../../app/sync";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Button, Card, Field, List, ListLink, StatusSentence } from "../../ui";
import { Loading } from "../today/loading";
import { PersonScreen } from "./person";

export default function PeopleScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  return params.person === undefined ? <Everybody /> : <PersonScreen id={params.person} />;
}

/** With a longer list than this, typing a number is quicker than looking. */
const SEARCH_FROM = 8;

function Everybody() {
  const [typed, setTyped] = useState("");
  const sought = typed.trim().toLowerCase();
  const found = people.value.filter((person) =>
    [personName(person.id), person.register_number, person.village ?? ""].some((words) =>
      words.toLowerCase().includes(sought),
    ),
  );
  const isCare = !practising.value;
  if (isCare && !hasCare.value)
    return (
      <Screen title={t("people.title")}>
        <p>{t("people.no_care")}</p>
        <List>
          <ListLink
            icon="guide"
            title={t("practice.begin")}
            why={t("practice.why")}
            onClick={() => practise(true)}
          />
        </List>
      </Screen>
    );
  return (
    <Screen
      title={t("people.title")}
      foot={
        isCare && (
          <Button kind="primary" wide icon="plus" href="#/people/new">
            {t("person.add")}
          </Button>
        )
      }
    >
      {!hasJoined.value && <StatusSentence icon="info">{t("people.demo")}</StatusSentence>}
      {isCare && !isComplete.value && <StatusSentence icon="info">{t("people.not_complete")}</StatusSentence>}
      {content.value === null && <Loading />}
      {people.value.length > SEARCH_FROM && (
        <Field id="people-search" label={t("people.search")} value={typed} onInput={setTyped} />
      )}
      {people.value.length === 0 && content.value !== null && storeState.value !== "opening" && (
        <Card title={t("people.none_title")} icon="people">
          <p>{t(isCare ? "people.none_care" : "people.none")}</p>
          {!isCare && <Button href="#/guide">{t("today.to_guide")}</Button>}
        </Card>
      )}
      {sought !== "" && found.length === 0 && <p>{t("people.found_none")}</p>}
      {found.length > 0 && (
        <List label={t("people.title")}>
          {byNeed(found).map((person) => (
            <ListLink
              key={person.id}
              icon={isAtRisk(person) ? "warn" : "person"}
              title={personName(person.id)}
              why={whyNow(person)}
              href={`#/people/${encodeURIComponent(person.id)}`}
            />
          ))}
        </List>
      )}
    </Screen>
  );
}

/** Those who wait first, in the order of their need; then everybody else by number. */
function byNeed(found: readonly Person[]): readonly Person[] {
  const rank = new Map<string, number>();
  needs.value.forEach((need, i) => {
    if (need.subject !== null && !rank.has(need.subject)) rank.set(need.subject, i);
  });
  const last = needs.value.length;
  return [...found].sort((a, b) => (rank.get(a.id) ?? last) - (rank.get(b.id) ?? last));
}

const isAtRisk = (person: Person): boolean =>
  needs.value.some(({ kind, subject }) => kind === "risk" && subject === person.id);

function whyNow(person: Person): string {
  const need = needs.value.find(({ subject }) => subject === person.id);
  const unit = movesTo(person.id);
  if (unit !== null && need?.kind !== "risk") return t("move.waits", { unit });
  if (need !== undefined) return need.kind === "risk" ? t("people.risk") : needWords(need);
  const booking = bookingOf(person.id);
  if (booking === null) return t("person.no_next");
  // A visit of yesterday may still be made: it is not missed yet, and not the next one either.
  return t(booking.on < today.value ? "people.was_due" : "people.next", {
    when: sayDate(booking.on, today.value),
  });
}
