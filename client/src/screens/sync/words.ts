// What is unsent and when something was last sent, as sentences. Values in, words out.
import type { SyncState } from "../../app/sync";
import { t } from "../../i18n";
import { dayName, daysBetween, localDate, sayTime } from "../../i18n/dates";
import type { UnsentStatus } from "../../store/sync";

export interface Told {
  readonly state: SyncState;
  readonly unsent: UnsentStatus;
  /** When the server last took something, by this phone's clock. */
  readonly lastSent: string | null;
  readonly isComplete: boolean;
  /** Somebody's stores are open, so that something can be sent. */
  readonly isOpen: boolean;
  /** Local date. */
  readonly today: string;
}

/** After so many days with something unsent the app says so in amber. */
const NUDGE_DAYS = 3;

const waiting = ({ unsent }: Told): number => unsent.count - unsent.carried;

/** How long the oldest unsent entry has waited. */
export function daysWaiting({ unsent, today }: Told): number {
  return unsent.oldest === null ? 0 : Math.max(0, daysBetween(localDate(unsent.oldest), today));
}

/** Does it need the worker, and not only time? */
export const needsHelp = (told: Told): boolean =>
  told.state.kind === "signed_out" ||
  told.unsent.aside + told.unsent.refused > 0 ||
  (waiting(told) > 0 && daysWaiting(told) >= NUDGE_DAYS);

/** One line for the head of Today. */
export function sentence(told: Told): string {
  const parts = [main(told), trouble(told), more(told)];
  return parts.filter((part) => part !== null).join(" ");
}

function main(told: Told): string {
  const { state, unsent, lastSent, today } = told;
  if (state.kind === "signed_out") return t("sync.signed_out");
  if (state.kind === "sending") return t("sync.sending");
  const n = waiting(told);
  if (n > 0) {
    const since = unsent.oldest === null ? today : localDate(unsent.oldest);
    return since === today
      ? t("sync.unsent_today", { n })
      : t("sync.unsent", { n, day: dayName(since, today) });
  }
  if (unsent.count > 0) return t("sync.carried", { n: unsent.count });
  if (lastSent === null) return t("sync.never");
  const at = new Date(lastSent);
  const [day, time] = [localDate(at), sayTime(at)];
  return day === today ? t("sync.last_today", { time }) : t("sync.last", { day: dayName(day, today), time });
}

const trouble = ({ unsent }: Told): string | null => {
  const n = unsent.aside + unsent.refused;
  return n === 0 ? null : t("sync.trouble", { n });
};

function more(told: Told): string | null {
  const { state, isComplete, isOpen } = told;
  if (waiting(told) > 0 && daysWaiting(told) >= NUDGE_DAYS) return t("sync.nudge");
  if (state.kind === "offline") return t("sync.offline");
  if (state.kind === "failed") return t("sync.failed");
  return isOpen && !isComplete && state.kind !== "signed_out" ? t("sync.not_complete") : null;
}
