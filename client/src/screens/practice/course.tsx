// The course of trust and distress, turn by turn: a picture that also prints in grey, and the same as a table.
import type { Case, Levels, Played } from "../../domain/relating/types";
import { t } from "../../i18n";
import { Fold } from "../../ui";
import type { Debrief } from "./debrief";

const HEIGHT = 168;
const EDGE = 8;
const y = (value: number): number => EDGE + (1 - value) * (HEIGHT - 2 * EDGE);

interface Point {
  readonly x: number;
  readonly levels: Levels;
  /** 0: the visit begins. */
  readonly n: number;
  readonly visit: string;
}

/** In per cent of the width, so that no letter and no circle is stretched with the page. */
export function pointsOf(played: Played): readonly Point[] {
  const found = played.visits.flatMap((visit) => [
    { levels: visit.start, n: 0, visit: visit.id },
    ...played.turns
      .filter((turn) => turn.visit === visit.id)
      .map((turn) => ({ levels: turn.after, n: turn.n, visit: visit.id })),
  ]);
  const step = found.length > 1 ? 96 / (found.length - 1) : 0;
  return found.map((point, place) => ({ ...point, x: 2 + place * step }));
}

const LINES = [
  { name: "shown", of: "S" },
  { name: "distress", of: "A" },
  { name: "trust", of: "T" },
] as const;

export function Course({
  of,
  played,
  debrief,
}: {
  readonly of: Case;
  readonly played: Played;
  readonly debrief: Debrief;
}) {
  const points = pointsOf(played);
  const turning = new Set(debrief.turning.map(({ turn }) => turn.n));
  return (
    <section class="stack-tight">
      <h2>{t("play.course")}</h2>
      <p>{debrief.course}</p>
      <figure class="course">
        <ul class="course-legend plain-list">
          {[...LINES].reverse().map(({ name }) => (
            <li key={name}>
              <svg width="32" height="12" aria-hidden="true">
                <line class={`course-${name}`} x1="1" x2="31" y1="6" y2="6" />
              </svg>
              {t(`play.line.${name}`)}
            </li>
          ))}
          <li>
            <svg width="32" height="14" aria-hidden="true">
              <circle class="course-turning" cx="16" cy="7" r="5" />
            </svg>
            {t("play.line.turning")}
          </li>
        </ul>
        <div class="course-picture" dir="ltr">
          <div class="course-ends small quiet" aria-hidden="true">
            <span>{t("play.level.high")}</span>
            <span>{t("play.level.low")}</span>
          </div>
          <svg width="100%" height={HEIGHT} role="img" aria-label={debrief.course}>
            {[0, 0.5, 1].map((value) => (
              <line key={value} class="course-grid" x1="0" x2="100%" y1={y(value)} y2={y(value)} />
            ))}
            {points.slice(1).map((point, place) => {
              const before = points[place] as Point;
              if (before.visit !== point.visit)
                return (
                  <line
                    key={point.visit}
                    class="course-visit"
                    x1={`${(before.x + point.x) / 2}%`}
                    x2={`${(before.x + point.x) / 2}%`}
                    y1="0"
                    y2={HEIGHT}
                  />
                );
              return LINES.map(({ name, of: level }) => (
                <line
                  key={`${name} ${point.n}`}
                  class={`course-${name}`}
                  x1={`${before.x}%`}
                  x2={`${point.x}%`}
                  y1={y(before.levels[level])}
                  y2={y(point.levels[level])}
                />
              ));
            })}
            {points
              .filter(({ n }) => turning.has(n))
              .map(({ n, x, levels }) => (
                <circle key={n} class="course-turning" cx={`${x}%`} cy={y(levels.T)} r="5" />
              ))}
          </svg>
        </div>
        <figcaption class="course-axis small quiet" dir="ltr" aria-hidden="true">
          <span>{t("play.axis_from")}</span>
          <span>{t("play.axis_to", { n: played.turns.length })}</span>
        </figcaption>
      </figure>
      <Fold label={t("play.table")}>
        <Table of={of} points={points} />
      </Fold>
    </section>
  );
}

function Table({ of, points }: { readonly of: Case; readonly points: readonly Point[] }) {
  return (
    <div class="course-table">
      <table class="numbers">
        <caption class="small quiet">{t("play.table_caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("play.turn")}</th>
            <th scope="col">{t("play.line.trust")}</th>
            <th scope="col">{t("play.line.distress")}</th>
            <th scope="col">{t("play.line.shown")}</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ n, visit, levels }) => (
            <tr key={`${visit} ${n}`}>
              <th scope="row">{n === 0 ? startOf(of, visit) : n}</th>
              {(["T", "A", "S"] as const).map((level) => (
                <td key={level}>{Math.round(levels[level] * 100)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function startOf(of: Case, visit: string): string {
  const n = of.visits.findIndex(({ id }) => id === visit) + 1;
  return of.visits.length > 1 ? t("play.start_of", { n }) : t("play.start");
}
