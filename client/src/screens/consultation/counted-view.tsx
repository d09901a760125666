import { relationalOf } from "../../app/relational";
import { Screen } from "../../app/Screen";
import { type Observation, type Relational, WEIGHED, type Weighed } from "../../domain/relational";
import { formatNumber, t } from "../../i18n";
import { oddsOf } from "./seen";
import type { Session } from "./session";

/** How what was seen is put together, with the content's own numbers: whoever reads it can do the sum on paper. */
export function CountedScreen({ session }: { readonly session: Session }) {
  const relational = relationalOf(session.draft.release);
  return (
    <Screen title={t("counted.title")} back={`consultation/${session.draft.id}/seen`}>
      {relational === null || relational.model === null ? (
        <p>{t("seen.none")}</p>
      ) : (
        <Counted relational={relational} />
      )}
    </Screen>
  );
}

function Counted({ relational }: { readonly relational: Relational }) {
  const { model, observations, tendencies, circumstances } = relational;
  if (model === null) return null;
  const isLight = ({ weights }: Observation) => WEIGHED.every((tendency) => weights[tendency] === 0);
  return (
    <div class="counted stack-loose">
      <div class="stack-tight">
        <p class="lead">{t("counted.teaching")}</p>
        <p>{t("counted.what_for")}</p>
      </div>
      <section class="stack-tight">
        <h2>{t("counted.steps")}</h2>
        <ol class="counted-steps">
          <li>{t("counted.start", { points: signed(model.start), ...said(model.start) })}</li>
          <li>{t("counted.add")}</li>
          <li>{t("counted.day", { points: model.visit_cap })}</li>
          <li>{t("counted.decay", { days: model.half_life_days })}</li>
          <li>
            {t("counted.shown", {
              points: signed(model.shown_from),
              days: model.least_days,
              ...said(model.shown_from),
            })}
          </li>
          <li>{t("counted.most", { points: signed(model.most), ...said(model.most) })}</li>
          <li>{t("counted.scale")}</li>
        </ol>
        <p>{t("counted.one_visit", { points: signed(model.start + model.visit_cap) })}</p>
      </section>
      {tendencies.map(({ id, text, leaning }) => (
        <Weighing key={id} title={text} leaning={leaning} observations={observations} />
      ))}
      <section class="stack-tight">
        <h2>{t("counted.nothing")}</h2>
        <p class="quiet">{t("counted.nothing_why")}</p>
        <ul>
          {observations.filter(isLight).map(({ id, text }) => (
            <li key={id}>{text}</li>
          ))}
        </ul>
      </section>
      <section class="stack-tight">
        <h2>{t("counted.apart")}</h2>
        <ul>
          {circumstances.map(({ id, text, cautious }) => (
            <li key={id}>{cautious ? t("counted.until_known", { what: text }) : text}</li>
          ))}
        </ul>
      </section>
      <section class="stack-tight">
        <h2>{t("counted.kept")}</h2>
        <p>{t("counted.kept_what")}</p>
        <p>{t("counted.kept_not")}</p>
      </section>
    </div>
  );
}

function Weighing(props: {
  readonly title: string;
  readonly leaning: Weighed;
  readonly observations: readonly Observation[];
}) {
  const { title, leaning } = props;
  const rows = props.observations
    .map(({ id, text, weights }) => ({ id, text, points: weights[leaning] }))
    .filter(({ points }) => points !== 0)
    .sort((one, other) => other.points - one.points);
  return (
    <section class="stack-tight">
      <h2>{title}</h2>
      <table class="counted-table">
        <thead>
          <tr>
            <th scope="col">{t("counted.seen")}</th>
            <th scope="col">{t("counted.points")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, text, points }) => (
            <tr key={id}>
              <th scope="row">{text}</th>
              <td class="numbers">{signed(points)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** With a true minus, and the sign before the number in every direction of writing. */
const signed = (points: number): string =>
  `\u2066${points < 0 ? "\u2212" : "+"}${formatNumber(Math.abs(points))}\u2069`;

function said(points: number): { for: string; against: string } {
  const odds = oddsOf(points);
  return { for: formatNumber(odds.for), against: formatNumber(odds.against) };
}
