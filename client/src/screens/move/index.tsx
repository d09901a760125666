// Moving a person's care to another unit: which one, what happens then, and one tap that does it.
import { useState } from "preact/hooks";
import { today } from "../../app/around";
import { entriesOf } from "../../app/entries";
import { moveCare, movesTo, unitsToMoveTo, unitToMoveTo } from "../../app/moving";
import { bookingOf, openVisitOf, type Person, personName, personOf, personWho } from "../../app/people";
import { RiskCard } from "../../app/RiskCard";
import { address, go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { isInvented } from "../../store/entry";
import type { Unit } from "../../store/facts";
import { openRisks } from "../../store/projections";
import { Button, Choice, Choices, Field, Icon, StatusSentence } from "../../ui";
import { isSought } from "./sought";

export default function MoveScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const person = personOf(params.person ?? null);
  if (person === null || isInvented(person.id))
    return (
      <Screen title={t("person.gone_title")} back="people">
        <p>{t("person.gone")}</p>
      </Screen>
    );
  const to = unitToMoveTo(new URLSearchParams(address.value.split("?")[1]).get("to"));
  const draft = openVisitOf(person.id);
  if (draft !== undefined || movesTo(person.id) !== null)
    return (
      <Screen title={t("move.title")} back={placeOf(person)}>
        <p>{draft === undefined ? t("move.waits_how") : t("move.visit_open")}</p>
        {draft !== undefined && (
          <div class="row">
            <Button icon="undo" href={`#/consultation/${draft.id}`}>
              {t("person.resume")}
            </Button>
          </div>
        )}
      </Screen>
    );
  return to === null ? <Where person={person} /> : <Sure person={person} to={to} />;
}

const placeOf = ({ id }: Person): string => `people/${encodeURIComponent(id)}`;

/** With a longer list than this, typing a name is quicker than looking. */
const SEARCH_FROM = 8;

function Where({ person }: { readonly person: Person }) {
  const [typed, setTyped] = useState("");
  const units = unitsToMoveTo.value;
  const found = units.filter((unit) => isSought(unit, typed));
  const risks = openRisks(entriesOf(person.id));
  return (
    <Screen title={t("move.title")} back={placeOf(person)}>
      <Whom person={person} />
      {risks.length > 0 && (
        <>
          <StatusSentence help>{t("move.risk")}</StatusSentence>
          {risks.map((risk) => (
            <RiskCard key={risk.entry.id} risk={risk} />
          ))}
        </>
      )}
      {units.length === 0 ? (
        <StatusSentence icon="info">{t("move.none")}</StatusSentence>
      ) : (
        <>
          <h2 id="move-where">{t("move.where")}</h2>
          {units.length > SEARCH_FROM && (
            <Field id="move-search" label={t("move.search")} value={typed} onInput={setTyped} />
          )}
          {found.length === 0 && <p role="status">{t("move.found_none")}</p>}
          <Choices label="move-where">
            {found.map((unit) => (
              <Choice
                key={unit.id}
                hint={unit.above.length === 0 ? undefined : unit.above.join(" · ")}
                href={`#/${placeOf(person)}/move?to=${unit.id}`}
              >
                {unit.name}
              </Choice>
            ))}
          </Choices>
        </>
      )}
    </Screen>
  );
}

function Sure({ person, to }: { readonly person: Person; readonly to: Unit }) {
  const [failed, setFailed] = useState(false);
  const isAtRisk = openRisks(entriesOf(person.id)).length > 0;
  const booking = bookingOf(person.id);
  const move = () => {
    moveCare(person.id, to).then(
      () => go(placeOf(person), "replace"),
      () => setFailed(true),
    );
  };
  // The buttons come after what happens: nobody taps past it.
  return (
    <Screen title={t("move.ask", { unit: to.name })} back={`${placeOf(person)}/move`}>
      <Whom person={person} />
      {isAtRisk && <StatusSentence help>{t("move.risk_goes")}</StatusSentence>}
      <ul class="plain-list stack-tight">
        <Happens icon="send">{t("move.goes")}</Happens>
        <Happens icon="device">{t("move.leaves")}</Happens>
        {booking !== null && (
          <Happens icon="calendar">{t("move.booked", { when: sayDate(booking.on, today.value) })}</Happens>
        )}
        <Happens icon="phone">{t("move.call")}</Happens>
        <Happens icon="info">{t("move.back")}</Happens>
      </ul>
      {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
      <div class="stack-tight">
        <Button kind="primary" wide onClick={move}>
          {t("move.do")}
        </Button>
        <Button wide href={`#/${placeOf(person)}`}>
          {t("move.keep")}
        </Button>
      </div>
    </Screen>
  );
}

function Happens(props: {
  readonly icon: "send" | "device" | "calendar" | "phone" | "info";
  readonly children: string;
}) {
  return (
    <li class="row-top">
      <Icon name={props.icon} />
      <span>{props.children}</span>
    </li>
  );
}

function Whom({ person }: { readonly person: Person }) {
  return (
    <p class="under-title">
      <strong>{personName(person.id)}</strong>
      <br />
      {personWho(person, today.value)}
    </p>
  );
}
