// One exercise from its cautions to the two numbers after it. The same for the person in the room, at home, and for the worker: what differs is
// handed in.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { language, t } from "../../i18n";
import { Button, Card, Fold, Radio, SayIt, Tick } from "../../ui";
import { Distress, Reading } from "./distress";
import { Scenery } from "./drawings";
import { type Chosen, type Exercise, timetableOf, type Use, usualLength, usualPace } from "./exercise";
import { type Felt, isWorse } from "./felt";
import { type Asked, type Says, type Suiting, stopsOf, suiting, whatToAsk } from "./gate";
import { type Channels, type FrameOf, Player } from "./player-view";
import { canSound } from "./tones";
import { canVibrate } from "./touch";
import { canSpeak, whenVoices } from "./voice";

export interface ExerciseProps {
  readonly exercise: Exercise;
  readonly exercises: readonly Exercise[];
  readonly use: Use;
  /** What the consultation says; null: there is none. */
  readonly says: Says | null;
  /** Why it is not offered to this person, whatever is ticked. */
  readonly refused?: string | undefined;
  /** The frame that the screen stands in. */
  readonly frame: FrameOf;
  readonly back: string;
  /** The address of another exercise. */
  readonly to: (exercise: string) => string;
  /** The address of its leaflet. */
  readonly leaflet?: string | undefined;
  /** Where the plan stands, during a visit. */
  readonly plan?: string | undefined;
  /** Keeps the two numbers; left out: they cannot be kept here. */
  readonly onKeep?: ((felt: Felt) => void) | undefined;
  readonly sources?: ComponentChildren;
}

type Stage = "before" | "running" | "done" | "stopped";
const NO_CONSULTATION: Says = () => null;

export function ExerciseView(props: ExerciseProps) {
  const { exercise, frame } = props;
  const asked = useMemo(() => whatToAsk(exercise, props.says ?? NO_CONSULTATION), [exercise, props.says]);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const held = useMemo(() => new Set([...asked.found.map(({ id }) => id), ...ticked]), [asked, ticked]);
  const suits = useMemo(() => suiting(exercise, held), [exercise, held]);
  const gentleSays = exercise.gentle === null ? null : (props.says ?? NO_CONSULTATION)(exercise.gentle.when);
  const [gentle, setGentle] = useState(false);
  const [pace, setPace] = useState<string | null>(null);
  const [length, setLength] = useState<string | null>(null);
  const [channels, setChannels] = useState<Channels>({ sound: false, touch: false, voice: false });
  const [felt, setFelt] = useState<Felt>({ before: null, after: null });
  const [stage, setStage] = useState<Stage>("before");
  const chosen: Chosen = {
    gentle: gentleSays ?? gentle,
    pace: suits.pace ?? pace ?? usualPace(exercise),
    length: suits.length ?? length ?? usualLength(exercise),
    without: suits.without,
  };
  const parts = useMemo(
    () => timetableOf(exercise, chosen),
    [exercise, chosen.gentle, chosen.pace, chosen.length, chosen.without],
  );
  const refused = props.refused !== undefined || suits.notNow.length > 0 || parts.length === 0;

  if (stage === "running")
    return <Player exercise={exercise} parts={parts} channels={channels} frame={frame} onEnd={setStage} />;
  if (stage !== "before")
    return (
      <After
        {...props}
        felt={felt}
        stopped={stage === "stopped"}
        onAfter={(after) => setFelt({ ...felt, after })}
        onAgain={() => {
          setFelt({ before: null, after: null });
          setStage("before");
        }}
      />
    );
  return frame({
    title: exercise.title,
    back: props.back,
    foot: !refused && (
      <Button kind="primary" wide icon="breath" onClick={() => setStage("running")}>
        {t(exercise.script.length === 0 ? "relax.start_guide" : "relax.start")}
      </Button>
    ),
    children: (
      <>
        <Scenery exercise={exercise} />
        {exercise.intro !== undefined && <p>{exercise.intro}</p>}
        <Gates
          {...props}
          asked={asked}
          suits={suits}
          ticked={ticked}
          onTick={(id, on) => {
            const next = new Set(ticked);
            if (on) next.add(id);
            else next.delete(id);
            setTicked(next);
          }}
        />
        {!refused && (
          <>
            <Variant says={gentleSays} gentle={chosen.gentle} exercise={exercise} onChoose={setGentle} />
            {(exercise.paces.length > 1 || exercise.lengths.length > 1) && (
              <Fold label={summary(exercise, chosen)}>
                <Paces exercise={exercise} only={suits.pace} chosen={chosen.pace} onChoose={setPace} />
                <Lengths
                  exercise={exercise}
                  only={suits.length}
                  chosen={chosen.length}
                  onChoose={setLength}
                />
              </Fold>
            )}
            <Senses channels={channels} speaks={exercise.script.length > 0} onChange={setChannels} />
            <Distress
              id="distress-before"
              title={t("relax.distress_before")}
              value={felt.before}
              note={t(NOT_KEPT[props.use])}
              onChoose={(before) => setFelt({ ...felt, before })}
            />
          </>
        )}
        <Stops exercise={exercise} />
        <Teaching {...props} />
      </>
    ),
  });
}

const NOT_KEPT = {
  room: "relax.not_kept",
  home: "relax.not_kept_home",
  worker: "relax.not_kept_own",
} as const satisfies Record<Use, string>;

/** Cautions first. What the consultation knows is said, not asked; what it does not know is ticked. */
function Gates(
  props: ExerciseProps & {
    readonly asked: Asked;
    readonly suits: Suiting;
    readonly ticked: ReadonlySet<string>;
    readonly onTick: (id: string, on: boolean) => void;
  },
) {
  const { asked, suits, ticked } = props;
  const notNow = props.refused === undefined ? suits.notNow : [{ id: "refused", text: props.refused }];
  return (
    <>
      {asked.found.length > 0 && (
        <Card kind="caution" icon="info" title={t("relax.found")}>
          <ul>
            {asked.found.map(({ id, ask }) => (
              <li key={id}>{ask}</li>
            ))}
          </ul>
        </Card>
      )}
      {asked.open.length > 0 && props.refused === undefined && (
        <fieldset class="stack-tight gates">
          <legend class="field-label">{t("relax.ask")}</legend>
          <p class="quiet small">{t("relax.ask_hint")}</p>
          {asked.open.map((gate) => (
            <Tick key={gate.id} checked={ticked.has(gate.id)} onChange={(on) => props.onTick(gate.id, on)}>
              {gate.ask}
            </Tick>
          ))}
        </fieldset>
      )}
      <div class="stack-tight" aria-live="polite">
        {notNow.length > 0 && (
          <Card kind="caution" icon="warn" title={t("relax.not_now")}>
            {notNow.map(({ id, text }) => (
              <p key={id}>{text}</p>
            ))}
            <Instead {...props} ids={props.refused === undefined ? suits.instead : []} />
            {props.plan !== undefined && (
              <Button wide href={`#/${props.plan}`}>
                {t("relax.safety_plan")}
              </Button>
            )}
          </Card>
        )}
        {notNow.length === 0 && suits.advice.length > 0 && (
          <Card kind="caution" icon="hand">
            <ul>
              {suits.advice.map(({ id, text }) => (
                <li key={id}>{text}</li>
              ))}
            </ul>
            <Instead {...props} ids={suits.groundFirst ? [GROUND, "ground_move"] : suits.instead} />
          </Card>
        )}
      </div>
    </>
  );
}

/** The exercise after one that was stopped or made things worse. */
const GROUND = "ground_orient";

function Instead(props: ExerciseProps & { readonly ids: readonly string[] }) {
  const others = props.ids.flatMap(
    (id) => props.exercises.find((each) => each.id === id && suitsUse(each, props.use)) ?? [],
  );
  return (
    <>
      {others.map(({ id, title }) => (
        <Button key={id} wide href={props.to(id)}>
          {t("relax.try_instead", { title })}
        </Button>
      ))}
    </>
  );
}

export const suitsUse = (exercise: Exercise, use: Use): boolean => exercise.uses.includes(use);

/** The guide's exercise has a gentle form. What the consultation knows of it is not asked again. */
function Variant(props: {
  readonly says: boolean | null;
  readonly gentle: boolean;
  readonly exercise: Exercise;
  readonly onChoose: (gentle: boolean) => void;
}) {
  const { says, gentle, onChoose } = props;
  const form = props.exercise.gentle;
  if (form === null || says === false) return null;
  if (says === true)
    return (
      <Card kind="caution" icon="breath" title={t("relax.gentle_says")}>
        <p>{form.reason}</p>
      </Card>
    );
  return (
    <fieldset class="stack-tight">
      <legend class="field-label">{t("relax.variant")}</legend>
      <Radio name="variant" hint={t("relax.guide_hint")} checked={!gentle} onChoose={() => onChoose(false)}>
        {t("relax.guide")}
      </Radio>
      <Radio name="variant" hint={form.reason} checked={gentle} onChoose={() => onChoose(true)}>
        {t("relax.gentle")}
      </Radio>
    </fieldset>
  );
}

/** What is chosen, in a line: "In 4, out 6 · 5 minutes". */
const summary = ({ paces, lengths }: Exercise, { pace, length }: Chosen): string =>
  [
    paces.length > 1 ? paces.find(({ id }) => id === pace)?.text : undefined,
    lengths.length > 1 ? lengths.find(({ id }) => id === length)?.text : undefined,
  ]
    .filter((words) => words !== undefined)
    .join(" · ");

interface Choosing {
  readonly exercise: Exercise;
  /** A caution leaves only this one. */
  readonly only: string | null;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

const Paces = (props: Choosing) => (
  <Among {...props} name="pace" label={t("relax.pace")} all={props.exercise.paces} />
);
const Lengths = (props: Choosing) => (
  <Among {...props} name="length" label={t("relax.length")} all={props.exercise.lengths} />
);

function Among(
  props: Choosing & {
    readonly name: string;
    readonly label: string;
    readonly all: readonly { readonly id: string; readonly text: string; readonly hint?: string }[];
  },
) {
  const offered = props.only === null ? props.all : props.all.filter(({ id }) => id === props.only);
  if (props.all.length < 2) return null;
  return (
    <fieldset class="stack-tight">
      <legend class="field-label">{props.label}</legend>
      {offered.map(({ id, text, hint }) => (
        <Radio
          key={id}
          name={props.name}
          hint={hint}
          checked={id === props.chosen}
          onChoose={() => props.onChoose(id)}
        >
          {text}
        </Radio>
      ))}
    </fieldset>
  );
}

/** Sight is always there; the others can be added, and the screen says where the phone has none. */
function Senses(props: {
  readonly channels: Channels;
  readonly speaks: boolean;
  readonly onChange: (channels: Channels) => void;
}) {
  const { channels, onChange } = props;
  const [, redraw] = useState(0);
  useEffect(() => whenVoices(() => redraw((n) => n + 1)), []);
  const senses = [
    { sense: "sound", can: canSound() },
    { sense: "touch", can: canVibrate() },
    ...(props.speaks ? [{ sense: "voice", can: canSpeak(language.value.code) } as const] : []),
  ] as const;
  return (
    <fieldset class="stack-tight">
      <legend class="field-label">{t("relax.channels")}</legend>
      <p class="quiet small">{t("relax.picture_hint")}</p>
      {senses.map(({ sense, can }) =>
        can ? (
          <Tick
            key={sense}
            checked={channels[sense]}
            hint={t(`relax.${sense}_hint`)}
            onChange={(on) => onChange({ ...channels, [sense]: on })}
          >
            {t(`relax.${sense}`)}
          </Tick>
        ) : (
          <p class="quiet small" key={sense}>
            {t(`relax.no_${sense}`)}
          </p>
        ),
      )}
    </fieldset>
  );
}

/** When to stop: the same for everybody. */
function Stops({ exercise }: { readonly exercise: Exercise }) {
  return (
    <Card kind="caution" icon="hand" title={t("relax.cautions")}>
      <ul>
        {stopsOf(exercise).map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </Card>
  );
}

/** How to teach it, how to be, what is known, and the leaflet. */
function Teaching(props: ExerciseProps) {
  const { exercise, use, leaflet } = props;
  return (
    <>
      {use === "room" && leaflet !== undefined && suitsUse(exercise, "home") && (
        <Button wide icon="print" href={leaflet}>
          {t("relax.leaflet")}
        </Button>
      )}
      {exercise.posture !== undefined && (
        <section class="stack-tight">
          <h2>{t("relax.posture")}</h2>
          <p>{exercise.posture}</p>
        </section>
      )}
      {use !== "home" && (
        <section class="stack">
          <h2>{t("relax.teach")}</h2>
          <ol class="teach">
            {exercise.steps.map((step) => (
              <li key={step.id}>
                <p>{step.text}</p>
                {step.say !== undefined && <SayIt label={t("question.say")}>{step.say}</SayIt>}
              </li>
            ))}
          </ol>
        </section>
      )}
      {use === "room" && exercise.relating.length > 0 && (
        <Card kind="clay" icon="people" title={t("relax.relating")}>
          <ul>
            {exercise.relating.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
        </Card>
      )}
      {exercise.suits !== undefined && use !== "home" && (
        <section class="stack-tight">
          <h2>{t("relax.suits")}</h2>
          <p>{exercise.suits}</p>
        </section>
      )}
      {exercise.evidence !== undefined && (
        <Fold label={t("relax.evidence")}>
          <p>{exercise.evidence.text}</p>
        </Fold>
      )}
      {props.sources !== undefined && <Fold label={t("cards.sources")}>{props.sources}</Fold>}
    </>
  );
}

function After(
  props: ExerciseProps & {
    readonly felt: Felt;
    readonly stopped: boolean;
    readonly onAfter: (after: number | null) => void;
    readonly onAgain: () => void;
  },
) {
  const { felt, stopped, use, exercise, onKeep } = props;
  const [keep, setKeep] = useState(false);
  const worse = isWorse(felt);
  const ground =
    exercise.id === GROUND || !props.exercises.some(({ id }) => id === GROUND) ? null : props.to(GROUND);
  return props.frame({
    title: t(stopped ? "relax.stopped" : "relax.done"),
    back: props.back,
    children: (
      <>
        {(stopped || worse) && (
          <Card kind="caution" icon="hand" title={t("relax.land_title")}>
            <p>{t("relax.land")}</p>
          </Card>
        )}
        <Distress
          id="distress-after"
          title={t("relax.distress_after")}
          value={felt.after}
          note={t(NOT_KEPT[use])}
          onChoose={props.onAfter}
        />
        <Reading felt={felt} alone={use !== "room"} ground={ground} />
        {onKeep !== undefined && (felt.before !== null || felt.after !== null || use === "worker") && (
          <Tick
            checked={keep}
            hint={t(use === "room" ? "relax.keep_hint" : "relax.keep_own_hint")}
            onChange={setKeep}
          >
            {t(use === "room" ? "relax.keep" : "relax.keep_own")}
          </Tick>
        )}
        {!worse && (
          <Button wide onClick={props.onAgain}>
            {t("relax.again")}
          </Button>
        )}
        {use === "room" && props.leaflet !== undefined && suitsUse(exercise, "home") && !worse && (
          <Button wide icon="print" href={props.leaflet}>
            {t("relax.leaflet")}
          </Button>
        )}
        <Button kind="primary" wide href={`#/${props.back}`} onClick={() => keep && onKeep?.(felt)}>
          {t("relax.leave")}
        </Button>
      </>
    ),
  });
}
