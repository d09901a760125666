import { t } from "../../i18n";
import { Icon } from "../../ui";

interface Props {
  readonly label: string;
  readonly unit: string;
  readonly typed: string;
  readonly fault: string | null;
  readonly onTyped: (typed: string) => void;
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** Digits with the thumb, without the phone's keyboard covering the question. A real keyboard types into the field. */
export function NumberPad({ label, unit, typed, fault, onTyped }: Props) {
  const press = (digit: string) => onTyped((typed + digit).replace(/^0+(?=\d)/, "").slice(0, 6));
  return (
    <div class="number">
      <span class="number-row">
        <input
          class="field-input number-field numbers"
          type="text"
          inputMode="none"
          autocomplete="off"
          aria-labelledby={label}
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : `${label}-fault`}
          value={typed}
          onInput={(event) => onTyped(event.currentTarget.value)}
        />
        {unit !== "" && <span class="quiet">{unit}</span>}
      </span>
      {fault !== null && (
        <p class="field-fault" id={`${label}-fault`} role="alert">
          <Icon name="warn" /> {fault}
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: the keys of one pad; the question is their heading */}
      <div class="pad" role="group" aria-label={t("pad.label")} dir="ltr">
        {KEYS.map((digit) => (
          <button type="button" class="pad-key numbers" key={digit} onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
        <span />
        <button type="button" class="pad-key numbers" onClick={() => press("0")}>
          0
        </button>
        <button type="button" class="pad-key pad-key-word" onClick={() => onTyped(typed.slice(0, -1))}>
          {t("pad.delete")}
        </button>
      </div>
    </div>
  );
}
