import { t } from "../../i18n";
import { Button, Fold, SayIt } from "../../ui";
import { Beside } from "./beside";
import { answerOf } from "./draft";
import type { Session } from "./session";

/** Before the person comes in: what will be asked, step by step, and what can be filled in already. */
export function PrepareView({ session }: { readonly session: Session }) {
  const { draft, look, result, change } = session;
  const modules = look.guide.modules.filter((module) => result.open.includes(module.id));
  const isOfVisit = (id: string) => look.question.get(id)?.shell !== true;
  return (
    <div class="stack-loose">
      <p>{t("prepare.how")}</p>
      <Button kind="primary" wide onClick={() => change((now) => ({ ...now, way: "use" }))}>
        {t("prepare.start")}
      </Button>
      <Beside
        session={session}
        place={{ screen: "asking", guide_step: modules[0]?.steps[0]?.id, modules: result.open }}
      />
      {modules.map((module) => (
        <section class="stack" key={module.id}>
          <h2>{module.title}</h2>
          <p class="quiet">{module.summary}</p>
          {module.steps.map((step) => (
            <Fold label={step.title} key={step.id}>
              <ol class="ahead">
                {step.questions.filter(isOfVisit).map((id) => {
                  const question = look.question.get(id);
                  if (question === undefined) return null;
                  const given = answerOf(draft.answers, id);
                  return (
                    <li key={id}>
                      <p class="ahead-ask">{question.ask}</p>
                      {question.say !== undefined && <SayIt label={t("question.say")}>{question.say}</SayIt>}
                      {question.hint !== undefined && <p class="small">{question.hint}</p>}
                      {question.phase === "prepare" && given === undefined && (
                        <Button onClick={() => change((now) => ({ ...now, changing: id }))}>
                          {t("prepare.answer")}
                        </Button>
                      )}
                    </li>
                  );
                })}
              </ol>
            </Fold>
          ))}
        </section>
      ))}
    </div>
  );
}
