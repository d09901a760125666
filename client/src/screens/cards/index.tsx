import "./cards.css";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { settings } from "../../app/settings";
import { t } from "../../i18n";
import { Button, Fold, Icon, List, ListLink, Tag } from "../../ui";
import { NoGuide } from "../guide";
import { beginning, NOTHING } from "../guide/begin";
import { cards, look } from "../guide/content";
import type { Lookup } from "../guide/lookup";
import { Marks } from "../guide/marks";
import { type EmergencyCard, prescribes, stepView } from "./card";

export default function CardsScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const words = look.value;
  if (words === null) return <NoGuide />;
  const card = cards.value.find((candidate) => candidate.id === params.card);
  if (card !== undefined) return <CardScreen look={words} card={card} />;
  return (
    <Screen title={t("cards.title")} back="guide">
      {params.card !== undefined && <p>{t("cards.unknown")}</p>}
      <List>
        {cards.value.map((each) => (
          <ListLink
            key={each.id}
            icon="warn"
            title={each.title}
            why={each.think_of}
            href={`#/cards/${each.id}`}
          />
        ))}
      </List>
    </Screen>
  );
}

/** Signs, what to do now in order with who, what never to do, and the module that goes on from here. */
function CardScreen({ look: words, card }: { readonly look: Lookup; readonly card: EmergencyCard }) {
  const mayPrescribe = prescribes(words.guide, settings.value.cadre ?? undefined);
  const module = card.opens === null ? undefined : words.module.get(card.opens);
  const open = () => {
    beginning.value = { ...NOTHING, start: [module?.id ?? ""] };
    go("guide/begin");
  };
  return (
    <Screen
      title={card.title}
      back="guide"
      foot={
        module !== undefined && (
          <Button kind="primary" wide onClick={open}>
            {t("cards.open", { module: module.title })}
          </Button>
        )
      }
    >
      <section class="card-signs stack-tight">
        <h2>{t("cards.signs")}</h2>
        <ul>
          {card.signs.map((sign) => (
            <li key={sign.id}>{sign.text}</li>
          ))}
        </ul>
        {card.think_of !== undefined && <p class="quiet">{t("cards.think_of", { what: card.think_of })}</p>}
      </section>
      <section class="stack-tight">
        <h2>{t("cards.now")}</h2>
        <ol class="card-steps">
          {card.steps.map((step) => {
            const view = stepView(step, mayPrescribe);
            return (
              <li class="card-step" key={view.id}>
                <p class="card-step-text">{view.text}</p>
                {view.forPrescriber && <Tag>{t("line.ask_prescriber")}</Tag>}
                {view.dose !== null && (
                  <p class="dose numbers">{view.dose === "ask" ? t("plan.dose_ask") : view.dose}</p>
                )}
                {view.detail !== undefined && <p class="quiet small">{view.detail}</p>}
              </li>
            );
          })}
        </ol>
      </section>
      {card.do_not.length > 0 && (
        <section class="card-never stack-tight">
          <h2>{t("cards.never")}</h2>
          <ul>
            {card.do_not.map((item) => (
              <li key={item.id}>
                <Icon name="close" />
                <span>{item.text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Fold label={t("cards.sources")}>
        <Marks
          look={words}
          sources={[
            ...new Set([...card.signs, ...card.steps, ...card.do_not].flatMap((item) => item.sources)),
          ]}
          marks={[
            ...new Set([...card.signs, ...card.steps, ...card.do_not].flatMap((item) => item.marks ?? [])),
          ]}
        />
      </Fold>
    </Screen>
  );
}
