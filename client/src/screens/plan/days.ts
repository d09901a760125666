/** Local dates as ISO text ("2026-11-24"). Arithmetic in UTC, so that summer time moves nothing. */
const DAY = 86_400_000;

const toNumber = (iso: string): number => Date.parse(`${iso}T00:00:00Z`);

export const addDays = (iso: string, days: number): string =>
  new Date(toNumber(iso) + days * DAY).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number =>
  Math.round((toNumber(to) - toNumber(from)) / DAY);

/** Every day of a range, at most `limit`; a longer range keeps both its ends and its weeks. */
export function daysIn(from: string, to: string, limit = 14): readonly string[] {
  const count = daysBetween(from, to) + 1;
  if (count <= 0) return [];
  if (count <= limit) return Array.from({ length: count }, (_, day) => addDays(from, day));
  const step = Math.ceil((count - 1) / (limit - 1));
  const days = Array.from({ length: Math.floor((count - 1) / step) + 1 }, (_, place) =>
    addDays(from, place * step),
  );
  return days[days.length - 1] === to ? days : [...days, to];
}

/** Sunday is 0. */
export const weekday = (iso: string): number => new Date(toNumber(iso)).getUTCDay();
