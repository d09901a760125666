import { useState } from "preact/hooks";
import { today } from "../../app/around";
import { discardDraft, type Playing, plays } from "../../app/drafts";
import { Screen } from "../../app/Screen";
import { OWN } from "../../domain/relating/play";
import type { Case, Relating } from "../../domain/relating/types";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Button, Card, List, ListLink, Radio } from "../../ui";
import type { Lookup } from "../guide/lookup";
import { moduleTitles, settingWords } from "./list-view";
import { begin, past } from "./plays";

const WAYS = ["coach", "exam", "private"] as const;

interface Props {
  readonly relating: Relating;
  readonly look: Lookup;
  readonly of: Case;
}

/** Before the talk: who comes, and how the worker wants to practise. */
export function CaseScreen({ relating, look, of }: Props) {
  const [way, setWay] = useState<Playing["way"]>("coach");
  const [profile, setProfile] = useState(OWN);
  const before = past.value.filter((entry) => entry.body.case === of.id);
  const open = plays.value.filter((draft) => draft.play.case === of.id);
  const { patient } = of;
  return (
    <Screen
      title={of.title}
      back="practice"
      foot={
        <Button
          kind="primary"
          wide
          onClick={() => begin({ case: of.id, profile, way, choices: [], taken_over: 0 })}
        >
          {t("play.begin")}
        </Button>
      }
    >
      <div class="stack-tight">
        <p>{of.summary}</p>
        <p>{t("play.who", { name: patient.name, n: patient.age_years, about: patient.about })}</p>
        {patient.comes_for !== undefined && <p>{t("play.comes_for", { what: patient.comes_for })}</p>}
        <p class="quiet small">{settingWords(of)}</p>
        <p class="quiet small">{t("play.guide", { modules: moduleTitles(of, look).join(", ") })}</p>
      </div>
      {open.map((draft) => (
        <Card key={draft.id} icon="undo" title={t("play.open_title")}>
          <p>{t("play.open", { n: draft.play.choices.length })}</p>
          <div class="row">
            <Button kind="primary" href={`#/practice/play/${draft.id}`}>
              {t("play.go_on")}
            </Button>
            <Button
              kind="quiet"
              onClick={() => {
                discardDraft(draft.id).catch(() => {}); // shown by the frame
              }}
            >
              {t("play.let_go")}
            </Button>
          </div>
        </Card>
      ))}
      <fieldset class="stack-tight">
        <legend class="field-label">{t("play.way")}</legend>
        {WAYS.map((each) => (
          <Radio
            key={each}
            name="way"
            hint={t(`play.way.${each}_why`)}
            checked={way === each}
            onChoose={() => setWay(each)}
          >
            {t(`play.way.${each}`)}
          </Radio>
        ))}
      </fieldset>
      {before.length > 0 && (
        <>
          <fieldset class="stack-tight">
            <legend class="field-label">{t("play.as")}</legend>
            <p class="quiet small">{t("play.as_why")}</p>
            <Radio name="profile" checked={profile === OWN} onChoose={() => setProfile(OWN)}>
              {t("play.as_meant")}
            </Radio>
            {relating.profiles.map((each) => (
              <Radio
                key={each.id}
                name="profile"
                checked={profile === each.id}
                onChoose={() => setProfile(each.id)}
              >
                {each.tendency}
              </Radio>
            ))}
          </fieldset>
          <section class="stack-tight">
            <h2>{t("play.before")}</h2>
            <List>
              {before.map((entry) => (
                <ListLink
                  key={entry.id}
                  icon="check"
                  title={sayDate(entry.occurred_on, today.value)}
                  why={t("play.before_why", {
                    way: t(`play.way.${entry.body.way}`),
                    who:
                      relating.profiles.find(({ id }) => id === entry.body.profile)?.tendency ??
                      t("play.as_meant"),
                  })}
                  href={`#/practice/play/${entry.id}`}
                />
              ))}
            </List>
          </section>
        </>
      )}
    </Screen>
  );
}
