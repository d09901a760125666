// What is said and seen: the person's words, what the body shows, the worker's own line, and how a visit begins.
import type { ComponentChildren, Ref } from "preact";
import type { Case, Cue, Line, Played } from "../../domain/relating/types";
import { t } from "../../i18n";

/** "(after a while) There is one thing.": what is done looks other than what is said. */
function Words({ children }: { readonly children: string }) {
  return (
    <p>
      {children.split(/(\([^)]*\))/).map((part, at) => (at % 2 === 1 ? <em key={part}>{part}</em> : part))}
    </p>
  );
}

/** The worker's line. What stands in brackets is done, not said. */
export function Worker({ line }: { readonly line: Line | undefined }) {
  return (
    <div class="bubble bubble-worker">
      <p class="bubble-who">{t("play.you")}</p>
      <Words>{line?.text ?? ""}</Words>
    </div>
  );
}

export function Said(props: {
  readonly of: Case;
  readonly words: string;
  readonly cues: readonly Cue[];
  /** The companion has just gone out. */
  readonly left?: boolean;
}) {
  const { of, words, cues } = props;
  const companion = of.setting.companion;
  return (
    <>
      {props.left === true && companion !== undefined && <p class="scene">{companion.leaves}</p>}
      <div class="bubble bubble-person">
        <p class="bubble-who">{of.patient.name}</p>
        {words === "" ? <p class="quiet">{t("play.silent")}</p> : <Words>{words}</Words>}
        {cues.length > 0 && (
          <div class="cues">
            <span class="sr-only">{t("play.seen")}</span>
            {cues.map(({ kind, text }) => (
              <p key={kind}>{text}</p>
            ))}
          </div>
        )}
      </div>
    </>
  );
}

/** How a visit begins: what happened since, who is there, the first words; then its turns. */
export function VisitHead(props: {
  readonly of: Case;
  readonly played: Played;
  readonly at: number;
  /** What comes into sight when a later visit begins. */
  readonly begins?: Ref<HTMLLIElement>;
  readonly children: ComponentChildren;
}) {
  const { of, played, at } = props;
  const visit = played.visits[at];
  const written = of.visits[at];
  if (visit === undefined || written === undefined) return null;
  const before = played.visits[at - 1];
  const happened = (written.happened ?? []).filter(({ id }) => visit.happened?.includes(id));
  const calls = Math.round(before?.contacts ?? 0);
  return (
    <>
      {before !== undefined && (
        <li class="between stack-tight" ref={props.begins ?? null}>
          <h2>{t("play.later", { n: written.days_after ?? 7 })}</h2>
          {written.title !== undefined && <p class="quiet">{written.title}</p>}
          {happened.map(({ id, text }) => (
            <p key={id}>{text}</p>
          ))}
          {before.missed === true && <p>{t("play.came_after_call")}</p>}
          {calls > 0 && <p>{t("play.contacts", { n: calls, name: of.patient.name })}</p>}
          {before.broken === true && <p>{t("play.broken")}</p>}
        </li>
      )}
      <li class="turn">
        {visit.companion && of.setting.companion !== undefined && (
          <p class="scene">{of.setting.companion.present}</p>
        )}
        <Said of={of} words={visit.opening} cues={visit.cues} />
      </li>
      {props.children}
    </>
  );
}
