import { t } from "../../i18n";
import { Fold, Icon, VisuallyHidden } from "../../ui";
import type { Feedback } from "./feedback";

/** What you did, what it did to the person and why, one better line. Red only where it harmed. */
export function FeedbackCard({ found, folded }: { readonly found: Feedback; readonly folded: boolean }) {
  if (!folded) return <Body found={found} />;
  return (
    <Fold label={found.harms ? t("play.harms", { title: found.title }) : found.title}>
      <Body found={found} />
    </Fold>
  );
}

function Body({ found }: { readonly found: Feedback }) {
  return (
    <div class={found.harms ? "feedback feedback-harm" : "feedback"}>
      <p class="feedback-head">
        <Icon name={found.harms ? "warn" : "info"} />
        <span>
          <VisuallyHidden>{t("play.feedback")} </VisuallyHidden>
          {found.harms ? t("play.harms", { title: found.title }) : found.title}
        </span>
      </p>
      {found.harms && <p>{found.what}</p>}
      <p class="feedback-did">{changes(found)}</p>
      <p>{reasons(found)}</p>
      {found.notice !== null && <p class="feedback-notice">{t(`play.notice.${found.notice}`)}</p>}
      {found.better !== null && (
        <p class="feedback-better">
          <strong>{t("play.better")}</strong> {t("play.quoted", { words: found.better })}
        </p>
      )}
    </div>
  );
}

/** Because you did this, and because this person tends to that. */
export function reasons(found: Pick<Feedback, "why" | "because">): string {
  const also = found.because.map(({ text, easier }) =>
    easier === null ? text : `${text} ${t(easier ? "play.easier" : "play.harder")}`,
  );
  return [found.why, ...also].join(" ");
}

/** "Trust grew a little. Distress fell." */
export function changes(found: Pick<Feedback, "trust" | "distress" | "strained">): string {
  const moved =
    found.trust === "same" && found.distress === "same"
      ? [t("play.nothing_moved")]
      : [t(`play.trust.${found.trust}`), t(`play.distress.${found.distress}`)];
  return [...moved, ...(found.strained ? [t("play.strained")] : [])].join(" ");
}
