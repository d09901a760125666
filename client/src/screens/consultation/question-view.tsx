import { useState } from "preact/hooks";
import type { Answer, By, Question } from "../../domain/types";
import { t } from "../../i18n";
import { Button, Choice, Choices, Fold, Icon, QuietButton, QuietLine, SayIt, Tick } from "../../ui";
import type { Lookup } from "../guide/lookup";
import { Marks } from "../guide/marks";
import { isUnit } from "../plan/answers";
import { NumberPad } from "./number-pad";
import { type QuestionView, readNumber } from "./question";

interface Handlers {
  readonly look: Lookup;
  readonly onAnswer: (answer: Answer) => void;
  readonly onTick: (code: string) => void;
  readonly onType: (text: string) => void;
  readonly onBy: (by: By) => void;
}

/** One question on a screen: what to say, why, the answers, the quiet line. The frame's heading asks it. */
export function QuestionBody({
  look,
  view,
  onAnswer,
  onTick,
  onType,
  onBy,
}: { readonly view: QuestionView } & Handlers) {
  const { question } = view;
  return (
    <div class="question stack">
      {question.hint !== undefined && <p class="quiet">{question.hint}</p>}
      {question.say !== undefined && (
        <SayIt label={t(question.sensitive === true ? "question.say_facing" : "question.say")}>
          {question.say}
        </SayIt>
      )}
      {view.asksBy && <WhoAnswered view={view} onBy={onBy} />}
      <Answers view={view} onAnswer={onAnswer} onTick={onTick} onType={onType} large ownNext />
      <Instead view={view} onAnswer={onAnswer} />
      <WhyFold look={look} question={question} />
    </div>
  );
}

/** The same question among others of its step: compact, but self-harm is never folded. */
export function QuestionRow(props: { readonly view: QuestionView; readonly ownNext: boolean } & Handlers) {
  const { look, view, ownNext, onAnswer, onTick, onType, onBy } = props;
  const { question } = view;
  const whole = question.self_harm === true;
  return (
    <section class="question-row" aria-labelledby={`ask-${question.id}`}>
      <h2 class="question-row-ask" id={`ask-${question.id}`}>
        {question.ask}
      </h2>
      {whole && question.hint !== undefined && <p class="quiet small">{question.hint}</p>}
      {whole && question.say !== undefined && <SayIt label={t("question.say_facing")}>{question.say}</SayIt>}
      {view.asksBy && <WhoAnswered view={view} onBy={onBy} />}
      <Answers
        view={view}
        onAnswer={onAnswer}
        onTick={onTick}
        onType={onType}
        large={false}
        ownNext={ownNext}
      />
      <Instead view={view} onAnswer={onAnswer} />
      {whole ? (
        <WhyFold look={look} question={question} />
      ) : (
        <Fold label={t("question.more")}>
          {question.hint !== undefined && <p>{question.hint}</p>}
          {question.say !== undefined && <SayIt label={t("question.say")}>{question.say}</SayIt>}
          {question.why !== undefined && <p>{question.why}</p>}
          <Marks look={look} sources={question.sources} marks={question.marks} />
        </Fold>
      )}
    </section>
  );
}

function WhyFold({ look, question }: { readonly look: Lookup; readonly question: Question }) {
  if (question.why === undefined && question.sources.length === 0) return null;
  return (
    <Fold label={t("question.why")}>
      {question.why !== undefined && <p>{question.why}</p>}
      <Marks look={look} sources={question.sources} marks={question.marks} />
    </Fold>
  );
}

/** Who gave the answer: set before the tap, so that the answer itself stays one tap. */
function WhoAnswered({ view, onBy }: { readonly view: QuestionView; readonly onBy: (by: By) => void }) {
  const label = `by-${view.question.id}`;
  return (
    <div class="who-answers">
      <span id={label} class="quiet small">
        {t("question.by")}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot lay its legend beside the buttons */}
      <span class="segments" role="group" aria-labelledby={label}>
        {(["person", "carer", "worker"] as const).map((by) => (
          <button
            class="segment"
            type="button"
            key={by}
            aria-pressed={view.by === by}
            onClick={() => onBy(by)}
          >
            {t(`by.${by}`)}
          </button>
        ))}
      </span>
    </div>
  );
}

interface Answering {
  readonly view: QuestionView;
  readonly onAnswer: (answer: Answer) => void;
}
/** What is typed is saved with every letter, and is there again after another screen; "Next" makes it the answer. */
interface Typing extends Answering {
  readonly onType: (text: string) => void;
}
interface Listed extends Typing {
  readonly onTick: (code: string) => void;
  readonly large: boolean;
  /** The row has its own "Next" for ticks; a group has one for all. */
  readonly ownNext: boolean;
}

function Answers(props: Listed) {
  const { view, onAnswer, onType, large } = props;
  const { question } = view;
  if (question.type === "multi") return <Ticks {...props} />;
  if (question.type === "number") return <NumberAnswer view={view} onAnswer={onAnswer} onType={onType} />;
  if (question.type === "text") return <TextAnswer view={view} onAnswer={onAnswer} onType={onType} />;
  return (
    <div class={large ? "" : "choices-short"}>
      <Choices label={`ask-${question.id}`}>
        {view.choices.map((choice) => (
          <Choice
            key={choice.code}
            chosen={view.answered === undefined ? undefined : choice.picked}
            onChoose={() => onAnswer(choice.answer)}
          >
            {choice.text ?? t(choice.words!)}
          </Choice>
        ))}
      </Choices>
    </div>
  );
}

/** A list of which several may be true, with an explicit "none of these". Ticks are saved at once; "Next" makes them the answer. */
function Ticks({ view, onAnswer, onTick, large, ownNext }: Listed) {
  const { question, ticks } = view;
  const isNone =
    Array.isArray(view.answered?.value) && view.answered.value.length === 0 && ticks.length === 0;
  return (
    <div class="stack-tight">
      <div class={large ? "" : "choices-short"}>
        <Choices label={`ask-${question.id}`}>
          {(question.options ?? []).map((option) => (
            <Tick key={option.id} checked={ticks.includes(option.id)} onChange={() => onTick(option.id)}>
              {option.text}
            </Tick>
          ))}
          {ticks.length === 0 && (
            <Choice chosen={isNone ? true : undefined} onChoose={() => onAnswer({ value: [], by: view.by })}>
              {t("question.none")}
            </Choice>
          )}
        </Choices>
      </div>
      {ownNext && ticks.length > 0 && (
        <div class="next-row">
          <Button kind="primary" wide onClick={() => onAnswer({ value: [...ticks], by: view.by })}>
            {t("question.next_ticked", { n: ticks.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

function NumberAnswer({ view, onAnswer, onType }: Typing) {
  const { question, typed } = view;
  const [about, setAbout] = useState(view.answered?.about === true);
  const [fault, setFault] = useState<string | null>(null);
  const give = () => {
    const read = readNumber(question, typed);
    if ("fault" in read) {
      setFault(t(`question.number.${read.fault}`, { min: question.min ?? 0, max: question.max ?? 999 }));
      return;
    }
    onAnswer({ value: read.value, by: view.by, ...(about ? { about: true } : {}) });
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        give();
      }}
    >
      <NumberPad
        label={`ask-${question.id}`}
        unit={isUnit(question.unit) ? t(`unit.name.${question.unit}`) : (question.unit ?? "")}
        typed={typed}
        fault={fault}
        onTyped={(next) => {
          onType(next);
          setFault(null);
        }}
      />
      {question.unit === "years" && (
        <Tick checked={about} onChange={setAbout}>
          {t("question.about")}
        </Tick>
      )}
      <Button kind="primary" wide submit>
        {t("question.next")}
      </Button>
    </form>
  );
}

function TextAnswer({ view, onAnswer, onType }: Typing) {
  const { question, typed } = view;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== "") onAnswer({ value: typed.trim(), by: view.by });
      }}
    >
      <textarea
        class="field-input"
        rows={3}
        aria-labelledby={`ask-${question.id}`}
        value={typed}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <Button kind="primary" wide submit disabled={typed.trim() === ""}>
        {t("question.next")}
      </Button>
    </form>
  );
}

/** What may be said instead of an answer. For self-harm with the four reasons, each as quick as a yes. */
function Instead({ view, onAnswer }: Answering) {
  const selfHarm = view.question.self_harm === true;
  return (
    <div class={selfHarm ? "instead instead-reasons" : "instead"}>
      {selfHarm && (
        <p class="quiet small">
          <Icon name="info" /> {t("question.could_not_ask")}
        </p>
      )}
      <QuietLine>
        {view.instead.map((choice) => (
          <QuietButton key={choice.code} chosen={choice.picked} onClick={() => onAnswer(choice.answer)}>
            {t(choice.words!)}
          </QuietButton>
        ))}
      </QuietLine>
    </div>
  );
}
