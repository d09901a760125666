import "./relax.css";
import { useMemo, useState } from "preact/hooks";
import { today } from "../../app/around";
import { release } from "../../app/content";
import { resumeDraft } from "../../app/drafts";
import { careEntries } from "../../app/entries";
import { address } from "../../app/router";
import { Screen } from "../../app/Screen";
import { consult } from "../../domain/consult";
import { t } from "../../i18n";
import { Card, List, ListLink } from "../../ui";
import { answerOf, type Draft } from "../consultation/draft";
import { changeDraft } from "../consultation/session";
import { NoGuide } from "../guide";
import { exercises, exercisesOf, look, lookOf } from "../guide/content";
import type { Lookup } from "../guide/lookup";
import { Marks } from "../guide/marks";
import { AGE } from "../ids";
import { complete, type Exercise, isForAge, isForChildren, type Use } from "./exercise";
import { ExerciseView, suitsUse } from "./exercise-view";
import { suiting, whatToAsk } from "./gate";
import { LeafletScreen } from "./leaflet-view";
import { noteOwn, ownNotes } from "./own";
import { OwnNotes } from "./own-view";
import { canKeep, kept, saysOf, worseAfter } from "./visit";

type Params = { readonly params: Readonly<Record<string, string>> };

export default function RelaxScreen({ params }: Params) {
  const visit = visitAsked();
  // A visit goes by the guide that it began with, its exercises too: their rules read that guide's questions.
  const words = visit === null ? look.value : lookOf(visit.release);
  const offered = useMemo(
    () => (visit === null ? exercises.value : exercisesOf(visit.release)).map(complete),
    [visit?.release, words, exercises.value],
  );
  if (words === null)
    return visit === null ? <NoGuide /> : <Screen title={t("consultation.opening")}>{null}</Screen>;
  const exercise = offered.find(({ id }) => id === params.exercise);
  if (exercise === undefined)
    return <Offered look={words} visit={visit} offered={offered} unknown={params.exercise !== undefined} />;
  if (params.part === "leaflet")
    return <LeafletScreen exercise={exercise} back={`relax/${exercise.id}${asked()}`} />;
  return <OneExercise key={exercise.id} look={words} exercise={exercise} offered={offered} visit={visit} />;
}

/** What stands behind the address, and goes along from screen to screen: "?of=VISIT", "?for=self". */
const asked = (): string => {
  const [, rest] = address.value.split("?");
  return rest === undefined ? "" : `?${rest}`;
};
const askedFor = (name: string): string | null => new URLSearchParams(asked()).get(name);

/** The consultation that this exercise belongs to. */
function visitAsked(): Draft | null {
  const id = askedFor("of");
  return id === null ? null : resumeDraft<Draft>(id);
}

const useOf = (exercise: Exercise): Use =>
  askedFor("for") === "self" || !suitsUse(exercise, "room") ? "worker" : "room";

/** What the visit's guide makes of it: asked about a rule, it says true, false, or null. */
function useSays(words: Lookup, draft: Draft | null) {
  return useMemo(
    () => (draft === null ? null : saysOf(draft, consult(words.guide, draft.answers, draft.occurred_on))),
    [words, draft?.answers, draft?.occurred_on],
  );
}

interface OneProps {
  readonly look: Lookup;
  readonly exercise: Exercise;
  readonly offered: readonly Exercise[];
  readonly visit: Draft | null;
}

function OneExercise({ look: words, exercise, offered, visit }: OneProps) {
  const says = useSays(words, visit);
  const use = visit === null ? useOf(exercise) : "room";
  const earlier = useMemo(() => (visit === null ? [] : visitsWith(visit.person)), [visit?.person]);
  const isTwiceWorse = worseAfter(earlier, exercise.id) >= 2;
  const draft = visit;
  return (
    <ExerciseView
      exercise={exercise}
      exercises={offered}
      use={use}
      says={says}
      refused={isTwiceWorse ? t("relax.twice_worse") : undefined}
      frame={(frame) => <Screen {...frame} key={frame.title} />}
      back={visit === null ? `relax${use === "worker" ? "?for=self" : ""}` : `consultation/${visit.id}/plan`}
      to={(id) => `#/relax/${id}${asked()}`}
      leaflet={`#/relax/${exercise.id}/leaflet${asked()}`}
      plan={visit === null ? undefined : `consultation/${visit.id}/plan`}
      onKeep={
        draft !== null && canKeep(words)
          ? (felt) => changeDraft(draft.id, (now) => kept(now, exercise.id, felt))
          : use === "worker"
            ? (felt) => noteOwn({ exercise: exercise.id, on: today.value, ...felt }, release.value ?? "")
            : undefined
      }
      sources={<Marks look={words} sources={exercise.sources} marks={exercise.marks} />}
    />
  );
}

/** The person's closed visits, with their answers. */
const visitsWith = (person: string | null) =>
  person === null
    ? []
    : careEntries.value.flatMap((entry) =>
        entry.kind === "consultation" && entry.subject === person ? [entry.body] : [],
      );

interface OfferedProps {
  readonly look: Lookup;
  readonly visit: Draft | null;
  readonly offered: readonly Exercise[];
  readonly unknown: boolean;
}

/** All exercises, those that suit first. In a visit, those that do not suit the person stand below with their reason. */
function Offered({ look: words, visit, offered, unknown }: OfferedProps) {
  const says = useSays(words, visit);
  const self = visit === null && askedFor("for") === "self";
  const [, redraw] = useState(0);
  const mine = offered.filter((exercise) => suitsUse(exercise, self ? "worker" : "room"));
  const age = ageIn(visit);
  const against = (exercise: Exercise): string | null => {
    if (says === null) return null;
    if (!isForAge(exercise, age)) return agesOf(exercise);
    const found = whatToAsk(exercise, says).found.map(({ id }) => id);
    return suiting(exercise, new Set(found)).notNow[0]?.text ?? null;
  };
  const fitting = mine.filter((exercise) => against(exercise) === null);
  const rest = mine.filter((exercise) => against(exercise) !== null);
  const inward = fitting.filter((exercise) => !suitsUse(exercise, "room"));
  const children = fitting.filter(isForChildren);
  const plain = fitting.filter((exercise) => !inward.includes(exercise) && !children.includes(exercise));
  const tail = self ? "?for=self" : asked();
  const group = (listed: readonly Exercise[], why: (exercise: Exercise) => string | undefined) => (
    <List>
      {listed.map((each) => (
        <ListLink
          key={each.id}
          icon={ICONS[each.kind]}
          title={each.title}
          why={why(each)}
          href={`#/relax/${each.id}${tail}`}
        />
      ))}
    </List>
  );
  return (
    <Screen
      title={t("relax.title")}
      back={visit === null ? "guide" : `consultation/${visit.id}/plan`}
      key={self ? "self" : "person"}
    >
      {unknown && <p>{t("relax.unknown")}</p>}
      {visit === null && <ForWhom self={self} />}
      {self && <p class="quiet">{t("relax.for_self_hint")}</p>}
      {offered.length === 0 && <p class="quiet">{t("relax.none")}</p>}
      {plain.length > 0 && group(plain, ({ suits, intro }) => suits ?? intro)}
      {children.length > 0 && (
        <section class="stack-tight">
          <h2>{t("relax.children")}</h2>
          {group(children, (each) => `${agesOf(each)}. ${each.intro ?? ""}`)}
        </section>
      )}
      {inward.length > 0 && (
        <section class="stack-tight">
          <h2>{t("relax.inward")}</h2>
          {group(inward, ({ intro }) => intro)}
        </section>
      )}
      {rest.length > 0 && (
        <Card kind="plain" icon="info" title={t("relax.not_fitting")}>
          <ul class="not-fitting">
            {rest.map((each) => (
              <li key={each.id}>
                <strong>{each.title}.</strong> {against(each)}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {self && ownNotes().length > 0 && <OwnNotes offered={offered} onForget={() => redraw((n) => n + 1)} />}
    </Screen>
  );
}

const ICONS = {
  breathing: "breath",
  muscles: "hand",
  grounding: "people",
  imagery: "cover",
  body_scan: "person",
} as const;

function ForWhom({ self }: { readonly self: boolean }) {
  return (
    <nav class="for-whom" aria-label={t("relax.title")}>
      <a class="for-whom-one" href="#/relax" aria-current={self ? undefined : "page"}>
        {t("relax.for_person")}
      </a>
      <a class="for-whom-one" href="#/relax?for=self" aria-current={self ? "page" : undefined}>
        {t("relax.for_self")}
      </a>
    </nav>
  );
}

function ageIn(visit: Draft | null): number | null {
  const value = visit === null ? undefined : answerOf(visit.answers, AGE)?.value;
  return typeof value === "number" ? value : null;
}

const agesOf = ({ from_years: from = 18, to_years: to }: Exercise): string =>
  to === undefined ? t("relax.ages_from", { from }) : t("relax.ages", { from, to });
