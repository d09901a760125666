import type { Consultation, Group } from "../../domain/types";
import { answerOf, type Draft } from "../consultation/draft";
import type { Lookup } from "../guide/lookup";
import { saidOf, type Words } from "./answers";
import { type LineView, planView } from "./plan";

/** What the papers say about the person. Never a name in a file or an address; the register's number and initials. */
export interface PaperPerson {
  readonly number: string;
  readonly initials: string;
  readonly sex: "female" | "male" | null;
  readonly age: number | null;
  readonly about: boolean;
}
export interface PaperWords {
  readonly t: Words;
  /** "Tue 24 Nov 2026" */
  readonly day: (iso: string) => string;
}

/** The take-home paper: only lines that the content gives words for, and none decided against. */
export interface TakeHome {
  readonly found: readonly string[];
  readonly lines: readonly { readonly group: Group; readonly texts: readonly string[] }[];
  readonly next: string | null;
}

export function takeHome(words: PaperWords, look: Lookup, draft: Draft, result: Consultation): TakeHome {
  const view = planView(words.t, look, draft, result);
  return {
    // A diagnosis is a word that could harm.
    found: draft.harm_words ? view.conclusions.map((found) => found.text) : [],
    lines: view.groups
      .map(({ group, lines }) => ({
        group,
        texts: lines.filter(isTaken).flatMap((line) => look.line.get(line.id)?.paper ?? []),
      }))
      .filter((part) => part.texts.length > 0),
    next: nextDate(draft, result),
  };
}

/** A medicine that is not here, or that another must prescribe, is not yet the person's to take. */
const isTaken = (line: LineView): boolean =>
  line.against === undefined && (line.kind !== "medicine" || line.state === "do");

/** Stands on every paper until a clinician has signed this very content. */
export const trainingNote = (t: Words, { guide }: Lookup): string =>
  guide.pack.review === "signed" ? "" : t("training");

/** The day that was agreed. Once the guide wants the person back before that day, the guide's own date counts. */
export function nextDate({ booked }: Draft, { follow_up }: Consultation): string | null {
  if (follow_up === null) return booked;
  return booked === null || booked > follow_up.to ? follow_up.on : booked;
}

/** One line to copy into the paper register: neutral codes, no words that could harm unless switched on. */
export function registerLine(
  words: PaperWords,
  look: Lookup,
  draft: Draft,
  result: Consultation,
  person: PaperPerson | null,
): string {
  const { t } = words;
  const next = nextDate(draft, result);
  const view = planView(t, look, draft, result);
  const done = view.groups.flatMap((group) => group.lines).filter((line) => line.against === undefined);
  const medicines = done
    .filter((line) => line.kind === "medicine" && line.state === "do")
    .flatMap((line) => look.line.get(line.id)?.medicine ?? []);
  return [
    words.day(draft.occurred_on),
    person === null ? t("register.practice") : `${person.number} ${person.initials}`,
    person === null ? "" : personShort(t, person),
    t(draft.visit === "first" ? "register.new" : "register.again"),
    codesOf(look, draft, result).join(" + "),
    [...new Set(medicines)].join(" + "),
    done.some((line) => line.kind === "referral") ? t("register.referred") : "",
    next === null ? "" : t("register.next", { day: words.day(next) }),
  ]
    .filter((part) => part !== "")
    .join(" | ");
}

function codesOf(look: Lookup, draft: Draft, result: Consultation): readonly string[] {
  const codes = result.conclusions.flatMap((row) => {
    const found = look.conclusion.get(row.id);
    if (found?.register === undefined) return [];
    return [draft.harm_words ? found.text : found.register];
  });
  return [...new Set(codes)];
}

function personShort(t: Words, person: PaperPerson): string {
  const sex = person.sex === null ? "" : t(`sex.short.${person.sex}`);
  if (person.age === null) return sex;
  return `${sex} ${person.about ? t("age.about", { age: person.age }) : person.age}`.trim();
}

/** The note that goes with the person to the next place. A clinician reads it: it says what was found, done and asked. */
export function referralNote(
  words: PaperWords,
  look: Lookup,
  draft: Draft,
  result: Consultation,
  person: PaperPerson | null,
  from: string,
): string {
  const { t } = words;
  const view = planView(t, look, draft, result);
  const lines = view.groups.flatMap((group) => group.lines);
  const urgent = lines.filter((line) => line.urgent);
  return [
    t("referral.head"),
    t("referral.on", { day: words.day(draft.occurred_on) }),
    from === "" ? "" : t("referral.from", { unit: from }),
    person === null
      ? ""
      : t("referral.person", { person: `${person.number} ${person.initials}, ${personShort(t, person)}` }),
    section(
      t("referral.found"),
      view.conclusions.map((found) => found.text),
    ),
    section(
      t("referral.why"),
      lines.filter((line) => line.kind === "referral" && line.against === undefined).map((line) => line.text),
    ),
    section(
      t("referral.done"),
      urgent.map((line) => `${line.text} ${actText(t, line)}`),
    ),
    section(
      t("referral.medicines"),
      lines.filter((line) => line.kind === "medicine" && line.against === undefined).map(medicineText(t)),
    ),
    section(t("referral.answers"), keyAnswers(t, look, draft, result)),
    section(
      t("referral.not_known"),
      view.undecided.map((row) => row.text),
    ),
    `\n${t("referral.arrived")}`,
    trainingNote(t, look),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

const section = (head: string, rows: readonly string[]): string =>
  rows.length === 0 ? "" : ["", head, ...rows.map((row) => `- ${row}`)].join("\n");

const actText = (t: Words, line: LineView): string =>
  `(${line.act === undefined ? t("act.open") : t(`act.${line.act}`)}${line.reason === undefined ? "" : `: ${line.reason}`})`;

const medicineText =
  (t: Words) =>
  (line: LineView): string =>
    line.dose === null ? line.text : `${line.text} ${line.dose === "ask" ? t("plan.dose_ask") : line.dose}`;

/** The answers behind the conclusions, urgent ones first, each once. */
function keyAnswers(t: Words, look: Lookup, draft: Draft, result: Consultation): readonly string[] {
  const ranked = [...result.conclusions].sort((a, b) => tierOf(look, a.id) - tierOf(look, b.id));
  const ids = [...new Set(ranked.flatMap((row) => row.because))];
  return ids.flatMap((id) => saidOf(t, look, draft, id)).map((said) => `${said.ask} ${said.answer}`);
}

const tierOf = (look: Lookup, id: string): number => look.conclusion.get(id)?.tier ?? 99;

/** True if the plan sends the person anywhere and the worker did not decide against it: "arrived?" becomes a task. */
export function isReferred(look: Lookup, draft: Draft, result: Consultation): boolean {
  return result.plan.some(
    (row) =>
      look.line.get(row.id)?.kind === "referral" && answerOf(draft.answers, row.id)?.act !== "not_done",
  );
}
