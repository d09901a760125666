import "./tokens.css";
import "./ui/base.css";
import "./ui/ui.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app/App";
import { openStore } from "./app/care";
import { startRouter } from "./app/router";
import { dressPage, settings } from "./app/settings";
import { direction, language, speak } from "./i18n";

dressPage();
speak(settings.value.language);
effect(() => {
  document.documentElement.lang = language.value.code;
  document.documentElement.dir = direction.value;
});
startRouter();
void openStore();
render(<App />, document.getElementById("app")!);

if ("serviceWorker" in navigator && import.meta.env.PROD)
  void navigator.serviceWorker.register("/service-worker.js");
