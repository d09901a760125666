// Talks with virtual patients: reading them, beginning one, each choice, and the finished ones.
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { appendEntry } from "../../app/append";
import { newId, today } from "../../app/around";
import { release } from "../../app/content";
import { keepDraft, type PlayDraft, type Playing } from "../../app/drafts";
import { entries } from "../../app/entries";
import { go } from "../../app/router";
import { openDatabaseOrNull } from "../../app/storing";
import { CALLS, REMINDERS, Playing as Run } from "../../domain/relating/play";
import type { Case, Played, Relating } from "../../domain/relating/types";
import { language } from "../../i18n";
import type { EntryOf } from "../../store/entry";
import { readPlays } from "../../store/plays";
import { bodyOf } from "./body";

export type Past = EntryOf<"played">;

/** Finished talks of whoever is in, newest first. What was practised privately is not among them. */
export const past = computed<readonly Past[]>(() =>
  entries.value
    .filter((entry): entry is Past => entry.kind === "played" && entry.body !== null)
    .sort((one, other) => (one.written_at < other.written_at ? 1 : -1)),
);

/** By release and language; null: the release has none, or is not on the phone any more, or cannot be read. */
const read = signal<ReadonlyMap<string, Relating | null>>(new Map());
const reading = new Set<string>();

/** The virtual patients of a release in the worker's language; undefined while they are being read. */
export function useRelating(wanted: string | null): Relating | null | undefined {
  const code = language.value.code;
  const key = `${wanted} ${code}`;
  useEffect(() => {
    const database = openDatabaseOrNull();
    if (wanted === null || reading.has(key) || database === null) return;
    reading.add(key);
    readPlays(database, wanted, code)
      .catch(() => null)
      .then((found) => {
        // Of one release in one language at a time and the one before: a phone has little memory.
        read.value = new Map([...[...read.value].slice(-1), [key, found]]);
        reading.delete(key);
      });
  }, [key, read.value.has(key)]);
  if (wanted === null || openDatabaseOrNull() === null) return null;
  return read.value.get(key);
}

export const caseOf = (relating: Relating, id: string): Case | null =>
  relating.cases.find((each) => each.id === id) ?? null;

/** Begins a talk and opens it. */
export function begin(playing: Playing, of: string | null = release.value): void {
  if (of === null) return;
  const draft: PlayDraft = { id: newId(), person: null, release: of, play: playing };
  keepDraft(draft).catch(() => {}); // shown by the frame
  go(`practice/play/${draft.id}`);
}

/** What followed from the choices of a talk. One more choice than the last time is read on, so that a long talk is no slower. */
export function playedOf(relating: Relating, of: Case, { profile, choices }: Playing): Played {
  const known = latest !== null && latest.relating === relating && latest.of === of ? latest : null;
  const goesOn =
    known?.profile === profile &&
    known.choices.length <= choices.length &&
    known.choices.every((choice, at) => choice === choices[at]);
  if (known !== null && goesOn) {
    if (known.choices.length === choices.length) return known.played;
    const played = known.run.read(choices.slice(known.choices.length));
    latest = { ...known, choices, played };
    return played;
  }
  const run = new Run(relating, of, profile);
  const played = run.read(choices);
  latest = { relating, of, profile, choices, run, played };
  return played;
}

interface Latest {
  readonly relating: Relating;
  readonly of: Case;
  readonly profile: string;
  readonly choices: readonly string[];
  readonly run: Run;
  readonly played: Played;
}
let latest: Latest | null = null;

/** One choice: on the screen at once, on the phone a moment later. The last one makes the talk an entry, but for a private one. */
export function choose(relating: Relating, of: Case, draft: PlayDraft, choice: string): void {
  const next = { ...draft, play: { ...draft.play, choices: [...draft.play.choices, choice] } };
  keepDraft(next).catch(() => {}); // shown by the frame
  const played = playedOf(relating, of, next.play);
  if (played.phase === "over") finish(relating, of, next, played);
}

const finishing = new Set<string>();

/** Keeps a talk that has come to its end, once. */
export function finish(relating: Relating, of: Case, draft: PlayDraft, played: Played): void {
  if (draft.play.way === "private" || finishing.has(draft.id)) return;
  finishing.add(draft.id);
  const body = bodyOf(relating, of, { ...draft.play, way: draft.play.way }, played);
  appendEntry(
    { id: draft.id, kind: "played", subject: null, occurred_on: today.value, release: draft.release, body },
    draft.id,
  )
    .catch(() => {}) // shown by the frame; the draft is there, and opening it tries again
    .finally(() => finishing.delete(draft.id));
}

/** The choices before the one that was turn `n`: what happened between visits is a choice too, and no turn. */
export function choicesBefore(choices: readonly string[], n: number): readonly string[] {
  let turn = 0;
  const at = choices.findIndex((choice) => {
    if (!REMINDERS.includes(choice) && !CALLS.includes(choice)) turn += 1;
    return turn === n;
  });
  return choices.slice(0, at === -1 ? choices.length : at);
}
