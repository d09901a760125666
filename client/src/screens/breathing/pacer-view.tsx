import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button, Icon } from "../../ui";
import { type Cues, makeCues } from "./cues";
import { type Moment, momentAt, type Part, resumeAt } from "./pacer";

interface Props {
  readonly parts: readonly Part[];
  readonly sound: boolean;
  readonly touch: boolean;
  readonly onEnd: (how: "done" | "stopped") => void;
}

/** The pacer itself: it breathes, counts, sounds and taps; pause and stop are always in sight. */
export function Pacer({ parts, sound, touch, onEnd }: Props) {
  const [at, setAt] = useState(0);
  const [paused, setPaused] = useState(false);
  const clock = useRef({ from: performance.now(), at: 0 });
  const cues = useRef<Cues | null>(null);
  const moment = momentAt(parts, at);

  useEffect(() => {
    cues.current = makeCues({ sound, touch });
    return () => cues.current?.end();
  }, [sound, touch]);

  // One timer to the next second or breath, by a clock that only runs forward; a page in the background catches up.
  useEffect(() => {
    if (paused) return;
    clock.current = { from: performance.now(), at };
    let timer = 0;
    const now = () => clock.current.at + performance.now() - clock.current.from;
    const tick = () => {
      const time = now();
      if (momentAt(parts, time) === null) return onEnd("done");
      setAt(time);
      timer = setTimeout(tick, untilNext(parts, time)) as unknown as number;
    };
    timer = setTimeout(tick, untilNext(parts, at)) as unknown as number;
    return () => clearTimeout(timer);
    // `at` is read once, when the clock starts.
  }, [paused, parts]);

  const beat = moment?.beat ?? null;
  // A cue belongs to the start of a breath.
  useEffect(() => {
    if (!paused && beat !== null) cues.current?.cue(beat.breath, (beat.to - beat.from) / 1000);
  }, [beat, paused]);

  useWakeLock();
  if (moment === null) return null;
  const pause = () => {
    if (!paused) setAt(resumeAt(parts, clock.current.at + performance.now() - clock.current.from));
    setPaused(!paused);
  };
  return (
    <div class="pacer stack">
      <p class="quiet pacer-part" role="status">
        {partName(moment, parts)}
      </p>
      <Shape moment={moment} paused={paused} />
      <p class="pacer-left quiet numbers">{t("breath.left", { time: clockText(moment.secondsLeft) })}</p>
      <div class="pacer-buttons">
        <Button wide onClick={pause}>
          {t(paused ? "breath.resume" : "breath.pause")}
        </Button>
        <Button wide kind="secondary" icon="close" onClick={() => onEnd("stopped")}>
          {t("breath.stop")}
        </Button>
      </div>
    </div>
  );
}

/** A bowl that fills and empties. With reduced motion the same in steps of a second; word and count say it as well. */
function Shape({ moment, paused }: { readonly moment: Moment; readonly paused: boolean }) {
  const { breath, beat, count } = moment;
  const word = paused ? t("breath.paused") : t(`breath.word.${breath}`);
  const seconds = beat === null ? 0 : Math.round((beat.to - beat.from) / 1000);
  return (
    <div class={`pacer-shape pacer-${paused ? "paused" : breath}`} aria-hidden="true">
      <span class="pacer-ring" />
      <span class="pacer-air" style={{ transitionDuration: `${seconds}s` }} />
      <span class="pacer-words">
        {(breath === "in" || breath === "out") && !paused && (
          <Icon name={breath === "in" ? "inward" : "outward"} />
        )}
        <span class="pacer-word">{word}</span>
        {beat !== null && breath !== "ease" && !paused && (
          <span class="pacer-count numbers">
            {Array.from({ length: seconds }, (_, place) => (
              <span key={place} class={place < count ? "pacer-dot pacer-dot-on" : "pacer-dot"} />
            ))}
          </span>
        )}
      </span>
    </div>
  );
}

function partName(moment: Moment, parts: readonly Part[]): string {
  const rounds = parts.filter((part) => part.kind === "round").length;
  if (moment.part.kind === "round") return t("breath.part.round", { number: moment.part.number, rounds });
  return t(`breath.part.${moment.part.kind}`);
}

const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Milliseconds to the next change that is seen: a full second of this part or breath. */
function untilNext(parts: readonly Part[], at: number): number {
  const moment = momentAt(parts, at);
  if (moment === null) return 0;
  const from = moment.beat?.from ?? moment.part.from;
  const into = at - from;
  return Math.max(4, Math.floor(into / 1000) * 1000 + 1000 - into);
}

/** The screen stays on while somebody breathes by it, where the browser allows that. */
function useWakeLock(): void {
  useEffect(() => {
    let lock: { release: () => Promise<void> } | null = null;
    let gone = false;
    const asking = (
      navigator as { wakeLock?: { request: (kind: "screen") => Promise<{ release: () => Promise<void> }> } }
    ).wakeLock?.request("screen");
    asking?.then(
      (given) => {
        lock = given;
        if (gone) void given.release();
      },
      () => {}, // low battery or a hidden page: the pacer goes on without it
    );
    return () => {
      gone = true;
      void lock?.release();
    };
  }, []);
}
