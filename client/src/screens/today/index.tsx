import { Screen } from "../../app/Screen";
import { t } from "../../i18n";

export default function View() {
  return <Screen title={t("bar.today")}>{null}</Screen>;
}
