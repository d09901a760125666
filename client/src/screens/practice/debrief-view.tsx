import { useMemo } from "preact/hooks";
import { today } from "../../app/around";
import { discardDraft, type Playing } from "../../app/drafts";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { OWN } from "../../domain/relating/play";
import type { Case, Relating } from "../../domain/relating/types";
import { type Key, t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Button, Card, Choice, Choices, Fold, Icon, StatusSentence, Tag } from "../../ui";
import { classesOf, HABITS, type Habits, habitsOf } from "./body";
import { Course } from "./course";
import { type Debrief, debriefOf, type GuideStep } from "./debrief";
import { lineOf } from "./feedback";
import { changes, FeedbackCard, reasons } from "./feedback-view";
import { begin, choicesBefore, type Past, past } from "./plays";
import { Said, VisitHead, Worker } from "./said";

interface Props {
  readonly relating: Relating;
  readonly of: Case;
  readonly play: Playing;
  readonly release: string | null;
  readonly id: string;
}

/** Looking back: what harmed first, then what the guide asks, what helps, what was noticed; the course; what stayed unsaid; again. */
export function DebriefScreen(props: Props) {
  const { relating, of, play: playing, id } = props;
  const debrief = useMemo(() => debriefOf(relating, of, playing), [relating, of, playing]);
  const isPrivate = playing.way === "private";
  return (
    <Screen
      title={t("play.back_title")}
      back="practice"
      foot={
        isPrivate && (
          <Button
            kind="primary"
            wide
            onClick={() => {
              discardDraft(id).catch(() => {}); // shown by the frame
              go("practice");
            }}
          >
            {t("play.end_private")}
          </Button>
        )
      }
    >
      <p class="under-title">{of.title}</p>
      <Verdict debrief={debrief} />
      <StatusSentence icon={isPrivate ? "cover" : "lock"}>
        {t(isPrivate ? "play.kept_nothing" : "play.kept")}
      </StatusSentence>
      <Harmful {...props} debrief={debrief} />
      <Guide debrief={debrief} />
      <Helping debrief={debrief} relating={relating} id={id} of={of} />
      <Fit debrief={debrief} />
      <Course of={of} played={debrief.played} debrief={debrief} />
      <Turning debrief={debrief} />
      <Unsaid of={of} debrief={debrief} />
      <Person of={of} debrief={debrief} />
      <Questions of={of} />
      <Again {...props} />
      <Transcript {...props} debrief={debrief} />
      <p class="quiet small">{t("play.notice", { notice: relating.model.notice })}</p>
      {!isPrivate && <Button href="#/practice">{t("play.end")}</Button>}
    </Screen>
  );
}

/** Never a number: what is so, one thing to keep, one to try. */
function Verdict({ debrief }: { readonly debrief: Debrief }) {
  const missed = debrief.guide.filter(
    ({ goal, state }) => goal.critical === true && state === "missed",
  ).length;
  const left = debrief.score.unrepaired.length;
  const { keep, next } = debrief;
  return (
    <Card icon={debrief.score.reached ? "check" : "undo"} title={t(reachedKey(debrief))}>
      {missed > 0 && <p>{t("play.not_yet_guide", { n: missed })}</p>}
      {left > 0 && <p>{t("play.not_yet_harm", { n: left })}</p>}
      {debrief.score.reached && <p>{t("play.reached_why")}</p>}
      {keep !== null && (
        <div>
          <h3>{t("play.keep")}</h3>
          <p>{t("play.quoted", { words: keep.words })}</p>
          <p class="quiet small">{keep.why}</p>
        </div>
      )}
      {next !== null && (
        <div>
          <h3>{t("play.try")}</h3>
          {next.kind === "goal" && <p>{next.words}</p>}
          {next.kind === "better" && (
            <p>{t("play.try_better", { better: next.words, instead: next.instead })}</p>
          )}
          {next.kind === "repair" && <p>{t("play.try_repair")}</p>}
          {next.kind === "fit" && <p>{t("play.try_fit")}</p>}
        </div>
      )}
    </Card>
  );
}

const reachedKey = (debrief: Debrief): Key => (debrief.score.reached ? "play.reached" : "play.not_yet");

function Harmful({ debrief, ...props }: Props & { readonly debrief: Debrief }) {
  return (
    <section class="stack-tight">
      <h2>{t("play.panel.harm")}</h2>
      {debrief.harmful.length === 0 ? (
        <p>{t("play.no_harm")}</p>
      ) : (
        <ul class="plain-list stack-tight">
          {debrief.harmful.map(({ turn, words, feedback, repaired }) => (
            <li key={turn.n} class="harm">
              <p class="feedback-head">
                <Icon name="warn" />
                <span>{t("play.harm_at", { n: turn.n, title: feedback.title })}</span>
              </p>
              <blockquote>{t("play.quoted", { words })}</blockquote>
              <p>{feedback.why}</p>
              {feedback.better !== null && (
                <p>
                  <strong>{t("play.better")}</strong> {t("play.quoted", { words: feedback.better })}
                </p>
              )}
              <p class="quiet small">{t(repaired ? "play.repaired" : "play.unrepaired")}</p>
              <TryAgain {...props} n={turn.n} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Guide({ debrief }: { readonly debrief: Debrief }) {
  const by = (wanted: GuideStep["state"]) => debrief.guide.filter(({ state }) => state === wanted);
  const [missed, met] = [by("missed"), by("met")];
  return (
    <section class="stack-tight">
      <h2>{t("play.panel.guide")}</h2>
      {missed.length === 0 ? <p>{t("play.goals_none")}</p> : <Goals steps={missed} />}
      <Fold label={t("play.goals_done", { n: met.length })}>
        <Goals steps={[...met, ...by("does_not_apply")]} />
      </Fold>
    </section>
  );
}

function Goals({ steps }: { readonly steps: readonly GuideStep[] }) {
  return (
    <ul class="plain-list stack-tight">
      {steps.map(({ goal, state }) => (
        <li key={goal.id} class={`goal goal-${state}`}>
          <Icon name={state === "met" ? "check" : state === "missed" ? "undo" : "minus"} />
          <div>
            <p>
              <strong>{t(`play.goal.${state}`)}</strong> {goal.text}{" "}
              {goal.critical === true && state !== "does_not_apply" && <Tag>{t("play.critical")}</Tag>}
            </p>
            {state === "missed" && goal.missed !== undefined && <p class="quiet small">{goal.missed}</p>}
            {goal.sources !== undefined && goal.sources.length > 0 && (
              <p class="quiet small">{t("play.source", { sources: goal.sources.join(", ") })}</p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Beside nobody but oneself: this talk and the one before it, of the same case where there is one. */
function Helping(props: {
  readonly debrief: Debrief;
  readonly relating: Relating;
  readonly of: Case;
  readonly id: string;
}) {
  const { debrief, relating, of, id } = props;
  const earlier = earlierOf(of, id);
  const now = habitsOf(debrief.score);
  const classes = classesOf(debrief.played);
  const names = Object.keys({ ...classes, ...earlier?.body.classes }).sort(
    (one, other) => (classes[other] ?? 0) - (classes[one] ?? 0) || (one < other ? -1 : 1),
  );
  const heads = (
    <tr>
      <td />
      <th scope="col">{t("play.this_time")}</th>
      {earlier !== null && <th scope="col">{sayDate(earlier.occurred_on, today.value)}</th>}
    </tr>
  );
  return (
    <section class="stack-tight">
      <h2>{t("play.panel.helping")}</h2>
      <p class="quiet small">{t(earlier === null ? "play.no_earlier" : "play.own_earlier")}</p>
      <div class="course-table">
        <table class="numbers">
          <caption class="sr-only">{t("play.panel.helping")}</caption>
          <thead>{heads}</thead>
          <tbody>
            {HABITS.map((habit) => (
              <tr key={habit}>
                <th scope="row">{t(`play.habit.${habit}`)}</th>
                <td>{count(now, habit)}</td>
                {earlier !== null && <td>{count(earlier.body.habits, habit)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Fold label={t("play.classes")}>
        <div class="course-table">
          <table class="numbers">
            <caption class="sr-only">{t("play.classes")}</caption>
            <thead>{heads}</thead>
            <tbody>
              {names.map((name) => (
                <tr key={name}>
                  <th scope="row">{relating.model.classes[name]?.title ?? name}</th>
                  <td>{classes[name] ?? 0}</td>
                  {earlier !== null && <td>{earlier.body.classes[name] ?? 0}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Fold>
    </section>
  );
}

function earlierOf(of: Case, id: string): Past | null {
  const self = past.value.findIndex((entry) => entry.id === id);
  const before = past.value.slice(self + 1);
  return before.find((entry) => entry.body.case === of.id) ?? before[0] ?? null;
}

function count(habits: Habits, habit: keyof Habits): string {
  const { called_for, done } = habits[habit];
  return called_for === 0 ? t("play.not_called_for") : t("play.n_of", { n: done, of: called_for });
}

function Fit({ debrief }: { readonly debrief: Debrief }) {
  return (
    <section class="stack-tight">
      <h2>{t("play.panel.fit")}</h2>
      <p class="quiet small">{t("play.fit_why")}</p>
      {debrief.fit.length === 0 ? (
        <p>{t("play.no_cue")}</p>
      ) : (
        <ul class="plain-list stack-tight">
          {debrief.fit.map(({ n, cue, answer }) => (
            <li key={n} class="goal">
              <Icon name={answer === null ? "undo" : "check"} />
              <p>
                {t(`play.cue.${cue}`, { n })}{" "}
                {answer === null
                  ? t("play.cue_unanswered")
                  : t("play.cue_answered", { n: answer.n, words: answer.words })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Turning({ debrief }: { readonly debrief: Debrief }) {
  if (debrief.turning.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t("play.turning")}</h2>
      <ol class="plain-list stack-tight">
        {debrief.turning.map(({ turn, feedback }) => (
          <li key={turn.n} class="turning">
            <p>
              <strong>{t("play.turn_n", { n: turn.n })}</strong>{" "}
              {t("play.quoted", { words: lineOf(debrief.script, turn.line)?.text ?? "" })}
            </p>
            <p>{changes(feedback)}</p>
            <p class="quiet">{reasons(feedback)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Unsaid({ of, debrief }: { readonly of: Case; readonly debrief: Debrief }) {
  return (
    <section class="stack-tight">
      <h2>{t("play.unsaid")}</h2>
      {debrief.unsaid.length === 0 ? (
        <p>{t("play.all_said", { name: of.patient.name })}</p>
      ) : (
        <ul class="plain-list stack-tight">
          {debrief.unsaid.map(({ fact, known }) => (
            <li key={fact.id} class="turning">
              <p>
                <strong>{fact.title}.</strong> {t(`play.known.${known}`)}
              </p>
              {fact.missed !== undefined && <p>{t("play.then_missed", { what: fact.missed })}</p>}
            </li>
          ))}
        </ul>
      )}
      <Fold label={t("play.truth")}>
        <ul class="points">
          {of.truth.map(({ id, text }) => (
            <li key={id}>{text}</li>
          ))}
        </ul>
      </Fold>
    </section>
  );
}

/** Tendencies in plain words, and as many reasons that have nothing to do with them. */
function Person({ of, debrief }: { readonly of: Case; readonly debrief: Debrief }) {
  return (
    <Card kind="clay" icon="person" title={t("play.person", { name: of.patient.name })}>
      {debrief.tends.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p>{t("play.others")}</p>
      <ul class="points">
        {of.other_explanations.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
      <p>{t("play.no_label")}</p>
    </Card>
  );
}

function Questions({ of }: { readonly of: Case }) {
  return (
    <section class="stack-tight">
      <h2>{t("play.questions")}</h2>
      <ul class="points">
        {of.debrief.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </section>
  );
}

/** The same person again, or the same story with another way of being close. */
function Again({ relating, of, play: playing, release, id }: Props) {
  const again = (profile: string, choices: readonly string[] = []) => {
    // A private talk is over when the next one begins.
    if (playing.way === "private") discardDraft(id).catch(() => {}); // shown by the frame
    begin({ case: of.id, profile, way: playing.way, choices, taken_over: choices.length }, release);
  };
  return (
    <section class="stack-tight">
      <h2 id="again">{t("play.again_title")}</h2>
      <p class="quiet small">{t("play.again_when")}</p>
      <Choices label="again">
        <Choice icon="undo" onChoose={() => again(playing.profile)}>
          {t("play.again")}
        </Choice>
        {playing.profile !== OWN && (
          <Choice onChoose={() => again(OWN)}>{t("play.again_as", { who: t("play.as_meant") })}</Choice>
        )}
        {relating.profiles
          .filter((profile) => profile.id !== playing.profile)
          .map((profile) => (
            <Choice key={profile.id} hint={profile.tendency} onChoose={() => again(profile.id)}>
              {t("play.again_as", { who: profile.title })}
            </Choice>
          ))}
      </Choices>
    </section>
  );
}

/** The same talk up to here, and then otherwise. */
function TryAgain({ of, play: playing, release, n }: Props & { readonly n: number }) {
  const choices = choicesBefore(playing.choices, n);
  const { profile, way } = playing;
  return (
    <Button
      kind="quiet"
      icon="undo"
      onClick={() => begin({ case: of.id, profile, way, choices, taken_over: choices.length }, release)}
    >
      {t("play.from_here", { n })}
    </Button>
  );
}

function Transcript({ debrief, ...props }: Props & { readonly debrief: Debrief }) {
  const { of } = props;
  const { played, script } = debrief;
  return (
    <Fold label={t("play.transcript")}>
      <ol class="talk" aria-label={t("play.talk")}>
        {played.visits.map((visit, at) => (
          <VisitHead key={visit.id} of={of} played={played} at={at}>
            {played.turns
              .filter((turn) => turn.visit === visit.id)
              .map((turn) => {
                const found = debrief.feedback.get(turn.n);
                return (
                  <li key={turn.n} class="turn">
                    <p class="quiet small">{t("play.turn_n", { n: turn.n })}</p>
                    <Worker line={lineOf(script, turn.line)} />
                    <Said of={of} words={turn.reply} cues={turn.cues} left={turn.companion_left} />
                    {found !== undefined && <FeedbackCard found={found} folded />}
                    <TryAgain {...props} n={turn.n} />
                  </li>
                );
              })}
          </VisitHead>
        ))}
      </ol>
    </Fold>
  );
}

/** A finished talk whose words are not on this phone any more. */
export function KeptScreen({ entry }: { readonly entry: Past }) {
  const { goals, harmful, habits, choices } = entry.body;
  const met = goals.filter(({ state }) => state === "met").length;
  const asked = goals.filter(({ state }) => state !== "does_not_apply").length;
  return (
    <Screen title={t("play.back_title")} back="practice">
      <p class="under-title quiet">{sayDate(entry.occurred_on, today.value)}</p>
      <p>{t("play.words_gone")}</p>
      <ul class="points">
        <li>{t("play.kept_turns", { n: choices.length })}</li>
        <li>{t("play.kept_goals", { n: met, of: asked })}</li>
        <li>{t("play.kept_harm", { n: harmful.length })}</li>
        {HABITS.map((habit) => (
          <li key={habit}>
            {t("play.kept_habit", { habit: t(`play.habit.${habit}`), count: count(habits, habit) })}
          </li>
        ))}
      </ul>
    </Screen>
  );
}
