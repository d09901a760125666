// The phone reads the words aloud, where it has a voice of its own for the language: one that needs no network.

const voices = (): readonly SpeechSynthesisVoice[] =>
  typeof speechSynthesis === "undefined" ? [] : speechSynthesis.getVoices();

const voiceFor = (language: string): SpeechSynthesisVoice | null => {
  const [wanted = ""] = language.toLowerCase().split("-");
  return (
    voices().find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === wanted) ??
    null
  );
};

export const canSpeak = (language: string): boolean => voiceFor(language) !== null;

/** Calls back when the phone has found its voices, which takes some browsers a moment. */
export function whenVoices(then: () => void): () => void {
  if (typeof speechSynthesis === "undefined" || !("addEventListener" in speechSynthesis)) return () => {};
  speechSynthesis.addEventListener("voiceschanged", then);
  return () => speechSynthesis.removeEventListener("voiceschanged", then);
}

/** About a hundred words a minute. */
const UNHURRIED = 0.7;

export function speakAloud(words: string, language: string): void {
  const voice = voiceFor(language);
  if (voice === null) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(words);
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = UNHURRIED;
  speechSynthesis.speak(said);
}

export function hush(): void {
  if (typeof speechSynthesis !== "undefined") speechSynthesis.cancel();
}
