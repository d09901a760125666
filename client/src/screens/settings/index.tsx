import "./settings.css";
import { guide } from "../../app/content";
import { chooseLanguage, languageName, languages } from "../../app/languages";
import { Screen } from "../../app/Screen";
import { worker } from "../../app/session";
import { choose, type Settings, settings, TEXT_SIZES } from "../../app/settings";
import { t } from "../../i18n";
import { Radio, Tick } from "../../ui";
import { About } from "./about";
import { ContentPart } from "./content";
import { PhonePart } from "./phone";
import { WorkerPart } from "./worker";

/** Everything that is chosen here is kept at once; there is nothing to save. */
export default function SettingsScreen() {
  return (
    <Screen title={t("settings.title")} back="today">
      <WorkerPart />
      <p class="quiet">{t("settings.done")}</p>
      <Cadre />
      <Stock />
      <Mode />
      <Language />
      <TextSizes />
      <Theme />
      <PhonePart />
      <ContentPart />
      <About />
    </Screen>
  );
}

function Group<K extends keyof Settings>(props: {
  readonly title: string;
  readonly why?: string;
  readonly setting: K;
  /** Left out: the phone's choice, as it is. */
  readonly onChoose?: (value: Settings[K]) => void;
  readonly options: readonly {
    readonly value: Settings[K];
    readonly words: string;
    readonly hint?: string;
  }[];
}) {
  const { setting, onChoose = (value) => choose({ [setting]: value }) } = props;
  return (
    <fieldset class="settings-group">
      <legend class="settings-legend">{props.title}</legend>
      {props.why !== undefined && <p class="quiet small">{props.why}</p>}
      <div class="choices">
        {props.options.map(({ value, words, hint }) => (
          <Radio
            key={String(value)}
            name={setting}
            hint={hint}
            checked={settings.value[setting] === value}
            onChoose={() => onChoose(value)}
          >
            {words}
          </Radio>
        ))}
      </div>
    </fieldset>
  );
}

function Cadre() {
  const cadres = guide.value?.cadres ?? [];
  if (cadres.length === 0) return null;
  // A worker's cadre is the programme's word, not a choice.
  const set = worker.value?.cadre ?? null;
  if (set !== null) {
    const found = cadres.find(({ id }) => id === set);
    return (
      <section class="settings-group">
        <h2>{t("settings.cadre")}</h2>
        <p>
          <strong>{found?.text ?? set}</strong>
        </p>
        <p class="quiet small">{t("settings.cadre_set")}</p>
      </section>
    );
  }
  return (
    <Group
      title={t("settings.cadre")}
      why={t("settings.cadre_why")}
      setting="cadre"
      options={cadres.map(({ id, text }) => ({ value: id, words: text }))}
    />
  );
}

/** What is not ticked is not here; before anybody has looked, nothing is called missing. */
function Stock() {
  const question = guide.value?.questions.find(({ id }) => id === "stock");
  if (question?.options === undefined) return null;
  const { stock } = settings.value;
  const set = (id: string, here: boolean) => {
    const others = (stock ?? []).filter((other) => other !== id);
    choose({ stock: here ? [...others, id] : others });
  };
  return (
    <fieldset class="settings-group">
      <legend class="settings-legend">{t("settings.stock")}</legend>
      <p class="quiet small">{t("settings.stock_why")}</p>
      <div class="choices">
        {question.options.map((option) => (
          <Tick
            key={option.id}
            checked={stock?.includes(option.id) === true}
            onChange={(here) => set(option.id, here)}
          >
            {option.text}
          </Tick>
        ))}
        <Tick checked={stock === null} onChange={(not) => choose({ stock: not ? null : [] })}>
          {t("settings.stock_not_said")}
        </Tick>
      </div>
    </fieldset>
  );
}

function Mode() {
  return (
    <Group
      title={t("settings.mode")}
      setting="mode"
      options={[
        { value: "step", words: t("settings.mode.step"), hint: t("settings.mode.step_why") },
        { value: "quick", words: t("settings.mode.quick"), hint: t("settings.mode.quick_why") },
      ]}
    />
  );
}

function Language() {
  return (
    <Group
      title={t("settings.language")}
      why={t("settings.language_why")}
      setting="language"
      onChoose={(code) => chooseLanguage(code, worker.value?.id ?? null)}
      options={languages.value.map((code) => ({ value: code, words: languageName(code) }))}
    />
  );
}

function TextSizes() {
  return (
    <fieldset class="settings-group">
      <legend class="settings-legend">{t("settings.text")}</legend>
      <div class="sizes">
        {TEXT_SIZES.map((size) => (
          <label key={size} class="choice size">
            <input
              type="radio"
              name="text"
              checked={settings.value.text === size}
              onChange={() => choose({ text: size })}
            />
            <span>{t("settings.text_size", { n: size })}</span>
          </label>
        ))}
      </div>
      <p>{t("settings.text_try")}</p>
    </fieldset>
  );
}

function Theme() {
  return (
    <Group
      title={t("settings.theme")}
      setting="theme"
      options={(["auto", "light", "dark"] as const).map((theme) => ({
        value: theme,
        words: t(`settings.theme.${theme}`),
      }))}
    />
  );
}
