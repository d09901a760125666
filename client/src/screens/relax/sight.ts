// What can be seen. Each moving thing is one animation over the whole exercise, which the browser draws by itself: a busy page delays none
// of it. Times become offsets from 0 to 1.
import { type Beat, lengthOf, type Span, type Timetable } from "../../domain/schedule";

const SMALL = 0.42;
const TIGHT = 0.74;
/** Muscles let go at once; the picture follows within this time. */
const SINKS = 3_000;

export interface Change {
  readonly at: number;
  readonly value: number;
}

/** How full the circle is: it grows with the in-breath and shrinks with the out-breath. */
export function fullness(parts: Timetable): readonly Change[] {
  const changes: Change[] = [{ at: 0, value: SMALL }];
  for (const { beat, from, to } of parts.flatMap((part) => part.spans)) {
    const value = changes.at(-1)!.value;
    if (beat === "in") changes.push({ at: to, value: 1 });
    else if (beat === "hold") changes.push({ at: to, value });
    else if (beat === "out") changes.push({ at: to, value: SMALL });
    else if (beat === "tense")
      changes.push({ at: Math.min(to, from + 700), value: TIGHT }, { at: to, value: TIGHT });
    else if (beat === "release")
      changes.push({ at: Math.min(to, from + SINKS), value: SMALL }, { at: to, value: SMALL });
    else changes.push({ at: to, value });
  }
  // The guide's exercise begins by breathing out: the circle is full before it.
  return parts[0]?.spans[0]?.beat === "out" ? [{ at: 0, value: 1 }, ...changes.slice(1)] : changes;
}

/** 1 while the beat is one of these, 0 else. */
export function shownIn(parts: Timetable, beats: readonly Beat[]): readonly Change[] {
  return parts.flatMap((part) =>
    part.spans.map(({ beat, from }) => ({ at: from, value: beats.includes(beat) ? 1 : 0 })),
  );
}

/** Until when each part counts its breaths, by the part's number (milliseconds). A part that is not in it does not count. */
export type Counted = ReadonlyMap<number, number>;

/** How many dots there are in a row, for each length of breath that is counted. */
export function rowsOfDots(parts: Timetable, counted: Counted): readonly number[] {
  const spans = parts.flatMap((part) =>
    part.spans.filter((span) => isCounted(span, counted.get(part.number))),
  );
  return [...new Set(spans.map(secondsOf))].sort((one, other) => one - other);
}

/** The dot of second `place` (0, 1, 2) in the row of breaths that last `seconds`: not there, there, or reached. */
export function dot(parts: Timetable, place: number, seconds: number, counted: Counted): readonly Change[] {
  return parts.flatMap((part) =>
    part.spans.flatMap((span) => {
      const { from } = span;
      if (!isCounted(span, counted.get(part.number)) || secondsOf(span) !== seconds)
        return [{ at: from, value: 0 }];
      const reached = { at: from + place * 1000, value: 1 };
      return place === 0 ? [reached] : [{ at: from, value: 0.25 }, reached];
    }),
  );
}

const secondsOf = ({ from, to }: Span): number => Math.round((to - from) / 1000);
const isCounted = ({ beat, from }: Span, until = 0): boolean =>
  from < until && (beat === "in" || beat === "out" || beat === "hold");

/** Between two changes the value moves. `stepped`: in whole seconds, for whoever wants no motion. */
export function moving(
  parts: Timetable,
  changes: readonly Change[],
  frame: (value: number) => PropertyIndexedKeyframes,
  stepped: boolean,
): Keyframe[] {
  const length = lengthOf(parts);
  return changes.map(({ at, value }, place) => {
    const next = changes[place + 1]?.at ?? at;
    const seconds = Math.max(1, Math.round((next - at) / 1000));
    return {
      ...(frame(value) as Keyframe),
      offset: Math.min(1, at / length),
      easing: stepped ? `steps(${seconds}, jump-start)` : "ease-in-out",
    };
  });
}

/** The value holds until the next change. */
export function stepping(
  parts: Timetable,
  changes: readonly Change[],
  frame: (value: number) => PropertyIndexedKeyframes,
): Keyframe[] {
  const length = lengthOf(parts);
  const last = changes.at(-1);
  const all = last === undefined ? [] : [...changes, { at: length, value: last.value }];
  return all.map(({ at, value }) => ({
    ...(frame(value) as Keyframe),
    offset: Math.min(1, at / length),
    easing: "steps(1, jump-end)",
  }));
}
