import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import Today from "../screens/today";
import Welcome from "../screens/welcome";
import { Crisis } from "./Crisis";
import { guide } from "./care";
import { covered, crisisOpen } from "./open";
import { place, type ScreenName } from "./router";
import { Screen } from "./Screen";
import { settings } from "./settings";

export interface ScreenParams {
  readonly params: Readonly<Record<string, string>>;
}
type View = ComponentType<ScreenParams>;

/** The first two screens are in the first load; the rest comes after it, and is kept for offline use with it. */
const later = import.meta.glob<{ default: View }>([
  "../screens/*/index.tsx",
  "!../screens/{today,welcome}/*",
]);
const loaded = new Map<ScreenName, View>([
  ["welcome", Welcome],
  ["today", Today],
]);

async function load(screen: ScreenName): Promise<View | null> {
  const known = loaded.get(screen);
  if (known !== undefined) return known;
  const module = await later[`../screens/${screen}/index.tsx`]?.();
  if (module === undefined) return null;
  loaded.set(screen, module.default);
  return module.default;
}

/** The other screens come after the first one, so that they are there without a network as well. */
export function loadAhead(): void {
  for (const screen of ["people", "guide", "settings"] as const) void load(screen).catch(() => {});
}

export function App() {
  return (
    <>
      <Shown />
      {crisisOpen.value && <Crisis />}
      {covered.value && <Cover />}
    </>
  );
}

function Shown(): VNode {
  const here = settings.value.welcomed ? place.value : { screen: "welcome" as const, params: {} };
  const [, redraw] = useState(0);
  const [missing, setMissing] = useState<ScreenName | null>(null);
  const View = loaded.get(here.screen);
  useEffect(() => {
    if (View !== undefined) return;
    load(here.screen).then(
      (view) => (view === null ? setMissing(here.screen) : redraw((n) => n + 1)),
      () => setMissing(here.screen),
    );
  }, [View, here.screen]);
  if (View !== undefined) return <View params={here.params} key={guide.value?.release ?? ""} />;
  return (
    <Screen title={missing === here.screen ? t("screen.missing") : t("screen.opening")} back="today">
      <p>{missing === here.screen ? t("screen.missing_why") : ""}</p>
    </Screen>
  );
}

/** A blank page. It says nothing about what lies below. */
function Cover() {
  return (
    <button
      class="cover"
      type="button"
      autofocus
      onClick={() => {
        covered.value = false;
      }}
    >
      {t("cover.back")}
    </button>
  );
}
