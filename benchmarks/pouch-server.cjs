// PouchDB 9 as a server: express-pouchdb, which is what pouchdb-server is made of, on LevelDB. `node pouch-server.cjs FOLDER`
// prints its port.
const { mkdirSync } = require("node:fs");
const { join } = require("node:path");
const express = require("express");
const expressPouchDB = require("express-pouchdb");
const PouchDB = require("pouchdb");

const folder = process.argv[2];
mkdirSync(join(folder, "data"), { recursive: true });
const Kept = PouchDB.defaults({ prefix: join(folder, "data/") });
const app = express();
app.use(
  "/",
  expressPouchDB(Kept, {
    mode: "minimumForPouchDB",
    logPath: join(folder, "log.txt"),
    configPath: join(folder, "config.json"),
  }),
);
const listening = app.listen(0, "127.0.0.1", () => console.log(listening.address().port));
