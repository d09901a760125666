// Sound and touch of the pacer. In and out differ in every channel: the tone rises or falls; one pulse or two.
import type { Breath } from "./pacer";

export interface Cues {
  readonly cue: (breath: Breath, seconds: number) => void;
  readonly end: () => void;
}

const LOW = 220;
const HIGH = 330;
/** -18 dB: quiet beside a voice. */
const LOUDNESS = 0.126;
const FADE = 0.012;

/** Made by the tap that starts the exercise: a browser gives no sound before one. */
export function makeCues(want: { readonly sound: boolean; readonly touch: boolean }): Cues {
  const audio = want.sound ? newAudio() : null;
  const touch = want.touch && canVibrate();
  return {
    cue(breath, seconds) {
      if (audio !== null) tone(audio, breath, seconds);
      if (touch) navigator.vibrate(PULSES[breath]);
    },
    end() {
      if (touch) navigator.vibrate(0);
      void audio?.close().catch(() => {});
    },
  };
}

/** One pulse in, two pulses out, none while holding. */
const PULSES: Readonly<Record<Breath, number[]>> = { in: [120], out: [60, 90, 60], hold: [], ease: [] };

export const canVibrate = (): boolean => typeof navigator !== "undefined" && "vibrate" in navigator;
export const canSound = (): boolean => typeof AudioContext !== "undefined";

function newAudio(): AudioContext | null {
  if (!canSound()) return null;
  const audio = new AudioContext();
  void audio.resume().catch(() => {});
  return audio;
}

function tone(audio: AudioContext, breath: Breath, seconds: number): void {
  if (breath === "hold" || breath === "ease") return;
  const from = audio.currentTime;
  const to = from + seconds;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.setValueAtTime(breath === "in" ? LOW : HIGH, from);
  oscillator.frequency.linearRampToValueAtTime(breath === "in" ? HIGH : LOW, to);
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUDNESS, from + FADE);
  gain.gain.setValueAtTime(LOUDNESS, to - FADE);
  gain.gain.linearRampToValueAtTime(0, to);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(to);
}
