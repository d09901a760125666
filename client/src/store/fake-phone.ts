// For tests: a phone without an app, whose workers join, write, lock and sync.
import { type Database, openDatabase } from "./db";
import type { NewEntry } from "./entry";
import { ensureDevice } from "./facts";
import type { FakeServer } from "./fake-server";
import { newDevice, newId, type Surroundings } from "./journal";
import { newSigningKey, rawPublic } from "./keys";
import { sealedKeeper } from "./sealed";
import { askAdmission, syncAll } from "./sync";
import { type Admission, admit, type Vault } from "./vault";

let seed = 0;

export class FakePhone {
  /** Minutes that this phone's clock is ahead. */
  ahead = 0;
  time = Date.UTC(2026, 10, 25, 9);
  readonly withdrawn: string[] = [];
  private constructor(
    readonly database: Database,
    readonly name: string,
  ) {}

  static async make(name = `phone-${++seed}`): Promise<FakePhone> {
    return new FakePhone(await openDatabase(name, () => {}), name);
  }

  readonly around: Surroundings = {
    // Each look at the clock is a moment later.
    now: () => {
      this.time += 1;
      return new Date(this.time + this.ahead * 60_000);
    },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    tzMinutes: () => 180,
    app: "0.1.0",
  };

  newId = (): string => newId(this.around);

  /** So many milliseconds pass. */
  later(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** The server lets somebody in; the PIN is still missing. */
  async ask(server: FakeServer, worker: string): Promise<{ admission: Admission; signingKey: JsonWebKey }> {
    const device = await ensureDevice(this.database, () => newDevice(this.around));
    const pair = await newSigningKey();
    const request = {
      code: worker,
      device: device.id,
      signing_key: await rawPublic(pair.publicKey),
      app: "0.1.0",
    };
    const admission = await askAdmission(server.network, "enrol", request);
    return { admission, signingKey: await crypto.subtle.exportKey("jwk", pair.privateKey) };
  }

  async join(server: FakeServer, worker: string, pin = "2580"): Promise<Vault> {
    const { admission, signingKey } = await this.ask(server, worker);
    return admit(this.database, this.around, admission, { pin, signingKey });
  }

  keeper = (vault: Vault) => sealedKeeper(this.database, vault, this.around);

  async write(vault: Vault, entry: NewEntry<"visit_booked">): Promise<string> {
    const [written] = await this.keeper(vault).append([entry]);
    return written!.id;
  }

  sync = (server: FakeServer, vault: Vault, goesOn: () => boolean = () => true) =>
    syncAll(this.database, vault, {
      network: server.network,
      around: this.around,
      keeps: "kept",
      release: () => null,
      goesOn,
      onWithdrawn: async (releases) => void this.withdrawn.push(...releases),
      onRound: async () => {},
    });

  /** Ids of what this worker sees, sorted. */
  async sees(vault: Vault): Promise<readonly string[]> {
    const { entries } = await this.keeper(vault).read();
    return entries.entries.map(({ id }) => id).sort();
  }
}

export const someWorker = (n: number): string => `01990000-0000-7000-8000-00000000000${n}`;

export const booked = (subject: string, on = "2026-12-01"): NewEntry<"visit_booked"> => ({
  kind: "visit_booked",
  subject,
  occurred_on: "2026-11-25",
  release: null,
  body: { on, after: null },
});
