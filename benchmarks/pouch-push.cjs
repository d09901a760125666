// A phone with PouchDB 9. Reads {url, folder, docs, batch, by} from standard input, puts the documents into a database of its own, then
// sends them to the one at `url`: by "replication", as PouchDB's users do, or by "bulk", the bare request that stores, without asking
// before and without noting afterwards how far it came. Prints {seconds}, of the sending alone.
const http = require("node:http");
const { join } = require("node:path");
const PouchDB = require("pouchdb");

const agent = new http.Agent({ keepAlive: true }); // as in a browser; without it each request would open a connection
const remoteAt = (url) => new PouchDB(url, { fetch: (to, given) => PouchDB.fetch(to, { ...given, agent }) });

async function main({ url, folder, docs, batch, by }) {
  const phone = new PouchDB(join(folder, "phone"));
  if (by === "replication") await phone.bulkDocs(docs);
  const remote = remoteAt(url);
  await remote.info();
  const started = process.hrtime.bigint();
  if (by === "replication") {
    const { ok, docs_written } = await phone.replicate.to(remote, { batch_size: batch });
    if (!ok || docs_written !== docs.length) throw new Error(`${docs_written} of ${docs.length} were written`);
  } else
    for (let i = 0; i < docs.length; i += batch) {
      const said = await remote.bulkDocs(docs.slice(i, i + batch));
      if (said.some(({ ok }) => !ok)) throw new Error("not all were written");
    }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(JSON.stringify({ seconds }));
  await phone.close();
  agent.destroy();
}

let text = "";
process.stdin.on("data", (part) => {
  text += part;
});
process.stdin.on("end", () =>
  main(JSON.parse(text)).catch((error) => {
    console.error(error);
    process.exit(1);
  }),
);
