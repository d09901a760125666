import { useState } from "preact/hooks";
import { today } from "../../app/around";
import { isMe, nameOf } from "../../app/colleagues";
import { personName } from "../../app/people";
import { Screen } from "../../app/Screen";
import { hasJoined } from "../../app/storing";
import { exportUnsent, importUnsent, retry, syncNow, syncState, troubles, unsent } from "../../app/sync";
import { type Key, t } from "../../i18n";
import { localDate, sayDate } from "../../i18n/dates";
import { StoreError } from "../../store/errors";
import type { OtherEntry, Trouble } from "../../store/sealed";
import { Button, Card, StatusSentence } from "../../ui";
import { PhonePart } from "../settings/phone";
import { told } from "./line";
import { needsHelp, sentence } from "./words";

/** What this phone has not sent, why, and every way out of it. */
export default function SyncScreen() {
  if (!hasJoined.value)
    return (
      <Screen title={t("sync.title")} back="today">
        <p>{t("sync.not_joined")}</p>
        <div class="row">
          <Button icon="join" href="#/join">
            {t("join.title")}
          </Button>
        </div>
      </Screen>
    );
  const now = told();
  const help = needsHelp(now);
  const busy = syncState.value.kind === "sending";
  return (
    <Screen
      title={t("sync.title")}
      back="today"
      foot={
        <Button kind="primary" wide icon="send" disabled={busy} onClick={() => void syncNow()}>
          {t(busy ? "sync.sending" : "sync.now")}
        </Button>
      }
    >
      <StatusSentence help={help} icon={help ? "warn" : "send"}>
        {sentence(now)}
      </StatusSentence>
      {syncState.value.kind === "signed_out" && (
        <div class="row">
          <Button icon="join" href="#/join">
            {t("sync.join_again")}
          </Button>
        </div>
      )}
      <p class="quiet">{t("sync.how")}</p>
      <Troubles />
      <Parcels />
      <PhonePart />
    </Screen>
  );
}

function Troubles() {
  const all = troubles.value;
  const again = all.filter(canGoAgain);
  const unseen = unsent.value.aside + unsent.value.refused - all.length;
  if (all.length === 0 && unseen <= 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t("sync.troubles")}</h2>
      <p>{t("sync.troubles_how")}</p>
      <ul class="plain-list stack">
        {all.map((trouble) => (
          <li key={trouble.id}>
            <OneTrouble trouble={trouble} />
          </li>
        ))}
      </ul>
      {again.length > 1 && (
        <div>
          <Button kind="quiet" onClick={() => void retry(again.map(({ id }) => id))}>
            {t("sync.retry_all")}
          </Button>
        </div>
      )}
      {unseen > 0 && <p class="quiet">{t("sync.troubles_others", { n: unseen })}</p>}
    </section>
  );
}

/** Of two entries under one id the server keeps the first, however often the second comes. */
const canGoAgain = ({ reason }: Trouble): boolean => reason !== "id_taken";

function OneTrouble({ trouble }: { readonly trouble: Trouble }) {
  const { id, state, reason, places, kind, subject, author, occurred_on, other } = trouble;
  const what = kindWords(kind);
  const whose = subject === null ? what : t("sync.kind_of", { what, name: personName(subject) });
  return (
    <Card kind="caution" title={whose}>
      {occurred_on !== null && (
        <p class="small">
          {sayDate(occurred_on, today.value)}
          {!isMe(author) && ` · ${nameOf(author) ?? t("sync.somebody")}`}
        </p>
      )}
      <p>{t(REASONS[reason] ?? (state === "refused" ? "sync.reason.refused" : "sync.reason.aside"))}</p>
      {other !== null && <p>{otherWords(other)}</p>}
      {places.length > 0 && <p class="small quiet">{t("sync.places", { places: places.join(", ") })}</p>}
      <p class="small quiet">{t(state === "refused" ? "sync.is_refused" : "sync.is_aside")}</p>
      {canGoAgain(trouble) && (
        <div class="row">
          <Button onClick={() => void retry([id])}>{t("sync.retry")}</Button>
        </div>
      )}
    </Card>
  );
}

/** Of two entries under one id, the one that counts. */
const otherWords = ({ kind, author, occurred_on }: OtherEntry): string =>
  t("sync.other", {
    what: occurred_on === null ? kindWords(kind) : `${kindWords(kind)}, ${sayDate(occurred_on, today.value)}`,
    who: isMe(author) ? t("colleague.you") : (nameOf(author) ?? t("sync.somebody")),
  });

const kindWords = (kind: string): string => t(KINDS[kind] ?? "sync.kind.other");

const REASONS: Readonly<Record<string, Key>> = {
  unreadable: "sync.reason.unreadable",
  too_large: "sync.reason.too_large",
  quota: "sync.reason.quota",
  unknown_kind: "sync.reason.newer",
  unknown_version: "sync.reason.newer",
  invalid_entry: "sync.reason.invalid_entry",
  id_taken: "sync.reason.id_taken",
  not_the_author: "sync.reason.not_the_author",
  other_device: "sync.reason.other_device",
  left_unit: "sync.reason.left_unit",
  other_unit: "sync.reason.other_unit",
  lost_phone: "sync.reason.lost_phone",
  not_allowed: "sync.reason.not_allowed",
};
const KINDS: Readonly<Record<string, Key>> = {
  consultation: "sync.kind.consultation",
  imminent_risk: "sync.kind.imminent_risk",
  risk_outcome: "sync.kind.risk_outcome",
  task_done: "sync.kind.task_done",
  visit_booked: "sync.kind.visit_booked",
  visit_missed: "sync.kind.visit_missed",
  observed: "sync.kind.observed",
  played: "sync.kind.played",
  person: "sync.kind.person",
  same_person: "sync.kind.same_person",
  not_same_person: "sync.kind.same_person",
  transfer: "sync.kind.transfer",
  erasure: "sync.kind.erasure",
};

type Moved =
  | { readonly kind: "none" | "exported" | "nothing" | "unreadable" | "failed" }
  | { readonly kind: "imported"; readonly n: number };

/** By hand, where no network comes: a file that only the server can open. */
function Parcels() {
  const [moved, setMoved] = useState<Moved>({ kind: "none" });
  const save = async () => {
    const file =
      unsent.value.count + unsent.value.refused + unsent.value.parcels === 0 ? null : await exportUnsent();
    if (file === null) return setMoved({ kind: "nothing" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `attune-unsent-${localDate(new Date())}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    setMoved({ kind: "exported" });
  };
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const n = await importUnsent(file);
    setMoved({ kind: "imported", n });
  };
  const failed = (error: unknown) =>
    setMoved({
      kind: error instanceof StoreError && error.code === "parcel_unreadable" ? "unreadable" : "failed",
    });
  return (
    <section class="settings-group">
      <h2>{t("sync.by_hand")}</h2>
      <p class="quiet">{t("sync.by_hand_how")}</p>
      {unsent.value.parcels > 0 && (
        <StatusSentence icon="info">{t("sync.parcels", { n: unsent.value.parcels })}</StatusSentence>
      )}
      <div class="row">
        <Button icon="download" onClick={() => void save().catch(failed)}>
          {t("sync.export")}
        </Button>
        <label class="button button-secondary file-button">
          <input
            type="file"
            class="sr-only"
            accept=".json,application/json"
            onChange={(event) => {
              const input = event.currentTarget;
              void take(input.files?.[0])
                .catch(failed)
                .finally(() => {
                  input.value = "";
                });
            }}
          />
          <span>{t("sync.import")}</span>
        </label>
      </div>
      {moved.kind !== "none" && (
        <StatusSentence
          help={moved.kind === "unreadable" || moved.kind === "failed"}
          icon={moved.kind === "exported" || moved.kind === "imported" ? "check" : undefined}
        >
          {moved.kind === "imported" ? t("sync.imported", { n: moved.n }) : t(`sync.file.${moved.kind}`)}
        </StatusSentence>
      )}
    </section>
  );
}
