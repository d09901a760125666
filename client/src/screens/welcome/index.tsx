import "./welcome.css";
import { guide } from "../../app/content";
import { chooseLanguage, languageName, languages } from "../../app/languages";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { choose, settings } from "../../app/settings";
import { t } from "../../i18n";
import { Button, Choice, Choices, Icon, Radio } from "../../ui";
import { Loading } from "../today/loading";
import { Drawing } from "./drawing";

const FACTS = [
  { icon: "people", key: "welcome.whom" },
  { icon: "device", key: "welcome.offline" },
  { icon: "guide", key: "welcome.who" },
] as const;

/** What it is, for whom, what it is not; then language and work in two taps. */
export default function Welcome() {
  const begin = (cadre: string) => {
    choose({ cadre, welcomed: true });
    go("today", "replace");
  };
  return (
    <Screen title={t("welcome.title")} name={t("app.name")} bare>
      <Drawing />
      <p class="welcome-what">{t("welcome.what")}</p>
      <div class="stack-tight">
        {FACTS.map(({ icon, key }) => (
          <p key={key} class="row-top">
            <Icon name={icon} />
            <span>{t(key)}</span>
          </p>
        ))}
      </div>
      <section class="stack-tight">
        <h2>{t("welcome.not_title")}</h2>
        <ul class="welcome-not stack-tight">
          {(["welcome.not_1", "welcome.not_2"] as const).map((key) => (
            <li key={key} class="row-top">
              <Icon name="close" />
              <span>{t(key)}</span>
            </li>
          ))}
        </ul>
      </section>
      {languages.value.length > 1 && (
        <fieldset class="stack-tight">
          <legend class="welcome-legend">{t("welcome.language")}</legend>
          {languages.value.map((code) => (
            <Radio
              key={code}
              name="language"
              checked={settings.value.language === code}
              onChoose={() => chooseLanguage(code, null)}
            >
              <span lang={code}>{languageName(code)}</span>
            </Radio>
          ))}
        </fieldset>
      )}
      <section class="stack-tight">
        <h2>{t("welcome.join")}</h2>
        <p>{t("welcome.join_how")}</p>
        <div class="row">
          <Button icon="join" href="#/join">
            {t("join.title")}
          </Button>
        </div>
      </section>
      <section class="stack-tight">
        <h2 id="cadre">{t("welcome.cadre")}</h2>
        {guide.value === null ? (
          <Loading />
        ) : (
          <Choices label="cadre">
            {guide.value.cadres.map((cadre) => (
              <Choice key={cadre.id} icon="person" onChoose={() => begin(cadre.id)}>
                {cadre.text}
              </Choice>
            ))}
          </Choices>
        )}
      </section>
    </Screen>
  );
}
