// Keeps the app on the phone, so that it opens with no network from the second visit on.
declare const self: ServiceWorkerGlobalScope;
const CACHE = `app-${__REVISION__}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(__PRECACHE__.map((file) => file.url))));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    caches.match(event.request, { ignoreSearch: true }).then((hit) => hit ?? fetch(event.request)),
  );
});

export {};
