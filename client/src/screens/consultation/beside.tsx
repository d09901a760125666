// "How to be with the person here": beside the guide's step, one line until it is wanted. While urgent actions are open there is one
// text for everyone and nothing else. It never asks for a tap and never stands above what the guide asks.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { entriesOf } from "../../app/entries";
import { hasRelational, relationalOf } from "../../app/relational";
import { worker } from "../../app/session";
import { shownOf } from "../../domain/leanings";
import {
  type CarePlace,
  type CareStep,
  type GuidanceCard,
  guidanceAt,
  linesOf,
  momentsAt,
  type Relational,
  type Strength,
} from "../../domain/relational";
import { t } from "../../i18n";
import { Fold, Icon } from "../../ui";
import type { Lookup } from "../guide/lookup";
import { Marks } from "../guide/marks";
import { says } from "./says";
import { ownObserved, readingsNow } from "./seen";
import type { Session } from "./session";
import { pendingActs } from "./showing";

interface Props {
  readonly session: Session;
  readonly place: CarePlace;
  /** Screens without the tools of a visit lead from here to what was seen. */
  readonly withSeen?: boolean;
}

export function Beside({ session, place, withSeen = false }: Props) {
  const { draft, look, result } = session;
  const [isOpen, setOpen] = useState(false);
  if (!hasRelational(draft.release)) return null;
  const isCrisis = pendingActs(look, result).length > 0;
  return (
    <aside class="beside" aria-label={t(isCrisis ? "beside.crisis" : "beside.title")}>
      <details class="beside-fold" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span>{t(isCrisis ? "beside.crisis" : "beside.title")}</span>
          <Icon name="down" />
        </summary>
        {isOpen && (isCrisis ? <Crisis session={session} /> : <Guidance session={session} place={place} />)}
      </details>
      {withSeen && !isCrisis && <SeenLink session={session} />}
    </aside>
  );
}

/** Leads to what the worker saw; says how much is ticked. Not while urgent actions are open. */
export function SeenLink({ session }: { readonly session: Session }) {
  const { draft, look, result } = session;
  if (!hasRelational(draft.release) || pendingActs(look, result).length > 0) return null;
  const n = draft.seen?.length ?? 0;
  return (
    <a class="quiet-button" href={`#/consultation/${draft.id}/seen`}>
      {n === 0 ? t("seen.link") : t("seen.link_n", { n })}
    </a>
  );
}

function Crisis({ session }: { readonly session: Session }) {
  const text = relationalOf(session.draft.release)?.crisis[0];
  if (text === undefined) return null;
  return (
    <div class="beside-inside">
      <Lines text={text.text} />
      <Evidence look={session.look} strength={text.strength} sources={text.sources} />
    </div>
  );
}

function Guidance({ session, place }: Omit<Props, "withSeen">) {
  const relational = relationalOf(session.draft.release);
  const moments = relational === null ? [] : momentsAt(relational.steps, place);
  const [chosen, setChosen] = useState<string | null>(null);
  const moment = moments.find(({ id }) => id === chosen) ?? moments[0];
  if (relational === null || moment === undefined) return null;
  return (
    <div class="beside-inside">
      {moments.length > 1 && <Moments moments={moments} now={moment.id} onChoose={setChosen} />}
      <Moment key={moment.id} session={session} relational={relational} moment={moment} place={place} />
    </div>
  );
}

function Moments(props: {
  readonly moments: readonly CareStep[];
  readonly now: string;
  readonly onChoose: (id: string) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the strip's line above names the group
    <div class="beside-moments" role="group" aria-label={t("beside.moments")}>
      {props.moments.map(({ id, title }) => (
        <button
          class="beside-moment"
          type="button"
          key={id}
          aria-pressed={id === props.now}
          onClick={() => props.onChoose(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

function Moment(props: {
  readonly session: Session;
  readonly relational: Relational;
  readonly moment: CareStep;
  readonly place: CarePlace;
}) {
  const { session, relational, moment, place } = props;
  const { draft, look, result } = session;
  const cards = guidanceAt(relational, moment.id, place, (when) => says(when, draft, result));
  const often = oftenSeen(session, relational);
  const notice = [...cards.notice].sort((one, other) => Number(often(other)) - Number(often(one)));
  return (
    <>
      <section class="beside-part">
        <h2>{t("beside.everyone", { moment: moment.title })}</h2>
        <Lines text={moment.everyone} />
        <Evidence look={look} strength={moment.strength} sources={moment.sources} />
      </section>
      {cards.here.length > 0 && <Cards title={t("beside.here")} cards={cards.here} look={look} />}
      {notice.length > 0 && <Cards title={t("beside.notice")} cards={notice} look={look} often={often} />}
    </>
  );
}

/** Which cards belong to what this worker has seen on several days. Their words come first, and nothing else about them changes. */
function oftenSeen({ draft, result }: Session, relational: Relational): (card: GuidanceCard) => boolean {
  if (draft.person === null) return () => false;
  const earlier = ownObserved(entriesOf(draft.person), worker.value?.id ?? null);
  const readings = readingsNow(relational, draft, result, earlier);
  const shown = readings === null ? [] : shownOf(readings, relational).map(({ id }) => id);
  const often = relational.tendencies.filter(({ id }) => shown.includes(id)).map(({ leaning }) => leaning);
  return ({ leaning }) => often.some((each) => each === leaning);
}

function Cards(props: {
  readonly title: string;
  readonly cards: readonly GuidanceCard[];
  readonly look: Lookup;
  readonly often?: (card: GuidanceCard) => boolean;
}) {
  return (
    <section class="beside-part">
      <h2>{props.title}</h2>
      <ul class="beside-cards">
        {props.cards.map((card) => (
          <li key={card.id}>
            <details class="beside-card">
              <summary>
                <span>
                  {card.notice}
                  {props.often?.(card) === true && <span class="beside-often">{t("beside.often")}</span>}
                </span>
                <Icon name="down" />
              </summary>
              <CardBody card={card} look={props.look} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CardBody({ card, look }: { readonly card: GuidanceCard; readonly look: Lookup }) {
  return (
    <div class="beside-body">
      <Part title={t("beside.helps")}>
        <Lines text={card.helps} />
      </Part>
      <Part title={t("beside.say")}>
        <blockquote class="say-words">
          {linesOf(card.say).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </blockquote>
      </Part>
      <Part title={t("beside.pulls")}>
        <p>{card.pulls}</p>
      </Part>
      <Part title={t("beside.harms")}>
        <Lines text={card.harms} />
      </Part>
      <Part title={t("beside.others")}>
        <Lines text={card.others} />
      </Part>
      <Part title={t("beside.culture")}>
        <p>{card.culture}</p>
      </Part>
      <Evidence look={look} strength={card.strength} sources={card.sources} />
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** One thing a line. */
export function Lines({ text }: { readonly text: string }) {
  const lines = linesOf(text);
  if (lines.length === 1) return <p>{lines[0]}</p>;
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** How strong the evidence is, in words; where it stands, one tap away. */
export function Evidence(props: {
  readonly look: Lookup;
  readonly strength: Strength;
  readonly sources: readonly string[];
}) {
  return (
    <Fold label={t(`strength.${props.strength}`)}>
      <p>{t(`strength.${props.strength}_means`)}</p>
      <Marks look={props.look} sources={props.sources} />
    </Fold>
  );
}
