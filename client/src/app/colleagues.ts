// Who wrote what: names of colleagues, from the unit's roster and from who works on this phone.
import { t } from "../i18n";
import { worker, workers } from "./session";
import { roster } from "./sync";

/** Before anybody has joined there is nobody else. */
export const isMe = (author: string): boolean => worker.value === null || worker.value.id === author;

/** The name of a worker; null: not of this unit, or not known on this phone yet. */
export const nameOf = (author: string): string | null =>
  workers.value.find(({ id }) => id === author)?.name ??
  roster.value?.workers.find(({ id }) => id === author)?.name ??
  null;

/** The name, or words for somebody whom this phone does not know. */
export const authorWords = (author: string): string => nameOf(author) ?? t("colleague.unknown");
