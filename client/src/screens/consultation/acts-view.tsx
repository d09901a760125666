import { useState } from "preact/hooks";
import type { Act } from "../../domain/types";
import { t } from "../../i18n";
import { Button, Choice, Choices, Icon, QuietButton, QuietLine, Sheet, UrgentCard } from "../../ui";
import type { Lookup } from "../guide/lookup";
import { Marks } from "../guide/marks";
import type { LineView } from "../plan/plan";
import type { Watch } from "./draft";

export interface LocalContact {
  readonly name: string;
  readonly phone: string;
}

/** What interrupts: who is with the person, then each urgent action until it is done, handed over, or not done with a reason. */
export function ActsScreen(props: {
  readonly look: Lookup;
  readonly lines: readonly LineView[];
  readonly settled: readonly LineView[];
  readonly watch: Watch | null;
  readonly companyFirst: boolean;
  readonly way: "prepare" | "use" | "record";
  readonly contacts: readonly LocalContact[];
  readonly onWatch: (watch: Watch) => void;
  readonly onAct: (line: string, act: Act, reason?: string) => void;
  readonly onUndo: (line: string) => void;
}) {
  const { look, lines, settled, companyFirst, onAct, onUndo } = props;
  const company = <Company {...props} />;
  return (
    <article class="acts stack">
      <h1 class="acts-head" tabIndex={-1}>
        <Icon name="warn" />
        <span>{t("acts.title")}</span>
      </h1>
      {companyFirst && company}
      <ol class="acts-list stack">
        {lines.map((line) => (
          <li key={line.id}>
            <ActCard look={look} line={line} onAct={onAct} />
          </li>
        ))}
      </ol>
      {!companyFirst && company}
      {settled.length > 0 && (
        <ul class="acts-settled">
          {settled.map((line) => (
            <li key={line.id}>
              <span>
                <Icon name="check" /> {line.text} <span class="quiet">{t(`act.${line.act ?? "done"}`)}</span>
              </span>
              <QuietButton onClick={() => onUndo(line.id)}>{t("act.undo")}</QuietButton>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function ActCard(props: {
  readonly look: Lookup;
  readonly line: LineView;
  readonly onAct: (line: string, act: Act, reason?: string) => void;
}) {
  const { look, line, onAct } = props;
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
        <Button kind="urgent" icon="check" onClick={() => onAct(line.id, "done")}>
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
  return (
    <Sheet
      title={t(kind === "not_done" ? "act.why_not" : "act.to_whom")}
      close={t("ui.close")}
      onClose={onClose}
    >
      <ReasonChoices
        label={kind === "not_done" ? "act-why-not" : "act-to-whom"}
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

/** Reasons to tap, and one to write. */
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

const WITH = ["me", "colleague", "family", "nobody", "left"] as const;
const WHERE = ["on_way_home", "at_home", "here_outside", "elsewhere", "not_known"] as const;

/** "Who is with the person now?" and what follows from nobody and from gone. */
function Company(props: {
  readonly watch: Watch | null;
  readonly way: "prepare" | "use" | "record";
  readonly contacts: readonly LocalContact[];
  readonly onWatch: (watch: Watch) => void;
}) {
  const { watch, way, contacts, onWatch } = props;
  const [changing, setChanging] = useState(false);
  if (watch === null || changing)
    return (
      <section class="company card card-raised">
        <h2 id="who-with">{t(way === "record" ? "watch.ask_after" : "watch.ask")}</h2>
        <Choices label="who-with">
          {WITH.map((who) => (
            <Choice
              key={who}
              chosen={watch?.who === who ? true : undefined}
              onChoose={() => {
                setChanging(false);
                onWatch({ who });
              }}
            >
              {t(`watch.${who}`)}
            </Choice>
          ))}
        </Choices>
      </section>
    );
  return (
    <section class="company card card-raised">
      <div class="company-said">
        <p>
          <span class="quiet small">{t("watch.ask")}</span>
          <br />
          <strong>{t(`watch.${watch.who}`)}</strong>
        </p>
        <QuietButton onClick={() => setChanging(true)}>{t("action.change")}</QuietButton>
      </div>
      {watch.who === "nobody" && <CallSomebody contacts={contacts} />}
      {watch.who === "left" && (
        <>
          <h2 id="where-now">{t("watch.where")}</h2>
          <QuietLine>
            {WHERE.map((where) => (
              <QuietButton
                key={where}
                chosen={watch.where === where}
                onClick={() => onWatch({ who: "left", where })}
              >
                {t(`watch.where.${where}`)}
              </QuietButton>
            ))}
          </QuietLine>
          <p>{t("watch.left_do")}</p>
          <CallSomebody contacts={contacts} />
        </>
      )}
    </section>
  );
}

/** Whom to call. Where no number is set the screen says so and names the next best step. */
export function CallSomebody({ contacts }: { readonly contacts: readonly LocalContact[] }) {
  if (contacts.length === 0) return <p class="caution-note">{t("contacts.none")}</p>;
  return (
    <ul class="contacts">
      {contacts.map((contact) => (
        <li key={contact.phone}>
          <Button icon="phone" wide kind="primary" href={`tel:${contact.phone.replace(/[^+\d]/g, "")}`}>
            {t("contacts.call", { name: contact.name, phone: contact.phone })}
          </Button>
        </li>
      ))}
    </ul>
  );
}
