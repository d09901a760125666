import { today } from "../../app/around";
import { plays } from "../../app/drafts";
import { Screen } from "../../app/Screen";
import type { Case, Relating } from "../../domain/relating/types";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Icon, List, ListLink } from "../../ui";
import type { Lookup } from "../guide/lookup";
import { caseOf, past } from "./plays";

/** Everybody who can be talked with, and what was played here before. */
export function ListScreen({ relating, look }: { readonly relating: Relating; readonly look: Lookup }) {
  return (
    <Screen title={t("play.title")} back="guide">
      <p>{t("play.intro")}</p>
      <p class="quiet small">{t("play.notice", { notice: relating.model.notice })}</p>
      <Begun relating={relating} />
      <ul class="cases">
        {relating.cases.map((each) => (
          <Row key={each.id} of={each} look={look} />
        ))}
      </ul>
    </Screen>
  );
}

/** What was interrupted comes first. */
function Begun({ relating }: { readonly relating: Relating }) {
  const begun = plays.value.map((draft) => ({ draft, of: caseOf(relating, draft.play.case) }));
  if (begun.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t("play.begun")}</h2>
      <List>
        {begun.map(({ draft, of }) => (
          <ListLink
            key={draft.id}
            icon="undo"
            title={of?.title ?? t("play.one")}
            why={t(draft.play.way === "private" ? "play.go_on_private" : "play.go_on_n", {
              n: draft.play.choices.length,
            })}
            href={`#/practice/play/${draft.id}`}
          />
        ))}
      </List>
    </section>
  );
}

function Row({ of, look }: { readonly of: Case; readonly look: Lookup }) {
  const before = past.value.filter((entry) => entry.body.case === of.id);
  const last = before[0];
  return (
    <li class="case">
      <a class="case-link" href={`#/practice/${of.id}`} aria-describedby={`case-${of.id}`}>
        <span class="case-title">{of.title}</span>
        <Icon name="next" />
      </a>
      <div class="case-about" id={`case-${of.id}`}>
        <p>{of.summary}</p>
        <p class="quiet small">{settingWords(of)}</p>
        <p class="quiet small">{t("play.guide", { modules: moduleTitles(of, look).join(", ") })}</p>
        {last !== undefined && (
          <p class="case-played small">
            <Icon name="check" />
            <span>
              {t("play.played", { n: before.length, when: sayDate(last.occurred_on, today.value) })}
            </span>
          </p>
        )}
      </div>
    </li>
  );
}

/** "Rural health post, about 20 minutes; 2 visits". */
export function settingWords(of: Case): string {
  const words = t("play.setting", { place: of.setting.place, n: of.setting.minutes });
  return of.visits.length > 1 ? t("play.and_visits", { words, n: of.visits.length }) : words;
}

export const moduleTitles = (of: Case, look: Lookup): readonly string[] =>
  of.modules.map((id) => look.module.get(id)?.title ?? id);
