import { useState } from "preact/hooks";
import { today } from "../../app/around";
import { bundleFault, checkBundle, contentState, goBackTo, releases, trustNewKey } from "../../app/content";
import { t } from "../../i18n";
import { localDate, sayDate } from "../../i18n/dates";
import { Button, StatusSentence } from "../../ui";

/** Which guide is in use, looking for a newer one, and one tap back to the one before. */
export function ContentPart() {
  const [asked, setAsked] = useState<"no" | "asking" | "answered">("no");
  const { kept, now } = releases.value;
  const used = kept.find(({ release }) => release === now?.release);
  const before = kept.filter(({ release }) => release !== now?.release)[0];
  const fault = bundleFault.value;
  const ask = () => {
    setAsked("asking");
    void checkBundle().finally(() => setAsked("answered"));
  };
  return (
    <section class="settings-group">
      <h2>{t("settings.content")}</h2>
      {used === undefined || now === null ? (
        <p>{t("settings.release_none")}</p>
      ) : (
        <p>
          <span class="numbers">{t("settings.release", { version: used.release })}</span>
          <br />
          <span class="quiet">
            {t("settings.release_since", { when: sayDate(localDate(new Date(now.since)), today.value) })}
          </span>
        </p>
      )}
      {fault !== null && (
        <StatusSentence help={fault !== "bundle_unreachable"} icon="info">
          {t(`fault.${fault}`)}
        </StatusSentence>
      )}
      {fault === "bundle_other_key" && (
        <Button onClick={() => void trustNewKey()}>{t("settings.trust")}</Button>
      )}
      {asked === "asking" && contentState.value.kind !== "ready" && (
        <StatusSentence icon="download">{t("bundle.checking")}</StatusSentence>
      )}
      {asked === "answered" && fault === null && (
        <StatusSentence icon="check">{t("settings.release_newest")}</StatusSentence>
      )}
      <div class="row">
        <Button icon="download" disabled={asked === "asking"} onClick={ask}>
          {t("settings.release_check")}
        </Button>
        {before !== undefined && (
          <Button icon="undo" onClick={() => void goBackTo(before.release)}>
            {t("settings.release_back", { version: before.release })}
          </Button>
        )}
      </div>
      {before !== undefined && <p class="quiet small">{t("settings.release_back_why")}</p>}
    </section>
  );
}
