import "./breathing.css";
import { useMemo, useState } from "preact/hooks";
import { resumeDraft } from "../../app/drafts";
import { address } from "../../app/router";
import { Screen } from "../../app/Screen";
import { consult } from "../../domain/consult";
import { t } from "../../i18n";
import { Button, Card, Fold, List, ListLink, Radio, SayIt, StatusSentence, Tick } from "../../ui";
import type { Draft } from "../consultation/draft";
import { NoGuide } from "../guide";
import { exercises, exercisesOf, look, lookOf } from "../guide/content";
import type { Lookup } from "../guide/lookup";
import { Marks } from "../guide/marks";
import { canSound, canVibrate } from "./cues";
import { doseOf, type Exercise } from "./exercise";
import { gentleSays } from "./gentle";
import { timetable } from "./pacer";
import { Pacer } from "./pacer-view";

export default function BreathingScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const visit = visitAsked();
  // A visit goes by the guide that it began with, its exercises too: their rules read that guide's questions.
  const words = visit === null ? look.value : lookOf(visit.release);
  const offered = useMemo(
    () => (visit === null ? exercises.value : exercisesOf(visit.release)),
    [visit?.release, words, exercises.value],
  );
  if (words === null)
    return visit === null ? <NoGuide /> : <Screen title={t("consultation.opening")}>{null}</Screen>;
  const exercise =
    offered.find((candidate) => candidate.id === params.exercise) ??
    (params.exercise === undefined && offered.length === 1 ? offered[0] : undefined);
  if (exercise !== undefined)
    return <ExerciseScreen key={exercise.id} look={words} exercise={exercise} visit={visit} />;
  return (
    <Screen title={t("guide.exercises")} back="guide">
      {params.exercise !== undefined && <p>{t("breath.unknown")}</p>}
      {offered.length === 0 ? (
        <p class="quiet">{t("breath.none")}</p>
      ) : (
        <List>
          {offered.map((each) => (
            <ListLink
              key={each.id}
              icon="breath"
              title={each.title}
              why={each.intro}
              href={`#/breathing/${each.id}`}
            />
          ))}
        </List>
      )}
    </Screen>
  );
}

/** The consultation that this exercise belongs to: "?of=ID" at the end of the address. */
function visitAsked(): Draft | null {
  const id = new URLSearchParams(address.value.split("?")[1] ?? "").get("of");
  return id === null ? null : resumeDraft<Draft>(id);
}

/** The visit, and what its guide makes of it. */
function useConsultation(
  words: Lookup,
  draft: Draft | null,
): { readonly draft: Draft; readonly known: ReturnType<typeof consult> } | null {
  const known = useMemo(
    () => (draft === null ? null : consult(words.guide, draft.answers, draft.occurred_on)),
    [words, draft?.answers, draft?.occurred_on],
  );
  return draft === null || known === null ? null : { draft, known };
}

type Stage = "before" | "running" | "done" | "stopped";

function ExerciseScreen(props: {
  readonly look: Lookup;
  readonly exercise: Exercise;
  readonly visit: Draft | null;
}) {
  const { look: words, exercise } = props;
  const consultation = useConsultation(words, props.visit);
  const says =
    exercise.gentle === null || consultation === null
      ? null
      : gentleSays(exercise.gentle.when, consultation.draft, consultation.known);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const gentle = says ?? chosen ?? false;
  const [stage, setStage] = useState<Stage>("before");
  const [sound, setSound] = useState(false);
  const [touch, setTouch] = useState(false);
  const [before, setBefore] = useState<number | null>(null);
  const [after, setAfter] = useState<number | null>(null);
  const pace = gentle && exercise.gentle !== null ? exercise.gentle.pace : exercise.pace;
  const parts = useMemo(() => (pace === null ? [] : timetable(pace, doseOf(exercise))), [pace, exercise]);
  const back = consultation === null ? "guide" : `consultation/${consultation.draft.id}/plan`;
  if (stage === "running")
    return (
      <Screen title={exercise.title} back={() => setStage("stopped")} key="running">
        <Pacer parts={parts} sound={sound} touch={touch} onEnd={setStage} />
      </Screen>
    );
  if (stage !== "before")
    return (
      <Screen title={t(stage === "done" ? "breath.done" : "breath.stopped")} back={back} key="after">
        <After before={before} after={after} stopped={stage === "stopped"} onAfter={setAfter} />
        <Button
          wide
          onClick={() => {
            setAfter(null);
            setStage("before");
          }}
        >
          {t("breath.again")}
        </Button>
        <Button kind="primary" wide href={`#/${back}`}>
          {t("breath.leave")}
        </Button>
      </Screen>
    );
  return (
    <Screen
      title={exercise.title}
      back={back}
      key="before"
      foot={
        pace !== null && (
          <Button kind="primary" wide icon="breath" onClick={() => setStage("running")}>
            {t("breath.start")}
          </Button>
        )
      }
    >
      {exercise.intro !== undefined && <p>{exercise.intro}</p>}
      {exercise.gentle !== null && (
        <Variant says={says} gentle={gentle} reason={exercise.gentle.reason} onChoose={setChosen} />
      )}
      <section class="stack">
        <h2>{t("breath.teach")}</h2>
        <ol class="teach">
          {exercise.steps.map((step) => (
            <li key={step.id}>
              <p>{step.text}</p>
              {step.say !== undefined && <SayIt label={t("question.say")}>{step.say}</SayIt>}
            </li>
          ))}
        </ol>
      </section>
      {exercise.cautions.length > 0 && (
        <Card kind="caution" icon="warn" title={t("breath.cautions")}>
          <ul>
            {exercise.cautions.map((caution) => (
              <li key={caution.id}>{caution.text}</li>
            ))}
          </ul>
        </Card>
      )}
      <Channels sound={sound} touch={touch} onSound={setSound} onTouch={setTouch} />
      <Distress
        label="distress-before"
        title={t("breath.distress_before")}
        value={before}
        onChoose={setBefore}
      />
      <Fold label={t("cards.sources")}>
        <Marks look={words} sources={exercise.sources} marks={exercise.marks} />
      </Fold>
    </Screen>
  );
}

/** What the consultation knows is not asked again. */
function Variant(props: {
  readonly says: boolean | null;
  readonly gentle: boolean;
  readonly reason: string;
  readonly onChoose: (gentle: boolean) => void;
}) {
  const { says, gentle, reason, onChoose } = props;
  if (says === false) return null;
  if (says === true)
    return (
      <Card kind="caution" icon="breath" title={t("breath.gentle_says")}>
        <p>{reason}</p>
      </Card>
    );
  return (
    <fieldset class="stack-tight">
      <legend class="field-label">{t("breath.variant")}</legend>
      <Radio name="variant" hint={t("breath.guide_hint")} checked={!gentle} onChoose={() => onChoose(false)}>
        {t("breath.guide")}
      </Radio>
      <Radio name="variant" hint={reason} checked={gentle} onChoose={() => onChoose(true)}>
        {t("breath.gentle")}
      </Radio>
    </fieldset>
  );
}

/** Sight is always there; sound and touch can be added, and the screen says where the phone has none. */
function Channels(props: {
  readonly sound: boolean;
  readonly touch: boolean;
  readonly onSound: (on: boolean) => void;
  readonly onTouch: (on: boolean) => void;
}) {
  return (
    <fieldset class="stack-tight">
      <legend class="field-label">{t("breath.channels")}</legend>
      {canSound() ? (
        <Tick checked={props.sound} hint={t("breath.sound_hint")} onChange={props.onSound}>
          {t("breath.sound")}
        </Tick>
      ) : (
        <StatusSentence icon="info">{t("breath.no_sound")}</StatusSentence>
      )}
      {canVibrate() ? (
        <Tick checked={props.touch} hint={t("breath.touch_hint")} onChange={props.onTouch}>
          {t("breath.touch")}
        </Tick>
      ) : (
        <StatusSentence icon="info">{t("breath.no_touch")}</StatusSentence>
      )}
    </fieldset>
  );
}

const SCALE = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

function Distress(props: {
  readonly label: string;
  readonly title: string;
  readonly value: number | null;
  readonly onChoose: (value: number) => void;
}) {
  return (
    <section class="stack-tight">
      <h2 class="distress-ask" id={props.label}>
        {props.title}
      </h2>
      {/* biome-ignore lint/a11y/useSemanticElements: the heading above names the group */}
      <div class="scale numbers" role="group" aria-labelledby={props.label}>
        {SCALE.map((value) => (
          <button
            key={value}
            class="scale-step"
            type="button"
            aria-pressed={props.value === value}
            onClick={() => props.onChoose(value)}
          >
            {value}
          </button>
        ))}
      </div>
      <p class="scale-ends quiet small">
        <span>{t("breath.distress_least")}</span>
        <span>{t("breath.distress_most")}</span>
      </p>
      <p class="quiet small">{t("breath.not_kept")}</p>
    </section>
  );
}

/** A rise of two or more: this exercise does not suit this person today. */
const RISE = 2;

function After(props: {
  readonly before: number | null;
  readonly after: number | null;
  readonly stopped: boolean;
  readonly onAfter: (value: number) => void;
}) {
  const { before, after, stopped, onAfter } = props;
  const change = before === null || after === null ? null : after - before;
  return (
    <>
      {(stopped || (change !== null && change >= RISE)) && (
        <Card kind="caution" icon="hand" title={t("breath.land_title")}>
          <p>{t("breath.land")}</p>
        </Card>
      )}
      <Distress label="distress-after" title={t("breath.distress_after")} value={after} onChoose={onAfter} />
      {change !== null && before !== null && after !== null && (
        <StatusSentence icon="info" help={change >= RISE}>
          {t(change >= RISE ? "breath.more" : change < 0 ? "breath.less" : "breath.same", { before, after })}
        </StatusSentence>
      )}
    </>
  );
}
