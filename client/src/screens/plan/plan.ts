import type { Act, Consultation, Group, LineState, PlanLine } from "../../domain/types";
import { answerOf, type Draft } from "../consultation/draft";
import { isUrgent, type Lookup } from "../guide/lookup";
import { type Said, saidOf, type Words } from "./answers";

export interface LineView {
  readonly id: string;
  readonly group: Group;
  /** What this worker reads: the line itself, what to ask the prescriber, or what to do without the medicine. */
  readonly text: string;
  readonly detail: string | undefined;
  /** Only for those who may give it; "ask" where a clinician has not signed the figure. */
  readonly dose: string | "ask" | null;
  readonly who: "you" | "prescriber";
  readonly state: LineState;
  readonly kind: PlanLine["kind"];
  readonly edition: string | undefined;
  readonly marks: readonly string[];
  readonly urgent: boolean;
  readonly act: Act | undefined;
  readonly reason: string | undefined;
  readonly against: string | undefined;
  readonly because: readonly string[];
  /** The exercise that the line teaches. */
  readonly exercise: string | undefined;
}
export interface PlanView {
  readonly groups: readonly { readonly group: Group; readonly lines: readonly LineView[] }[];
  readonly conclusions: readonly FoundView[];
  readonly undecided: readonly UndecidedView[];
  readonly exits: readonly {
    readonly id: string;
    readonly to: string;
    readonly title: string;
    readonly text: string;
    readonly planned: boolean;
  }[];
  readonly tasks: readonly TaskView[];
  readonly empty: boolean;
}
export interface FoundView {
  readonly id: string;
  readonly text: string;
  readonly meaning: string | undefined;
  readonly urgent: boolean;
  readonly marks: readonly string[];
  readonly because: readonly string[];
}
export interface UndecidedView {
  readonly id: string;
  readonly text: string;
  readonly needs: readonly Said[];
}
export interface TaskView {
  readonly id: string;
  readonly kind: "ask" | "refer" | "rule";
  readonly text: string;
  readonly of: string | null;
  readonly withinDays: number | null;
  /** Must have somebody's name and a date before the consultation closes. */
  readonly mustBeOwned: boolean;
}

const GROUPS: readonly Group[] = ["now", "today", "home", "next"];

export function planView(t: Words, look: Lookup, draft: Draft, result: Consultation): PlanView {
  const lines = result.plan.flatMap((row) => lineView(look, draft, row));
  return {
    groups: GROUPS.map((group) => ({ group, lines: lines.filter((line) => line.group === group) })).filter(
      (group) => group.lines.length > 0,
    ),
    conclusions: result.conclusions.flatMap((row) => foundView(look, row)),
    undecided: result.undecided.map((row) => ({
      id: row.id,
      text: look.conclusion.get(row.id)?.text ?? look.line.get(row.id)?.text ?? row.id,
      needs: row.needs.flatMap((id) => saidOf(t, look, draft, id)),
    })),
    exits: result.exits.flatMap((row) => {
      const exit = look.exit.get(row.id);
      const title = look.module.get(row.to)?.title ?? row.to;
      return exit === undefined
        ? []
        : [{ id: row.id, to: row.to, title, text: exit.text, planned: row.planned }];
    }),
    tasks: result.tasks.map((row) => taskView(t, look, row)),
    empty: lines.length === 0 && result.conclusions.length === 0,
  };
}

export function lineView(look: Lookup, draft: Draft, row: Consultation["plan"][number]): readonly LineView[] {
  const line = look.line.get(row.id);
  if (line === undefined) return [];
  const given = answerOf(draft.answers, row.id);
  return [
    {
      id: line.id,
      group: row.group,
      text: textFor(line, row.state),
      detail: row.state === "do" ? line.detail : undefined,
      dose: doseOf(line, row.state),
      who: row.state === "ask_prescriber" ? "prescriber" : "you",
      state: row.state,
      kind: line.kind,
      edition: line.edition,
      marks: line.marks,
      urgent: isUrgent(look.guide, line.tier),
      act: given?.act,
      reason: given?.reason,
      against: given?.act === "not_done" ? (given.reason ?? "") : undefined,
      because: row.because,
      exercise: row.state === "do" ? line.exercise : undefined,
    },
  ];
}

/** A figure that waits for a clinician's signature is not in the bundle at all. */
const doseOf = (line: PlanLine, state: LineState): string | "ask" | null =>
  state !== "do" ? null : line.dose_sign_off === true ? "ask" : (line.dose ?? null);

function textFor(line: PlanLine, state: LineState): string {
  if (state === "ask_prescriber") return line.instead ?? line.text;
  if (state === "not_here") return line.not_here ?? line.text;
  return line.text;
}

function foundView(look: Lookup, row: Consultation["conclusions"][number]): readonly FoundView[] {
  const found = look.conclusion.get(row.id);
  if (found === undefined) return [];
  const { id, text, meaning, marks } = found;
  return [{ id, text, meaning, marks, urgent: isUrgent(look.guide, found.tier), because: row.because }];
}

function taskView(t: Words, look: Lookup, row: Consultation["tasks"][number]): TaskView {
  const question = row.of === null ? undefined : look.question.get(row.of);
  const ruled = look.task.get(row.id);
  const text =
    ruled?.text ?? t(row.kind === "refer" ? "task.refer" : "task.ask", { question: question?.ask ?? row.id });
  return {
    id: row.id,
    kind: row.kind,
    text,
    of: row.of,
    withinDays: row.within_days,
    mustBeOwned: question?.must_ask === true || question?.self_harm === true,
  };
}

/** Tasks that keep the consultation open: on self-harm, and nobody has taken them with a date yet. */
export function unownedTasks(view: PlanView, draft: Draft): readonly TaskView[] {
  return view.tasks.filter((task) => task.mustBeOwned && draft.owners[task.id] === undefined);
}
