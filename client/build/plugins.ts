// Build steps of our own: the service worker with its list of files, compressed copies, and the size budget.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, type Plugin } from "vite";
import { checkBudget, reachable } from "./budget.ts";

export interface PrecacheEntry {
  /** Address from the root of the site, e.g. "/assets/main-abc.js". */
  readonly url: string;
  /** Hash of the content: what changes when the file does. */
  readonly revision: string;
}

const COMPRESSIBLE = /\.(js|css|html|json|svg|webmanifest|txt)$/;
const NOT_CACHED = /(\.(br|gz|map)|service-worker\.js)$|^console\//;
/** What the console's pages load beside their own files; no phone keeps it. */
const CONSOLE = { "htmx.js": "node_modules/htmx.org/dist/htmx.min.js", "tokens.css": "src/tokens.css" };

/** Builds src/worker/service-worker.ts twice, for the app and for the page of exercises, each with the files to keep for offline use. */
export function serviceWorker(root: string, outDir: string, target: string): Plugin {
  let failed = false;
  /** `keeps`: the cache's name. The worker's scope is its folder. */
  const buildWorker = async (keeps: string, file: string, built: readonly Built[]): Promise<void> => {
    const precache: PrecacheEntry[] = built.map(({ url, revision }) => ({ url, revision }));
    await build({
      configFile: false,
      root,
      publicDir: false,
      logLevel: "warn",
      define: {
        __KEEPS__: JSON.stringify(keeps),
        __PRECACHE__: JSON.stringify(precache),
        __REVISION__: JSON.stringify(digest(JSON.stringify(precache))),
      },
      build: {
        outDir,
        emptyOutDir: false,
        target,
        copyPublicDir: false,
        rolldownOptions: {
          input: join(root, "src/worker/service-worker.ts"),
          output: { format: "iife", entryFileNames: file, codeSplitting: false },
        },
      },
    });
  };
  return {
    name: "attune:service-worker",
    apply: "build",
    enforce: "post",
    buildEnd(error) {
      failed = error !== undefined;
    },
    async closeBundle() {
      if (failed) return; // closeBundle runs after a failed build as well, and would hide its message
      copyForConsole(root, outDir);
      const files = listFiles(outDir);
      const ofCalm = new Set([CALM, ...reachable(outDir, CALM), "icon.svg"]);
      await buildWorker(
        "app",
        "service-worker.js",
        files.filter(({ path }) => !path.startsWith("calm/")),
      );
      await buildWorker(
        "calm",
        "calm/service-worker.js",
        files.filter(({ path }) => ofCalm.has(path)),
      );
      compress(outDir);
      checkBudget(outDir);
    },
  };
}

/** The page of exercises that anybody may open; it keeps itself for offline use apart from the app. */
const CALM = "calm/index.html";

function copyForConsole(root: string, outDir: string): void {
  mkdirSync(join(outDir, "console"), { recursive: true });
  for (const [name, from] of Object.entries(CONSOLE))
    copyFileSync(join(root, from), join(outDir, "console", name));
}

interface Built extends PrecacheEntry {
  /** Where it lies below dist/. */
  readonly path: string;
}

function listFiles(outDir: string): Built[] {
  return walk(outDir)
    .filter((path) => !NOT_CACHED.test(path) && !path.startsWith(".vite/"))
    .map((path) => ({
      path,
      url: `/${path.replace(/(^|\/)index\.html$/, "$1")}`,
      revision: digest(readFileSync(join(outDir, path))),
    }));
}

function compress(outDir: string): void {
  for (const path of walk(outDir).filter((name) => COMPRESSIBLE.test(name))) {
    const content = readFileSync(join(outDir, path));
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    writeFileSync(join(outDir, `${path}.br`), brotliCompressSync(content, quality));
    writeFileSync(join(outDir, `${path}.gz`), gzipSync(content, { level: 9 }));
  }
}

function walk(dir: string, under = ""): string[] {
  return readdirSync(join(dir, under), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(under, entry.name);
      return entry.isDirectory() ? walk(dir, path) : [path];
    })
    .sort();
}

function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
