/** How strong the distress was, 0 to 10, before and after; null: not said. */
export interface Felt {
  readonly before: number | null;
  readonly after: number | null;
}

/** A rise of this much: the exercise does not suit this person today; twice, and it is not offered again. */
const RISE = 2;
/** Nobody is left alone with this much without a plan. */
export const HIGH = 8;

export const isWorse = ({ before, after }: Felt): boolean =>
  before !== null && after !== null && after - before >= RISE;
