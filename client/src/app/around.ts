// What entries are written with (clock, dice, zone, version), and today's date.
import { signal } from "@preact/signals";
import { version } from "../../package.json";
import { localDate } from "../i18n/dates";
import type { Surroundings } from "../store/journal";
import { uuidv7 } from "../store/uuid";

export const APP_VERSION = version;
const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
export const around: Surroundings = {
  now: () => new Date(),
  random,
  // 0 minus, because -0 is what a plain minus makes of Greenwich.
  tzMinutes: (at) => 0 - at.getTimezoneOffset(),
  app: APP_VERSION,
};
export const newId = (): string => uuidv7(Date.now(), random(10));

/** Today's local date; changes at midnight while the app is open. */
export const today = signal(localDate(new Date()));
export function keepToday(): void {
  const look = () => {
    today.value = localDate(new Date());
  };
  setInterval(look, 60_000);
  addEventListener("visibilitychange", look);
}
