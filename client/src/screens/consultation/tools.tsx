import { useState } from "preact/hooks";
import { go } from "../../app/router";
import { t } from "../../i18n";
import { QuietButton, Sheet } from "../../ui";
import type { Session } from "./session";

/** Quiet ways out of the question: answers so far, the plan so far, how to explain the phone, and leave for now. */
export function Tools({ session }: { readonly session: Session }) {
  const { draft, change } = session;
  const [explaining, setExplaining] = useState(false);
  return (
    <nav class="tools" aria-label={t("tools.label")}>
      <a class="quiet-button" href={`#/consultation/${draft.id}/answers`}>
        {t("tools.answers")}
      </a>
      <a class="quiet-button" href={`#/consultation/${draft.id}/plan`}>
        {t("tools.plan")}
      </a>
      {draft.way === "use" && (
        <QuietButton onClick={() => setExplaining(true)}>{t("tools.explain")}</QuietButton>
      )}
      <QuietButton
        onClick={() => change((now) => ({ ...now, mode: now.mode === "step" ? "quick" : "step" }))}
      >
        {t(draft.mode === "step" ? "tools.quick" : "tools.step")}
      </QuietButton>
      <QuietButton onClick={() => go("today")}>{t("tools.leave")}</QuietButton>
      {explaining && (
        <Sheet title={t("explain.title")} close={t("ui.close")} onClose={() => setExplaining(false)}>
          <p>{t("explain.first")}</p>
          <blockquote class="say-words">{t("explain.words")}</blockquote>
          <p class="quiet">{t("explain.fear")}</p>
        </Sheet>
      )}
    </nav>
  );
}
