import { practise, practising } from "../../app/entries";
import { go } from "../../app/router";
import { hasCare, lock, session, unit, worker } from "../../app/session";
import { hasJoined } from "../../app/storing";
import { roster } from "../../app/sync";
import { lockedByHand } from "../../app/whose";
import { t } from "../../i18n";
import { Button, List, ListLink, Picture } from "../../ui";
import { SyncLine } from "../sync/line";

/** Who is in, and what belongs to that: changing over, the PIN, what is unsent, practice. Before anybody joined: joining. */
export function WorkerPart() {
  const now = worker.value;
  if (!hasJoined.value) return <Join />;
  if (session.value !== "open" || now === null) return null;
  const codes = roster.value?.codes.length ?? 0;
  return (
    <section class="settings-group">
      <h2 class="sr-only">{t("settings.worker")}</h2>
      <div class="row">
        <Picture picture={now.picture} name={now.name} />
        <p>
          <strong dir="auto">{now.name}</strong>
          <br />
          <span class="quiet">
            {unit.value === null ? "" : [unit.value.name, ...unit.value.above].join(" · ")}
          </span>
        </p>
      </div>
      {!hasCare.value && <p>{t("people.no_care")}</p>}
      <div class="row">
        <Button
          icon="people"
          onClick={() => {
            lockedByHand();
            void lock();
          }}
        >
          {t("settings.switch")}
        </Button>
      </div>
      <SyncLine />
      <List label={t("settings.worker")}>
        <ListLink icon="lock" title={t("pin.change")} href="#/pin" />
        {codes > 0 && <ListLink icon="phone" title={t("codes.title")} why={t("codes.why")} href="#/codes" />}
        {!practising.value && (
          <ListLink
            icon="guide"
            title={t("practice.begin")}
            why={t("practice.why")}
            onClick={() => {
              practise(true);
              go("people");
            }}
          />
        )}
        <ListLink icon="plus" title={t("lock.join")} why={t("settings.join_another_why")} href="#/join" />
      </List>
    </section>
  );
}

function Join() {
  return (
    <section class="settings-group">
      <h2>{t("join.title")}</h2>
      <p>{t("settings.join_why")}</p>
      <div class="row">
        <Button icon="join" href="#/join">
          {t("join.title")}
        </Button>
      </div>
    </section>
  );
}
