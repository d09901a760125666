import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { t } from "../../i18n";
import { Button, Card, Fold } from "../../ui";
import { beginning, NOTHING } from "./begin";
import type { Lookup } from "./lookup";

/** One module: what it is for, its steps, and the way in. One that is not in the pack says what to do instead. */
export function ModuleScreen({ look, id }: { readonly look: Lookup; readonly id: string }) {
  const module = look.module.get(id);
  if (module === undefined)
    return (
      <Screen title={t("module.unknown_title")} back="guide">
        <p>{t("module.unknown")}</p>
      </Screen>
    );
  const start = () => {
    beginning.value = { ...NOTHING, start: [id] };
    go("guide/begin");
  };
  return (
    <Screen title={module.title} back="guide">
      <p>{module.summary}</p>
      {module.planned && (
        <Card kind="caution" title={t("module.planned")} icon="info">
          <p>{t("module.planned_how")}</p>
        </Card>
      )}
      <Button kind="primary" wide onClick={start}>
        {t("module.start")}
      </Button>
      <section class="stack-tight">
        {module.steps.map((step) => (
          <Fold label={step.title} key={step.id}>
            <ol class="ahead">
              {step.questions.map((question) => (
                <li key={question}>{look.question.get(question)?.ask}</li>
              ))}
            </ol>
          </Fold>
        ))}
      </section>
    </Screen>
  );
}
