import { useState } from "preact/hooks";
import { newId, today } from "../../app/around";
import { drafts, keepDraft } from "../../app/drafts";
import { practising } from "../../app/entries";
import { lastVisitOf, type Person, people, personName, personWho, visitsOf } from "../../app/people";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { hasCare } from "../../app/session";
import { choose, settings } from "../../app/settings";
import { t } from "../../i18n";
import { addDays, sayDate } from "../../i18n/dates";
import {
  Button,
  Choice,
  Choices,
  Field,
  Fold,
  Icon,
  QuietButton,
  QuietLine,
  Radio,
  StatusSentence,
} from "../../ui";
import type { Draft, Way } from "../consultation/draft";
import { DayPicker } from "../plan/day-picker";
import { begin, beginning, NOTHING, type PersonFacts } from "./begin";
import { factsOf } from "./content";
import type { Lookup } from "./lookup";

const WAYS: readonly Way[] = ["use", "prepare", "record"];

/** How to work, and for whom, where nobody was chosen before: choosing the person begins. */
export function BeginScreen({ look }: { readonly look: Lookup }) {
  const { chart, start, way, person: chosen } = beginning.value;
  const [on, setOn] = useState(today.value);
  const [sought, setSought] = useState("");
  const open = new Map(drafts.value.map((kept) => [(kept.draft as Draft).person, kept.draft as Draft]));
  const modules = [
    ...start,
    ...look.guide.chart.filter((row) => chart.includes(row.id)).map((row) => row.opens),
  ];
  const names = [...new Set(modules)].map((id) => look.module.get(id)?.title ?? id);
  const shown = people.value.filter((person) =>
    personName(person.id).toLowerCase().includes(sought.trim().toLowerCase()),
  );
  const known = people.value.find((person) => person.id === chosen);

  const beginWith = (person: PersonFacts | null, visit: "first" | "follow_up") => {
    const draft = begin({
      id: newId(),
      next_risk: newId(),
      look,
      person,
      visit,
      before: person === null ? [] : visitsOf(person.id),
      begin: beginning.value,
      mode: settings.value.mode,
      cadre: settings.value.cadre,
      stock: settings.value.stock,
      occurred_on: way === "record" ? on : today.value,
    });
    keepDraft(draft).catch(() => {});
    beginning.value = NOTHING;
    go(`consultation/${draft.id}`, "replace");
  };
  /** What a tap on somebody does, and the words for it. */
  const wayOf = (person: Person) => {
    const unfinished = open.get(person.id);
    const last = lastVisitOf(person.id);
    const visit = last === null || chart.length > 0 ? "first" : "follow_up";
    if (unfinished !== undefined)
      return {
        state: t("begin.unfinished"),
        button: t("begin.go_on"),
        go: () => go(`consultation/${unfinished.id}`, "replace"),
      };
    return {
      state:
        last === null
          ? t("begin.first")
          : t("begin.last_seen", { day: sayDate(last.occurred_on, today.value) }),
      button: t(visit === "first" ? "begin.now" : "begin.now_again"),
      go: () => beginWith(factsOf(person, today.value), visit),
    };
  };
  return (
    <Screen
      title={t("begin.title")}
      back="guide"
      foot={
        known !== undefined && (
          <Button kind="primary" wide onClick={wayOf(known).go}>
            {wayOf(known).button}
          </Button>
        )
      }
    >
      {known !== undefined && <ForWhom person={known} state={wayOf(known).state} />}
      {names.length > 0 && <p class="quiet">{t("begin.opens", { modules: names.join(", ") })}</p>}
      <Fold label={t("begin.how", { way: t(`way.${way}`), mode: t(`mode.${settings.value.mode}`) })}>
        <fieldset class="stack-tight">
          <legend class="begin-legend">{t("begin.way")}</legend>
          {WAYS.map((each) => (
            <Radio
              key={each}
              name="way"
              hint={t(`way.${each}.hint`)}
              checked={way === each}
              onChoose={() => {
                beginning.value = { ...beginning.value, way: each };
              }}
            >
              {t(`way.${each}`)}
            </Radio>
          ))}
        </fieldset>
        <fieldset class="stack-tight">
          <legend class="begin-legend">{t("begin.mode")}</legend>
          {(["step", "quick"] as const).map((mode) => (
            <Radio
              key={mode}
              name="mode"
              hint={t(`mode.${mode}.hint`)}
              checked={settings.value.mode === mode}
              onChoose={() => choose({ mode })}
            >
              {t(`mode.${mode}`)}
            </Radio>
          ))}
        </fieldset>
      </Fold>
      {way === "record" && (
        <section class="stack-tight">
          <h2 id="seen-on">{t("begin.seen_on")}</h2>
          <DayPicker
            from={addDays(today.value, -6)}
            to={today.value}
            chosen={on}
            today={today.value}
            label="seen-on"
            onChoose={setOn}
          />
        </section>
      )}
      {known === undefined && (
        <section class="stack-tight">
          <h2 id="for-whom">{t("begin.who")}</h2>
          {people.value.length > 8 && (
            <Field id="begin-search" label={t("begin.search")} value={sought} onInput={setSought} />
          )}
          <Choices label="for-whom">
            {shown.map((person) => {
              const { state, go: choosePerson } = wayOf(person);
              return (
                <Choice
                  key={person.id}
                  hint={
                    <>
                      {personWho(person, today.value)}
                      <br />
                      {state}
                    </>
                  }
                  onChoose={choosePerson}
                >
                  {personName(person.id)}
                </Choice>
              );
            })}
            {!practising.value && hasCare.value && (
              <Choice icon="plus" hint={t("begin.new_hint")} href="#/people/new?begin">
                {t("begin.new")}
              </Choice>
            )}
            {practising.value && (
              <Choice icon="person" hint={t("begin.nobody_hint")} onChoose={() => beginWith(null, "first")}>
                {t("begin.nobody")}
              </Choice>
            )}
          </Choices>
          {!practising.value && !hasCare.value && <p>{t("people.no_care")}</p>}
        </section>
      )}
      {settings.value.cadre === null && <StatusSentence help>{t("begin.no_cadre")}</StatusSentence>}
    </Screen>
  );
}

/** Whoever was chosen on the way here is said, not asked for again. */
function ForWhom({ person, state }: { readonly person: Person; readonly state: string }) {
  const somebodyElse = () => {
    const { person: _before, ...others } = beginning.value;
    beginning.value = others;
  };
  return (
    <section class="stack-tight">
      <p class="row-top">
        <Icon name="person" />
        <span>
          {t("guide.for", { name: personName(person.id) })}
          <br />
          <span class="quiet small">
            {personWho(person, today.value)}
            <br />
            {state}
          </span>
        </span>
      </p>
      <QuietLine>
        <QuietButton onClick={somebodyElse}>{t("begin.somebody_else")}</QuietButton>
      </QuietLine>
    </section>
  );
}
