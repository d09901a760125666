import { entries, setAside } from "../../app/entries";
import { askToKeep, freeSpace, LITTLE_SPACE, persistence } from "../../app/storage";
import { storeState } from "../../app/storing";
import { offlineReady } from "../../app/update";
import { t } from "../../i18n";
import { Button, StatusSentence } from "../../ui";

const MB = 1_000_000;

/** What this phone keeps, and how safe it is there. */
export function PhonePart() {
  const kept = persistence.value;
  return (
    <section class="settings-group">
      <h2>{t("settings.phone")}</h2>
      {storeState.value === "ready" && (
        <>
          <StatusSentence icon={kept === "kept" ? "check" : "device"} help={kept === "not_kept"}>
            {t(`settings.keep.${kept}`)}
          </StatusSentence>
          {kept === "not_kept" && (
            <div>
              <Button onClick={() => void askToKeep()}>{t("settings.keep_ask")}</Button>
            </div>
          )}
        </>
      )}
      <Space />
      <StatusSentence icon={offlineReady.value ? "check" : "info"}>
        {t(offlineReady.value ? "settings.offline_yes" : "settings.offline_no")}
      </StatusSentence>
      <StatusSentence>{t("settings.kept", { n: entries.value.length })}</StatusSentence>
      {setAside.value.length > 0 && (
        <StatusSentence help>{t("settings.aside", { n: setAside.value.length })}</StatusSentence>
      )}
    </section>
  );
}

function Space() {
  const free = freeSpace.value;
  if (free === null) return <StatusSentence icon="info">{t("settings.space_unknown")}</StatusSentence>;
  const n = Math.floor(free / MB);
  const little = free < LITTLE_SPACE;
  return (
    <StatusSentence help={little} icon={little ? "warn" : "check"}>
      {t(little ? "settings.space_little" : "settings.space", { n })}
    </StatusSentence>
  );
}
