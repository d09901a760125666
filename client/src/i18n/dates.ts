// Dates as people say them. A local date is text, YYYY-MM-DD: no time zone can move it.
import { formatCode, language, t } from "./index";

const DAY = 86_400_000;
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export const daysBetween = (from: string, to: string): number => Math.round((at(to) - at(from)) / DAY);
export const addDays = (date: string, days: number): string =>
  new Date(at(date) + days * DAY).toISOString().slice(0, 10);

/** The local date of a moment, on this phone. */
export function localDate(moment: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** "Tue 24 Nov", with the year when it is not this one. */
export function dayName(date: string, today: string): string {
  const withYear = date.slice(0, 4) !== today.slice(0, 4);
  return dayFormat(formatCode(language.value.code), withYear).format(at(date)).replace(/,/g, "");
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Kept: to make one takes far longer than to use it, and a list says many days. */
function dayFormat(code: string, withYear: boolean): Intl.DateTimeFormat {
  const key = `${code} ${withYear}`;
  const known = dayFormats.get(key);
  if (known !== undefined) return known;
  const year = withYear ? ({ year: "numeric" } as const) : {};
  const made = new Intl.DateTimeFormat(code, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...year,
  });
  dayFormats.set(key, made);
  return made;
}

/** "today", "tomorrow", "in 6 days", "3 weeks ago". */
export function howFar(date: string, today: string): string {
  const days = daysBetween(today, date);
  if (days === 0) return t("date.today");
  if (days === 1) return t("date.tomorrow");
  if (days === -1) return t("date.yesterday");
  const far = Math.abs(days);
  if (far < 21) return days > 0 ? t("date.in_days", { n: far }) : t("date.days_ago", { n: far });
  if (far < 70)
    return days > 0
      ? t("date.in_weeks", { n: Math.round(far / 7) })
      : t("date.weeks_ago", { n: Math.round(far / 7) });
  const months = Math.round(far / 30.44);
  return days > 0 ? t("date.in_months", { n: months }) : t("date.months_ago", { n: months });
}

/** "Tue 24 Nov, in 6 days". */
export const sayDate = (date: string, today: string): string =>
  t("date.with_distance", { day: dayName(date, today), far: howFar(date, today) });

/** "9:40", in the worker's own time. */
export const sayTime = (moment: Date): string =>
  new Intl.DateTimeFormat(formatCode(language.value.code), { hour: "numeric", minute: "2-digit" }).format(
    moment,
  );
