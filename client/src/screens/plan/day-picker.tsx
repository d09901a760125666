import "./day-picker.css";
import { sayDate } from "../../i18n/dates";
import { daysIn } from "./days";

/** Days as people say them: "Tue 24 Nov, in 6 days". Each is one tap. */
export function DayPicker(props: {
  readonly from: string;
  readonly to: string;
  readonly chosen: string | null;
  readonly today: string;
  readonly label: string;
  readonly onChoose: (day: string) => void;
}) {
  const { from, to, chosen, today, label, onChoose } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the heading above names the group
    <div class="days" role="group" aria-labelledby={label}>
      {daysIn(from, to, 8).map((day) => (
        <button
          class="day"
          type="button"
          key={day}
          aria-pressed={day === chosen}
          onClick={() => onChoose(day)}
        >
          {sayDate(day, today)}
        </button>
      ))}
    </div>
  );
}
