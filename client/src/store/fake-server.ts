// For tests: a server in memory that keeps to docs/reference/sync.md, and a network that cuts where a test wants it.
import { base64, bytesOf, fromBase64, randomBytes } from "./keys";
import type { Parcel } from "./parcels";
import type { Raw } from "./sealed";
import type { Network } from "./sync";

type Item = { readonly number: number } & ({ readonly entry: string } | { readonly forget: string });
interface FakePhone {
  turn: string | null;
  previous: string | null;
  /** Which entry has which number of its counter. */
  readonly numbers: Map<number, string>;
}
interface OnPhone {
  readonly device: string;
  readonly worker: string;
  readonly signingKey: string;
}
interface Request {
  readonly epoch: string;
  readonly turn: string | null;
  readonly cursors: Readonly<Record<string, number>>;
  readonly tags: { readonly roster: string | null };
  readonly entries: readonly Raw[];
  readonly parcels: readonly Parcel[];
}
/** What happens to one request: it never arrives, its answer is lost, or its answer is cut in the middle. */
export type Cut = "none" | "request" | "answer" | "middle";

const UNIT = "01990000-0000-7000-8000-0000000000aa";

export class FakeServer {
  epoch = "epoch-1";
  readonly unit = { id: UNIT, name: "Upper village", above: ["District"] };
  readonly workers = new Map<string, { name: string; works: boolean; language?: string }>();
  /** One-time codes and whose they are; a worker's id is one as well. */
  readonly codes = new Map<string, string>();
  stored = new Map<string, Raw>();
  channels = new Map<string, Item[]>();
  readonly phones = new Map<string, FakePhone>();
  readonly tokens = new Map<string, OnPhone>();
  readonly kept = new Map<string, { recovery_key: string; codes: readonly string[] }>();
  /** Everything that was asked for, and the outcomes that a test wants for some entries. */
  readonly asked: string[] = [];
  readonly verdicts = new Map<
    string,
    { outcome: "set_aside" | "refused"; reason: string; places?: string[] }
  >();
  withdrawn: readonly string[] = [];
  backedUp: string | null = null;
  page = 100;
  /** The next cut, drawn anew for each request. */
  cut: () => Cut = () => "none";
  /** A status instead of an answer, while a test wants it. */
  status: ((body: Request) => { status: number; code: string } | null) | null = null;
  now = () => new Date();
  private readonly pair: CryptoKeyPair;
  readonly publicKey: string;
  private count = 0;

  private constructor(pair: CryptoKeyPair, publicKey: string) {
    this.pair = pair;
    this.publicKey = publicKey;
  }

  static async start(): Promise<FakeServer> {
    const pair = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
    ])) as CryptoKeyPair;
    const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
    return new FakeServer(pair, base64(new Uint8Array(raw)));
  }

  readonly network: Network = async (path, init) => {
    const cut = this.cut();
    if (cut === "request") throw new TypeError("Failed to fetch");
    const answer = await this.answer(path, init);
    if (cut === "answer") throw new TypeError("Failed to fetch");
    if (cut !== "middle") return answer;
    const text = await answer.text();
    return new Response(text.slice(0, text.length / 2), { status: answer.status });
  };

  private async answer(path: string, init: RequestInit): Promise<Response> {
    this.asked.push(path);
    const headers = new Headers(init.headers);
    const body = JSON.parse(await textOf(init.body as BodyInit, headers.get("Content-Encoding")));
    if (path === "enrol") return this.admit(body);
    const token = headers.get("Authorization")?.replace("Bearer ", "") ?? "";
    const who = this.tokens.get(token);
    if (who === undefined) return refusal(401, "unknown_token");
    if (path === "stores") return this.keep(who, body.stores);
    const told = this.status?.(body);
    if (told != null) return refusal(told.status, told.code);
    return Response.json(await this.sync(token, who, body));
  }

  private admit(body: { code: string; device: string; signing_key: string }): Response {
    const id = this.codes.get(body.code) ?? body.code;
    const worker = this.workers.get(id);
    if (worker === undefined) return refusal(403, "unknown_code");
    this.phones.set(
      body.device,
      this.phones.get(body.device) ?? { turn: null, previous: null, numbers: new Map() },
    );
    const token = `token-${++this.count}`;
    this.tokens.set(token, { device: body.device, worker: id, signingKey: body.signing_key });
    const open = [`private:${id}`, ...(worker.works ? [`care:${UNIT}`] : [])];
    return Response.json({
      worker: {
        id,
        name: worker.name,
        picture: null,
        language: worker.language ?? "en",
        cadre: "nurse",
        works_here: worker.works,
      },
      unit: this.unit,
      device: body.device,
      token,
      server: { epoch: this.epoch, now: this.now().toISOString(), key: this.publicKey },
      stores: open.flatMap((store) => {
        const found = this.kept.get(`${body.device}/${store}`);
        return found === undefined ? [] : [{ store, recovery_key: found.recovery_key }];
      }),
    });
  }

  private keep(
    { device }: OnPhone,
    stores: readonly { store: string; recovery_key: string; codes: string[] }[],
  ): Response {
    for (const { store, recovery_key, codes } of stores)
      this.kept.set(`${device}/${store}`, { recovery_key, codes });
    return Response.json({ kept: stores.length });
  }

  private async sync(token: string, who: OnPhone, body: Request) {
    const phone = this.phones.get(who.device)!;
    const isCopy =
      (phone.turn !== null &&
        body.turn !== phone.turn &&
        (body.turn === null || body.turn !== phone.previous)) ||
      body.entries.some((raw) => raw.device === who.device && !isOneOf(phone.numbers.get(raw.n), raw.id));
    let { device } = who;
    if (isCopy) {
      device = `01990000-0000-7000-8000-${String(++this.count).padStart(12, "0")}`;
      this.phones.set(device, { turn: null, previous: null, numbers: new Map() });
      this.tokens.set(token, { ...who, device });
    }
    const now = this.phones.get(device)!;
    now.previous = body.turn;
    now.turn = `turn-${++this.count}`;
    const parcels = [];
    for (const parcel of body.parcels) parcels.push(await this.take(parcel));
    const outcomes = body.entries.map((raw) => this.store(raw, who.worker));
    const sameEpoch = body.epoch === this.epoch;
    const brought = new Set(outcomes.filter(({ outcome }) => outcome === "stored").map(({ id }) => id));
    const pulled = sameEpoch ? this.pull(who.worker, body.cursors, brought) : [];
    const roster = this.roster();
    return {
      epoch: this.epoch,
      now: this.now().toISOString(),
      turn: now.turn,
      token,
      device,
      known: sameEpoch ? null : [...(this.phones.get(who.device)?.numbers.keys() ?? [])].map((n) => [n, n]),
      withdrawn: this.withdrawn,
      outcomes,
      parcels,
      pulled,
      complete:
        sameEpoch && pulled.every(({ items, last }) => items.length === 0 || items.at(-1)!.number === last),
      roster: roster.tag === body.tags.roster ? null : roster,
      bundle: { release: null },
      backed_up: this.backedUp,
    };
  }

  private store(raw: Raw, worker: string) {
    const verdict = this.verdicts.get(raw.id);
    if (verdict !== undefined) return { id: raw.id, places: [], ...verdict };
    if (raw.author !== worker)
      return { id: raw.id, outcome: "set_aside", reason: "not_the_author", places: [] };
    this.append(raw);
    return { id: raw.id, outcome: "stored", reason: null, places: [] };
  }

  private append(raw: Raw): void {
    if (this.stored.has(raw.id)) return;
    this.stored.set(raw.id, raw);
    this.phones.get(raw.device)?.numbers.set(raw.n, raw.id);
    const { practice } = raw as unknown as { practice: boolean };
    this.deliver(practice ? `practice:${raw.author}` : `unit:${UNIT}`, { entry: raw.id });
    if (raw.kind !== "erasure") return;
    for (const id of (raw.body as { entries: string[] }).entries) this.blank(id);
  }

  deliver(channel: string, what: { entry: string } | { forget: string }): void {
    const items = this.channels.get(channel) ?? [];
    this.channels.set(channel, items);
    items.push({ number: items.length + 1, ...what });
  }

  blank(id: string): void {
    const found = this.stored.get(id);
    if (found !== undefined) this.stored.set(id, { ...found, body: null });
  }

  private pull(worker: string, cursors: Request["cursors"], brought: ReadonlySet<string>) {
    const works = this.workers.get(worker)!.works;
    const channels = [...(works ? [`unit:${UNIT}`] : []), `own:${worker}`, `practice:${worker}`];
    return channels.map((channel) => {
      const all = this.channels.get(channel) ?? [];
      const from = cursors[channel] ?? 0;
      const items = all.slice(from, from + this.page).map((item) => {
        if ("forget" in item) return item;
        const [number, entry] = [item.number, this.stored.get(item.entry)!];
        if (brought.has(item.entry) && entry.body !== null) return { number, id: item.entry };
        return { number, entry, received_at: this.now().toISOString() };
      });
      return { channel, items, last: all.length };
    });
  }

  private roster() {
    const workers = [...this.workers]
      .filter(([, { works }]) => works)
      .map(([id, { name }]) => ({ id, name, picture: null, cadre: "nurse" }));
    return { tag: `roster-${workers.length}`, unit: this.unit, workers, codes: [] };
  }

  private async take(parcel: Parcel) {
    const entries = await this.open(parcel).catch(() => null);
    if (entries === null) return { id: parcel.id, outcome: "refused", reason: "cannot_open" };
    for (const raw of entries) this.store(raw, parcel.author);
    return { id: parcel.id, outcome: "stored", reason: null };
  }

  /** As src/attune/server/sync does it: signature first, then the seal. */
  async open(parcel: Parcel): Promise<readonly Raw[]> {
    const { id, device, author, key, iv } = parcel;
    const head = bytesOf(`attune-parcel-1\n${id}\n${device}\n${author}\n${key}\n${iv}\n`);
    const sealed = fromBase64(parcel.sealed);
    const signers = [...this.tokens.values()].filter((one) => one.device === device && one.worker === author);
    const signed = await Promise.all(
      signers.map(async ({ signingKey }) => {
        const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
        const imported = await crypto.subtle.importKey("raw", fromBase64(signingKey), ecdsa, false, [
          "verify",
        ]);
        const text = new Uint8Array([...head, ...sealed]);
        const how = { name: "ECDSA", hash: "SHA-256" };
        return crypto.subtle.verify(how, imported, fromBase64(parcel.signature), text);
      }),
    );
    if (!signed.includes(true)) throw new Error("bad_signature");
    const p256 = { name: "ECDH", namedCurve: "P-256" };
    const theirs = await crypto.subtle.importKey("raw", fromBase64(key), p256, false, []);
    const secret = await crypto.subtle.deriveBits(
      { name: "ECDH", public: theirs },
      this.pair.privateKey,
      256,
    );
    const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytesOf("attune-parcel-1") };
    const aes = await crypto.subtle.deriveKey(hkdf, base, { name: "AES-GCM", length: 256 }, false, [
      "decrypt",
    ]);
    const gcm = { name: "AES-GCM", iv: fromBase64(iv), additionalData: head };
    const packed = new Uint8Array(await crypto.subtle.decrypt(gcm, aes, sealed));
    return JSON.parse(await textOf(packed, "gzip"));
  }

  /** A copy of the database, to be restored later. */
  backup(): () => void {
    const [stored, channels] = [new Map(this.stored), structuredClone(this.channels)];
    const numbers = new Map([...this.phones].map(([id, phone]) => [id, new Map(phone.numbers)]));
    return () => {
      [this.stored, this.channels] = [new Map(stored), structuredClone(channels)];
      for (const [id, phone] of this.phones) {
        phone.numbers.clear();
        for (const [n, entry] of numbers.get(id) ?? []) phone.numbers.set(n, entry);
      }
      this.epoch = `epoch-${base64(randomBytes(6))}`;
    };
  }
}

const isOneOf = (known: string | undefined, id: string): boolean => known === undefined || known === id;

const refusal = (status: number, code: string): Response =>
  Response.json({ error: { code, message: code } }, { status });

async function textOf(body: BodyInit, encoding: string | null): Promise<string> {
  if (encoding !== "gzip") return new Response(body).text();
  const stream = new Response(body).body!.pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
