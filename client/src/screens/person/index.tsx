import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { appendEntry } from "../../app/append";
import { newId, today } from "../../app/around";
import { release } from "../../app/content";
import { discardDraft, type FormDraft, keepDraft, resumeForm } from "../../app/drafts";
import { people, personName, personOf, personWho } from "../../app/people";
import { address, go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { hasCare, worker } from "../../app/session";
import { t } from "../../i18n";
import { Button, Card, Choice, Choices, Field, Radio, StatusSentence } from "../../ui";
import { beginning } from "../guide/begin";
import { areAlike } from "./alike";
import { bodyOf, EMPTY, type Faults, type Form, faultsOf, formOf } from "./form";

/** Somebody new, or what is known of somebody put right. */
export default function PersonFormScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const id = params.person ?? null;
  const known = personOf(id);
  const back = id === null ? (isBeginning() ? "guide/begin" : "people") : `people/${encodeURIComponent(id)}`;
  const title = t(id === null ? "person.add" : "person.correct");
  if (!hasCare.value)
    return (
      <Screen title={title} back="people">
        <p>{t("people.no_care")}</p>
      </Screen>
    );
  if (id !== null && known === null)
    return (
      <Screen title={t("person.gone_title")} back="people">
        <p>{t("person.gone")}</p>
      </Screen>
    );
  return <PersonForm title={title} back={back} id={id} />;
}

/** Come from the guide, where what brings the person was chosen already. */
const isBeginning = (): boolean => address.value.endsWith("?begin");

interface Props {
  readonly title: string;
  readonly back: string;
  /** Null: somebody new. */
  readonly id: string | null;
}

function PersonForm({ title, back, id }: Props) {
  const known = personOf(id);
  // Each worker's own: a colleague on the same phone begins with an empty form.
  const of = { worker: worker.value?.id ?? null, about: id };
  const [left] = useState(() => resumeForm(of));
  const [draft] = useState(() => left?.id ?? newId());
  const [form, setForm] = useState<Form>(
    () => formLeft(left) ?? (known === null ? EMPTY : formOf(known, today.value)),
  );
  const [wasLeft, setWasLeft] = useState(left !== null);
  const [subject] = useState(() => id ?? left?.person ?? newId());
  const [faults, setFaults] = useState<Faults>({});
  const [failed, setFailed] = useState(false);
  const put = (changes: Partial<Form>) => {
    const typed = { ...form, ...changes };
    setForm(typed);
    setFaults({});
    // The phone may lock itself, or be killed, in the middle of a word.
    const now: FormDraft = { id: draft, of, person: subject, release: release.value ?? "", form: typed };
    keepDraft(now).catch(() => {}); // shown by the frame
  };
  const beginAnew = () => {
    setForm(known === null ? EMPTY : formOf(known, today.value));
    setFaults({});
    setWasLeft(false);
    discardDraft(draft).catch(() => {}); // shown by the frame
  };
  const alike =
    id === null ? people.value.filter((person) => areAlike(bodyOf(form, today.value), person)) : [];
  const save = async () => {
    const found = faultsOf(form, today.value);
    setFaults(found);
    if (Object.keys(found).length > 0) {
      document.getElementById(`person-${Object.keys(found)[0]}`)?.focus();
      return;
    }
    try {
      await appendEntry(
        {
          kind: "person",
          subject,
          occurred_on: today.value,
          release: release.value,
          amends: known?.said.map((entry) => entry.id) ?? [],
          body: bodyOf(form, today.value),
        },
        draft,
      );
    } catch {
      return setFailed(true);
    }
    if (id === null && isBeginning()) {
      beginning.value = { ...beginning.value, person: subject };
      go("guide/begin", "replace");
    } else go(`people/${encodeURIComponent(subject)}`, "replace");
  };
  const fault = (name: keyof Faults) => (faults[name] === undefined ? undefined : t(faults[name]));
  return (
    <Screen
      title={title}
      back={back}
      foot={
        <>
          {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
          <Button kind="primary" wide onClick={() => void save()}>
            {t("person.save")}
          </Button>
        </>
      }
    >
      <p class="quiet">{t(id === null ? "person.add_how" : "person.correct_how")}</p>
      {wasLeft && (
        <div class="stack-tight">
          <StatusSentence icon="info">{t("person.was_left")}</StatusSentence>
          <Button kind="quiet" onClick={beginAnew}>
            {t("person.begin_anew")}
          </Button>
        </div>
      )}
      <Field
        id="person-number"
        label={t("person.field.number")}
        value={form.number}
        fault={fault("number")}
        onInput={(number) => put({ number })}
      />
      <Field
        id="person-initials"
        label={t("person.field.initials")}
        hint={t("person.field.initials_how")}
        value={form.initials}
        fault={fault("initials")}
        onInput={(initials) => put({ initials })}
      />
      <Group title={t("person.field.sex")}>
        {(["female", "male", "other", null] as const).map((sex) => (
          <Radio key={String(sex)} name="sex" checked={form.sex === sex} onChoose={() => put({ sex })}>
            {t(sex === null ? "person.not_said" : `person.sex.${sex}`)}
          </Radio>
        ))}
      </Group>
      <Group title={t("person.field.age")}>
        {(["age", "year", "not_known"] as const).map((age_by) => (
          <Radio key={age_by} name="age" checked={form.age_by === age_by} onChoose={() => put({ age_by })}>
            {t(`person.age_by.${age_by}`)}
          </Radio>
        ))}
      </Group>
      {form.age_by === "age" && (
        <Field
          id="person-age"
          kind="number"
          label={t("person.field.years")}
          value={form.age}
          fault={fault("age")}
          onInput={(age) => put({ age })}
        />
      )}
      {form.age_by === "year" && (
        <Field
          id="person-year"
          kind="number"
          label={t("person.field.year")}
          value={form.year}
          fault={fault("year")}
          onInput={(year) => put({ year })}
        />
      )}
      {alike.length > 0 && (
        <Card kind="caution" icon="people" title={t("person.alike")}>
          <p id="alike-how">{t("person.alike_how")}</p>
          <Choices label="alike-how">
            {alike.map((person) => (
              <Choice
                key={person.id}
                icon="person"
                hint={personWho(person, today.value)}
                onChoose={() => go(`people/${encodeURIComponent(person.id)}`, "replace")}
              >
                {personName(person.id)}
              </Choice>
            ))}
          </Choices>
        </Card>
      )}
      <Field
        id="person-village"
        label={t("person.field.village")}
        hint={t("person.optional")}
        value={form.village}
        onInput={(village) => put({ village })}
      />
      <Group title={t("person.field.reach")} why={t("person.field.reach_how")}>
        {(["none", "call", "message", "visit", "through"] as const).map((how) => (
          <Radio key={how} name="reach" checked={form.how === how} onChoose={() => put({ how })}>
            {t(how === "none" ? "person.reach.none" : `person.reach.${how}`)}
          </Radio>
        ))}
      </Group>
      {form.how !== "none" && (
        <>
          <Field
            id="person-detail"
            label={t("person.field.detail")}
            hint={t("person.field.detail_how")}
            value={form.detail}
            onInput={(detail) => put({ detail })}
          />
          <Field
            id="person-answers"
            label={t("person.field.answers")}
            hint={t("person.field.answers_how")}
            value={form.who_answers}
            onInput={(who_answers) => put({ who_answers })}
          />
        </>
      )}
    </Screen>
  );
}

/** What was typed before the phone locked itself, if anything was. */
const formLeft = (left: FormDraft | null): Form | null =>
  left === null ? null : { ...EMPTY, ...(left.form as Partial<Form>) };

function Group(props: {
  readonly title: string;
  readonly why?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <fieldset class="stack-tight">
      <legend class="field-label">{props.title}</legend>
      {props.why !== undefined && <p class="field-hint">{props.why}</p>}
      <div class="choices">{props.children}</div>
    </fieldset>
  );
}
