import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons";

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly kind?: "primary" | "secondary" | "quiet" | "urgent" | undefined;
  readonly icon?: IconName | undefined;
  readonly wide?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** A place in the app or a telephone number: the button becomes a link. */
  readonly href?: string | undefined;
  readonly onClick?: (() => void) | undefined;
  readonly submit?: boolean | undefined;
  readonly describedBy?: string | undefined;
}

export function Button(props: ButtonProps) {
  const { children, kind = "secondary", icon, wide = false, href, onClick } = props;
  const look = `button button-${kind}${wide ? " button-wide" : ""}`;
  const inside = (
    <>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  return href !== undefined ? (
    <a class={look} href={href} onClick={onClick} aria-describedby={props.describedBy}>
      {inside}
    </a>
  ) : (
    <button
      class={look}
      type={props.submit === true ? "submit" : "button"}
      disabled={props.disabled === true}
      onClick={onClick}
      aria-describedby={props.describedBy}
    >
      {inside}
    </button>
  );
}

/** An icon with its word below, for the head of a screen. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly children: ComponentChildren;
  readonly href?: string | undefined;
  readonly onClick?: (() => void) | undefined;
  readonly inRow?: boolean | undefined;
}) {
  const look = `icon-button${props.inRow === true ? " icon-button-row" : ""}`;
  const inside = (
    <>
      <Icon name={props.icon} />
      <span>{props.children}</span>
    </>
  );
  return props.href !== undefined ? (
    <a class={look} href={props.href}>
      {inside}
    </a>
  ) : (
    <button class={look} type="button" onClick={props.onClick}>
      {inside}
    </button>
  );
}

/** The frame of a question's answers; `label` is the id of the heading that asks. */
export function Choices({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need its legend inside; the heading asks the question
    <div class="choices" role="group" aria-labelledby={label}>
      {children}
    </div>
  );
}

interface ChoiceProps {
  readonly children: ComponentChildren;
  readonly hint?: ComponentChildren | undefined;
  readonly icon?: IconName | undefined;
  /** Left out: a plain tap that leads on. True or false: the answer that was given. */
  readonly chosen?: boolean | undefined;
  readonly href?: string | undefined;
  readonly onChoose?: (() => void) | undefined;
}

/** One big full-width answer. A tap on it is the answer. */
export function Choice(props: ChoiceProps) {
  const inside = (
    <>
      {props.icon !== undefined && <Icon name={props.icon} />}
      <Words hint={props.hint}>{props.children}</Words>
      {props.chosen === true && <Icon name="check" />}
    </>
  );
  return props.href !== undefined ? (
    <a class="choice" href={props.href} onClick={props.onChoose}>
      {inside}
    </a>
  ) : (
    <button class="choice" type="button" aria-pressed={props.chosen} onClick={props.onChoose}>
      {inside}
    </button>
  );
}

/** One of several that may all be true. */
export function Tick(props: {
  readonly children: ComponentChildren;
  readonly hint?: ComponentChildren | undefined;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span class="choice-box" aria-hidden="true">
        <Icon name="check" />
      </span>
      <Words hint={props.hint}>{props.children}</Words>
    </label>
  );
}

/** One of a few settings; nothing leads on, so the arrow keys may move through them. */
export function Radio(props: {
  readonly name: string;
  readonly children: ComponentChildren;
  readonly hint?: ComponentChildren | undefined;
  readonly checked: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <label class="choice">
      <input type="radio" name={props.name} checked={props.checked} onChange={props.onChoose} />
      <span class="choice-box choice-box-one" aria-hidden="true">
        <Icon name="check" />
      </span>
      <Words hint={props.hint}>{props.children}</Words>
    </label>
  );
}

function Words({
  children,
  hint,
}: {
  readonly children: ComponentChildren;
  readonly hint?: ComponentChildren | undefined;
}) {
  return (
    <span class="choice-words">
      {children}
      {hint !== undefined && <span class="choice-hint">{hint}</span>}
    </span>
  );
}

/** "Not known", "Cannot ask now": one quiet line below the answers, as easy to reach as they are. */
export function QuietLine({ children }: { readonly children: ComponentChildren }) {
  return <div class="quiet-line">{children}</div>;
}

export function QuietButton(props: {
  readonly children: ComponentChildren;
  readonly chosen?: boolean | undefined;
  readonly onClick: () => void;
}) {
  return (
    <button class="quiet-button" type="button" aria-pressed={props.chosen} onClick={props.onClick}>
      {props.children}
    </button>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren | undefined;
  /** What is wrong and what to do about it. */
  readonly fault?: ComponentChildren | undefined;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** `letters`: a code in capitals; `secret`: a password. */
  readonly kind?: "text" | "number" | "date" | "long" | "letters" | "secret" | undefined;
  readonly unit?: ComponentChildren | undefined;
  readonly min?: string | number | undefined;
  readonly max?: string | number | undefined;
}

export function Field(props: FieldProps) {
  const { id, kind = "text" } = props;
  const described = [
    props.hint !== undefined ? `${id}-hint` : "",
    props.fault !== undefined ? `${id}-fault` : "",
  ].filter((name) => name !== "");
  const shared = {
    id,
    value: props.value,
    "aria-invalid": props.fault !== undefined,
    "aria-describedby": described.length > 0 ? described.join(" ") : undefined,
  };
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      {props.hint !== undefined && (
        <span class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      <span class="field-row">
        {kind === "long" ? (
          <textarea
            class="field-input"
            rows={3}
            {...shared}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
        ) : (
          <input
            class={`field-input${kind === "number" ? " field-input-short" : kind === "letters" ? " field-input-letters" : ""}`}
            // A number field of the browser's own drops what it cannot read and turns with the wheel; text keeps it.
            type={(kind === "date" ? "date" : kind === "secret" ? "password" : "text") as "text"}
            autocapitalize={kind === "letters" ? "characters" : kind === "secret" ? "none" : undefined}
            spellcheck={kind === "letters" ? false : undefined}
            dir={kind === "letters" ? "ltr" : undefined}
            inputMode={kind === "number" ? "numeric" : undefined}
            autocomplete="off"
            min={props.min}
            max={props.max}
            {...shared}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
        )}
        {props.unit !== undefined && <span class="quiet">{props.unit}</span>}
      </span>
      {props.fault !== undefined && (
        <span class="field-fault" id={`${id}-fault`} role="alert">
          <Icon name="warn" />
          {props.fault}
        </span>
      )}
    </div>
  );
}
