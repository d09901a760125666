import { bundleFault, checkBundle, contentState } from "../../app/content";
import { t } from "../../i18n";
import { Button, Card } from "../../ui";

/** The first guide is on its way, or something stands in its way. */
export function Loading() {
  const state = contentState.value;
  const fault = bundleFault.value;
  if (state.kind === "fault" && fault !== null)
    return (
      <Card kind="caution" title={t("today.no_content_title")} icon="info">
        <p>{t(FIRST.has(fault) ? `fault.first.${fault as FirstFault}` : `fault.${fault}`)}</p>
        <div class="row">
          <Button onClick={() => void checkBundle()}>{t("bundle.retry")}</Button>
        </div>
      </Card>
    );
  const loading = state.kind === "downloading";
  return (
    <Card title={t("today.no_content_title")} icon="download">
      <p id="bundle-progress" role="status">
        {loading
          ? t("bundle.downloading", { done: kB(state.done), total: kB(state.total) })
          : t("bundle.checking")}
      </p>
      {loading && (
        <progress class="progress" max={state.total} value={state.done} aria-labelledby="bundle-progress" />
      )}
    </Card>
  );
}

const kB = (bytes: number): number => Math.round(bytes / 1000);

type FirstFault =
  | "bundle_cut_short"
  | "bundle_tampered"
  | "bundle_unreadable"
  | "bundle_needs_newer_app"
  | "bundle_older_format"
  | "bundle_other_key";
/** "The one on this phone stays in use" is only true where there is one. */
const FIRST: ReadonlySet<string> = new Set<FirstFault>([
  "bundle_cut_short",
  "bundle_tampered",
  "bundle_unreadable",
  "bundle_needs_newer_app",
  "bundle_older_format",
  "bundle_other_key",
]);
