// Type-checks each place of src/ with only its own globals, so that `window` in the domain fails to compile.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const places = {
  domain: ["domain"],
  store: ["store", "sync"],
  worker: ["worker"],
  app: ["main.tsx"],
  tests: [],
};
const present = ([, needs]) => needs.length === 0 || needs.some((name) => existsSync(`src/${name}`));

const run = ([place]) =>
  new Promise((resolve) => {
    const child = spawn("node_modules/.bin/tsc", ["-p", `types/${place}.json`, "--pretty", "false"]);
    let output = "";
    child.stdout.on("data", (text) => {
      output += text;
    });
    child.stderr.on("data", (text) => {
      output += text;
    });
    child.on("close", (code) => resolve({ place, code, output }));
  });

const known = readdirSync("types")
  .map((name) => name.replace(".json", ""))
  .sort()
  .join();
if (known !== Object.keys(places).sort().join())
  throw new Error("build/types.mjs and types/ name different places");

let failed = false;
for (const place of Object.entries(places).filter(present)) {
  const { place: name, code, output } = await run(place);
  process.stdout.write(`types ${name}: ${code === 0 ? "ok" : "faults"}\n${output}`);
  failed ||= code !== 0;
}
process.exitCode = failed ? 1 : 0;
