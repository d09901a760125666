import type { Roster } from "../../store/sync";

export interface CodesOfPhone {
  readonly worker: string;
  readonly name: string;
  readonly phone: string;
  /** The last letters of the phone's id: two phones of one worker are told apart by them. */
  readonly ending: string;
  readonly codes: readonly { readonly n: number; readonly code: string }[];
}

/** The same on the locked phone and on the supervisor's. */
export const endingOf = (phone: string): string => phone.slice(-4).toUpperCase();

/** Codes by worker and phone, in the order of the names; those of one phone by their number. */
export function grouped(codes: Roster["codes"]): readonly CodesOfPhone[] {
  const found = new Map<string, CodesOfPhone>();
  for (const { worker, name, phone, n, code } of codes) {
    const key = `${worker} ${phone}`;
    const before = found.get(key) ?? {
      worker,
      name,
      phone,
      ending: endingOf(phone),
      codes: [],
    };
    found.set(key, { ...before, codes: [...before.codes, { n, code }].sort((a, b) => a.n - b.n) });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.phone < b.phone ? -1 : 1));
}
