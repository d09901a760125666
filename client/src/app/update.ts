// A newer app waits in the service worker until the worker agrees; during a consultation it is not even offered.
import { computed, signal } from "@preact/signals";
import { drafts } from "./drafts";

const waiting = signal<ServiceWorker | null>(null);
/** Can the worker change over now? "later" while a consultation is open. */
export const update = computed<"none" | "ready" | "later">(() =>
  waiting.value === null ? "none" : drafts.value.length > 0 ? "later" : "ready",
);
/** Will the app open with no network? */
export const offlineReady = signal(false);

export async function startServiceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register("/service-worker.js");
    watch(registration);
    await navigator.serviceWorker.ready;
    offlineReady.value = true;
    // A phone that is never closed learns of a newer app as well.
    addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") registration.update().catch(() => {});
    });
  } catch {
    // refused (private window, settings): the app works, but not without network; the settings screen says so
  }
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // Without a controller this is the first version: there is nothing to change over from.
    if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
      waiting.value = registration.waiting;
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
}

export function takeOver(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.value?.postMessage("take-over");
}
