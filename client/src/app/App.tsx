import { useSignalEffect } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import Today from "../screens/today";
import Welcome from "../screens/welcome";
import { Crisis } from "./Crisis";
import { guide } from "./content";
import { covered, crisisOpen } from "./open";
import { type Place, place, type ScreenName } from "./router";
import { Screen } from "./Screen";
import { session } from "./session";
import { read, settings, write } from "./settings";
import { hasJoined } from "./storing";
import { isWhereLocked, keepWhose } from "./whose";

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
  const people = hasJoined.value ? (["lock", "sync", "person", "move"] as const) : [];
  for (const screen of ["people", "guide", "settings", ...people] as const) void load(screen).catch(() => {});
}

/** A phone that somebody has joined draws no place before it knows who is in. */
const JOINED = "attune.joined";

export function App() {
  useEffect(() => keepWhose(), []);
  useSignalEffect(() => {
    if (hasJoined.value) write(JOINED, "1");
  });
  return (
    <>
      <Shown />
      {crisisOpen.value && <Crisis />}
      {covered.value && <Cover />}
    </>
  );
}

/** What is the same for everybody, and about nobody, opens on a locked phone as well. */
const FOR_ALL: ReadonlySet<ScreenName> = new Set(["join", "cards", "relax"]);
const UNGUIDED: ReadonlySet<ScreenName> = new Set(["join", "lock", "pin", "person", "sync", "codes"]);
const just = (screen: ScreenName): Place => ({ screen, params: {} });

function shownPlace(): Place | null {
  const [state, wanted] = [session.value, place.value];
  if (state === "opening" && read(JOINED) === "1") return null;
  if (state === "choose_pin") return just("pin");
  if (wanted.screen === "join") return wanted;
  if (state === "locked") return FOR_ALL.has(wanted.screen) && !isWhereLocked() ? wanted : just("lock");
  if (state !== "open" && !settings.value.welcomed) return just("welcome");
  return wanted.screen === "lock" || (wanted.screen === "pin" && state !== "open") ? just("today") : wanted;
}

function Shown(): VNode {
  const shown = shownPlace();
  const here = shown ?? just("today");
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
  if (shown === null)
    return (
      <Screen title={t("screen.opening")} bare>
        {null}
      </Screen>
    );
  // A new guide draws its screens anew; a PIN half typed is none of its business.
  const drawn = UNGUIDED.has(here.screen) ? here.screen : (guide.value?.release ?? "");
  if (View !== undefined) return <View params={here.params} key={drawn} />;
  return (
    <Screen title={missing === here.screen ? t("screen.missing") : t("screen.opening")} back="today">
      {missing === here.screen ? <p>{t("screen.missing_why")}</p> : <Slow />}
    </Screen>
  );
}

const SLOW = 1_500;

/** On a slow network the first opening takes a while: then the page says so, and that it is the first time alone. */
function Slow() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SLOW);
    return () => clearTimeout(timer);
  }, []);
  return <p role="status">{late ? t("screen.opening_slow") : ""}</p>;
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
