// What may go wrong when the phone keeps something.
//
//   StoreError
//   ├── StorageRefused    the browser gives no storage (private window, blocked by settings)
//   ├── StorageFull       the phone is full; what was saved before is still there
//   ├── StorageBusy       another tab holds an older version of the store open
//   ├── DraftElsewhere    the same consultation went on in another tab
//   ├── parcel_unreadable a file that holds no parcels
//   ├── LockError         a store did not open; `until` says how long the next guess waits
//   ├── ServerError       the server could not be reached, or said no; `reason` is its code
//   └── BundleError       content that cannot be used; the one in use stays (see bundle.ts)
//
// `code` is for programs and tests; the words are chosen by the screens (i18n keys "fault.CODE").

export type StoreCode =
  | "storage_refused"
  | "storage_full"
  | "storage_busy"
  | "draft_elsewhere"
  | "parcel_unreadable"
  | LockCode
  | ServerCode
  | "bundle_none"
  | "bundle_unreachable"
  | "bundle_cut_short"
  | "bundle_tampered"
  | "bundle_unreadable"
  | "bundle_needs_newer_app"
  | "bundle_older_format"
  | "bundle_not_secure"
  | "bundle_other_key";

/**
 * `wrong_pin` and `wrong_code`: another guess may follow; `must_wait`: not before `until`; `code_only`: too many wrong PINs, a
 * one-time code or the network opens; `no_code`: the server has no codes of this phone; `care_key_missing`: another worker of
 * this phone has to sync first; `pin_too_easy`; `locked`: nothing is open.
 */
export type LockCode =
  | "wrong_pin"
  | "wrong_code"
  | "must_wait"
  | "code_only"
  | "no_code"
  | "care_key_missing"
  | "pin_too_easy"
  | "locked";
/** `server_unreachable`: no network; `server_refused`: it said no, see `reason`; `server_faulty`: its answer makes no sense. */
export type ServerCode = "server_unreachable" | "server_refused" | "server_faulty";

export class StoreError extends Error {
  readonly code: StoreCode;
  constructor(code: StoreCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
export class StorageRefused extends StoreError {
  constructor(options?: ErrorOptions) {
    super("storage_refused", options);
  }
}
export class StorageFull extends StoreError {
  constructor(options?: ErrorOptions) {
    super("storage_full", options);
  }
}
export class StorageBusy extends StoreError {
  constructor(options?: ErrorOptions) {
    super("storage_busy", options);
  }
}
export class DraftElsewhere extends StoreError {
  constructor() {
    super("draft_elsewhere");
  }
}
export class LockError extends StoreError {
  declare readonly code: LockCode;
  readonly until: Date | null;
  constructor(code: LockCode, until: Date | null = null) {
    super(code);
    this.until = until;
  }
}
export class ServerError extends StoreError {
  declare readonly code: ServerCode;
  /** The server's own code ("code_unknown", "other_unit", "signed_out"), or the status of its answer. */
  readonly reason: string;
  /** How long it asks to be left alone. */
  readonly retryAfterSeconds: number | null;
  constructor(
    code: ServerCode,
    reason = "",
    retryAfterSeconds: number | null = null,
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
export class BundleError extends StoreError {
  /** Which file, for the one who looks after the server. */
  readonly detail: string;
  constructor(code: StoreCode & `bundle_${string}`, detail: string, options?: ErrorOptions) {
    super(code, options);
    this.detail = detail;
  }
}

/** What the browser throws, as one of ours. Anything else is a mistake of the program and goes on as it is. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const name = nameOf(error);
  if (name === "QuotaExceededError") return new StorageFull({ cause: error });
  // Some browsers abort the whole transaction on a full disk and name the reason only inside.
  if (name === "AbortError" && nameOf((error as { cause?: unknown }).cause) === "QuotaExceededError")
    return new StorageFull({ cause: error });
  if (name === "SecurityError" || name === "InvalidStateError" || name === "UnknownError")
    return new StorageRefused({ cause: error });
  return error;
}

const nameOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "name" in error ? String(error.name) : "";
