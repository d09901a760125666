import { t } from "../../i18n";
import { Icon } from "../../ui";
import { sourceView } from "../plan/answers";
import type { Lookup } from "./lookup";

/** Where a statement comes from, and how sure it is: the marks of the content, in words. */
export function Marks(props: {
  readonly look: Lookup;
  readonly sources: readonly string[];
  readonly marks?: readonly string[] | undefined;
  readonly edition?: string | undefined;
}) {
  const { look, sources, marks = [], edition } = props;
  return (
    <div class="marks small">
      {marks.filter(isMark).map((mark) => (
        <p class="mark" key={mark}>
          <Icon name="info" />
          <span>{t(`mark.${mark}`)}</span>
        </p>
      ))}
      {sources.length > 0 && (
        <ul class="sources" aria-label={t("source.label")}>
          {sources.map((source) => {
            const view = sourceView(look, source);
            return (
              <li key={source}>
                {view.title}
                {view.year !== null && ` (${view.year})`}
                {view.place !== "" && `, ${view.place}`}
              </li>
            );
          })}
        </ul>
      )}
      {isEdition(edition) && <p>{t(`edition.${edition}`)}</p>}
    </div>
  );
}

const MARKS = ["vague", "design", "proposal", "reading", "unverified"] as const;
const isMark = (mark: string): mark is (typeof MARKS)[number] => (MARKS as readonly string[]).includes(mark);
const EDITIONS = ["2016", "2023", "both"] as const;
const isEdition = (edition: string | undefined): edition is (typeof EDITIONS)[number] =>
  (EDITIONS as readonly (string | undefined)[]).includes(edition);
