// What was seen in a visit, on a phone with a lock: sealed at rest, and sent as it was ticked, with nothing made of it.
import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import type { Kind, NewEntry } from "./entry";
import { booked, FakePhone, someWorker } from "./fake-phone";
import { FakeServer } from "./fake-server";

vi.mock("./keys", async (original) => ({
  ...(await original<typeof import("./keys")>()),
  PIN_ITERATIONS: 10,
  CODE_ITERATIONS: 10,
}));

test("it is written with its visit, unreadable at rest, and the server gets the ticks alone", async () => {
  const [server, phone, amina] = [await FakeServer.start(), await FakePhone.make(), someWorker(1)];
  server.workers.set(amina, { name: "Amina", works: true });
  const vault = await phone.join(server, amina);
  const visit = booked(phone.newId());
  const observed: NewEntry<"observed"> = {
    kind: "observed",
    subject: visit.subject,
    occurred_on: "2026-11-26",
    release: null,
    body: { consultation: phone.newId(), seen: ["seen_one_word"], apart: ["apart_pain"] },
  };
  await phone.keeper(vault).append([visit, observed] as readonly NewEntry<Kind>[]);
  const { entries } = await phone.keeper(vault).read();
  expect(entries.entries.map(({ kind }) => kind)).toEqual(["visit_booked", "observed"]);

  const names = [...phone.database.objectStoreNames];
  const rows = await Promise.all(names.map((name) => phone.database.getAll(name)));
  expect(JSON.stringify(rows)).not.toContain("seen_one_word");

  await phone.sync(server, vault);
  const sent = JSON.stringify([...server.stored.values()]);
  expect(sent).toContain("seen_one_word");
  expect(sent).not.toMatch(/anxious|avoidant|disorganized|leaning|points|weight/);
});
