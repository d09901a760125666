import { useState } from "preact/hooks";
import { appendEntry } from "../../app/append";
import { today } from "../../app/around";
import { release } from "../../app/content";
import { t } from "../../i18n";
import { addDays, sayDate } from "../../i18n/dates";
import type { VisitMissedBody } from "../../store/entry";
import type { Booking } from "../../store/projections";
import { Button, Card, Choice, Choices, Sheet, StatusSentence } from "../../ui";
import { DayPicker } from "../plan/day-picker";

/** Whoever was missed is seen within the week: every day of it, today first. */
const DAYS = 8;

/** A visit that was missed is looked after, not counted: what came of it, and a new day. */
export function MissedCard({ booking }: { readonly booking: Booking }) {
  const [open, setOpen] = useState<"none" | "contact" | "day">("none");
  return (
    <Card
      kind="caution"
      icon="calendar"
      title={t("person.missed", { when: sayDate(booking.on, today.value) })}
    >
      <p>{t("missed.how")}</p>
      <div class="row">
        <Button onClick={() => setOpen("contact")}>{t("person.missed_do")}</Button>
      </div>
      {open === "contact" && (
        <Contact
          booking={booking}
          onReached={() => setOpen("day")}
          onClose={() => setOpen((now) => (now === "contact" ? "none" : now))}
        />
      )}
      {open === "day" && <NewDay booking={booking} onClose={() => setOpen("none")} />}
    </Card>
  );
}

interface Part {
  readonly booking: Booking;
  readonly onClose: () => void;
}

function Contact({ booking, onReached, onClose }: Part & { readonly onReached: () => void }) {
  const [failed, setFailed] = useState(false);
  const save = (contact: VisitMissedBody["contact"], then: () => void) => {
    appendEntry({
      kind: "visit_missed",
      subject: booking.subject,
      occurred_on: today.value,
      release: release.value,
      body: { booked_on: booking.on, entry: booking.entry, contact },
    }).then(then, () => setFailed(true));
  };
  return (
    <Sheet title={t("missed.title")} close={t("ui.close")} onClose={onClose}>
      <p id="missed-how">{t("missed.how")}</p>
      {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
      <Choices label="missed-how">
        <Choice onChoose={() => save("reached", onReached)}>{t("missed.reached")}</Choice>
        <Choice onChoose={() => save("not_reached", onClose)}>{t("missed.not_reached")}</Choice>
      </Choices>
    </Sheet>
  );
}

function NewDay({ booking, onClose }: Part) {
  const [on, setOn] = useState(today.value);
  const [failed, setFailed] = useState(false);
  const save = () => {
    appendEntry({
      kind: "visit_booked",
      subject: booking.subject,
      occurred_on: today.value,
      release: release.value,
      body: { on, after: booking.entry },
    }).then(onClose, () => setFailed(true));
  };
  return (
    <Sheet title={t("missed.booked")} close={t("ui.close")} onClose={onClose}>
      <h3 id="new-day">{t("missed.date")}</h3>
      <DayPicker
        from={today.value}
        to={addDays(today.value, DAYS - 1)}
        chosen={on}
        today={today.value}
        label="new-day"
        onChoose={setOn}
      />
      {failed && <StatusSentence help>{t("fault.not_saved")}</StatusSentence>}
      <Button kind="primary" wide onClick={save}>
        {t("missed.save")}
      </Button>
    </Sheet>
  );
}
