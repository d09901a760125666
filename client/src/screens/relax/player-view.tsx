import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Beat, lengthOf, momentAt, type Part, resumeAt, type Timetable } from "../../domain/schedule";
import { language, t } from "../../i18n";
import { Button, Icon, type IconName } from "../../ui";
import { Picture } from "./drawings";
import type { Exercise, Spoken } from "./exercise";
import { type Halt, Pacer } from "./pacer";
import { type Counted, dot, fullness, moving, rowsOfDots, shownIn, stepping } from "./sight";
import { hush, speakAloud } from "./voice";
import { canStayAwake, useWakeLock } from "./wake";

export interface Channels {
  readonly sound: boolean;
  readonly touch: boolean;
  readonly voice: boolean;
}
interface Props {
  readonly exercise: Exercise;
  readonly parts: Timetable;
  readonly channels: Channels;
  readonly frame: FrameOf;
  readonly onEnd: (how: "done" | "stopped") => void;
}
/** The screen around it: heading, way back, and what stays in sight at the foot. */
export type FrameOf = (frame: {
  readonly title: string;
  readonly back: string | (() => void);
  readonly quietTitle?: boolean;
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
}) => ComponentChildren;

/** The exercise as it runs: it shows, sounds and taps; pause and stop are always in sight. */
export function Player({ exercise, parts, channels, frame, onEnd }: Props) {
  const [standing, setStanding] = useState<"starting" | "running" | "paused" | Halt>("starting");
  const [place, setPlace] = useState(0);
  const [noSound, setNoSound] = useState(false);
  const pacer = useRef<Pacer | null>(null);
  const stopAt = useRef(0);
  const running = standing === "running" || standing === "starting";

  useLayoutEffect(() => {
    const own = new Pacer(
      parts,
      channels,
      (why, at) => {
        stopAt.current = at;
        setPlace(at);
        setStanding(why);
      },
      () => onEnd("done"),
    );
    pacer.current = own;
    void own.start(0).then(() => {
      setStanding((now) => (now === "starting" ? "running" : now));
      setNoSound(channels.sound && !own.hasSound);
    });
    return () => own.end();
    // One run for each time it is opened.
  }, []);

  useSeconds(pacer, running, setPlace);
  useWakeLock(running);
  const shown = momentAt(parts, Math.max(0, place));
  const part = shown?.part ?? parts.at(-1)!;
  const spoken = exercise.script.find(({ id }) => id === part.id);
  useVoice(channels.voice && running, spoken);

  const resume = () => {
    const at = resumeAt(parts, stopAt.current);
    setPlace(at);
    setStanding("starting");
    pacer.current?.show(at);
    void pacer.current?.start(at).then(() => setStanding("running"));
  };
  const pause = () => {
    stopAt.current = pacer.current?.pause() ?? 0;
    setPlace(resumeAt(parts, stopAt.current));
    setStanding("paused");
  };
  const next = () => {
    pacer.current?.pause();
    stopAt.current = part.to;
    if (part.to >= lengthOf(parts)) return onEnd("done");
    resume();
  };
  return frame({
    title: exercise.title,
    back: () => onEnd("stopped"),
    quietTitle: true,
    foot: (
      <div class="pacer-buttons">
        <Button wide onClick={running ? pause : resume}>
          {t(running ? "relax.pause" : "relax.resume")}
        </Button>
        {running && part.kind === "say" && (
          <Button wide onClick={next}>
            {t("relax.next")}
          </Button>
        )}
        <Button wide icon="close" onClick={() => onEnd("stopped")}>
          {t("relax.stop")}
        </Button>
      </div>
    ),
    children: (
      <div class="pacer">
        <p class="quiet pacer-part" role="status">
          {partName(part, parts, spoken)}
        </p>
        <Scene
          key={breathes(part) ? "breath" : part.id}
          exercise={exercise}
          parts={parts}
          part={part}
          spoken={spoken}
          standing={running ? null : standing}
          pacer={pacer}
        />
        <div class="pacer-words-below stack-tight">
          {spoken !== undefined && <p class="pacer-say">{spoken.say}</p>}
          {spoken?.remind !== undefined && <p class="pacer-remind">{spoken.remind}</p>}
          {!running && standing !== "paused" && (
            <p class="status status-help" role="status">
              <Icon name="warn" />
              <span>{t(`relax.halt.${standing}`)}</span>
            </p>
          )}
          {noSound && <p class="quiet small">{t("relax.no_sound")}</p>}
          {!canStayAwake() && <p class="quiet small">{t("relax.no_wake")}</p>}
        </div>
        <p class="pacer-left quiet small numbers">
          {t("relax.left", { time: clockText(Math.ceil((lengthOf(parts) - Math.max(0, place)) / 1000)) })}
        </p>
      </div>
    ),
  });
}

type Run = RefObject<Pacer | null>;

/** The sentence and the time left follow the run each second, and at once when a part begins. */
function useSeconds(pacer: Run, running: boolean, onPlace: (place: number) => void): void {
  useEffect(() => {
    if (!running) return;
    let timer = 0;
    const look = () => {
      const at = pacer.current?.place() ?? 0;
      onPlace(at);
      timer = setTimeout(look, 1000 - (((at % 1000) + 1000) % 1000) + 4) as unknown as number;
    };
    timer = setTimeout(look, 300) as unknown as number;
    return () => clearTimeout(timer);
  }, [running]);
}

function useVoice(on: boolean, spoken: Spoken | undefined): void {
  useEffect(() => {
    if (on && spoken !== undefined) speakAloud(spoken.say, language.value.code);
    return hush;
  }, [on, spoken?.id]);
}

const breathes = (part: Part): boolean => part.kind !== "say" && part.kind !== "muscles";

interface SceneProps {
  readonly exercise: Exercise;
  readonly parts: Timetable;
  readonly part: Part;
  readonly spoken: Spoken | undefined;
  /** Null: it runs. */
  readonly standing: string | null;
  readonly pacer: Run;
}

/** The circle of breath or tension; for a sentence its drawing or number. It says in words what it shows. */
function Scene(props: SceneProps) {
  const { part, spoken } = props;
  if (part.kind === "say")
    return (
      <div class="pacer-shape pacer-still" aria-hidden="true">
        <span class="pacer-ring" />
        {spoken?.picture !== undefined && <Picture name={spoken.picture} />}
        <span class="pacer-words">
          {spoken?.picture === undefined && <span class="pacer-word">{spoken?.do ?? ""}</span>}
        </span>
        {spoken?.number !== undefined && <span class="pacer-number numbers">{spoken.number}</span>}
      </div>
    );
  return <Breathing {...props} />;
}

const WORDS: readonly { readonly word: string; readonly beats: readonly Beat[]; readonly icon?: IconName }[] =
  [
    { word: "in", beats: ["in"], icon: "inward" },
    { word: "hold", beats: ["hold"] },
    { word: "out", beats: ["out"], icon: "outward" },
    { word: "ease", beats: ["ease"] },
    { word: "tense", beats: ["tense"], icon: "inward" },
    { word: "release", beats: ["release"], icon: "outward" },
    { word: "listen", beats: ["listen"] },
    { word: "notice", beats: ["notice"] },
  ];
/** So many breaths are counted where a part counts only the first. */
const FIRST_BREATHS = 3;

/** The guide's rounds count all breaths; a script says it, part by part. */
function countedIn(exercise: Exercise, parts: Timetable): Counted {
  const counts = new Map(exercise.script.map(({ id, counts }) => [id, counts]));
  return new Map(
    parts.flatMap(({ id, kind, number, spans, to }) => {
      const how = kind === "round" ? "all" : counts.get(id);
      if (how === undefined) return [];
      const third = spans.filter(({ beat }) => beat === "out")[FIRST_BREATHS - 1];
      return [[number, how === "all" ? to : (third?.to ?? to)] as const];
    }),
  );
}

function Breathing({ exercise, parts, part, spoken, standing, pacer }: SceneProps) {
  const still = useMemo(() => matchMedia("(prefers-reduced-motion: reduce)").matches, []);
  const counted = useMemo(() => countedIn(exercise, parts), [exercise, parts]);
  const rows = useMemo(() => rowsOfDots(parts, counted), [parts, counted]);
  const words = WORDS.filter(({ beats }) =>
    parts.some((each) => each.spans.some(({ beat }) => beats.includes(beat))),
  );
  const isRest = part.kind === "rest" || part.kind === "alone";
  const grow = still
    ? (value: number) => ({ transform: `scaleX(${value === 1 ? 1 : Math.max(0, (value - 0.42) / 0.58)})` })
    : (value: number) => ({ transform: `scale(${value})` });
  const fade = (value: number) => ({ opacity: String(value) });
  const air = useDrawn(pacer, () => moving(parts, fullness(parts), grow, still));
  return (
    <div class={`pacer-shape${still ? " pacer-bar" : ""}${isRest ? " pacer-rests" : ""}`} aria-hidden="true">
      <span class="pacer-ring" />
      <span class="pacer-air" ref={air} />
      {part.kind === "muscles" && spoken?.picture !== undefined && <Picture name={spoken.picture} />}
      {isRest || standing !== null ? (
        <span class="pacer-words">
          <span class="pacer-word">
            {t(
              standing !== null
                ? "relax.paused"
                : part.kind === "rest"
                  ? "relax.word.rest"
                  : "relax.word.alone",
            )}
          </span>
        </span>
      ) : (
        words.map(({ word, beats, icon }) => (
          <Word
            key={word}
            word={word}
            icon={icon}
            pacer={pacer}
            frames={() => stepping(parts, shownIn(parts, beats), fade)}
          />
        ))
      )}
      {part.kind !== "muscles" &&
        !isRest &&
        standing === null &&
        rows.map((seconds) => (
          <span class="pacer-count" key={seconds}>
            {Array.from({ length: seconds }, (_, place) => (
              <Dot
                key={place}
                pacer={pacer}
                frames={() => stepping(parts, dot(parts, place, seconds, counted), fade)}
              />
            ))}
          </span>
        ))}
    </div>
  );
}

function Word(props: {
  readonly word: string;
  readonly icon: IconName | undefined;
  readonly pacer: Run;
  readonly frames: () => Keyframe[];
}) {
  const drawn = useDrawn(props.pacer, props.frames);
  return (
    <span class={`pacer-words pacer-${props.word}`} ref={drawn}>
      {props.icon !== undefined && <Icon name={props.icon} />}
      <span class="pacer-word">{wordOf(props.word)}</span>
    </span>
  );
}

function Dot({ pacer, frames }: { readonly pacer: Run; readonly frames: () => Keyframe[] }) {
  const drawn = useDrawn(pacer, frames);
  return <span class="pacer-dot" ref={drawn} />;
}

/** Hands the element to the run, which lets the browser draw it for the whole exercise. */
function useDrawn(pacer: Run, frames: () => Keyframe[]): RefObject<HTMLSpanElement | null> {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (element.current === null) return;
    return pacer.current?.draw(element.current, frames());
  }, []);
  return element;
}

type WordKey = "in" | "hold" | "out" | "ease" | "tense" | "release" | "listen" | "notice";
const wordOf = (word: string): string => t(`relax.word.${word as WordKey}`);

function partName(part: Part, parts: Timetable, spoken: Spoken | undefined): string {
  if (part.kind === "round") {
    const rounds = parts.filter(({ kind }) => kind === "round").length;
    return t("relax.part.round", { number: part.number, rounds });
  }
  if (part.kind === "rest" || part.kind === "alone") return t(`relax.part.${part.kind}`);
  const name = spoken?.do ?? t("relax.part.breathe");
  return t("relax.part.of", { number: part.number, all: parts.length, name });
}

const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
