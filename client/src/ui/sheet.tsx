import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./controls";

/** The browser's own dialog: focus stays inside, Escape closes, what lies behind is inert. */
export function Sheet(props: {
  readonly title: ComponentChildren;
  readonly close: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; Escape is the dialog's own
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby={title}
      onClose={props.onClose}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div class="sheet-head">
        <h2 id={title}>{props.title}</h2>
        <IconButton icon="close" onClick={() => dialog.current?.close()}>
          {props.close}
        </IconButton>
      </div>
      <div class="sheet-body">{props.children}</div>
    </dialog>
  );
}
