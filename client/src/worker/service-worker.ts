// Keeps the app on the phone, so that it opens with no network from the first visit on. It knows the app's own files and nothing
// else: content and records are in the store (src/store), which works with no service worker at all.
//
// A new version waits until the worker says "take over" (src/app/update.ts asks, and never during a consultation).
declare const self: ServiceWorkerGlobalScope;

/** "app-" for the app; the exercises that anybody may open have a worker and a cache of their own (calm/). */
const PREFIX = `${__KEEPS__}-`;
const CACHE = `${PREFIX}${__REVISION__}`;
const FILES = new Set(__PRECACHE__.map((file) => file.url));
/** Files with a hash in their name never change: what an older version has of them need not be loaded again. */
const NEVER_CHANGES = /^\/assets\//;

self.addEventListener("install", (event) => event.waitUntil(fill()));

self.addEventListener("activate", (event) =>
  event.waitUntil(dropOldCaches().then(() => self.clients.claim())),
);

self.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(self.skipWaiting());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  // Which content is in force and what is withdrawn is never answered from memory; the parts are the store's.
  if (url.pathname.startsWith("/bundle/")) return;
  const file = request.mode === "navigate" ? url.pathname.replace(/\/index\.html$/, "/") : url.pathname;
  if (FILES.has(file)) event.respondWith(fromCache(file, request));
});

/** All files or none: a version that is not complete never takes over. */
async function fill(): Promise<void> {
  const [cache, known] = await Promise.all([caches.open(CACHE), olderCaches()]);
  await Promise.all(
    __PRECACHE__.map(async ({ url }) => {
      const kept = NEVER_CHANGES.test(url) ? await firstMatch(known, url) : undefined;
      const response = kept ?? (await fetch(url, { cache: "no-cache" }));
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      await cache.put(url, response);
    }),
  );
}

async function fromCache(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  // Only where somebody emptied the cache; the next visit fills it again.
  return (await cache.match(file)) ?? fetch(request);
}

async function olderCaches(): Promise<readonly Cache[]> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  return Promise.all(names.map((name) => caches.open(name)));
}

async function firstMatch(known: readonly Cache[], url: string): Promise<Response | undefined> {
  for (const cache of known) {
    const response = await cache.match(url);
    if (response !== undefined) return response;
  }
  return undefined;
}

async function dropOldCaches(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

export {};
