// The days that a visit can be booked on. A local date is text; i18n/dates reckons with it.
import { addDays, daysBetween } from "../../i18n/dates";

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
