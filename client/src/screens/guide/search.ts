import type { Guide } from "../../domain/types";
import type { EmergencyCard } from "../cards/card";

export interface Found {
  readonly kind: "card" | "presentation" | "module" | "exercise";
  readonly id: string;
  readonly text: string;
  /** What it leads to, or the words that matched. */
  readonly more: string;
}
export interface Searchable {
  readonly guide: Guide;
  readonly cards: readonly EmergencyCard[];
  readonly exercises: readonly { readonly id: string; readonly title: string; readonly intro?: string }[];
}

/** No list that nobody reads: the first twelve, and how many more there are. */
export const SHOWN = 12;

/** Every word must begin a word of the entry. Emergencies first, then what brings the person, then modules. */
export function search(
  where: Searchable,
  typed: string,
): { readonly found: readonly Found[]; readonly more: number } {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return { found: [], more: 0 };
  const all = entries(where).filter(({ found, also }) =>
    matches(wanted, `${found.text} ${found.more} ${also}`),
  );
  return { found: all.slice(0, SHOWN).map(({ found }) => found), more: Math.max(0, all.length - SHOWN) };
}

interface Entry {
  readonly found: Found;
  readonly also: string;
}

function entries({ guide, cards, exercises }: Searchable): readonly Entry[] {
  const titles = new Map(guide.modules.map((module) => [module.id, module.title]));
  return [
    ...cards.map((card) => ({
      found: { kind: "card" as const, id: card.id, text: card.title, more: card.think_of ?? "" },
      also: card.signs.map((sign) => sign.text).join(" "),
    })),
    ...guide.chart.map((row) => ({
      found: {
        kind: "presentation" as const,
        id: row.id,
        text: row.text,
        more: titles.get(row.opens) ?? row.opens,
      },
      also: "",
    })),
    ...guide.modules.map((module) => ({
      found: { kind: "module" as const, id: module.id, text: module.title, more: module.summary },
      also: "",
    })),
    ...exercises.map((exercise) => ({
      found: { kind: "exercise" as const, id: exercise.id, text: exercise.title, more: exercise.intro ?? "" },
      also: "",
    })),
  ];
}

const matches = (wanted: readonly string[], text: string): boolean => {
  const words = wordsOf(text);
  return wanted.every((start) => words.some((word) => word.startsWith(start)));
};

/** Words without case, accents or marks, in any script. */
const wordsOf = (text: string): readonly string[] =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
