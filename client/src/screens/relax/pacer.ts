// One run of an exercise: its clock, and the three senses that follow it. Everything is reckoned from one beginning; nothing is added up.
import { type Cued, cuesOf, lengthOf, type Timetable } from "../../domain/schedule";
import { newAudio, Tones } from "./tones";
import { canVibrate, isQuiet, patternFrom } from "./touch";

/** Time to lay everything out before the first cue, in seconds. */
const LEAD = 0.3;
/** How often the run looks after itself, in milliseconds. */
const TICK = 1_000;
/** A page that slept this long without a word from the browser has been away. */
const SLEPT = 3_000;
/** What the sound card's clock may fall behind the page's before something has silenced it. */
const SILENCED = 1_000;
/** A picture that is off by less is left alone. */
const DRIFT = 12;

export interface Senses {
  readonly sound: boolean;
  readonly touch: boolean;
}
/** Why a run stands still without having been asked: the page was hidden, or the sound was taken away, as by a call. */
export type Halt = "hidden" | "silenced" | "slept";

export class Pacer {
  /** Animations of the picture; their start is kept at the beginning of the exercise. */
  private readonly pictures = new Set<Animation>();
  private readonly cues: readonly Cued[];
  private audio: AudioContext | null = null;
  private tones: Tones | null = null;
  private timer = 0;
  /** The beginning of the exercise on the page's clock and, with sound, on the sound card's. */
  private zero = { page: 0, audio: 0 };
  private seen = { page: 0, audio: 0, place: 0 };
  private state: "still" | "starting" | "running" = "still";
  /** Where it stands, or will begin. */
  private at = 0;
  private told = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly parts: Timetable,
    private readonly senses: Senses,
    private readonly onHalt: (why: Halt, at: number) => void,
    private readonly onEnd: () => void,
  ) {
    this.cues = cuesOf(parts);
    document.addEventListener("visibilitychange", this.look);
  }

  get hasSound(): boolean {
    return this.audio !== null;
  }

  /** Begins at a place of the exercise. With sound, the sound card's clock leads, once it runs. Call it in a tap. */
  async start(at: number): Promise<void> {
    this.state = "starting";
    this.at = at;
    if (this.senses.sound && this.audio === null) {
      this.audio = newAudio();
      this.audio?.addEventListener("statechange", this.look);
    }
    if (this.audio !== null && !(await isRunning(this.audio))) {
      void this.audio.close().catch(() => {});
      this.audio = null;
    }
    // Stopped while the sound card woke up.
    if (this.state !== "starting") return;
    this.state = "running";
    const now = performance.now();
    this.zero = {
      page: now + LEAD * 1000 - at,
      audio: (this.audio?.currentTime ?? 0) + LEAD - at / 1000,
    };
    if (this.audio !== null) {
      this.tones = new Tones(this.audio, this.cues, this.zero.audio, at);
      this.tones.fill();
    }
    this.told = Number.NEGATIVE_INFINITY;
    this.seen = { page: now, audio: this.audio?.currentTime ?? 0, place: at };
    for (const picture of this.pictures) picture.play();
    this.follow();
    this.tick();
  }

  /** Milliseconds since the exercise began. */
  place(): number {
    return this.state === "running" ? performance.now() - this.begun() : this.at;
  }

  /** Stands still; returns where. */
  pause(): number {
    const at = Math.max(0, Math.min(this.place(), lengthOf(this.parts)));
    this.halt(at);
    return at;
  }

  /** Lets the browser draw this for the whole exercise. Returns how to take it away. */
  draw(element: Element, frames: Keyframe[]): () => void {
    const picture = element.animate(frames, { duration: lengthOf(this.parts), fill: "both" });
    this.pictures.add(picture);
    if (this.state === "running") picture.startTime = this.begun();
    else picture.pause();
    return () => {
      this.pictures.delete(picture);
      picture.cancel();
    };
  }

  /** Shows a place while it stands still. */
  show(at: number): void {
    for (const picture of this.pictures) picture.currentTime = at;
  }

  end(): void {
    this.state = "still";
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.look);
    this.audio?.removeEventListener("statechange", this.look);
    this.tones?.stop();
    if (this.senses.touch && canVibrate()) navigator.vibrate(0);
    void this.audio?.close().catch(() => {});
    this.audio = null;
  }

  /** When the exercise began, on the page's clock: as the sound is heard, where there is sound. */
  private begun(): number {
    if (this.audio === null) return this.zero.page;
    const { contextTime = 0, performanceTime = 0 } = this.audio.getOutputTimestamp();
    if (performanceTime > 0 && contextTime > 0)
      return performanceTime - (contextTime - this.zero.audio) * 1000;
    return performance.now() - (this.audio.currentTime - this.zero.audio) * 1000;
  }

  private readonly tick = (): void => {
    if (this.state !== "running") return;
    const now = performance.now();
    const audio = this.audio?.currentTime ?? 0;
    const [passed, heard] = [now - this.seen.page, (audio - this.seen.audio) * 1000];
    if (this.audio !== null && passed - heard > SILENCED) {
      this.stopped("silenced", this.seen.place + heard);
      return;
    }
    if (this.audio === null && passed > SLEPT) {
      this.stopped("slept", this.seen.place);
      return;
    }
    const place = this.place();
    if (place >= lengthOf(this.parts)) {
      this.state = "still";
      this.onEnd();
      return;
    }
    this.seen = { page: now, audio, place };
    this.tones?.fill();
    this.tell(place);
    this.follow();
    this.timer = setTimeout(this.tick, Math.min(TICK, lengthOf(this.parts) - place + 5)) as unknown as number;
  };

  /** Puts the pictures where the sound is. */
  private follow(): void {
    const begun = this.begun();
    for (const picture of this.pictures)
      if (Math.abs(Number(picture.startTime ?? 0) - begun) > DRIFT) picture.startTime = begun;
  }

  private tell(place: number): void {
    if (!this.senses.touch || !canVibrate() || document.visibilityState !== "visible") return;
    if (place - this.told < 2 * TICK || !isQuiet(this.cues, place)) return;
    const pattern = patternFrom(this.cues, place);
    if (pattern === null) return;
    navigator.vibrate(pattern);
    this.told = place;
  }

  /** Hidden: with sound it goes on, for somebody may have turned the screen off. Without, nobody could follow it. */
  private readonly look = (): void => {
    if (this.state !== "running") return;
    if (this.audio !== null && this.audio.state !== "running") {
      this.stopped("silenced", this.place());
    } else if (this.audio === null && document.visibilityState === "hidden") {
      this.stopped("hidden", this.place());
    } else if (document.visibilityState === "visible") {
      clearTimeout(this.timer);
      this.tick();
    }
  };

  private stopped(why: Halt, at: number): void {
    const place = Math.max(0, Math.min(at, lengthOf(this.parts)));
    this.halt(place);
    this.onHalt(why, place);
  }

  private halt(at: number): void {
    this.state = "still";
    this.at = at;
    clearTimeout(this.timer);
    this.tones?.stop();
    this.tones = null;
    if (this.senses.touch && canVibrate()) navigator.vibrate(0);
    for (const picture of this.pictures) {
      picture.pause();
      picture.currentTime = at;
    }
  }
}

/** Waits for the sound card, not for ever: a phone without one still has its picture. */
async function isRunning(audio: AudioContext): Promise<boolean> {
  const until = performance.now() + 3_000;
  await audio.resume().catch(() => {});
  while (performance.now() < until) {
    if (
      audio.state === "running" &&
      audio.currentTime > 0 &&
      (audio.getOutputTimestamp().contextTime ?? 0) > 0
    )
      return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return audio.state === "running";
}
