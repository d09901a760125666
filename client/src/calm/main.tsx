// A page of its own, outside the app: whoever has the leaflet opens it from the code on it, without an account, and later without a network.
import "../tokens.css";
import "../ui/base.css";
import "../ui/ui.css";
import "../screens/relax/relax.css";
import "./calm.css";
import { signal } from "@preact/signals";
import { type ComponentChildren, render } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { direction, localised, speak, t } from "../i18n";
import { type Exercise, isForChildren } from "../screens/relax/exercise";
import { ExerciseView } from "../screens/relax/exercise-view";
import { BundleError } from "../store/errors";
import { Button, IconButton, List, ListLink, StatusSentence } from "../ui";
import { fetchContent, type Kept, keep, keptContent } from "./content";

const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const state = signal<"loading" | "kept" | "not_kept" | "lost" | "refused">("loading");
const content = signal<Kept | null>(null);
const address = signal(location.hash);

/** "#/muscles_eight?lang=fr": the exercise, and the leaflet's language. */
function asked(): { readonly exercise: string; readonly language: string } {
  const [path = "", rest = ""] = address.value.replace(/^#\/?/, "").split("?");
  const language = new URLSearchParams(rest).get("lang") ?? "en";
  return { exercise: path, language: LANGUAGE.test(language) ? language : "en" };
}

function show(found: Kept): void {
  speak(found.language, found.words);
  document.documentElement.lang = found.language;
  document.documentElement.dir = direction.value;
  content.value = found;
}

async function load(): Promise<void> {
  const { language } = asked();
  const kept = keptContent(language);
  if (kept !== null) {
    show(kept);
    state.value = "kept";
  } else state.value = "loading";
  try {
    const found = await fetchContent(language);
    // What somebody is doing is not changed under their hands; the next opening has the new words.
    if (kept === null) show(found);
    state.value = keep(found) ? "kept" : "not_kept";
  } catch (error) {
    if (kept !== null) return;
    state.value = error instanceof BundleError && error.code === "bundle_tampered" ? "refused" : "lost";
  }
}

function Page() {
  const { exercise: id, language } = asked();
  const tail = language === "en" ? "" : `?lang=${language}`;
  const exercises = useMemo(() => (content.value?.exercises ?? []).map(localised), [content.value]);
  const exercise = exercises.find((each) => each.id === id);
  if (exercise === undefined) return <Home exercises={exercises} tail={tail} />;
  return (
    <ExerciseView
      key={exercise.id}
      exercise={exercise}
      exercises={exercises}
      use="home"
      says={null}
      frame={(frame) => (
        <Frame key={frame.title} {...frame}>
          {frame.children}
        </Frame>
      )}
      back={tail}
      to={(other) => `#/${other}${tail}`}
    />
  );
}

function Home({ exercises, tail }: { readonly exercises: readonly Exercise[]; readonly tail: string }) {
  const now = state.value;
  const row = (each: Exercise) => (
    <ListLink key={each.id} icon="breath" title={each.title} why={each.intro} href={`#/${each.id}${tail}`} />
  );
  const children = exercises.filter(isForChildren);
  return (
    <Frame title={t("calm.home")}>
      {now === "loading" && <StatusSentence icon="clock">{t("calm.loading")}</StatusSentence>}
      {now === "lost" && <StatusSentence help>{t("calm.lost")}</StatusSentence>}
      {now === "refused" && <StatusSentence help>{t("calm.refused")}</StatusSentence>}
      {now === "lost" && <Button onClick={() => void load()}>{t("calm.retry")}</Button>}
      {exercises.length > 0 && <List>{exercises.filter((each) => !children.includes(each)).map(row)}</List>}
      {children.length > 0 && (
        <section class="stack-tight">
          <h2>{t("relax.children")}</h2>
          <List>{children.map(row)}</List>
        </section>
      )}
      {now === "kept" && <StatusSentence icon="device">{t("calm.kept")}</StatusSentence>}
      {now === "not_kept" && <StatusSentence icon="device">{t("calm.not_kept")}</StatusSentence>}
      <p class="quiet small">{t("calm.nobody")}</p>
      <p class="quiet small">{t("leaflet.help")}</p>
      <p class="quiet small">{t("leaflet.training")} · CC BY-NC-SA 4.0</p>
    </Frame>
  );
}

interface FrameProps {
  readonly title: string;
  readonly back?: string | (() => void);
  readonly quietTitle?: boolean;
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The app's frame without the app's tools: this page knows no places and no people. */
function Frame({ title, back, quietTitle, foot, children }: FrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
    document.title = title;
  }, [title]);
  return (
    <div class="screen">
      <header class="head">
        <div class="head-start">
          {back === undefined ? (
            <span class="brand">
              <img src="/icon.svg" alt="" width="28" height="28" />
              <span>{t("app.name")}</span>
            </span>
          ) : typeof back === "string" ? (
            <IconButton icon="back" inRow href={`#/${back}`}>
              {t("ui.back")}
            </IconButton>
          ) : (
            <IconButton icon="back" inRow onClick={back}>
              {t("ui.back")}
            </IconButton>
          )}
        </div>
      </header>
      <main class="content">
        <h1 ref={heading} tabIndex={-1} class={quietTitle === true ? "sr-only" : undefined}>
          {title}
        </h1>
        {children}
      </main>
      <footer class="bottom">
        {foot !== undefined && foot !== false && (
          <div class="foot">
            <div class="foot-inside">{foot}</div>
          </div>
        )}
      </footer>
    </div>
  );
}

addEventListener("hashchange", () => {
  const before = asked().language;
  address.value = location.hash;
  if (asked().language !== before) void load();
});
render(<Page />, document.getElementById("app")!);
void load();
if (import.meta.env.PROD && "serviceWorker" in navigator)
  navigator.serviceWorker.register("/calm/service-worker.js").catch(() => {}); // the page works without it, with a network
