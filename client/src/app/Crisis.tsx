// Whom to call in a crisis, one tap from every screen. The numbers come with the content (local.yaml); where none is set it says so.
import { t } from "../i18n";
import type { Contact, Local } from "../store/parts";
import { Button, Icon, Sheet } from "../ui";
import { local } from "./content";
import { crisisOpen } from "./open";

export function Crisis() {
  const close = () => {
    crisisOpen.value = false;
  };
  return (
    <Sheet title={t("crisis.title")} close={t("ui.close")} onClose={close}>
      <p>{t("crisis.first")}</p>
      <Call contacts={local.value} />
      <Places contacts={local.value} />
      <Button wide href="#/cards" icon="warn" onClick={close}>
        {t("crisis.cards")}
      </Button>
    </Sheet>
  );
}

interface Line {
  readonly key: string;
  readonly label: string;
  readonly number: string;
  readonly more: readonly string[];
}

/** Buttons that call; each with its hours and languages in words. */
export function Call({ contacts }: { readonly contacts: Local }) {
  const lines = linesOf(contacts);
  if (lines.length === 0)
    return (
      <p class="row-top">
        <Icon name="info" />
        <span>{t("crisis.no_numbers")}</span>
      </p>
    );
  return (
    <ul class="plain-list stack-tight">
      {lines.map(({ key, label, number, more }) => (
        <li key={key} class="stack-tight">
          <Button kind="primary" wide icon="phone" href={`tel:${number.replace(/[^+\d*#]/g, "")}`}>
            {label} <bdi class="numbers">{number}</bdi>
          </Button>
          {more.length > 0 && <p class="small quiet">{more.join(" · ")}</p>}
        </li>
      ))}
    </ul>
  );
}

/** Numbers of this place: crisis lines first, then the people behind the worker. */
export function linesOf(contacts: Local): readonly Line[] {
  const people = [
    ["crisis.supervisor", "supervisor_contact"] as const,
    ["crisis.prescriber", "prescriber_contact"] as const,
  ].flatMap(([label, key]): Line[] => {
    const contact = contacts[key];
    if (contact?.number === undefined) return [];
    return [
      {
        key,
        label: `${t(label)}: ${contact.text}`,
        number: contact.number,
        more: hours(contact),
      },
    ];
  });
  const lines = contacts.crisis_lines.map(
    (line): Line => ({
      key: line.id,
      label: line.text,
      number: line.number,
      more: [
        ...hours(line),
        ...(line.languages === undefined ? [] : [t("crisis.languages", { languages: line.languages })]),
      ],
    }),
  );
  return [...lines, ...people];
}

const hours = ({ hours }: Contact): readonly string[] => (hours === undefined ? [] : [hours]);

function Places({ contacts }: { readonly contacts: Local }) {
  if (contacts.referral_places.length === 0) return null;
  return (
    <section class="stack-tight">
      <h3>{t("crisis.places")}</h3>
      <ul class="plain-list stack-tight">
        {contacts.referral_places.map((place) => (
          <li key={place.id}>
            <strong>{place.text}</strong>
            {place.address !== undefined && <p class="small quiet">{place.address}</p>}
            {place.number !== undefined && (
              <a class="numbers" href={`tel:${place.number.replace(/[^+\d*#]/g, "")}`}>
                <bdi>{place.number}</bdi>
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
