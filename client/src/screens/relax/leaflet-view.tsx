import { useMemo, useState } from "preact/hooks";
import encodeQR from "qr";
import { linesOf } from "../../app/Crisis";
import { local } from "../../app/content";
import { Screen } from "../../app/Screen";
import { language, t } from "../../i18n";
import { Button, Tick } from "../../ui";
import { Hill, Picture, Scenery } from "./drawings";
import type { Exercise, Practice, Spoken } from "./exercise";
import { stopsOf } from "./gate";

const TIMES = ["morning", "midday", "evening", "night"] as const;
type Time = (typeof TIMES)[number];

/** The leaflet as it will be printed, and what is agreed on it: when in the day. */
export function LeafletScreen({ exercise, back }: { readonly exercise: Exercise; readonly back: string }) {
  const [times, setTimes] = useState<readonly Time[]>(["morning", "evening"]);
  return (
    <Screen
      title={t("relax.leaflet")}
      back={back}
      foot={
        <Button kind="primary" wide icon="print" onClick={() => print()}>
          {t("leaflet.print")}
        </Button>
      }
    >
      <fieldset class="stack-tight no-print leaflet-times">
        <legend class="field-label">{t("leaflet.when")}</legend>
        {TIMES.map((time) => (
          <Tick
            key={time}
            checked={times.includes(time)}
            onChange={(on) => setTimes(TIMES.filter((each) => (each === time ? on : times.includes(each))))}
          >
            {t(`leaflet.time.${time}`)}
          </Tick>
        ))}
      </fieldset>
      <Leaflet exercise={exercise} times={times} address={pageOf(exercise.id)} />
    </Screen>
  );
}

/** Where the exercise opens without an account: on the server that this app comes from. */
function pageOf(exercise: string): string {
  const { code } = language.value;
  return `${location.origin}/calm/#/${exercise}${code === "en" ? "" : `?lang=${code}`}`;
}

interface LeafletProps {
  readonly exercise: Exercise;
  readonly times: readonly Time[];
  readonly address: string;
}

function Leaflet({ exercise, times, address }: LeafletProps) {
  return (
    <article class="leaflet">
      <header class="leaflet-head">
        <p class="leaflet-from">{t("leaflet.from")}</p>
        <h2 class="leaflet-title">{exercise.title}</h2>
        {exercise.intro !== undefined && <p class="leaflet-intro">{exercise.intro}</p>}
      </header>
      <How exercise={exercise} />
      <div class="leaflet-two">
        <section class="leaflet-box">
          <h3>{t("leaflet.stop")}</h3>
          <ul>
            {stopsOf(exercise).map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
          <p class="leaflet-help">{t("leaflet.help")}</p>
          <CrisisLines />
        </section>
        {exercise.practice !== undefined && <Plan practice={exercise.practice} times={times} />}
      </div>
      <footer class="leaflet-foot">
        <Code address={address} />
        <div>
          <p class="leaflet-address">{t("leaflet.address")}</p>
          <p class="leaflet-url numbers">{address}</p>
          <p class="small">{t("leaflet.foot", { title: exercise.title })}</p>
          <p class="small">{t("leaflet.training")} · CC BY-NC-SA 4.0</p>
        </div>
      </footer>
    </article>
  );
}

/** Whom to call: the lines that the programme has put in. */
function CrisisLines() {
  const lines = linesOf(local.value);
  return lines.length === 0 ? null : (
    <ul class="leaflet-lines numbers">
      {lines.slice(0, 2).map(({ key, label, number }) => (
        <li key={key}>
          {label}: {number}
        </li>
      ))}
    </ul>
  );
}

/** The steps as drawings with their words; breathing as the hill of its pace. */
function How({ exercise }: { readonly exercise: Exercise }) {
  const drawn = onceEach(exercise.script);
  const breath = paceOf(exercise);
  return (
    <section class="leaflet-how">
      <h3 class="sr-only">{t("leaflet.how")}</h3>
      {breath !== null && (
        <div class="leaflet-breath">
          <Scenery exercise={exercise} />
          <figure class="leaflet-hill">
            <Hill
              inward={breath.in}
              out={breath.out}
              words={[
                t("leaflet.in", { seconds: String(breath.in) }),
                t("leaflet.out", { seconds: String(breath.out) }),
              ]}
            />
            <figcaption>{t("leaflet.count")}</figcaption>
          </figure>
        </div>
      )}
      {breath === null && drawn.length >= 3 ? (
        <ol class={`leaflet-steps leaflet-steps-${drawn.length > 7 ? "many" : "few"}`}>
          {drawn.map(({ part, times }) => (
            <li key={part.id} class="leaflet-step">
              <Picture name={part.picture!} />
              <p>
                <strong>
                  {part.do}
                  {times > 1 && ` × ${times}`}
                </strong>
                <span>{part.say}</span>
              </p>
            </li>
          ))}
        </ol>
      ) : (
        <ol class="leaflet-words">
          {exercise.posture !== undefined && <li>{exercise.posture}</li>}
          {(exercise.script.length > 0 ? exercise.script : exercise.steps).map((part) =>
            part.say === undefined ? null : <li key={part.id}>{part.say}</li>,
          )}
        </ol>
      )}
    </section>
  );
}

/** The parts with a drawing; what comes again is drawn once, with how often. */
function onceEach(script: readonly Spoken[]): readonly { readonly part: Spoken; readonly times: number }[] {
  const drawn = script.filter(({ picture }) => picture !== undefined);
  return drawn
    .filter((part, place) => drawn.findIndex((each) => each.do === part.do) === place)
    .map((part) => ({ part, times: drawn.filter((each) => each.do === part.do).length }));
}

/** The pace that the leaflet shows: the one that most people go at in the end. */
function paceOf(exercise: Exercise): { readonly in: number; readonly out: number } | null {
  const usual = exercise.paces.find(({ usual }) => usual === true);
  return (
    usual ?? exercise.script.find(({ main }) => main === true)?.pace ?? exercise.gentle?.pace ?? exercise.pace
  );
}

function Plan({ practice, times }: { readonly practice: Practice; readonly times: readonly Time[] }) {
  const rows = times.length > 0 ? times : TIMES.slice(0, practice.times_a_day);
  const weeks = Array.from({ length: Math.ceil(practice.days / 7) }, (_, week) =>
    Array.from({ length: Math.min(7, practice.days - 7 * week) }, (_day, day) => 7 * week + day + 1),
  );
  const days = new Intl.ListFormat(language.value.code.startsWith("en") ? "en" : undefined, {
    type: "conjunction",
  });
  return (
    <section class="leaflet-box leaflet-plan">
      <h3>{t("leaflet.practise")}</h3>
      <p>
        {t("leaflet.practise_times", {
          n: practice.times_a_day,
          minutes: practice.minutes,
          days: practice.days,
        })}
      </p>
      <p>{practice.text}</p>
      {weeks.map((week) => (
        <table class="leaflet-days numbers" key={week[0]}>
          <thead>
            <tr>
              <th scope="col">{t("leaflet.day")}</th>
              {week.map((day) => (
                <th scope="col" key={day}>
                  {day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((time) => (
              <tr key={time}>
                <th scope="row">{t(`leaflet.time.${time}`)}</th>
                {week.map((day) => (
                  <td key={day}>
                    <span class="leaflet-tick" />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      <p class="small">{t("leaflet.days_hint")}</p>
      <p class="small">{t("leaflet.review", { days: days.format(practice.review_days.map(String)) })}</p>
    </section>
  );
}

/** The address as a code for a telephone's camera: one path of squares, made here. */
function Code({ address }: { readonly address: string }) {
  const { size, path } = useMemo(() => {
    const rows = encodeQR(address, "raw", { ecc: "medium", border: 2 });
    const squares = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? `M${x} ${y}h1v1h-1z` : [])));
    return { size: rows.length, path: squares.join("") };
  }, [address]);
  return (
    <svg
      class="leaflet-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={address}
      shape-rendering="crispEdges"
    >
      <rect class="leaflet-code-paper" width={size} height={size} />
      <path class="leaflet-code-ink" d={path} />
    </svg>
  );
}
