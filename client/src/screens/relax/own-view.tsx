import { today } from "../../app/around";
import { t } from "../../i18n";
import { dayName } from "../../i18n/dates";
import { Button, Card } from "../../ui";
import type { Exercise } from "./exercise";
import { forgetOwn, ownNotes } from "./own";

/** The worker's own notes: a list, without a score and without a judgement. */
export function OwnNotes(props: { readonly offered: readonly Exercise[]; readonly onForget: () => void }) {
  const titles = new Map(props.offered.map(({ id, title }) => [id, title]));
  return (
    <Card kind="plain" icon="lock" title={t("relax.own_list")}>
      <ul>
        {ownNotes().map((note, place) => {
          const day = dayName(note.on, today.value);
          const exercise = titles.get(note.exercise) ?? note.exercise;
          const { before, after } = note;
          return (
            <li key={place} class="numbers">
              {before !== null && after !== null
                ? t("relax.own_note", { day, exercise, before, after })
                : t("relax.own_note_none", { day, exercise })}
            </li>
          );
        })}
      </ul>
      <Button onClick={() => void forgetOwn().then(props.onForget, () => {})}>{t("relax.forget_own")}</Button>
    </Card>
  );
}
