// The content of releases that are not in use any more: a visit keeps the one that it began with.
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { withoutWithdrawn } from "../store/bundle";
import type { Withdrawn } from "../store/manifest";
import type { Content } from "../store/parts";

/** Finds a release's content: undefined while it is being read, null if it is not on the phone or cannot be read. */
export function keptContents(
  read: (release: string) => Promise<Content | null>,
  withdrawn: ReadonlySignal<Withdrawn | null>,
): (release: string) => Content | null | undefined {
  const found = signal<ReadonlyMap<string, Content | null>>(new Map());
  // What is withdrawn later holds for what was read before.
  const kept = computed(
    () =>
      new Map(
        [...found.value].map(([release, content]) => [
          release,
          content === null ? null : withoutWithdrawn(content, withdrawn.value),
        ]),
      ),
  );
  const asked = new Set<string>();
  const ask = async (release: string) => {
    asked.add(release);
    const content = await read(release).catch(() => null);
    found.value = new Map([...found.value, [release, content]]);
  };
  return (release) => {
    if (!asked.has(release)) void ask(release);
    return kept.value.get(release);
  };
}
