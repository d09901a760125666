import type { ComponentChildren } from "preact";
import { Icon } from "./icons";

interface Props {
  /** Of the field; its words are the heading's, named by `label`. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onDone: () => void;
  /** The words on the keys, and what the group of keys is called. */
  readonly words: { readonly keys: string; readonly remove: string; readonly done: string };
  readonly fault?: ComponentChildren | undefined;
  /** Nothing can be typed now: it opens, or it has to wait. */
  readonly closed?: boolean | undefined;
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const MOST_DIGITS = 12;

/** Digits for one thumb, low on the screen. A real keyboard types into the field. */
export function PinPad(props: Props) {
  const { id, value, closed = false } = props;
  const put = (next: string) => props.onInput(next.replace(/\D/g, "").slice(0, MOST_DIGITS));
  return (
    <form
      class="pin"
      onSubmit={(event) => {
        event.preventDefault();
        if (!closed && value !== "") props.onDone();
      }}
    >
      <input
        class="field-input pin-field"
        id={id}
        type="password"
        inputMode="none"
        autocomplete="off"
        aria-labelledby={props.label}
        aria-invalid={props.fault !== undefined}
        aria-describedby={props.fault === undefined ? undefined : `${id}-fault`}
        readOnly={closed}
        value={value}
        onInput={(event) => put(event.currentTarget.value)}
      />
      {props.fault !== undefined && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          <Icon name="warn" /> <span>{props.fault}</span>
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: the keys of one pad; the heading above is their legend */}
      <div class="pin-keys" role="group" aria-label={props.words.keys} dir="ltr">
        {KEYS.map((digit) => (
          <button
            type="button"
            class="pin-key numbers"
            key={digit}
            disabled={closed}
            onClick={() => put(value + digit)}
          >
            {digit}
          </button>
        ))}
        <button
          type="button"
          class="pin-key pin-key-word"
          disabled={closed}
          onClick={() => put(value.slice(0, -1))}
        >
          {props.words.remove}
        </button>
        <button type="button" class="pin-key numbers" disabled={closed} onClick={() => put(`${value}0`)}>
          0
        </button>
        <button type="submit" class="pin-key pin-key-word pin-key-done" disabled={closed || value === ""}>
          {props.words.done}
        </button>
      </div>
    </form>
  );
}
