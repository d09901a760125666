// Why nobody came in, and what to do about it.
import { type Key, t } from "../../i18n";
import { LockError, ServerError, StoreError } from "../../store/errors";

/** A code that is not as long as a code is. */
export class Short extends Error {}

const OF_SERVER: Readonly<Record<string, Key>> = {
  unknown_code: "join.fault.unknown_code",
  code_ended: "join.fault.code_ended",
  code_used: "join.fault.code_used",
  no_work_there: "join.fault.no_work_there",
  left: "join.fault.no_work_there",
  other_unit: "join.fault.other_unit",
  wrong_sign_in: "join.fault.wrong_sign_in",
  otp_needed: "join.otp_how",
  too_often: "join.fault.too_often",
};

export const isOtpAsked = (error: unknown): boolean =>
  error instanceof ServerError && error.reason === "otp_needed";

export function faultWords(error: unknown): string {
  if (error instanceof Short) return t("join.fault.short");
  if (error instanceof LockError && error.code === "care_key_missing")
    return t("join.fault.care_key_missing");
  if (error instanceof ServerError) {
    if (error.code === "server_unreachable") return t("join.fault.offline");
    return t(OF_SERVER[error.reason] ?? "join.fault.server");
  }
  if (error instanceof StoreError && error.code === "storage_full") return t("fault.storage_full");
  return t("join.fault.phone");
}
