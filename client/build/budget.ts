// The size budget: a build that is too heavy for the phones we serve fails here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const KB = 1000;
const INITIAL_ROUTE = 80 * KB;
const DOMAIN_CHUNK = 8 * KB;

/** Sizes over the wire (brotli) of what the first screen loads, and of the chunk with evaluator and guide engine. */
export interface Sizes {
  readonly initial: number;
  readonly domain: number;
  readonly files: readonly (readonly [path: string, bytes: number])[];
}

export function measure(outDir: string): Sizes {
  const paths = reachable(outDir, "index.html");
  const size = (path: string) => readFileSync(join(outDir, `${path}.br`)).length;
  const sum = (some: readonly string[]) => some.reduce((total, path) => total + size(path), 0);
  return {
    initial: sum(paths),
    domain: sum(domainChunks(outDir)),
    files: paths.map((path) => [path, size(path)] as const),
  };
}

/** The chunks of src/domain, whether the first screen loads them or a later one. */
function domainChunks(outDir: string): string[] {
  const found = readdirSync(join(outDir, "assets")).filter((name) => /^domain-.*\.js$/.test(name));
  if (found.length === 0) throw new Error("The build made no chunk of src/domain; look at vite.config.ts.");
  return found.map((name) => `assets/${name}`);
}

/** Prints the sizes; throws when one is over its limit. */
export function checkBudget(outDir: string): void {
  const { initial, domain, files } = measure(outDir);
  for (const [path, bytes] of files) console.log(`  ${(bytes / KB).toFixed(1).padStart(6)} kB  ${path}`);
  console.log(
    `initial route ${(initial / KB).toFixed(1)} of ${INITIAL_ROUTE / KB} kB, domain ${(domain / KB).toFixed(1)} of ${DOMAIN_CHUNK / KB} kB (brotli)`,
  );
  if (initial > INITIAL_ROUTE)
    throw new Error(`The first screen loads ${initial} bytes; the budget is ${INITIAL_ROUTE}.`);
  if (domain > DOMAIN_CHUNK)
    throw new Error(`The domain chunk has ${domain} bytes; the budget is ${DOMAIN_CHUNK}.`);
}

/** A page and every script and style sheet that it loads, static imports included. */
export function reachable(outDir: string, page: string): string[] {
  const html = readFileSync(join(outDir, page), "utf8");
  const found = new Set<string>([page]);
  const queue = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(
    (match) => match[1] as string,
  );
  while (queue.length > 0) {
    const path = queue.pop() as string;
    if (found.has(path) || !existsSync(join(outDir, path))) continue;
    found.add(path);
    if (path.endsWith(".js")) queue.push(...staticImports(readFileSync(join(outDir, path), "utf8")));
  }
  return [...found];
}

function staticImports(code: string): string[] {
  return [...code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)].map(
    (match) => `assets/${match[1]}`,
  );
}
