import "./tokens.css";
import "./ui/base.css";
import "./ui/ui.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { App, loadAhead } from "./app/App";
import { keepToday } from "./app/around";
import { checkBundle } from "./app/content";
import { keepLanguage } from "./app/languages";
import { keepDemoInStep } from "./app/people";
import { openStore } from "./app/phone";
import { startRouter } from "./app/router";
import { startSession } from "./app/session";
import { dressPage } from "./app/settings";
import { askToKeep } from "./app/storage";
import { keepSyncing } from "./app/sync";
import { startServiceWorker } from "./app/update";
import { direction, language } from "./i18n";

/** Milliseconds after which the other screens are fetched whether the service worker is ready or not. */
const LATEST = 20_000;

async function start(): Promise<void> {
  dressPage();
  keepLanguage();
  effect(() => {
    document.documentElement.lang = language.value.code;
    document.documentElement.dir = direction.value;
  });
  startRouter();
  keepToday();
  render(<App />, document.getElementById("app")!);
  await openStore();
  startSession();
  keepSyncing();
  keepDemoInStep();
  // The network is a background loop: at the start, on reconnect, and when the app comes back to the front.
  void checkBundle();
  addEventListener("online", () => void checkBundle());
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void checkBundle();
  });
  void askToKeep();
  // Once the service worker keeps the app, the other screens come from there and cost no second download.
  const kept = import.meta.env.PROD ? startServiceWorker() : Promise.resolve();
  void Promise.race([kept, new Promise((late) => setTimeout(late, LATEST))]).then(loadAhead);
}

void start();
