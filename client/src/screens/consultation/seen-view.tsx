import { today } from "../../app/around";
import { entriesOf } from "../../app/entries";
import { relationalOf } from "../../app/relational";
import { Screen } from "../../app/Screen";
import { worker } from "../../app/session";
import { shownOf } from "../../domain/leanings";
import type { Observation, Relational } from "../../domain/relational";
import { t } from "../../i18n";
import { sayDate } from "../../i18n/dates";
import { Button, Fold, List, ListLink, StatusSentence, Tick } from "../../ui";
import { Evidence, Lines } from "./beside";
import {
  apartNow,
  elseInTen,
  type ObservedEntry,
  ownObserved,
  readingsNow,
  tickApart,
  tickSeen,
} from "./seen";
import type { Session } from "./session";
import { pendingActs } from "./showing";

/** What the worker saw in this visit, what to try then, and what else it may be. The person may read it too. */
export function SeenScreen({ session }: { readonly session: Session }) {
  const { draft, look, result } = session;
  const back = `consultation/${draft.id}`;
  const relational = relationalOf(draft.release);
  if (pendingActs(look, result).length > 0)
    return (
      <Screen title={t("seen.title")} back={back}>
        <p>{t("seen.urgent_first")}</p>
        <Button kind="urgent" href={`#/${back}`}>
          {t("close.to_acts")}
        </Button>
      </Screen>
    );
  return (
    <Screen title={t("seen.title")} back={back}>
      {relational === null ? <p>{t("seen.none")}</p> : <Panel session={session} relational={relational} />}
    </Screen>
  );
}

interface Props {
  readonly session: Session;
  readonly relational: Relational;
}

function Panel({ session, relational }: Props) {
  const { draft } = session;
  const earlier = draft.person === null ? [] : ownObserved(entriesOf(draft.person), worker.value?.id ?? null);
  return (
    <div class="seen stack-loose">
      <p class="quiet">{t("seen.how")}</p>
      {relational.groups.map((group) => (
        <section class="stack-tight" key={group.id}>
          <h2 id={group.id}>{group.text}</h2>
          {/* biome-ignore lint/a11y/useSemanticElements: the heading above names the group */}
          <div class="seen-ticks" role="group" aria-labelledby={group.id}>
            {relational.observations
              .filter((each) => each.group === group.id)
              .map((each) => (
                <One key={each.id} session={session} observation={each} />
              ))}
          </div>
        </section>
      ))}
      <Apart session={session} relational={relational} />
      <Together session={session} relational={relational} earlier={earlier} />
      {earlier.length > 0 && <Earlier relational={relational} earlier={earlier} />}
      <List>
        <ListLink
          icon="info"
          title={t("seen.counted")}
          why={t("seen.counted_why")}
          href={`#/consultation/${draft.id}/counted`}
        />
      </List>
      <p class="quiet small">{t("seen.kept")}</p>
    </div>
  );
}

/** A thing that may be seen; once ticked, what to try and what else it may be stand below it. */
function One({ session, observation }: { readonly session: Session; readonly observation: Observation }) {
  const { draft, look, change } = session;
  const isSeen = draft.seen?.includes(observation.id) === true;
  return (
    <div class="seen-one">
      <Tick checked={isSeen} onChange={() => change((now) => tickSeen(now, observation.id))}>
        {observation.text}
      </Tick>
      {isSeen && (
        <div class="seen-try">
          <h3>{t("seen.try")}</h3>
          <Lines text={observation.try} />
          <h3>{t("beside.others")}</h3>
          <Lines text={observation.others} />
          {observation.about !== "behaviour" && <p class="quiet small">{t("seen.weighs_nothing")}</p>}
          <Evidence look={look} strength={observation.strength} sources={observation.sources} />
        </div>
      )}
    </div>
  );
}

/** Circumstances in which nothing counts. What the visit itself says is told, the rest can be ticked. */
function Apart({ session, relational }: Props) {
  const { draft, result, change } = session;
  const { so } = apartNow(relational, draft, result);
  const ticked = draft.apart ?? [];
  return (
    <section class="stack-tight">
      <h2 id="seen-apart">{t("seen.apart")}</h2>
      <p class="quiet">{t("seen.apart_how")}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: the heading above names the group */}
      <div class="seen-ticks" role="group" aria-labelledby="seen-apart">
        {relational.circumstances.map(({ id, text }) => (
          <div key={id}>
            {so.includes(id) && !ticked.includes(id) ? (
              <StatusSentence icon="check">{t("seen.apart_known", { what: text })}</StatusSentence>
            ) : (
              <Tick checked={ticked.includes(id)} onChange={() => change((now) => tickApart(now, id))}>
                {text}
              </Tick>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

/** What this worker's visits go together to: mostly that it is too early to say. */
function Together(props: Props & { readonly earlier: readonly ObservedEntry[] }) {
  const { session, relational, earlier } = props;
  const { draft, result } = session;
  const readings = readingsNow(relational, draft, result, earlier);
  if (readings === null || relational.model === null) return null;
  const { so, unknown } = apartNow(relational, draft, result);
  const text = (ids: readonly string[]) =>
    relational.circumstances
      .filter(({ id }) => ids.includes(id))
      .map((each) => each.text)
      .join(" · ");
  return (
    <section class="card card-clay">
      <h2 class="card-head">{t("seen.together")}</h2>
      {so.length > 0 ? (
        <p>{t("seen.not_counted", { why: text(so) })}</p>
      ) : (
        unknown.length > 0 &&
        (draft.seen ?? []).length > 0 && <p>{t("seen.not_yet", { what: text(unknown) })}</p>
      )}
      {readings.state === "few" && (
        <p>{t("seen.few", { least: relational.model.least_days, n: readings.days })}</p>
      )}
      {readings.state === "mixed" && <p>{t("seen.mixed", { n: readings.days })}</p>}
      {shownOf(readings, relational).map(({ id, text: words, days }) => {
        const tendency = relational.tendencies.find((each) => each.id === id);
        const file = relational.guidance.find(({ leaning }) => leaning === tendency?.leaning);
        const points = tendency === undefined ? 0 : readings.of[tendency.leaning].points;
        return (
          <div class="stack-tight" key={id}>
            <p>{t("seen.shown", { n: days, what: words })}</p>
            <p>{t("seen.unsure", { n: elseInTen(points) })}</p>
            {file !== undefined && (
              <>
                <h3>{t("beside.others")}</h3>
                <Lines text={file.others} />
              </>
            )}
          </div>
        );
      })}
    </section>
  );
}

function Earlier({
  relational,
  earlier,
}: {
  readonly relational: Relational;
  readonly earlier: readonly ObservedEntry[];
}) {
  const words = new Map(
    [...relational.observations, ...relational.circumstances].map(({ id, text }) => [id, text]),
  );
  const said = (ids: readonly string[]) => ids.flatMap((id) => words.get(id) ?? []);
  return (
    <Fold label={t("seen.earlier", { n: earlier.length })}>
      <ul class="plain-list stack seen-earlier">
        {earlier.map(({ id, occurred_on, body }) => (
          <li key={id}>
            <strong>{sayDate(occurred_on, today.value)}</strong>
            <ul>
              {said(body.seen).map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
            {body.apart.length > 0 && (
              <p class="small">{t("seen.not_counted_then", { why: said(body.apart).join(" · ") })}</p>
            )}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
