import { t } from "../../i18n";
import { Sheet } from "../../ui";
import type { Session } from "../consultation/session";
import { Marks } from "../guide/marks";
import { whyOf } from "./answers";

/** Why it is there: the answers and the rule in words, then the source. */
export function WhyBody(props: {
  readonly session: Session;
  readonly id: string;
  readonly because: readonly string[];
  readonly marks: readonly string[];
  readonly edition?: string | undefined;
}) {
  const { session, id, because, marks, edition } = props;
  const { draft, look, result } = session;
  const why = whyOf(t, look, draft, result, id, because);
  const sources = look.line.get(id)?.sources ?? look.conclusion.get(id)?.sources ?? [];
  return (
    <>
      <h3>{t("why.title")}</h3>
      {why.rules.length > 0 && (
        <ul class="why-rules">
          {why.rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      )}
      {why.said.length === 0 ? (
        <p class="quiet">{t("why.always")}</p>
      ) : (
        <dl class="why-said">
          {why.said.map((said) => (
            <div key={said.id}>
              <dt class="quiet small">{said.ask}</dt>
              <dd>{said.answer}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3>{t("source.label")}</h3>
      <Marks look={look} sources={sources} marks={marks} edition={edition} />
    </>
  );
}

export function WhySheet(props: {
  readonly session: Session;
  readonly id: string;
  readonly title: string;
  readonly because: readonly string[];
  readonly marks: readonly string[];
  readonly onClose: () => void;
}) {
  return (
    <Sheet title={props.title} close={t("ui.close")} onClose={props.onClose}>
      <WhyBody session={props.session} id={props.id} because={props.because} marks={props.marks} />
    </Sheet>
  );
}
