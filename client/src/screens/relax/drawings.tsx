// Drawings of the exercises: our own, two tones and a line like all our drawings. People of no particular place; few strokes; hands that do
// something. What matters in a drawing is in the accent.
import type { ComponentChildren } from "preact";
import type { Exercise } from "./exercise";

function Frame(props: {
  readonly box?: string;
  readonly children: ComponentChildren;
  readonly class?: string;
}) {
  return (
    <svg class={`sketch ${props.class ?? ""}`} viewBox={props.box ?? "0 0 120 120"} aria-hidden="true">
      {props.children}
    </svg>
  );
}

/** Somebody on a chair, seen from the front, hands in the lap. */
function Sitting({
  eyes = "open",
  hands = true,
}: {
  readonly eyes?: "open" | "low" | "tight";
  readonly hands?: boolean;
}) {
  return (
    <g>
      <path class="sketch-back" d="M36 52V36c0-3 2-5 5-5h38c3 0 5 2 5 5v16M38 84v30M82 84v30" />
      <path class="sketch-tone" d="M43 44c5-5 29-5 34 0l4 34c0 3-42 3-42 0z" />
      <path class="sketch-tone" d="M39 76h42l3 15c0 4-6 5-9 5H45c-3 0-9-1-9-5z" />
      <path d="M43 44c5-5 29-5 34 0l4 34M43 44l-4 34M36 91l3-13M84 91l-3-13" />
      <path d="M38 94v20h-8M82 94v20h8M52 96v16h-7M68 96v16h7" />
      <circle class="sketch-skin" cx="60" cy="23" r="13" />
      <path d="M47.600 20c1-15 24-15 25 0-6-1-9-3-12-7-2 4-6 6-13 7z" class="sketch-hair" />
      {eyes === "open" && <path d="M55 24h.1M65 24h.1" class="sketch-dot" />}
      {eyes === "low" && <path d="M53.500 24c1 1 2 1 3 0M63.500 24c1 1 2 1 3 0" />}
      {eyes === "tight" && <path d="m53 22 3 2-3 2M67 22l-3 2 3 2" />}
      <path d="M57 30c2 1.500 4 1.500 6 0" />
      {hands && <path d="M43 46c-7 8-10 18-8 26l14 8M77 46c7 8 10 18 8 26l-14 8" />}
    </g>
  );
}

const MUSCLES: Readonly<Record<string, ComponentChildren>> = {
  fists: (
    <path
      class="sketch-on"
      d="M44 76a6.500 6.500 0 1 1 11 6 6.500 6.500 0 0 1-11-6zM76 76a6.500 6.500 0 1 0-11 6 6.500 6.500 0 0 0 11-6z"
    />
  ),
  arms: (
    <path
      class="sketch-on"
      d="M40 48c5 1 5 8 2 14-2 5-8 5-8 0 0-5 2-13 6-14zM80 48c-5 1-5 8-2 14 2 5 8 5 8 0 0-5-2-13-6-14z"
    />
  ),
  forehead: <path class="sketch-on" d="M48 19c2-12 22-12 24 0 1 3-4 7-12 7s-13-4-12-7z" />,
  jaw: <path class="sketch-on" d="M50 27c3-2 17-2 20 0 0 7-5 10-10 10s-10-3-10-10z" />,
  shoulders: (
    <path
      class="sketch-on"
      d="M36 52c0-9 6-13 15-13 2 5-3 10-8 12-2 2-7 4-7 1zM84 52c0-9-6-13-15-13-2 5 3 10 8 12 2 2 7 4 7 1z"
    />
  ),
  belly: <path class="sketch-on" d="M60 56c8 0 13 4 13 10s-5 10-13 10-13-4-13-10 5-10 13-10z" />,
  thighs: (
    <path
      class="sketch-on"
      d="M40 78c8-2 17-1 19 1v15c-4 3-14 3-20 1-2-1-2-12 1-17zM80 78c-8-2-17-1-19 1v15c4 3 14 3 20 1 2-1 2-12-1-17z"
    />
  ),
  calves: (
    <path
      class="sketch-on"
      d="M36 94c5-1 16-1 18 0l-1 18c-4 2-13 2-15 0zM84 94c-5-1-16-1-18 0l1 18c4 2 13 2 15 0z"
    />
  ),
};

const SENSES: Readonly<Record<string, ComponentChildren>> = {
  eye: (
    <g>
      <path class="sketch-tone" d="M16 60c20-30 68-30 88 0-20 30-68 30-88 0z" />
      <circle class="sketch-on" cx="60" cy="60" r="17" />
      <circle class="sketch-ink" cx="60" cy="60" r="7" />
      <path d="M16 60c20-30 68-30 88 0-20 30-68 30-88 0zM26 38l-7-9M44 29l-4-11M76 29l4-11M94 38l7-9" />
    </g>
  ),
  hand: (
    <g>
      <path
        class="sketch-tone"
        d="M42 104c-8-10-20-26-24-34-3-6 4-11 9-6l14 14V30c0-8 11-8 11 0v26-36c0-8 11-8 11 0v36-30c0-8 11-8 11 0v32-20c0-8 11-8 11 0v38c0 14-6 22-9 28z"
      />
      <path d="M42 104c-8-10-20-26-24-34-3-6 4-11 9-6l14 14V30c0-8 11-8 11 0v26M52 56V20c0-8 11-8 11 0v36M63 56V26c0-8 11-8 11 0v32M74 58V38c0-8 11-8 11 0v38c0 14-6 22-9 28z" />
      <path class="sketch-on" d="M46 78c6-5 20-5 25 1 3 6-2 14-12 14s-17-9-13-15z" />
    </g>
  ),
  ear: (
    <g>
      <path class="sketch-tone" d="M40 48c0-38 52-36 52 0 0 16-10 20-15 28-4 8-4 20-17 22-10 1-16-6-16-14" />
      <path d="M40 48c0-38 52-36 52 0 0 16-10 20-15 28-4 8-4 20-17 22-10 1-16-6-16-14" />
      <path
        class="sketch-on"
        d="M52 50c0-20 28-20 28 0 0 10-9 10-9 18-6-4-11-2-14 2 0-8 4-10 4-14-4-2-7 0-9-6z"
      />
      <path d="M24 40c-6 10-6 22 0 32M14 32c-9 15-9 33 0 48" />
    </g>
  ),
  nose: (
    <g>
      <path
        class="sketch-tone"
        d="M66 16c0 22 6 36 20 54 6 8 2 16-8 16H56c-8 0-12-8-6-14 8-10 12-32 16-56z"
      />
      <path d="M66 16c0 22 6 36 20 54 6 8 2 16-8 16M56 86c-8 0-12-8-6-14" />
      <path class="sketch-on" d="M56 74c5-4 14-2 14 4s-6 8-12 6-6-7-2-10z" />
      <path d="M34 108c-4-7 4-10 0-18M50 110c-4-7 4-10 0-16M66 110c-4-7 4-10 0-16M16 100c-3-6 3-8 0-14" />
    </g>
  ),
  mouth: (
    <g>
      <path
        class="sketch-tone"
        d="M14 58c14-14 28-22 36-18 4 2 6 4 10 4s6-2 10-4c8-4 22 4 36 18-14 22-30 30-46 30S28 80 14 58z"
      />
      <path class="sketch-on" d="M30 60c18 6 42 6 60 0-8 12-18 17-30 17s-22-5-30-17z" />
      <path d="M14 58c14-14 28-22 36-18 4 2 6 4 10 4s6-2 10-4c8-4 22 4 36 18-14 22-30 30-46 30S28 80 14 58zM14 58c30 4 62 4 92 0" />
    </g>
  ),
  feet: (
    <g>
      <path class="sketch-back" d="M8 100h104" />
      <path
        class="sketch-tone"
        d="M34 16h18v52c0 8 2 12 2 18s-6 12-16 12-17-5-17-12c0-8 13-12 13-22zM86 16H68v52c0 8-2 12-2 18s6 12 16 12 17-5 17-12c0-8-13-12-13-22z"
      />
      <path
        class="sketch-on"
        d="M22 84c8 3 24 3 32 0 0 8-6 14-16 14S21 92 22 84zM98 84c-8 3-24 3-32 0 0 8 6 14 16 14s17-6 16-14z"
      />
      <path d="M34 16v48c0 10-13 14-13 22 0 7 7 12 17 12s16-6 16-12-2-10-2-18V16M86 16v48c0 10 13 14 13 22 0 7-7 12-17 12s-16-6-16-12 2-10 2-18V16" />
    </g>
  ),
  wall: (
    <g>
      <path class="sketch-back" d="M98 8v104M98 24h14M98 44h14M98 64h14M98 84h14M8 112h104" />
      <circle class="sketch-skin" cx="50" cy="26" r="12" />
      <path class="sketch-hair" d="M38.500 24c2-14 20-16 23-4-8 0-10 4-12 8-2-3-5-2-5 2-3 0-5-2-6-6z" />
      <path class="sketch-tone" d="M52 40c8 2 10 6 9 13L48 78 32 74c2-14 8-32 20-34z" />
      <path d="M52 40c8 2 10 6 9 13L48 78 32 74c2-14 8-32 20-34zM56 46c10 8 24 6 38 0M54 54c12 8 26 6 40 2" />
      <path d="M32 74c-2 12-8 22-14 36h8M48 78c4 10 2 22 0 32h9" />
      <path class="sketch-on" d="M92 40c5-2 6 3 4 8s-3 12-6 10 0-16 2-18z" />
    </g>
  ),
  flower: (
    <g>
      <path
        d="M60 60v52M60 92c-14 2-22-6-24-16 14-1 22 6 24 16zM60 100c12 1 20-6 22-14-12-1-20 5-22 14z"
        class="sketch-tone sketch-both"
      />
      <path
        class="sketch-on"
        d="M60 12c9 0 13 8 10 15 8-4 16 1 16 10s-8 13-16 10c3 8-1 16-10 16s-13-8-10-16c-8 3-16-1-16-10s8-14 16-10c-3-7 1-15 10-15z"
      />
      <circle class="sketch-tone sketch-both" cx="60" cy="37" r="8" />
      <path d="M20 30c4-3 4-7 0-10M16 48c4-3 4-7 0-10M100 30c-4-3-4-7 0-10M104 48c-4-3-4-7 0-10" />
    </g>
  ),
  candle: (
    <g>
      <path class="sketch-tone sketch-both" d="M44 58h32v46H44z" />
      <path class="sketch-back" d="M24 106h72" />
      <path class="sketch-on" d="M58 50c-12-6-8-20 4-34 0 8 16 14 12 26-2 6-8 10-16 8z" />
      <path d="M60 58v-8M44 68c4 4 6 0 8-1s4 6 8 4M8 30c10-4 18-2 28 4M6 42c10-4 18-2 26 2" />
    </g>
  ),
  bubbles: (
    <g>
      <path class="sketch-back" d="m12 108 26-30" />
      <circle cx="44" cy="72" r="9" />
      <circle class="sketch-on" cx="78" cy="40" r="24" />
      <circle class="sketch-tone sketch-both" cx="42" cy="34" r="11" />
      <circle class="sketch-tone sketch-both" cx="82" cy="86" r="13" />
      <path d="M66 34c2-6 6-9 12-9M37 30c1-2 3-3 5-3M75 82c1-3 3-4 6-4" class="sketch-shine" />
    </g>
  ),
  hug: (
    <g>
      <path class="sketch-back" d="M10 112h100" />
      <path class="sketch-tone sketch-both" d="M36 56c10-12 40-8 46 10l6 46H26z" />
      <circle class="sketch-skin" cx="54" cy="32" r="15" />
      <path class="sketch-hair" d="M39.500 30c0-18 30-20 29-1-8-1-10-3-13-6-4 4-9 6-16 7z" />
      <circle class="sketch-skin" cx="72" cy="62" r="11" />
      <path class="sketch-hair" d="M61.500 60c2-12 20-12 21 1-8 0-12-2-14-4-2 2-4 3-7 3z" />
      <path class="sketch-on" d="M64 76c8-4 18-2 20 6l3 30H60c-1-14-2-30 4-36z" />
      <path d="M38 66c-4 14 10 24 30 22M50 34h.1M61 34h.1M53 40c2 1 4 1 6 0M69 63h.1M76 63h.1M84 84c-4 6-12 9-20 6" />
    </g>
  ),
  ragdoll: (
    <g>
      <path class="sketch-back" d="M10 112h100" />
      <circle class="sketch-skin" cx="44" cy="34" r="13" />
      <path class="sketch-hair" d="M31.500 36c-3-16 20-22 26-7-8 2-11 2-14 0-2 4-6 6-12 7z" />
      <path class="sketch-on" d="M50 47c12 0 20 8 18 20l-6 16H46c-2-14-4-30 4-36z" />
      <path d="M48 52c-10 8-14 18-10 30-2 3-4 6-2 9M68 58c12 4 16 16 14 26 2 3 4 6 2 9M48 82c-4 12-2 20-6 30h-9M62 82c2 12 8 18 6 30h9M40 38h.1M49 36h.1M44 42c2 0 3 0 4-1" />
    </g>
  ),
};

/** A small drawing by its name in the content. */
export function Picture({ name }: { readonly name: string }) {
  const muscle = MUSCLES[name];
  if (muscle !== undefined)
    return (
      <Frame>
        <Sitting eyes={name === "forehead" ? "tight" : "low"} />
        {muscle}
      </Frame>
    );
  const sense = SENSES[name];
  return sense === undefined ? null : <Frame>{sense}</Frame>;
}

/** The drawing at the head of an exercise. */
export function Scenery({ exercise }: { readonly exercise: Exercise }) {
  const named = exercise.script.find(({ picture }) => picture !== undefined && picture !== "feet")?.picture;
  if (exercise.kind === "breathing" && !exercise.id.startsWith("child_")) return <HandOnBelly />;
  if (exercise.kind === "breathing" || exercise.kind === "grounding")
    return <Row pictures={pictures(exercise)} />;
  if (exercise.kind === "muscles") return <Row pictures={pictures(exercise).slice(0, 4)} />;
  return named === undefined ? <HandOnBelly /> : <Row pictures={[named]} />;
}

const pictures = (exercise: Exercise): readonly string[] =>
  [...new Set(exercise.script.flatMap(({ picture }) => picture ?? []))].slice(0, 5);

const Row = ({ pictures: names }: { readonly pictures: readonly string[] }) => (
  <div class="sketch-row">
    {names.map((name) => (
      <Picture key={name} name={name} />
    ))}
  </div>
);

/** Sitting, a hand on the belly; the breath comes and goes. */
function HandOnBelly() {
  return (
    <Frame box="0 0 260 122" class="sketch-wide">
      <path class="sketch-back" d="M24 116h212" />
      <path
        class="sketch-air"
        d="M20 46c26-18 46-14 62 2M178 48c18-16 38-20 62-2M30 66c18-12 34-10 48 0M182 66c14-10 30-12 48 0"
      />
      <g transform="translate(70 2)">
        <Sitting eyes="low" hands={false} />
        <path class="sketch-on" d="M60 58c9 0 14 4 14 10s-5 10-14 10-14-4-14-10 5-10 14-10z" />
        <path d="M43 46c-8 10-8 20-2 25 5 1 11 0 17-3 3-1 5 2 3 4l-6 3M77 46c7 8 10 18 8 26l-10 10" />
      </g>
    </Frame>
  );
}

/** The pace as a hill: up for in, down for out, as wide as each lasts. */
export function Hill(props: {
  readonly inward: number;
  readonly out: number;
  readonly words: readonly [string, string];
}) {
  const whole = props.inward + props.out;
  const top = 20 + (220 * props.inward) / whole;
  return (
    <Frame box="0 0 260 110" class="sketch-wide">
      <path
        class="sketch-tone"
        d={`M20 84C${20 + (top - 20) * 0.5} 84 ${top - (top - 20) * 0.4} 26 ${top} 26S${240 - (240 - top) * 0.5} 84 240 84z`}
      />
      <path
        class="sketch-line"
        d={`M20 84C${20 + (top - 20) * 0.5} 84 ${top - (top - 20) * 0.4} 26 ${top} 26S${240 - (240 - top) * 0.5} 84 240 84`}
      />
      <path class="sketch-back" d={`M20 84h220M${top} 26v58`} />
      {Array.from({ length: Math.floor(whole) }, (_, second) => (
        <circle key={second} class="sketch-second" cx={20 + (220 * (second + 0.5)) / whole} cy="84" r="3.6" />
      ))}
      <text class="sketch-text" x={(20 + top) / 2} y="103" text-anchor="middle">
        {props.words[0]}
      </text>
      <text class="sketch-text" x={(top + 240) / 2} y="103" text-anchor="middle">
        {props.words[1]}
      </text>
    </Frame>
  );
}
