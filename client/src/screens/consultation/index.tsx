import "./consultation.css";
import { useRef, useState } from "preact/hooks";
import { drafts } from "../../app/drafts";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { storeState } from "../../app/storing";
import type { CarePlace } from "../../domain/relational";
import type { By } from "../../domain/types";
import { t } from "../../i18n";
import { Button, Card } from "../../ui";
import { look } from "../guide/content";
import { placeOf } from "../guide/lookup";
import { ALONE, ROOM, WATCH } from "../ids";
import { Plan, PlanPart } from "../plan/part";
import { lineView } from "../plan/plan";
import { ActsScreen } from "./acts-view";
import { AnswersView } from "./answers-view";
import { Beside } from "./beside";
import { CountedScreen } from "./counted-view";
import { act, keepAnswer, tick, typeIn, undoAct } from "./draft";
import { GroupScreen } from "./group-view";
import { KnownView } from "./known-view";
import { LastView } from "./last-view";
import { PrepareView } from "./prepare-view";
import { expectedBy, questionView } from "./question";
import { QuestionBody } from "./question-view";
import { SeenScreen } from "./seen-view";
import { answerIn, type Session, useSession } from "./session";
import { type Here, isHeard, isSensitive, pendingActs, type Showing, showing } from "./showing";
import { answeredBefore } from "./steps-back";
import { Tools } from "./tools";
import { WaitView } from "./wait-view";
import { watcherOf } from "./watch";

export default function ConsultationScreen({
  params,
}: {
  readonly params: Readonly<Record<string, string>>;
}) {
  const id = params.draft ?? "";
  const session = useSession(id);
  if (session === null) return <NotHere id={id} />;
  const part = params.part ?? "";
  if (part === "answers")
    return (
      <Screen title={t("answers.title")} back={`consultation/${id}`}>
        <AnswersView session={session} />
      </Screen>
    );
  if (part === "seen") return <SeenScreen session={session} />;
  if (part === "counted") return <CountedScreen session={session} />;
  if (part !== "") return <PlanPart session={session} part={part} />;
  if (session.draft.way === "prepare" && session.draft.changing === null)
    return (
      <Screen title={t("prepare.title")} back="guide">
        <PrepareView session={session} />
      </Screen>
    );
  return <Asking session={session} />;
}

/** Loading, no content, or a consultation that is closed or on another phone. */
function NotHere({ id }: { readonly id: string }) {
  const isReading = look.value !== null && drafts.value.some((kept) => kept.draft.id === id);
  if (storeState.value === "opening" || isReading)
    return <Screen title={t("consultation.opening")}>{null}</Screen>;
  if (look.value === null)
    return (
      <Screen title={t("guide.none_title")} back="today">
        <p>{t("guide.none")}</p>
      </Screen>
    );
  return (
    <Screen title={t("consultation.gone_title")} back="today">
      <p>{t("consultation.gone")}</p>
      <Button href="#/guide">{t("consultation.to_guide")}</Button>
    </Screen>
  );
}

function Asking({ session }: { readonly session: Session }) {
  const { draft, look: words, result } = session;
  const [here, setHere] = useState<Here>({ step: "", answered: [] });
  const show = showing(words, draft, result, here);
  const back = answeredBefore(draft, words);
  const stepBack = () => {
    if (back === null) go(draft.person === null ? "guide" : "today");
    else session.change((now) => ({ ...now, changing: back }));
  };
  // Nothing is left to ask: the plan follows by itself.
  if (show.kind === "done") return <Plan session={session} back={stepBack} />;
  return (
    <Screen key={keyOf(show)} title={titleOf(session, show)} name={t("consultation.name")} back={stepBack}>
      <Top session={session} show={show} />
      <Body session={session} show={show} here={here} onHere={setHere} />
      <Beside session={session} place={besideAt(session, show)} />
      <Tools session={session} />
    </Screen>
  );
}

/** A new screen for the screen reader: its heading takes the focus. */
const keyOf = (show: Showing): string =>
  show.kind === "question" || show.kind === "wait"
    ? show.id
    : show.kind === "group"
      ? show.place.step.id
      : show.kind;

type Asked = Exclude<Showing, { kind: "done" }>;

function titleOf({ look: words }: Session, show: Asked) {
  if (show.kind === "question") return <span id={`ask-${show.id}`}>{words.question.get(show.id)?.ask}</span>;
  if (show.kind === "group") return show.place.step.title;
  return t(`consultation.title.${show.kind}`);
}

/** Where guidance for what is on the screen is looked up. */
function besideAt({ look: words, result }: Session, show: Asked): CarePlace {
  if (show.kind === "last" || show.kind === "confirm") return { screen: "last", modules: result.open };
  const place =
    show.kind === "question" || show.kind === "wait"
      ? placeOf(words, result.open, show.id)
      : show.kind === "group"
        ? show.place
        : undefined;
  return {
    screen: show.kind === "wait" ? "waiting" : "asking",
    guide_step: show.kind === "wait" ? undefined : place?.step.id,
    modules: place === undefined ? [] : [place.module.id],
  };
}

/** Above the question: where in the guide it stands, what is urgent and open, who may hear. */
function Top({ session, show }: { readonly session: Session; readonly show: Asked }) {
  const { draft, look: words, result, change } = session;
  const id = show.kind === "question" ? show.id : null;
  const place =
    id === null ? (show.kind === "group" ? show.place : undefined) : placeOf(words, result.open, id);
  const urgent = show.kind === "acts" ? [] : pendingActs(words, result);
  const heard = id !== null && isSensitive(words, id) && isHeard(draft);
  return (
    <>
      {place !== undefined && (
        <p class="where small">
          {place.module.title}
          {show.kind === "question" && ` · ${place.step.title}`}
        </p>
      )}
      {urgent.length > 0 && (
        <p class="urgent-strip" role="status">
          <strong>{t("acts.open", { n: urgent.length })}</strong> {words.line.get(urgent[0] ?? "")?.text}
        </p>
      )}
      {heard && (
        <Card kind="caution" title={t("room.heard")}>
          <p>{t("room.heard_do")}</p>
          <Button onClick={() => change((now) => answerIn(words, now, ROOM, { value: ALONE, by: "worker" }))}>
            {t("room.alone_now")}
          </Button>
        </Card>
      )}
      {show.kind === "question" && show.changing && (
        <Card kind="caution" title={t("changing.title")}>
          <p>{t("changing.how")}</p>
          <Button onClick={() => change(keepAnswer)}>{t("changing.keep")}</Button>
        </Card>
      )}
    </>
  );
}

function Body(props: {
  readonly session: Session;
  readonly show: Asked;
  readonly here: Here;
  readonly onHere: (here: Here) => void;
}) {
  const { session, show, here, onHere } = props;
  const { draft, look: words, result, change } = session;
  switch (show.kind) {
    case "question":
      return <OneQuestion key={show.id} session={session} id={show.id} />;
    case "wait":
      return <OneWait session={session} id={show.id} />;
    case "group":
      return (
        <GroupScreen
          session={session}
          ids={show.ids}
          here={here.step === show.place.step.id ? here : { step: show.place.step.id, answered: [] }}
          onHere={onHere}
        />
      );
    case "acts": {
      const tier = result.urgent.filter((row) => row.tier === show.tier).map((row) => row.id);
      const rows = result.plan.filter((row) => tier.includes(row.id));
      return (
        <ActsScreen
          look={words}
          lines={rows.flatMap((row) => lineView(words, draft, row))}
          watcher={watcherOf(draft)}
          where={draft.where}
          onChangeWatcher={() => change((now) => ({ ...now, changing: WATCH }))}
          onWhere={(where) => change((now) => ({ ...now, where }))}
          onAct={(line, what, reason) => change((now) => act(now, line, what, reason))}
          onUndo={(line) => change((now) => undoAct(now, line))}
        />
      );
    }
    case "confirm":
      return <KnownView session={session} ids={show.ids} />;
    case "last":
      return <LastView session={session} ids={show.ids} />;
    case "nothing_open":
      return (
        <div class="stack">
          <p>{t("consultation.nothing_open")}</p>
          <Button href="#/guide">{t("consultation.to_guide")}</Button>
        </div>
      );
  }
}

function OneQuestion({ session, id }: { readonly session: Session; readonly id: string }) {
  const { draft, look: words, change } = session;
  const question = words.question.get(id)!;
  const [by, setBy] = useState<By>(expectedBy(question));
  const view = questionView(question, draft, by);
  // A second tap of a trembling thumb must not answer the next question.
  const answered = useRef(false);
  return (
    <QuestionBody
      look={words}
      view={view}
      onAnswer={(given) => {
        if (answered.current) return;
        answered.current = true;
        change((now) => answerIn(words, now, id, given));
      }}
      onTick={(code) => change((now) => tick(now, id, code))}
      onType={(text) => change((now) => typeIn(now, id, text))}
      onBy={setBy}
    />
  );
}

function OneWait({ session, id }: { readonly session: Session; readonly id: string }) {
  const { draft, look: words, change } = session;
  const question = words.question.get(id)!;
  const [by, setBy] = useState<By>(expectedBy(question));
  return (
    <WaitView
      session={session}
      view={questionView(question, draft, by)}
      onTick={(code) => change((now) => tick(now, id, code))}
      onType={(text) => change((now) => typeIn(now, id, text))}
      onBy={setBy}
      // Nothing is waited for any more: the guide says again when the next visit is.
      onAnswer={(given) => change((now) => ({ ...answerIn(words, now, id, given), booked: null }))}
      onStop={(on) => {
        change((now) => ({ ...now, booked: on }));
        go(`consultation/${draft.id}/plan`);
      }}
    />
  );
}
