import { APP_VERSION } from "../../app/around";
import { guide } from "../../app/content";
import { t } from "../../i18n";
import { Fold } from "../../ui";

export function About() {
  const sources = Object.entries(guide.value?.sources ?? {});
  return (
    <section class="settings-group">
      <h2>{t("settings.about")}</h2>
      <p>{t("about.what")}</p>
      <p>{t("about.guide")}</p>
      <p>{t("about.training")}</p>
      {sources.length > 0 && (
        <Fold label={t("about.sources")}>
          <ul class="plain-list stack-tight">
            {sources.map(([id, source]) => (
              <li key={id}>
                <strong>{id}</strong> {source.title} ({source.year})
              </li>
            ))}
          </ul>
        </Fold>
      )}
      <Fold label={t("about.licences")}>
        <p>{t("about.licence_code")}</p>
        <p>{t("about.licence_content")}</p>
        <p>{t("about.licence_icons")}</p>
      </Fold>
      <p class="quiet small numbers">{t("settings.app_version", { version: APP_VERSION })}</p>
    </section>
  );
}
