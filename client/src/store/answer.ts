// What the phone does with an answer of the server, in the order that docs/reference/sync.md says.
import {
  type Database,
  type EntryState,
  reading,
  type Sealed,
  type SealedEntry,
  type StoredParcel,
  type Writing,
  write,
} from "./db";
import { ServerError } from "./errors";
import { changeFacts, type Device, renamedDevice, type ServerFacts } from "./facts";
import {
  type Opened,
  type OtherEntry,
  type Others,
  openEntry,
  otherEntry,
  type Raw,
  rowsOf,
  sameBytes,
  sealEntry,
  unpack,
} from "./sealed";
import type { Answer, SyncUsing } from "./sync";
import { careStore, handAgain, keepSecret, leaveUnit, privateStore, readSecret, type Vault } from "./vault";

export interface Heard {
  readonly answer: Answer;
  /** As they were when the request was made. */
  readonly facts: ServerFacts;
  readonly device: Device;
  readonly token: string;
  readonly entries: readonly Raw[];
  readonly parcels: readonly StoredParcel[];
  /** This phone's clock at half of the round trip. */
  readonly at: Date;
}

export async function applyAnswer(
  database: Database,
  vault: Vault,
  using: SyncUsing,
  heard: Heard,
): Promise<void> {
  const { answer, facts } = heard;
  if (answer.withdrawn.length > 0) await using.onWithdrawn(answer.withdrawn);
  const own = privateStore(vault.worker);
  if (answer.token !== null && answer.token !== heard.token)
    await keepSecret(database, vault, own, "token", answer.token);
  await settle(database, heard);
  // What was pulled by cursors of another epoch says nothing: they begin again.
  if (answer.epoch === facts.epoch)
    for (const part of answer.pulled) await applyChannel(database, vault, heard, part);
  await write(database, ["meta", "sealed"], async (transaction) => {
    await changeFacts(transaction, (now) => ({
      complete:
        answer.complete && answer.epoch === facts.epoch
          ? [...new Set([...now.complete, vault.worker])]
          : now.complete,
    }));
    await dropForgotten(transaction, answer.backed_up);
  });
  if (answer.roster === null) return;
  await keepSecret(database, vault, own, "roster", answer.roster);
  await follow(database, answer.roster);
}

/** Turn, clock, device, epoch and outcomes: one transaction, all or nothing. */
async function settle(database: Database, heard: Heard): Promise<void> {
  const { answer, device, facts, at } = heard;
  await write(database, ["meta", "sealed", "packs", "parcels", "stores"], async (transaction) => {
    const offset = at.getTime() - Date.parse(answer.now);
    await changeFacts(transaction, () => ({
      turn: answer.turn,
      clock_offset: Number.isFinite(offset) ? Math.round(offset) : null,
      backed_up: answer.backed_up,
      withdrawn: answer.withdrawn,
      last_sent: at.toISOString(),
    }));
    if (answer.device !== device.id) {
      const now = (await transaction.objectStore("meta").get("device")) as Device;
      if (now.id === device.id) {
        await transaction.objectStore("meta").put(renamedDevice(now, answer.device), "device");
        await handAgain(transaction);
      }
    }
    if (answer.epoch !== facts.epoch) await beginEpoch(transaction, answer, device);
    await settleEntries(transaction, heard);
    await settleParcels(transaction, heard);
  });
}

/** The server's database was restored: what it does not know of this phone's own entries is unsent again. */
async function beginEpoch(transaction: Writing, { epoch, known }: Answer, device: Device): Promise<void> {
  const isKnown = (n: number) => known?.some(([from, to]) => from <= n && n <= to) === true;
  const counter = transaction.objectStore("sealed").index("counter");
  for (const id of [device.id, ...(device.former ?? [])]) {
    const range = IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);
    for (const row of await counter.getAll(range)) {
      // The numbers are those of the journal: of what was set aside they say nothing.
      const isThere = row.state !== "aside" && id === device.id && isKnown(row.n);
      if (row.state !== "refused" && !isThere) {
        await unpack(transaction, row);
        await transaction.objectStore("sealed").put(unsentAgain(row));
      }
    }
  }
  await changeFacts(transaction, () => ({ epoch, cursors: {}, complete: [] }));
}

const unsentAgain = (row: SealedEntry): SealedEntry => ({
  ...row,
  state: "unsent",
  reason: null,
  places: [],
  forgotten: null,
  pack: "",
});

const STATES: Readonly<Record<string, EntryState>> = {
  stored: "sent",
  set_aside: "aside",
  refused: "refused",
};

async function settleEntries(transaction: Writing, { answer, entries }: Heard): Promise<void> {
  const table = transaction.objectStore("sealed");
  for (const [i, { id, outcome, reason, places }] of answer.outcomes.entries()) {
    const mine = entries[i]!.id;
    // In the order of the entries; an id that does not fit means that they are not the answer to these.
    if (id !== null && id !== mine) throw new ServerError("server_faulty", "outcomes");
    const state = STATES[outcome];
    const row = await table.get(mine);
    if (state === undefined) throw new ServerError("server_faulty", "outcome");
    if (row?.state === "unsent") await table.put({ ...row, state, reason, places: places ?? [] });
  }
}

async function settleParcels(transaction: Writing, { answer, parcels }: Heard): Promise<void> {
  const table = transaction.objectStore("parcels");
  for (const [i, { outcome, reason }] of answer.parcels.entries()) {
    const row = await table.get(parcels[i]!.id);
    if (row === undefined) continue;
    if (outcome === "refused") await table.put({ ...row, state: "refused", reason });
    // One that a file brought is done with; one of this phone says until its author's next sync what it has carried.
    else if (row.entries.length === 0) await table.delete(row.id);
    else await table.put({ ...row, state: "stored", reason });
  }
}

type Part = Answer["pulled"][number];

/** The items of a channel and its new cursor, in one transaction. */
async function applyChannel(
  database: Database,
  vault: Vault,
  { facts, answer }: Heard,
  part: Part,
): Promise<void> {
  const { channel, items } = part;
  const store = channel.startsWith("unit:")
    ? careStore(channel.slice("unit:".length))
    : privateStore(vault.worker);
  // A channel of a store that is not open here waits for somebody who opens it.
  if (!vault.keys.has(store) || items.length === 0) return;
  const from = facts.cursors[channel] ?? 0;
  const changes = new Changes(database, vault, store);
  let cursor = from;
  for (const item of items) {
    // Numbers have no holes. What is missing is asked for again; nothing behind it counts as heard.
    if (item.number !== cursor + 1) break;
    if ("forget" in item) await changes.forget(item.forget);
    else if ("entry" in item) await changes.take(item.entry, item.received_at);
    else await changes.takeBack(item.id);
    cursor = item.number;
  }
  if (cursor === from) throw new ServerError("server_faulty", "hole");
  await changes.noteOthers();
  await write(database, ["meta", "sealed", "packs"], async (transaction) => {
    const now = (await transaction.objectStore("meta").get("server")) as ServerFacts | undefined;
    // Another tab was quicker, or a new epoch began.
    if ((now?.cursors[channel] ?? 0) !== from || now?.epoch !== facts.epoch) return;
    await changes.keep(transaction, answer.now);
    await changeFacts(transaction, ({ cursors }) => ({ cursors: { ...cursors, [channel]: cursor } }));
  });
}

/** What the items of one channel change in its store; sealed beforehand, because a transaction waits for no cryptography. */
class Changes {
  private readonly puts = new Map<string, Opened>();
  private readonly forgotten = new Set<string>();
  /** By id: entries not yet known as sent that the server's form may take the place of, as they were when looked at. */
  private readonly replaces = new Map<string, Uint8Array>();
  /** What the server has under the id of an entry that lies here and is another one. */
  private readonly others = new Map<string, OtherEntry>();
  /** By id: entries that the server has not got and an erasure covers, as they were when looked at and without their words. */
  private readonly blanked = new Map<string, Sealed & { readonly before: Uint8Array }>();
  private before: Promise<readonly Opened[]> | null = null;
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly store: string,
  ) {}

  async take(raw: Raw, received_at?: string): Promise<void> {
    if (typeof raw?.id !== "string") throw new ServerError("server_faulty", "entry");
    if (!(await this.mayReplace(raw))) return;
    // The server's form counts, also of an entry that was written here: its body may have been blanked.
    await this.put(received_at === undefined ? raw : { ...raw, received_at });
    this.forgotten.delete(raw.id);
    if (raw.kind !== "erasure" || raw.body === null) return;
    const { entries = [] } = raw.body as { readonly entries?: readonly string[] };
    for (const one of await this.about(raw.subject))
      if (entries.length === 0 || entries.includes(one.id))
        if (!STAYS.has(one.kind) && one.body !== null) await this.put({ ...one, body: null });
    await this.blankTroubles(raw, entries);
  }

  /**
   * What the server set aside or did not take keeps its state, and loses its words where the erasure is its own author's, or one that the
   * programme alone can make: a colleague may have named any id that the server does not hold.
   */
  private async blankTroubles(erasure: Raw, named: readonly string[]): Promise<void> {
    const { because } = erasure.body as { readonly because?: string };
    const isEverybodys = named.length === 0 || because !== "entered_in_error";
    for (const { row, raw } of await this.troubles()) {
      if (raw.subject !== erasure.subject || STAYS.has(raw.kind) || raw.body === null) continue;
      if (named.length > 0 && !named.includes(raw.id)) continue;
      if (!isEverybodys && raw.author !== erasure.author) continue;
      const blank: Raw = { ...raw, body: null };
      const { iv, sealed } = await sealEntry(this.vault, this.store, blank, row.state);
      this.blanked.set(row.id, { before: row.iv, iv, sealed });
    }
  }

  /**
   * Is there room for the server's form here? A copied phone may have closed the same visit: what is not at the server, or was set aside
   * there because of the other one's, is not written over. That there is another one is noted, to be told.
   */
  private async mayReplace(raw: Raw): Promise<boolean> {
    const here = await reading(() => this.database.get("sealed", raw.id));
    if (here === undefined || here.state === "sent") return true;
    const mine = await openEntry(this.vault, here).then(
      (one) => one.raw,
      () => null, // it does not open: the server's does
    );
    const isSame =
      mine === null || (here.reason !== "id_taken" && SAME.every((name) => mine[name] === raw[name]));
    if (isSame) this.replaces.set(raw.id, here.iv);
    else this.others.set(raw.id, otherEntry(raw));
    return isSame;
  }

  /** Sealed with the store, and before the cursor moves on: it comes no second time. */
  async noteOthers(): Promise<void> {
    if (this.others.size === 0) return;
    const known = await readSecret<Others>(this.database, this.vault, this.store, "others");
    const now: Others = { ...known, ...Object.fromEntries(this.others) };
    await keepSecret(this.database, this.vault, this.store, "others", now);
  }

  /**
   * An entry that this phone has just sent counts from its number on: what came before it in the channel was not about it. The rows
   * of all others stay sealed: this is asked for each entry that was sent, and a phone may hold thousands.
   */
  async takeBack(id: string): Promise<void> {
    this.forgotten.delete(id);
    const row = await reading(() => this.database.get("sealed", id));
    if (row?.store !== this.store || row.state !== "sent") return;
    const sent = await openEntry(this.vault, row).catch(() => null);
    if (sent !== null && (sent.raw.kind === "erasure" || this.puts.has(id))) await this.take(sent.raw);
  }

  async forget(subject: string): Promise<void> {
    for (const one of await this.about(subject)) {
      this.forgotten.add(one.id);
      this.puts.delete(one.id);
    }
  }

  async keep(transaction: Writing, at: string): Promise<void> {
    const [table, meta] = [transaction.objectStore("sealed"), transaction.objectStore("meta")];
    const device = (await meta.get("device")) as Device | undefined;
    const kept: Forgotten[number][] = [];
    const mine = new Set([device?.id, ...(device?.former ?? [])]);
    for (const { row } of this.puts.values()) {
      const before = await table.get(row.id);
      const looked = this.replaces.get(row.id);
      // Written since it was looked at.
      if (before !== undefined && before.state !== "sent" && !(looked && sameBytes(looked, before.iv)))
        continue;
      if (before !== undefined) await unpack(transaction, before);
      await table.put(row);
    }
    for (const [id, { before, iv, sealed }] of this.blanked) {
      const row = await table.get(id);
      if (row !== undefined && sameBytes(before, row.iv)) await table.put({ ...row, iv, sealed });
    }
    for (const id of this.forgotten) {
      const row = await table.get(id);
      // Work that is not at the server is never let go of.
      if (row?.state !== "sent") continue;
      await unpack(transaction, row);
      if (mine.has(row.device)) {
        await table.put({ ...row, forgotten: at, pack: "" });
        kept.push({ id, at });
      } else await table.delete(id);
    }
    if (kept.length === 0) return;
    const before = (await meta.get("forgotten")) as Forgotten | undefined;
    await meta.put([...(before ?? []), ...kept], "forgotten");
  }

  private async put(raw: Raw): Promise<void> {
    const row = await sealEntry(this.vault, this.store, raw, "sent");
    this.puts.set(raw.id, { row, raw });
  }

  private stored(): Promise<readonly Opened[]> {
    this.before ??= this.opened("sent");
    return this.before;
  }

  private async troubles(): Promise<readonly Opened[]> {
    return [...(await this.opened("aside")), ...(await this.opened("refused"))];
  }

  private async opened(state: EntryState): Promise<readonly Opened[]> {
    const rows = await rowsOf(this.database, this.store, state);
    // One that does not open (a changed disk) holds up no other.
    const all = await Promise.all(rows.map((row) => openEntry(this.vault, row).catch(() => null)));
    return all.filter((one) => one !== null);
  }

  /** Entries about a subject that the server has, as they stand after the items so far. */
  private async about(subject: string | null): Promise<readonly Raw[]> {
    const known = new Map((await this.stored()).map((one) => [one.raw.id, one]));
    for (const [id, one] of this.puts) known.set(id, one);
    return [...known.values()]
      .map(({ raw }) => raw)
      .filter((raw) => raw.subject === subject && !this.forgotten.has(raw.id));
  }
}

/** What two entries under one id differ in. */
const SAME = ["author", "device", "n", "kind", "written_at"] as const;

/** Kinds whose bodies an erasure leaves: they say where somebody is cared for and what was blanked. */
const STAYS: ReadonlySet<string> = new Set(["erasure", "transfer"]);

/** Lets go of what was kept for the server's sake alone, when a backup that was read back has it. */
async function dropForgotten(transaction: Writing, backedUp: string | null): Promise<void> {
  const waiting = (await transaction.objectStore("meta").get("forgotten")) as Forgotten | undefined;
  if (backedUp === null || waiting === undefined) return;
  const table = transaction.objectStore("sealed");
  const isSafe = ({ at }: Forgotten[number]) => Date.parse(at) < Date.parse(backedUp);
  for (const { id } of waiting.filter(isSafe)) {
    const row = await table.get(id);
    if (row?.state === "sent" && row.forgotten !== null) await table.delete(id);
  }
  await transaction.objectStore("meta").put(
    waiting.filter((one) => !isSafe(one)),
    "forgotten",
  );
}
/** In "meta": this phone's own entries about people who have moved, with the server's time at which it said so. */
type Forgotten = readonly { readonly id: string; readonly at: string }[];

/** Who works here now: a worker of this phone who does not, loses the care store's wrap and nothing else. */
async function follow(database: Database, roster: NonNullable<Answer["roster"]>): Promise<void> {
  const here = new Set(roster.workers.map(({ id }) => id));
  const workers = await reading(() => database.getAll("workers"));
  for (const { id, unit, left } of workers)
    if (unit === roster.unit.id && !left && !here.has(id)) await leaveUnit(database, id);
  await write(database, ["meta", "workers"], async (transaction) => {
    await changeFacts(transaction, ({ unit }) => (unit.id === roster.unit.id ? { unit: roster.unit } : {}));
    const table = transaction.objectStore("workers");
    for (const card of roster.workers) {
      const row = await table.get(card.id);
      if (row !== undefined)
        await table.put({ ...row, name: card.name, picture: card.picture, cadre: card.cadre });
    }
  });
}
