import { go } from "../../app/router";
import { t } from "../../i18n";
import { Icon, Tag } from "../../ui";
import { answersList } from "../plan/answers";
import type { Session } from "./session";

/** Everything that was answered, in the guide's order. A tap asks that question again. */
export function AnswersView({ session }: { readonly session: Session }) {
  const { draft, look, result, change } = session;
  const groups = answersList(t, look, draft, result);
  if (groups.length === 0) return <p class="quiet">{t("answers.empty")}</p>;
  const ask = (id: string) => {
    change((now) => ({ ...now, changing: id }));
    go(`consultation/${draft.id}`);
  };
  return (
    <div class="stack-loose">
      <p class="quiet">{t("answers.how")}</p>
      {groups.map((group) => (
        <section class="stack-tight" key={group.key}>
          <h2>{group.step === "" ? group.module : group.step}</h2>
          {group.step !== "" && <p class="quiet small">{group.module}</p>}
          <ul class="rows">
            {group.rows.map((row) => (
              <li key={row.id}>
                <button
                  class={row.setAside ? "answer answer-aside" : "answer"}
                  type="button"
                  onClick={() => ask(row.id)}
                >
                  <span class="answer-ask">{row.ask}</span>
                  <span class="answer-said">
                    {row.answer}
                    {row.by !== undefined && <span class="quiet small"> {t(`answers.by.${row.by}`)}</span>}
                  </span>
                  {row.setAside && <Tag>{t("answers.aside")}</Tag>}
                  <Icon name="next" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
