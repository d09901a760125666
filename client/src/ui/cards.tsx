import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons";

/** On top until it is done or handed over: the action as a verb, who, then how. */
export function UrgentCard(props: {
  readonly title: ComponentChildren;
  readonly who?: ComponentChildren | undefined;
  readonly how?: ComponentChildren | undefined;
  /** The buttons that say what became of it. */
  readonly children?: ComponentChildren | undefined;
}) {
  return (
    <section class="urgent">
      <h2 class="urgent-head">
        <Icon name="warn" />
        <span>{props.title}</span>
      </h2>
      {props.who !== undefined && <p class="urgent-who">{props.who}</p>}
      {props.how !== undefined && <p>{props.how}</p>}
      {props.children}
    </section>
  );
}

/** `clay` is for relational guidance alone; `caution` for what must be watched. */
export function Card(props: {
  readonly title?: ComponentChildren | undefined;
  readonly icon?: IconName | undefined;
  readonly kind?: "raised" | "plain" | "caution" | "clay" | undefined;
  readonly children?: ComponentChildren | undefined;
}) {
  return (
    <section class={`card card-${props.kind ?? "raised"}`}>
      {props.title !== undefined && (
        <h2 class="card-head">
          {props.icon !== undefined && <Icon name={props.icon} />}
          <span>{props.title}</span>
        </h2>
      )}
      {props.children}
    </section>
  );
}

/** One tap away: why we ask, the source. */
export function Fold(props: {
  readonly label: ComponentChildren;
  readonly children: ComponentChildren;
  readonly open?: boolean | undefined;
}) {
  return (
    <details class="fold" open={props.open}>
      <summary>
        <span>{props.label}</span>
        <Icon name="down" />
      </summary>
      <div class="fold-inside">{props.children}</div>
    </details>
  );
}

/** Words to say to the person. */
export function SayIt({
  label,
  children,
}: {
  readonly label: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <figure class="say">
      <figcaption class="say-label">
        <Icon name="quote" />
        {label}
      </figcaption>
      <blockquote class="say-words">{children}</blockquote>
    </figure>
  );
}

/** A state of the app as a sentence. `help` is the one that needs the worker. */
export function StatusSentence(props: {
  readonly icon?: IconName | undefined;
  readonly help?: boolean | undefined;
  readonly children: ComponentChildren;
}) {
  return (
    <p class={props.help === true ? "status status-help" : "status"} role="status">
      <Icon name={props.icon ?? (props.help === true ? "warn" : "device")} />
      <span>{props.children}</span>
    </p>
  );
}

export function Tag(props: {
  readonly kind?: "plain" | "urgent" | "caution" | undefined;
  readonly children: ComponentChildren;
}) {
  return <span class={`tag tag-${props.kind ?? "plain"}`}>{props.children}</span>;
}

export function VisuallyHidden({ children }: { readonly children: ComponentChildren }) {
  return <span class="sr-only">{children}</span>;
}

/** Rows that lead somewhere. */
export function List({
  children,
  label,
}: {
  readonly children: ComponentChildren;
  readonly label?: string | undefined;
}) {
  return (
    <ul class="list" aria-label={label}>
      {children}
    </ul>
  );
}

export function ListLink(props: {
  readonly title: ComponentChildren;
  readonly why?: ComponentChildren | undefined;
  readonly icon?: IconName | undefined;
  readonly href?: string | undefined;
  readonly onClick?: (() => void) | undefined;
}) {
  const inside = (
    <>
      {props.icon !== undefined && <Icon name={props.icon} />}
      <span class="list-words">
        <span class="list-title">{props.title}</span>
        {props.why !== undefined && <span class="list-why">{props.why}</span>}
      </span>
      <Icon name="next" />
    </>
  );
  return (
    <li>
      {props.href !== undefined ? (
        <a class="list-link" href={props.href}>
          {inside}
        </a>
      ) : (
        <button class="list-link" type="button" onClick={props.onClick}>
          {inside}
        </button>
      )}
    </li>
  );
}
