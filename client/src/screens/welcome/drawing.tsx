/** Two people on low seats, turned to each other; one hand is open. No place, no words. */
export function Drawing() {
  return (
    <svg class="drawing" viewBox="0 0 360 190" aria-hidden="true">
      <path class="drawing-ground" d="M24 172h312" />
      <path class="drawing-tone" d="M70 172v-40h58v40zM232 172v-40h58v40z" />
      <g>
        <circle cx="106" cy="44" r="20" />
        <path d="M88 38c4-16 32-20 38-2M99 47h.1M113 46h.1M101 55c4 3 8 3 11 0" />
        <path class="drawing-tone" d="M84 132c-4-30-2-56 20-60 20-2 30 14 33 34l2 26z" />
        <path d="M122 84c8 16 18 24 36 24M158 108c5-3 9-4 14-3M158 108c5 0 9 2 13 4" />
        <path d="M132 132h26c6 0 8 4 8 10v30M120 132l22 2M166 172h12" />
      </g>
      <g>
        <circle cx="254" cy="48" r="20" />
        <path d="M236 44c-2-18 30-26 38-4 2 8 2 14 0 20M247 51h.1M261 52h.1M248 60c4 1 7 1 10-1" />
        <path class="drawing-tone" d="M276 132c4-30 0-54-20-56-20 0-30 16-33 34l-2 22z" />
        <path d="M238 90c-6 14-14 24-30 30M226 122c-8 2-14 2-20-2" />
        <path d="M228 132h-26c-6 0-8 4-8 10v30M240 132l-22 2M194 172h-12" />
      </g>
    </svg>
  );
}
