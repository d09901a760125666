import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PlayDraft } from "../../app/drafts";
import { Screen } from "../../app/Screen";
import { type Script, scriptOf } from "../../domain/relating/lines";
import { CALLS, personOf, REMINDERS } from "../../domain/relating/play";
import { score } from "../../domain/relating/score";
import type { Case, Cue, Played, PlayedTurn, Relating } from "../../domain/relating/types";
import { type Key, t } from "../../i18n";
import { Choice, Choices, Icon } from "../../ui";
import { DebriefScreen } from "./debrief-view";
import { feedback, lineOf } from "./feedback";
import { FeedbackCard } from "./feedback-view";
import { choose, finish, playedOf } from "./plays";
import { Said, VisitHead, Worker } from "./said";

interface Props {
  readonly relating: Relating;
  readonly of: Case;
  readonly draft: PlayDraft;
}

/** The talk. Everything on it is computed from the choices, so a killed tab goes on where it was. */
export function TalkScreen({ relating, of, draft }: Props) {
  const script = useMemo(() => scriptOf(relating.talk, of), [relating, of]);
  const played = playedOf(relating, of, draft.play);
  const isOver = played.phase === "over";
  useEffect(() => {
    // The app was closed between the last sentence and its entry.
    if (isOver) finish(relating, of, draft, played);
  }, [isOver, draft.id]);
  if (isOver)
    return (
      <DebriefScreen relating={relating} of={of} play={draft.play} release={draft.release} id={draft.id} />
    );
  return <Talk relating={relating} of={of} draft={draft} script={script} played={played} />;
}

interface TalkProps extends Props {
  readonly script: Script;
  readonly played: Played;
}

function Talk({ relating, of, draft, script, played }: TalkProps) {
  const newest = useRef<HTMLLIElement>(null);
  const next = useRef<HTMLHeadingElement>(null);
  const made = draft.play.choices.length;
  const [opened] = useState(made);
  // After a choice the newest turn comes into sight, and whoever goes by keyboard stands before the next lines.
  useLayoutEffect(() => {
    if (opened !== made) newest.current?.scrollIntoView({ block: "start" });
  }, [made]);
  useEffect(() => {
    if (opened !== made) next.current?.focus({ preventScroll: true });
    // Going on: after the frame has gone to the top, as it does with every new place.
    else if (made > 0) requestAnimationFrame(() => newest.current?.scrollIntoView({ block: "start" }));
  }, [made]);
  const person = personOf(relating, of, draft.play.profile);
  const coach = draft.play.way !== "exam";
  const harmful = useMemo(
    () => new Set(coach ? score(relating, of, played).harmful : []),
    [relating, of, played, coach],
  );
  const last = played.turns.at(-1);
  // A later visit has begun, and nothing is said in it yet.
  const isNew = last !== undefined && last.visit !== played.visit;
  // What was said does not change any more: a turn is drawn as the newest, once more folded, and then left alone.
  const settled = useMemo(() => new Map<number, VNode>(), [relating, script]);
  const drawn = (turn: PlayedTurn): VNode => {
    const isNewest = turn === last;
    const known = settled.get(turn.n);
    if (!isNewest && known !== undefined) return known;
    const node = (
      <li key={turn.n} class="turn" ref={isNewest && !isNew ? newest : null}>
        <Worker line={lineOf(script, turn.line)} />
        <Said of={of} words={turn.reply} cues={turn.cues} left={turn.companion_left} />
        {coach && (
          <FeedbackCard
            found={feedback(relating, script, person, turn, played.turns[turn.n - 2], harmful.has(turn.n))}
            folded={!isNewest}
          />
        )}
      </li>
    );
    if (!isNewest) settled.set(turn.n, node);
    return node;
  };
  return (
    <Screen title={of.title} back="practice">
      <ol class="talk" aria-label={t("play.talk")}>
        {played.visits.map((visit, at) => (
          <VisitHead
            key={visit.id}
            of={of}
            played={played}
            at={at}
            begins={at > 0 && isNew && visit.id === played.visit ? newest : null}
          >
            {played.turns.filter((turn) => turn.visit === visit.id).map(drawn)}
          </VisitHead>
        ))}
      </ol>
      <section class="stack-tight next" aria-labelledby="next">
        <Next
          played={played}
          of={of}
          script={script}
          heading={next}
          onChoose={(choice) => choose(relating, of, draft, choice)}
        />
      </section>
      <p class="sr-only" role="status">
        {last === undefined ? "" : isNew ? spokenAtStart(of, played) : spoken(of, last.reply, last.cues)}
      </p>
    </Screen>
  );
}

/** The newest answer in one breath, for whoever hears the screen. */
function spoken(of: Case, reply: string, cues: readonly Cue[]): string {
  const seen = cues.map(({ text }) => text).join(" ");
  return reply === ""
    ? t("play.spoken_silent", { name: of.patient.name, seen })
    : t("play.spoken", { name: of.patient.name, words: reply, seen });
}

/** How a later visit begins: what happened since, then the first words. */
function spokenAtStart(of: Case, played: Played): string {
  const visit = played.visits.at(-1);
  const written = of.visits.find(({ id }) => id === visit?.id);
  if (visit === undefined || written === undefined) return "";
  const happened = (written.happened ?? []).filter(({ id }) => visit.happened?.includes(id));
  return [
    t("play.later", { n: written.days_after ?? 7 }),
    ...happened.map(({ text }) => text),
    spoken(of, visit.opening, visit.cues),
  ].join(" ");
}

interface TimeProps {
  readonly of: Case;
  readonly played: Played;
  readonly script: Script;
}

/** As a clock on the wall: the visit has its minutes, and each sentence takes of them. */
function TimeLeft({ of, played, script }: TimeProps) {
  const turns = played.turn + played.turns_left;
  const minutes = Math.max(1, Math.round((of.setting.minutes * played.turns_left) / turns));
  const number = script.visits.findIndex(({ id }) => id === played.visit) + 1;
  return (
    <div class="stack-tight">
      <p class="time quiet small">
        <Icon name="clock" />
        <span>
          {played.turns_left <= 1
            ? t("play.time_last")
            : t("play.time_left", { minutes, n: played.turns_left })}
          {script.visits.length > 1 && ` ${t("play.visit_of", { n: number, of: script.visits.length })}`}
        </span>
      </p>
      <progress class="progress" max={turns} value={played.turn} aria-hidden="true" />
    </div>
  );
}

interface NextProps extends TimeProps {
  readonly heading: { current: HTMLHeadingElement | null };
  readonly onChoose: (choice: string) => void;
}

/** The lines that can be said now; between two visits what can be done. */
function Next({ of, played, script, heading, onChoose }: NextProps) {
  if (played.phase !== "talk")
    return <Between of={of} played={played} heading={heading} onChoose={onChoose} />;
  return (
    <>
      <h2 id="next" ref={heading} tabIndex={-1}>
        {t("play.say")}
      </h2>
      <TimeLeft of={of} played={played} script={script} />
      <p class="quiet small">{t(played.turns.length === 0 ? "play.aloud_first" : "play.aloud")}</p>
      <Choices label="next">
        {played.offered.map((id) => (
          <Choice key={`${played.turns.length} ${id}`} onChoose={() => onChoose(id)}>
            {lineOf(script, id)?.text}
          </Choice>
        ))}
      </Choices>
    </>
  );
}

function Between({ of, played, heading, onChoose }: Omit<NextProps, "script">) {
  const isMissed = played.phase === "missed";
  const following = of.visits[played.visits.length];
  const choices: readonly { readonly id: string; readonly words: Key; readonly hint: Key }[] = isMissed
    ? [
        { id: CALLS[0]!, words: "play.call", hint: "play.call_why" },
        { id: CALLS[1]!, words: "play.no_call", hint: "play.no_call_why" },
      ]
    : [
        { id: REMINDERS[0]!, words: "play.remind", hint: "play.remind_why" },
        { id: REMINDERS[1]!, words: "play.no_remind", hint: "play.no_remind_why" },
      ];
  return (
    <>
      <h2 id="next" ref={heading} tabIndex={-1}>
        {t(isMissed ? "play.missed_title" : "play.between_title")}
      </h2>
      <p>
        {isMissed
          ? t("play.missed", { name: of.patient.name })
          : t("play.between", { n: following?.days_after ?? 7, name: of.patient.name })}
      </p>
      <Choices label="next">
        {choices.map(({ id, words, hint }) => (
          <Choice key={id} hint={t(hint)} onChoose={() => onChoose(id)}>
            {t(words)}
          </Choice>
        ))}
      </Choices>
    </>
  );
}
