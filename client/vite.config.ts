import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./build/plugins.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const outDir = `${root}dist`;
// The oldest WebView that we serve.
const target = "chrome107";

export default defineConfig({
  root,
  plugins: [serviceWorker(root, outDir, target)],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir,
    emptyOutDir: true,
    target,
    cssTarget: target,
    // The content policy forbids inline scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { main: `${root}index.html`, calm: `${root}calm/index.html` },
      output: {
        // The first screen speaks the worker's language; the engine comes after it, and virtual patients with their screens.
        codeSplitting: {
          groups: [{ name: "domain", test: /[\\/]src[\\/]domain[\\/](?!localise\.|relating[\\/])/ }],
        },
      },
    },
  },
  server: { proxy: { "/bundle": "http://127.0.0.1:8000" } },
  test: {
    include: ["src/**/*.test.{ts,tsx}", "build/*.test.ts"],
    environment: "node",
  },
});
