// An imminent risk: who is with the person, or where the person is, until it is closed with an outcome.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { sayDate } from "../i18n/dates";
import type { RiskOutcomeBody } from "../store/entry";
import type { Risk } from "../store/projections";
import { Button, Choice, Choices, Field, Sheet, StatusSentence, Tag, UrgentCard } from "../ui";
import { appendEntry } from "./append";
import { today } from "./around";
import { Call } from "./Crisis";
import { authorWords, isMe } from "./colleagues";
import { local } from "./content";
import { drafts } from "./drafts";
import { entryById, practising } from "./entries";
import { isAlone, personName } from "./people";
import { hasJoined } from "./storing";

type Open = "none" | "who" | "outcome";

export function RiskCard({ risk }: { readonly risk: Risk }) {
  const [open, setOpen] = useState<Open>("none");
  const { body } = risk.entry;
  const name = personName(risk.subject);
  const plan = drafts.value.some(({ draft }) => draft.id === body.consultation)
    ? `#/consultation/${body.consultation}`
    : entryById(body.consultation) === null
      ? null
      : `#/plan/${body.consultation}?now`;
  return (
    <UrgentCard
      title={t(body.present ? "risk.with" : "risk.where", { name })}
      who={stateWords(risk.entry)}
      how={foundWords(risk)}
    >
      {practising.value && hasJoined.value && !risk.entry.practice && (
        <p>
          <Tag kind="urgent">{t("risk.real")}</Tag>
        </p>
      )}
      {isAlone(risk) && <Alone present={body.present} />}
      <div class="stack-tight">
        {plan !== null && (
          <Button kind="urgent" wide href={plan}>
            {t("risk.plan")}
          </Button>
        )}
        <Button wide onClick={() => setOpen("who")}>
          {t("risk.change")}
        </Button>
        <Button wide onClick={() => setOpen("outcome")}>
          {t("risk.close")}
        </Button>
      </div>
      {open === "who" && <Who risk={risk} onClose={() => setOpen("none")} />}
      {open === "outcome" && <OutcomeSheet risk={risk} onClose={() => setOpen("none")} />}
    </UrgentCard>
  );
}

/** On a shared list "you" is only who wrote it. Invented risks are found by nobody. */
const isOwn = (entry: Risk["entry"]): boolean => entry.practice || isMe(entry.author);

function foundWords({ entry, since }: Risk): string {
  if (entry.practice) return t("risk.found", { when: sayDate(entry.occurred_on, today.value) });
  const first = entryById(since) ?? entry;
  const who = isMe(first.author) ? t("colleague.you") : authorWords(first.author);
  return t("risk.found_by", { when: sayDate(first.occurred_on, today.value), who });
}

/** Who is with the person, or where the person is. */
export function stateWords(entry: Risk["entry"]): string {
  const { body } = entry;
  if (body.present && body.who_with === "me" && !isOwn(entry))
    return t("risk.is.they", { name: authorWords(entry.author) });
  if (!body.present)
    return body.place === null
      ? t("risk.is.left")
      : t("risk.is.left_place", { place: placeWords(body.place) });
  return t(`risk.is.${body.who_with ?? "unknown"}`);
}

/** The consultation keeps a code for the place; older and free text shows as it is. */
const PLACES = ["at_home", "elsewhere", "here_outside", "not_known", "on_way_home"] as const;
function placeWords(place: string): string {
  const code = PLACES.find((known) => known === place);
  return code === undefined ? place : t(`watch.where.${code}`);
}

function Alone({ present }: { readonly present: boolean }) {
  return (
    <div class="stack-tight">
      <h3>{t(present ? "risk.nobody_title" : "risk.left_title")}</h3>
      <p>{t(present ? "risk.nobody" : "risk.left_how")}</p>
      <Call contacts={local.value} />
    </div>
  );
}

const WHO = ["me", "colleague", "family", "nobody", "left"] as const;

function Who({ risk, onClose }: { readonly risk: Risk; readonly onClose: () => void }) {
  const [failed, setFailed] = useState(false);
  const save = (who: (typeof WHO)[number]) => {
    const { body } = risk.entry;
    const left = who === "left";
    appendEntry({
      kind: "imminent_risk",
      subject: risk.subject,
      occurred_on: today.value,
      release: risk.entry.release,
      amends: [risk.entry.id],
      body: { ...body, present: !left, who_with: left ? null : who, place: left ? body.place : null },
    }).then(onClose, () => setFailed(true));
  };
  return (
    <Sheet title={t("risk.with", { name: personName(risk.subject) })} close={t("ui.close")} onClose={onClose}>
      {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
      <div class="choices">
        {WHO.map((who) => (
          <Choice key={who} onChoose={() => save(who)}>
            {t(`risk.who.${who}`)}
          </Choice>
        ))}
      </div>
    </Sheet>
  );
}

const OUTCOMES: readonly RiskOutcomeBody["outcome"][] = [
  "safe_with_family",
  "at_facility",
  "referred_and_arrived",
  "not_imminent_any_more",
  "not_found",
  "died",
  "other",
];
/** An ending that hands the person to somebody else, or that no word of ours describes, is told. */
const NEEDS_NOTE: ReadonlySet<string> = new Set(["not_found", "not_imminent_any_more", "died", "other"]);

/** How it ended, in the worker's own choice of words: nothing closes a risk by itself. */
export function OutcomeSheet(props: {
  readonly risk: Risk;
  readonly onClose: () => void;
  /** The outcome is on the phone. */
  readonly onSaved?: () => void;
}) {
  const { risk, onClose, onSaved } = props;
  const [outcome, setOutcome] = useState<RiskOutcomeBody["outcome"] | null>(null);
  const [note, setNote] = useState("");
  const [fault, setFault] = useState<"none" | "note" | "store">("none");
  const rest = useRef<HTMLDivElement>(null);
  // On a small phone what is left to do lies below the outcomes: a tap that only ticks would look like the end.
  useEffect(() => rest.current?.scrollIntoView({ block: "end" }), [outcome]);
  const save = () => {
    if (outcome === null) return;
    const written = note.trim();
    if (NEEDS_NOTE.has(outcome) && written === "") return setFault("note");
    appendEntry({
      kind: "risk_outcome",
      subject: risk.subject,
      occurred_on: today.value,
      release: risk.entry.release,
      body: { risk: risk.entry.id, outcome, note: written === "" ? null : written },
    }).then(
      () => {
        onSaved?.();
        onClose();
      },
      () => setFault("store"),
    );
  };
  return (
    <Sheet
      title={t("risk.outcome_title", { name: personName(risk.subject) })}
      close={t("ui.close")}
      onClose={onClose}
    >
      <p id="risk-outcome">{t("risk.outcome_how")}</p>
      <Choices label="risk-outcome">
        {OUTCOMES.map((one) => (
          <Choice key={one} chosen={outcome === one} onChoose={() => setOutcome(one)}>
            {t(`risk.outcome.${one}`)}
          </Choice>
        ))}
      </Choices>
      {outcome !== null && (
        <div class="stack" ref={rest}>
          <Field
            id="risk-note"
            kind="long"
            label={t(
              outcome === "died" ? "risk.note_died" : outcome === "other" ? "risk.note_other" : "risk.note",
            )}
            value={note}
            onInput={setNote}
            fault={fault === "note" ? t("risk.note_needed") : undefined}
          />
          {fault === "store" && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
          <Button kind="urgent" wide onClick={save}>
            {t("risk.save")}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
