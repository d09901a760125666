import { signal } from "@preact/signals";
import { initialsOf } from "./initials";

type Drawings = Readonly<Record<string, readonly [tone: string, line: string]>>;
/** Two dozen drawings are not for the first screen: initials stand in for the moment until they are there. */
const drawings = signal<Drawings | null>(null);
let asked = false;

/** "picture/goat" or "goat". */
export const drawingName = (picture: string | null): string | null =>
  picture === null ? null : picture.replace(/^picture\//, "");

/** A worker's drawing; without one, the initials. Says nothing by itself: a name always stands with it. */
export function Picture({
  picture,
  name,
  small,
}: {
  readonly picture: string | null;
  readonly name: string;
  readonly small?: boolean | undefined;
}) {
  const wanted = drawingName(picture);
  if (wanted !== null && !asked) {
    asked = true;
    import("./drawings").then(
      (all) => {
        drawings.value = all.DRAWINGS;
      },
      () => {
        asked = false;
      },
    );
  }
  const drawing = wanted === null ? undefined : drawings.value?.[wanted];
  const look = small === true ? "picture picture-small" : "picture";
  if (drawing === undefined)
    return (
      <span class={look} aria-hidden="true">
        {initialsOf(name)}
      </span>
    );
  const [tone, line] = drawing;
  return (
    <span class={look} aria-hidden="true">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <path class="picture-tone" d={tone} />
        <path d={line} />
      </svg>
    </span>
  );
}
