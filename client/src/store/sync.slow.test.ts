// Many syncs at random: seconds of work, so `make quick` leaves this file out.
import "fake-indexeddb/auto";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { booked, FakePhone, someWorker } from "./fake-phone";
import { type Cut, FakeServer } from "./fake-server";
import { sealUnsent } from "./parcels";
import { packSent } from "./sealed";
import { unsentStatus } from "./sync";
import type { Vault } from "./vault";

// What the rounds are for is keys.test.ts's business; here they would take a minute.
vi.mock("./keys", async (original) => ({
  ...(await original<typeof import("./keys")>()),
  PIN_ITERATIONS: 10,
  CODE_ITERATIONS: 10,
}));

const [AMINA, BEN] = [someWorker(1), someWorker(2)];
const sorted = (ids: Iterable<string>): readonly string[] => [...ids].sort();

describe("whatever the network does", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("write" as const),
        who: fc.nat(2),
        times: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("sync" as const), who: fc.nat(2), times: fc.constant(1) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("lock" as const), who: fc.nat(2), times: fc.constant(1) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("restore" as const),
        who: fc.constant(0),
        times: fc.constant(1),
      }),
    },
  );
  const cuts = fc.array(fc.constantFrom<Cut>("none", "none", "request", "answer", "middle"), {
    minLength: 5,
    maxLength: 40,
  });

  it("nothing is lost and nothing is there twice, over 200 syncs with random cuts and restores", async () => {
    let syncs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 40 }), cuts, async (steps, drawn) => {
        const server = await FakeServer.start();
        server.workers.set(AMINA, { name: "Amina", works: true });
        server.workers.set(BEN, { name: "Ben", works: true });
        const phone = await FakePhone.make();
        const amina = await phone.join(server, AMINA);
        await phone.sync(server, amina);
        // Amina and Ben share a phone; Amina has a second one.
        const second = await FakePhone.make();
        const everybody: readonly (readonly [FakePhone, Vault])[] = [
          [phone, amina],
          [phone, await phone.join(server, BEN, "1397")],
          [second, await second.join(server, AMINA)],
        ];
        const person = phone.newId();
        const [care, practice] = [new Set<string>(), new Map<string, Set<string>>()];
        server.page = 3;
        let at = 0;
        let restore = server.backup();
        for (const { do: what, who, times } of steps) {
          const [where, vault] = everybody[who]!;
          server.cut = () => drawn[at++ % drawn.length]!;
          if (what === "write")
            for (let i = 0; i < times; i++) {
              const isCare = i % 2 === 0;
              const id = await where.write(vault, booked(isCare ? person : "demo:ab"));
              const theirs = practice.get(vault.worker) ?? new Set();
              practice.set(vault.worker, theirs);
              (isCare ? care : theirs).add(id);
            }
          else if (what === "lock") await sealUnsent(where.database, vault, where.around);
          else if (what === "restore") {
            restore();
            restore = server.backup();
          } else {
            syncs++;
            await packSent(where.database, vault, 2);
            await where.sync(server, vault).catch((error: { code?: string }) => {
              if (error.code !== "server_unreachable") throw error;
            });
          }
        }
        server.cut = () => "none";
        for (let i = 0; i < 2; i++) for (const [where, vault] of everybody) await where.sync(server, vault);
        const written = [...care, ...[...practice.values()].flatMap((ids) => [...ids])];
        expect(sorted(server.stored.keys())).toEqual(sorted(written));
        const delivered = [...server.channels.values()]
          .flat()
          .map((item) => ("entry" in item ? item.entry : ""));
        expect(sorted(delivered)).toEqual(sorted(written));
        for (const [where, vault] of everybody) {
          const all = [...care, ...(practice.get(vault.worker) ?? [])];
          expect(await where.sees(vault)).toEqual(sorted(all));
          expect((await unsentStatus(where.database)).count).toBe(0);
        }
      }),
      { numRuns: 20, seed: 20261125 },
    );
    expect(syncs).toBeGreaterThan(200);
  }, 120_000);
});
