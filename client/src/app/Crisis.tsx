import { t } from "../i18n";
import { Sheet } from "../ui";
import { crisisOpen } from "./Screen";

export function Crisis() {
  return (
    <Sheet
      title={t("crisis.title")}
      close={t("ui.close")}
      onClose={() => {
        crisisOpen.value = false;
      }}
    >
      <p>{t("crisis.no_numbers")}</p>
    </Sheet>
  );
}
