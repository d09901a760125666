import "./codes.css";
import { useState } from "preact/hooks";
import { Screen } from "../../app/Screen";
import { roster } from "../../app/sync";
import { t } from "../../i18n";
import { Choice, Choices, Sheet, StatusSentence } from "../../ui";
import { type CodesOfPhone, grouped } from "./grouped";

/** One-time codes for the phones of those whom this worker supervises, to be read out over the telephone. Hidden until asked for. */
export default function CodesScreen() {
  const phones = grouped(roster.value?.codes ?? []);
  const [open, setOpen] = useState<CodesOfPhone | null>(null);
  return (
    <Screen title={t("codes.title")} back="settings">
      {phones.length === 0 ? (
        <p>{t("codes.none")}</p>
      ) : (
        <>
          <p>{t("codes.how")}</p>
          <StatusSentence icon="info">{t("codes.ask_first")}</StatusSentence>
          <div class="choices">
            {phones.map((phone) => (
              <Choice
                key={`${phone.worker} ${phone.phone}`}
                icon="person"
                hint={t("codes.phone", { phone: phone.ending })}
                onChoose={() => setOpen(phone)}
              >
                <bdi>{phone.name}</bdi>
              </Choice>
            ))}
          </div>
        </>
      )}
      {open !== null && <OnePhone phone={open} onClose={() => setOpen(null)} />}
    </Screen>
  );
}

function OnePhone({ phone, onClose }: { readonly phone: CodesOfPhone; readonly onClose: () => void }) {
  const [n, setN] = useState<number | null>(null);
  const shown = phone.codes.find((code) => code.n === n);
  return (
    <Sheet title={<bdi>{phone.name}</bdi>} close={t("ui.close")} onClose={onClose}>
      <p id="which-code">{t("codes.which")}</p>
      <Choices label="which-code">
        <div class="codes-numbers">
          {phone.codes.map((code) => (
            <button
              key={code.n}
              type="button"
              class="pin-key numbers"
              aria-pressed={code.n === n}
              onClick={() => setN(code.n === n ? null : code.n)}
            >
              {t("codes.n", { n: code.n })}
            </button>
          ))}
        </div>
      </Choices>
      {shown !== undefined && (
        <div class="stack-tight" role="status">
          <p>{t("codes.read")}</p>
          <p class="codes-code" dir="ltr">
            {shown.code.match(/.{1,4}/g)?.join(" ")}
          </p>
          <p class="quiet small">{t("codes.once")}</p>
        </div>
      )}
    </Sheet>
  );
}
