import "./guide.css";
import { useState } from "preact/hooks";
import { practise, practising } from "../../app/entries";
import { openVisits, personName } from "../../app/people";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { hasJoined, storeState } from "../../app/storing";
import { t } from "../../i18n";
import { Button, Icon, List, ListLink, StatusSentence, Tag, Tick } from "../../ui";
import type { Draft } from "../consultation/draft";
import { beginning } from "./begin";
import { BeginScreen } from "./begin-view";
import { cards, exercises, look } from "./content";
import type { Lookup } from "./lookup";
import { ModuleScreen } from "./module-view";
import { type Found, search } from "./search";

export default function GuideScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const words = look.value;
  if (words === null) return <NoGuide />;
  if (params.module === "begin") return <BeginScreen look={words} />;
  if (params.module !== undefined) return <ModuleScreen look={words} id={params.module} />;
  return <Home look={words} />;
}

/** The content is still on its way, or there was no network at the first start. */
export function NoGuide() {
  return (
    <Screen title={t("guide.none_title")}>
      <p>{t(storeState.value === "opening" ? "guide.opening" : "guide.none")}</p>
    </Screen>
  );
}

function Home({ look: words }: { readonly look: Lookup }) {
  const [typed, setTyped] = useState("");
  const picked = beginning.value.chart;
  const pick = (id: string) => {
    const chart = picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id];
    beginning.value = { ...beginning.value, chart };
  };
  return (
    <Screen
      title={t("guide.title")}
      foot={
        picked.length > 0 && (
          <Button kind="primary" wide href="#/guide/begin">
            {t("guide.start", { n: picked.length })}
          </Button>
        )
      }
    >
      <ForWhom />
      <Unfinished />
      <div class="field">
        <label class="field-label" for="guide-search">
          {t("guide.search")}
        </label>
        <input
          class="field-input"
          id="guide-search"
          type="search"
          autocomplete="off"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      {typed.trim() === "" ? (
        <>
          <Emergencies />
          <Chart look={words} picked={picked} onPick={pick} />
          <Modules look={words} />
          <Exercises />
          <Practice />
        </>
      ) : (
        <Results look={words} typed={typed} picked={picked} onPick={pick} />
      )}
    </Screen>
  );
}

/** Begun from a person's page: the chart is for nobody else. */
function ForWhom() {
  const { person, ...others } = beginning.value;
  if (person === undefined) return null;
  return (
    <div class="row">
      <StatusSentence icon="person">{t("guide.for", { name: personName(person) })}</StatusSentence>
      <Button
        kind="quiet"
        onClick={() => {
          beginning.value = others;
        }}
      >
        {t("begin.somebody_else")}
      </Button>
    </div>
  );
}

/** A visit that was interrupted comes first: nothing that was answered is lost, and it is one tap away. */
function Unfinished() {
  const open = openVisits.value as readonly Draft[];
  if (open.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t("guide.unfinished")}</h2>
      <List>
        {open.map((draft) => (
          <ListLink
            key={draft.id}
            icon="clock"
            title={personName(draft.person)}
            why={t(draft.visit === "first" ? "guide.unfinished_first" : "guide.unfinished_again")}
            href={`#/consultation/${draft.id}`}
          />
        ))}
      </List>
    </section>
  );
}

function Emergencies() {
  if (cards.value.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2 class="emergencies-head">
        <Icon name="warn" />
        {t("guide.emergencies")}
      </h2>
      <ul class="emergencies">
        {cards.value.map((card) => (
          <li key={card.id}>
            <a class="emergency" href={`#/cards/${card.id}`}>
              {card.title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Picking {
  readonly look: Lookup;
  readonly picked: readonly string[];
  readonly onPick: (id: string) => void;
}

/** The master chart: what brings the person, under the module that each opens. Several may be true. */
function Chart({ look: words, picked, onPick }: Picking) {
  const question = words.question.get("chart");
  const modules = [...new Set(words.guide.chart.map((row) => row.opens))];
  return (
    <section class="stack">
      <div class="stack-tight">
        <h2>{question?.ask ?? t("guide.chart")}</h2>
        <p class="quiet">{question?.hint ?? t("guide.chart_how")}</p>
      </div>
      {modules.map((id) => {
        const module = words.module.get(id);
        return (
          <section class="chart-group stack-tight" key={id} aria-labelledby={`chart-${id}`}>
            <h3 class="chart-module" id={`chart-${id}`}>
              {t("guide.opens", { module: module?.title ?? id })}
              {module?.planned === true && <Tag>{t("guide.planned")}</Tag>}
            </h3>
            {words.guide.chart
              .filter((row) => row.opens === id)
              .map((row) => (
                <Tick key={row.id} checked={picked.includes(row.id)} onChange={() => onPick(row.id)}>
                  {row.text}
                </Tick>
              ))}
          </section>
        );
      })}
    </section>
  );
}

function Modules({ look: words }: { readonly look: Lookup }) {
  return (
    <section class="stack-tight">
      <h2>{t("guide.modules")}</h2>
      <List>
        {words.guide.modules.map((module) => (
          <ListLink
            key={module.id}
            title={module.title}
            why={module.planned ? t("guide.planned_why") : module.summary}
            href={`#/guide/${module.id}`}
          />
        ))}
      </List>
    </section>
  );
}

function Exercises() {
  if (exercises.value.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t("guide.exercises")}</h2>
      <List>
        {exercises.value
          .filter((exercise) => (exercise.script ?? []).length === 0)
          .map((exercise) => (
            <ListLink
              key={exercise.id}
              icon="breath"
              title={exercise.title}
              why={exercise.intro}
              href={`#/relax/${exercise.id}`}
            />
          ))}
        <ListLink icon="hand" title={t("relax.title")} why={t("relax.title_why")} href="#/relax" />
      </List>
    </section>
  );
}

/** With invented people, apart from the unit's: once a phone has joined, practice is a choice. */
function Practice() {
  const joined = hasJoined.value && !practising.value;
  return (
    <section class="stack-tight">
      <h2>{t("practice.title")}</h2>
      <List>
        <ListLink icon="person" title={t("practice.talks")} why={t("practice.talks_why")} href="#/practice" />
        {joined && (
          <ListLink
            icon="guide"
            title={t("practice.begin")}
            why={t("practice.why")}
            onClick={() => {
              practise(true);
              go("people");
            }}
          />
        )}
      </List>
    </section>
  );
}

function Results({ look: words, typed, picked, onPick }: Picking & { readonly typed: string }) {
  const { found, more } = search(
    { guide: words.guide, cards: cards.value, exercises: exercises.value },
    typed,
  );
  if (found.length === 0) return <StatusSentence icon="info">{t("search.none", { typed })}</StatusSentence>;
  return (
    <section class="stack-tight">
      <h2>{t("search.found")}</h2>
      <ul class="results">
        {found.map((row) => (
          <li key={`${row.kind} ${row.id}`}>
            {row.kind === "presentation" ? (
              <Tick
                checked={picked.includes(row.id)}
                hint={t("guide.opens", { module: row.more })}
                onChange={() => onPick(row.id)}
              >
                {row.text}
              </Tick>
            ) : (
              <button
                class="result"
                type="button"
                onClick={() => go(`${PLACES[row.kind] ?? "guide"}/${row.id}`)}
              >
                <Icon name={row.kind === "card" ? "warn" : row.kind === "exercise" ? "breath" : "guide"} />
                <span class="list-words">
                  <span class="list-title">{row.text}</span>
                  {row.more !== "" && <span class="list-why">{row.more}</span>}
                </span>
                <Icon name="next" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p class="quiet">{t("search.more", { n: more })}</p>}
    </section>
  );
}

/** A presentation is ticked where it stands; the others have a place of their own. */
const PLACES: Readonly<Partial<Record<Found["kind"], string>>> = {
  card: "cards",
  module: "guide",
  exercise: "relax",
};
