import type { Guide } from "../../domain/types";

/** An emergency card, as the bundle carries it (content/emergencies/ID.yaml). */
export interface EmergencyCard {
  readonly id: string;
  readonly title: string;
  readonly order: number;
  readonly think_of?: string;
  readonly opens: string | null;
  readonly signs: readonly CardItem[];
  readonly steps: readonly CardStep[];
  readonly do_not: readonly CardItem[];
}
export interface CardItem {
  readonly id: string;
  readonly text: string;
  readonly sources: readonly string[];
  readonly marks?: readonly string[];
}
export interface CardStep extends CardItem {
  readonly detail?: string;
  readonly who?: "any" | "prescriber";
  readonly instead?: string;
  readonly dose?: string;
  readonly dose_sign_off?: boolean;
  readonly tier?: string | number;
}

export interface CardStepView {
  readonly id: string;
  readonly text: string;
  readonly detail: string | undefined;
  /** Only for those who may give it; "ask" where a clinician has not signed the figure. */
  readonly dose: string | "ask" | null;
  readonly forPrescriber: boolean;
}

/** A step as this worker reads it: without doses where another cadre must give it. */
export function stepView(step: CardStep, prescribes: boolean): CardStepView {
  const mine = step.who !== "prescriber" || prescribes;
  return {
    id: step.id,
    text: mine ? step.text : (step.instead ?? step.text),
    detail: mine ? step.detail : undefined,
    dose: !mine ? null : step.dose_sign_off === true ? "ask" : (step.dose ?? null),
    forPrescriber: !mine,
  };
}

/** An unknown cadre prescribes nothing: the cautious side. */
export const prescribes = (guide: Guide, cadre: string | undefined): boolean =>
  guide.cadres.find((known) => known.id === cadre)?.prescribes === true;

export const inOrder = (cards: readonly EmergencyCard[]): readonly EmergencyCard[] =>
  [...cards].sort((a, b) => a.order - b.order);
