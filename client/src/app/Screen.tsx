// The frame that every screen stands in: head with its tools, content, foot or bar.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon, IconButton, type IconName, Picture, StatusSentence } from "../ui";
import { practise, practising } from "./entries";
import { covered, crisisOpen } from "./open";
import { address, go, place, type ScreenName } from "./router";
import { lock, session, worker } from "./session";
import { hasJoined, storeState, writeFault } from "./storing";
import { lockedByHand } from "./whose";

interface ScreenProps {
  /** The heading of the screen, read out when it opens. */
  readonly title: ComponentChildren;
  /** Name for the window, when the heading is not plain text. */
  readonly name?: string;
  /** Where "Back" leads: a place of the app ("people") or what to do. Left out: a top place, with the bar below. */
  readonly back?: string | (() => void);
  /** Hides the heading from sight where the content begins with the same words. */
  readonly quietTitle?: boolean;
  /** Neither tools nor places: before the app has begun. */
  readonly bare?: boolean;
  /** Whom to call stays in reach, and nothing else: nobody is in. */
  readonly shut?: boolean;
  readonly children: ComponentChildren;
  /** Buttons that stay in sight at the foot. */
  readonly foot?: ComponentChildren;
}

export function Screen(props: ScreenProps) {
  const { title, back } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const here = address.value;
  const name = props.name ?? (typeof title === "string" ? title : "");
  // A new place is announced by moving to its heading, as a page load would.
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [here]);
  useEffect(() => {
    document.title = name === "" ? t("app.name") : t("app.window", { name });
  }, [name]);
  return (
    <div class="screen">
      <Head back={back} bare={props.bare === true} shut={props.shut === true} />
      <Strip />
      <main class="content">
        <h1 ref={heading} tabIndex={-1} class={props.quietTitle === true ? "sr-only" : undefined}>
          {title}
        </h1>
        <Faults />
        {props.children}
      </main>
      <footer class="bottom">
        {props.foot !== undefined && props.foot !== false && (
          <div class="foot">
            <div class="foot-inside">{props.foot}</div>
          </div>
        )}
        {back === undefined && props.bare !== true && props.shut !== true && <Bar />}
      </footer>
    </div>
  );
}

/** What must be known on every screen: nobody has signed the content; and these people are invented. */
function Strip() {
  if (!hasJoined.value) return <aside class="strip">{t("strip.training")}</aside>;
  if (session.value !== "open" || !practising.value)
    return <aside class="strip">{t("strip.unsigned")}</aside>;
  return (
    <aside class="strip strip-practice">
      <span>{t("strip.practice")}</span>
      <button class="strip-end" type="button" onClick={endPractice}>
        {t("strip.practice_end")}
      </button>
    </aside>
  );
}

function endPractice(): void {
  practise(false);
  go("today");
}

interface HeadProps {
  readonly back: string | (() => void) | undefined;
  readonly bare: boolean;
  readonly shut: boolean;
}

function Head({ back, bare, shut }: HeadProps) {
  return (
    <header class="head">
      <div class="head-start">
        {back === undefined ? (
          <Brand />
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
      {!bare && <Tools top={back === undefined} shut={shut} />}
    </header>
  );
}

/** On a shared phone everybody sees whose turn it is. */
function Brand() {
  const now = session.value === "open" ? worker.value : null;
  if (now !== null)
    return (
      <a class="icon-button brand-worker" href="#/today">
        <Picture picture={now.picture} name={now.name} small />
        <span class="brand-name">{now.name}</span>
      </a>
    );
  return (
    <a class="brand" href="#/today">
      <img src="/icon.svg" alt="" width="28" height="28" />
      <span>{t("app.name")}</span>
    </a>
  );
}

/** In reach on every screen: whom to call, a blank screen, changing over, and the settings on the top places. */
function Tools({ top, shut }: { readonly top: boolean; readonly shut: boolean }) {
  return (
    <div class="head-tools">
      <IconButton
        icon="help"
        onClick={() => {
          crisisOpen.value = true;
        }}
      >
        {t("head.crisis")}
      </IconButton>
      {!shut && (
        <IconButton
          icon="cover"
          onClick={() => {
            covered.value = true;
          }}
        >
          {t("head.cover")}
        </IconButton>
      )}
      {!shut && session.value === "open" && (
        <IconButton icon="lock" onClick={lockNow}>
          {t("head.lock")}
        </IconButton>
      )}
      {top && !shut && (
        <IconButton icon="settings" href="#/settings">
          {t("head.settings")}
        </IconButton>
      )}
    </div>
  );
}

function lockNow(): void {
  lockedByHand();
  void lock();
}

const PLACES: readonly {
  readonly screen: ScreenName;
  readonly icon: IconName;
  readonly key: "bar.today" | "bar.guide" | "bar.people";
}[] = [
  { screen: "today", icon: "today", key: "bar.today" },
  { screen: "guide", icon: "guide", key: "bar.guide" },
  { screen: "people", icon: "people", key: "bar.people" },
];

function Bar() {
  return (
    <nav class="bar" aria-label={t("bar.label")}>
      <ul class="bar-places">
        {PLACES.map(({ screen, icon, key }) => (
          <li key={screen} class="bar-place-item">
            <a
              class="bar-place"
              href={`#/${screen}`}
              aria-current={place.value.screen === screen ? "page" : undefined}
            >
              <Icon name={icon} />
              <span>{t(key)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What the store met, on every screen until it is over. */
function Faults() {
  const state = storeState.value;
  if (state === "refused") return <StatusSentence help>{t("fault.storage_refused")}</StatusSentence>;
  if (state === "busy") return <StatusSentence help>{t("fault.storage_busy")}</StatusSentence>;
  if (state === "replaced") return <StatusSentence help>{t("fault.storage_replaced")}</StatusSentence>;
  const fault = writeFault.value;
  if (fault === "storage_full") return <StatusSentence help>{t("fault.storage_full")}</StatusSentence>;
  if (fault === "draft_elsewhere") return <StatusSentence help>{t("fault.draft_elsewhere")}</StatusSentence>;
  if (fault === "storage_refused") return <StatusSentence help>{t("fault.storage_refused")}</StatusSentence>;
  return null;
}
