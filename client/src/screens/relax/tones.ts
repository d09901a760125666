// What can be heard. Tones are made, never recorded, and given to the sound card ahead of time, on its own clock: a busy page delays none.
import type { Cue, Cued } from "../../domain/schedule";

const LOW = 220;
const HIGH = 330;
/** -18 dB: quiet beside a voice. */
const LOUDNESS = 0.126;
const FADE = 0.012;
/** The first tones come in softly, over this many milliseconds. */
const RISES = 10_000;
/** How far ahead tones are handed over, in seconds: longer than a page in the background sleeps between two timers. */
export const AHEAD = 90;

/** From and to (Hz), and how long (seconds) where the breath does not say it. */
const SOUNDS: Readonly<Record<Cue, readonly [from: number, to: number, lasts: number | null]>> = {
  in: [LOW, HIGH, null],
  out: [HIGH, LOW, null],
  tick: [HIGH, HIGH, 0.06],
  tense: [LOW, LOW * 1.5, 0.9],
  release: [LOW, LOW * 0.75, 2.2],
  step: [HIGH, HIGH, 0.25],
};

export const canSound = (): boolean => typeof AudioContext !== "undefined";

/** Made by the tap that starts the exercise: a browser gives no sound before one. */
export function newAudio(): AudioContext | null {
  if (!canSound()) return null;
  try {
    const audio = new AudioContext();
    void audio.resume().catch(() => {});
    return audio;
  } catch {
    return null;
  }
}

export class Tones {
  private next = 0;
  private readonly ahead = new Set<OscillatorNode>();

  /** `zero`: the time on the sound card's clock at which the exercise began. */
  constructor(
    private readonly audio: AudioContext,
    private readonly cues: readonly Cued[],
    private readonly zero: number,
    from: number,
  ) {
    this.next = cues.findIndex(({ at }) => at >= from);
    if (this.next === -1) this.next = cues.length;
  }

  /** Hands over what is to sound until `AHEAD` seconds from now. */
  fill(): void {
    const until = (this.audio.currentTime + AHEAD - this.zero) * 1000;
    for (let cue = this.cues[this.next]; cue !== undefined && cue.at <= until; cue = this.cues[++this.next])
      this.tone(cue);
  }

  stop(): void {
    for (const oscillator of this.ahead) {
      oscillator.onended = null;
      oscillator.stop();
      oscillator.disconnect();
    }
    this.ahead.clear();
    this.next = this.cues.length;
  }

  private tone({ cue, at, lasts }: Cued): void {
    const { audio } = this;
    const [low, high, own] = SOUNDS[cue];
    const from = this.zero + at / 1000;
    const to = from + (own ?? lasts / 1000);
    if (to <= audio.currentTime) return; // missed: it is not made up for
    const loud = LOUDNESS * Math.min(1, 0.35 + (0.65 * at) / RISES) * (cue === "tick" ? 0.5 : 1);
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.setValueAtTime(low, from);
    oscillator.frequency.linearRampToValueAtTime(high, to);
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loud, from + FADE);
    gain.gain.setValueAtTime(loud, to - FADE);
    gain.gain.linearRampToValueAtTime(0, to);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(to);
    this.ahead.add(oscillator);
    oscillator.onended = () => {
      this.ahead.delete(oscillator);
      gain.disconnect();
    };
  }
}
