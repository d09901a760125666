import { render } from "preact";

const root = document.getElementById("app");
if (root !== null)
  render(
    <main>
      <h1>Attune</h1>
    </main>,
    root,
  );

if ("serviceWorker" in navigator && import.meta.env.PROD)
  void navigator.serviceWorker.register("/service-worker.js");
