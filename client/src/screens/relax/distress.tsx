import { t } from "../../i18n";
import { Button, Card, StatusSentence } from "../../ui";
import { type Felt, HIGH, isWorse } from "./felt";

const SCALE = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** How strong the distress is, 0 to 10. Nobody has to say. */
export function Distress(props: {
  readonly id: string;
  readonly title: string;
  readonly value: number | null;
  /** What becomes of the number. */
  readonly note: string;
  readonly onChoose: (value: number | null) => void;
}) {
  return (
    <section class="stack-tight">
      <h2 class="distress-ask" id={props.id}>
        {props.title}
      </h2>
      {/* biome-ignore lint/a11y/useSemanticElements: the heading above names the group */}
      <div class="scale numbers" role="group" aria-labelledby={props.id}>
        {SCALE.map((value) => (
          <button
            key={value}
            class="scale-step"
            type="button"
            aria-pressed={props.value === value}
            onClick={() => props.onChoose(props.value === value ? null : value)}
          >
            {value}
          </button>
        ))}
      </div>
      <p class="scale-ends quiet small">
        <span>{t("relax.distress_least")}</span>
        <span>{t("relax.distress_most")}</span>
      </p>
      <p class="quiet small">{props.note}</p>
    </section>
  );
}

/** What the two numbers say, and what follows. */
export function Reading(props: {
  readonly felt: Felt;
  readonly alone: boolean;
  readonly ground: string | null;
}) {
  const { before, after } = props.felt;
  const worse = isWorse(props.felt);
  return (
    <>
      {before !== null && after !== null && (
        <StatusSentence icon="info" help={worse}>
          {t(worse ? "relax.more" : after < before ? "relax.less" : "relax.same", { before, after })}
        </StatusSentence>
      )}
      {after !== null && after >= HIGH && (
        <Card kind="caution" icon="warn" title={t("relax.high_title")}>
          <p>{t(props.alone ? "relax.high_alone" : "relax.high")}</p>
        </Card>
      )}
      {worse && props.ground !== null && (
        <Button wide href={props.ground}>
          {t("relax.ground")}
        </Button>
      )}
    </>
  );
}
