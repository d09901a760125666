import { useState } from "preact/hooks";
import { go } from "../../app/router";
import { t } from "../../i18n";
import { List, ListLink, QuietButton, Sheet } from "../../ui";
import { SeenLink } from "./beside";
import type { Session } from "./session";

/** Quiet ways out of the question: answers so far, the plan so far; behind "More" the script for the phone, the mode, and leaving. */
export function Tools({ session }: { readonly session: Session }) {
  const { draft, change } = session;
  const [open, setOpen] = useState<"more" | "explain" | null>(null);
  const close = () => setOpen(null);
  return (
    <nav class="tools" aria-label={t("tools.label")}>
      <a class="quiet-button" href={`#/consultation/${draft.id}/answers`}>
        {t("tools.answers")}
      </a>
      <a class="quiet-button" href={`#/consultation/${draft.id}/plan`}>
        {t("tools.plan")}
      </a>
      <SeenLink session={session} />
      <QuietButton onClick={() => setOpen("more")}>{t("tools.more")}</QuietButton>
      {open === "more" && (
        <Sheet key="more" title={t("tools.label")} close={t("ui.close")} onClose={close}>
          <List>
            <ListLink
              icon="quote"
              title={t("tools.explain")}
              why={t("tools.explain_why")}
              onClick={() => setOpen("explain")}
            />
            <ListLink
              icon="list"
              title={t(draft.mode === "step" ? "tools.quick" : "tools.step")}
              why={t(draft.mode === "step" ? "mode.quick.hint" : "mode.step.hint")}
              onClick={() => {
                close();
                change((now) => ({ ...now, mode: now.mode === "step" ? "quick" : "step" }));
              }}
            />
            <ListLink
              icon="clock"
              title={t("tools.leave")}
              why={t("tools.leave_why")}
              onClick={() => go("today")}
            />
          </List>
        </Sheet>
      )}
      {open === "explain" && (
        <Sheet key="explain" title={t("explain.title")} close={t("ui.close")} onClose={close}>
          <p>{t("explain.first")}</p>
          <blockquote class="say-words">{t("explain.words")}</blockquote>
          <p class="quiet">{t("explain.fear")}</p>
        </Sheet>
      )}
    </nav>
  );
}
