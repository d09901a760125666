import { useState } from "preact/hooks";
import { Call } from "../../app/Crisis";
import { local } from "../../app/content";
import type { Act } from "../../domain/types";
import { t } from "../../i18n";
import { Button, Choice, Choices, Icon, QuietButton, Sheet, UrgentCard } from "../../ui";
import type { Lookup } from "../guide/lookup";
import { Marks } from "../guide/marks";
import type { LineView } from "../plan/plan";
import type { Watcher } from "./watch";

/** What interrupts: who is with the person, then each urgent action until it is done, handed over, or not done with a reason. */
export function ActsScreen(props: {
  readonly look: Lookup;
  readonly lines: readonly LineView[];
  readonly watcher: Watcher | null;
  readonly where: string | null;
  readonly onChangeWatcher: () => void;
  readonly onWhere: (where: string) => void;
  readonly onAct: (line: string, act: Act, reason?: string) => void;
  readonly onUndo: (line: string) => void;
}) {
  const { look, lines, onAct, onUndo } = props;
  const first = lines.find((line) => line.act === undefined)?.id;
  return (
    <div class="acts stack">
      <Company {...props} onChange={props.onChangeWatcher} />
      <ol class="acts-list stack">
        {lines.map((line) => (
          <li key={line.id}>
            {line.act === undefined ? (
              <ActCard look={look} line={line} isFirst={line.id === first} onAct={onAct} />
            ) : (
              <Settled line={line} onUndo={() => onUndo(line.id)} />
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** It stays in its place, so that the next card does not jump under the thumb. */
function Settled({ line, onUndo }: { readonly line: LineView; readonly onUndo: () => void }) {
  return (
    <div class="settled">
      <Icon name={line.act === "not_done" ? "close" : "check"} />
      <span class="settled-words">
        {line.text}{" "}
        <span class="quiet small">
          {t(`act.${line.act ?? "open"}`)}
          {line.reason !== undefined && `: ${line.reason}`}
        </span>
      </span>
      <QuietButton onClick={onUndo}>{t("act.undo")}</QuietButton>
    </div>
  );
}

function ActCard(props: {
  readonly look: Lookup;
  readonly line: LineView;
  readonly isFirst: boolean;
  readonly onAct: (line: string, act: Act, reason?: string) => void;
}) {
  const { look, line, isFirst, onAct } = props;
  const [asking, setAsking] = useState<"not_done" | "handed_over" | null>(null);
  const [source, setSource] = useState(false);
  return (
    <UrgentCard
      title={line.text}
      who={line.who === "prescriber" ? t("line.ask_prescriber") : undefined}
      how={line.detail}
    >
      {line.dose !== null && (
        <p class="dose numbers">{line.dose === "ask" ? t("plan.dose_ask") : line.dose}</p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: three buttons about the action above them */}
      <div class="act-buttons" role="group" aria-label={line.text}>
        <Button kind={isFirst ? "urgent" : "secondary"} icon="check" onClick={() => onAct(line.id, "done")}>
          {t("act.button.done")}
        </Button>
        <Button onClick={() => setAsking("handed_over")}>{t("act.button.handed_over")}</Button>
        <Button onClick={() => setAsking("not_done")}>{t("act.button.not_done")}</Button>
      </div>
      <button
        class="quiet-button act-why"
        type="button"
        aria-expanded={source}
        onClick={() => setSource(!source)}
      >
        {t("line.source")}
      </button>
      {source && (
        <Marks
          look={look}
          sources={look.line.get(line.id)?.sources ?? []}
          marks={line.marks}
          edition={line.edition}
        />
      )}
      {asking !== null && (
        <ReasonSheet
          kind={asking}
          onClose={() => setAsking(null)}
          onReason={(reason) => {
            setAsking(null);
            onAct(line.id, asking, reason);
          }}
        />
      )}
    </UrgentCard>
  );
}

const NOT_DONE = ["refused", "not_possible", "already", "not_needed"] as const;
const HANDED_TO = ["nurse", "doctor", "family", "ambulance"] as const;

/** A few reasons that are one tap each, and words of one's own. */
function ReasonSheet(props: {
  readonly kind: "not_done" | "handed_over";
  readonly onClose: () => void;
  readonly onReason: (reason: string) => void;
}) {
  const { kind, onClose, onReason } = props;
  const label = "act-reason";
  return (
    <Sheet
      title={<span id={label}>{t(kind === "not_done" ? "act.why_not" : "act.to_whom")}</span>}
      close={t("ui.close")}
      onClose={onClose}
    >
      <ReasonChoices
        label={label}
        reasons={
          kind === "not_done"
            ? NOT_DONE.map((code) => t(`act.reason.${code}`))
            : HANDED_TO.map((code) => t(`act.to.${code}`))
        }
        onReason={onReason}
      />
    </Sheet>
  );
}

/** Reasons to tap, and one to write. `label` is the id of the heading that asks for them. */
export function ReasonChoices(props: {
  readonly label: string;
  readonly reasons: readonly string[];
  readonly onReason: (reason: string) => void;
}) {
  const [own, setOwn] = useState("");
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (own.trim() !== "") props.onReason(own.trim());
      }}
    >
      <Choices label={props.label}>
        {props.reasons.map((reason) => (
          <Choice key={reason} onChoose={() => props.onReason(reason)}>
            {reason}
          </Choice>
        ))}
      </Choices>
      <div class="field">
        <label class="field-label" for={`${props.label}-own`}>
          {t("reason.own")}
        </label>
        <input
          class="field-input"
          id={`${props.label}-own`}
          value={own}
          onInput={(event) => setOwn(event.currentTarget.value)}
        />
      </div>
      <Button kind="primary" wide submit disabled={own.trim() === ""}>
        {t("reason.save")}
      </Button>
    </form>
  );
}

const WHERE = ["on_way_home", "at_home", "here_outside", "elsewhere", "not_known"] as const;

/** Who is with the person now, and what follows from nobody and from gone. The guide has asked it before the actions. */
function Company(props: {
  readonly watcher: Watcher | null;
  readonly where: string | null;
  readonly onChange: () => void;
  readonly onWhere: (where: string) => void;
}) {
  const { watcher, where, onChange, onWhere } = props;
  if (watcher === null) return null;
  return (
    <section class="company card card-raised">
      <div class="company-said">
        <p>
          <span class="quiet small">{t("watch.ask")}</span>
          <br />
          <strong>{t(`watch.${watcher}`)}</strong>
        </p>
        <QuietButton onClick={onChange}>{t("action.change")}</QuietButton>
      </div>
      {watcher === "nobody" && (
        <>
          <p>{t("watch.nobody_do")}</p>
          <Call contacts={local.value} />
        </>
      )}
      {watcher === "left" && (
        <>
          <h2 id="where-now">{t("watch.where")}</h2>
          {/* biome-ignore lint/a11y/useSemanticElements: the heading above names the group */}
          <div class="row" role="group" aria-labelledby="where-now">
            {WHERE.map((place) => (
              <QuietButton key={place} chosen={where === place} onClick={() => onWhere(place)}>
                {t(`watch.where.${place}`)}
              </QuietButton>
            ))}
          </div>
          <p>{t("watch.left_do")}</p>
          <Call contacts={local.value} />
        </>
      )}
    </section>
  );
}
