import { expect, it } from "vitest";
import type { Keeper } from "../store/keeper";
import { unsentIds } from "./entries";
import { readAll } from "./phone";
import { useKeeper } from "./storing";

/** A keeper whose readings end when the test says, each with one unsent id. */
function slowKeeper() {
  const readings: ((unsent: string | null) => void)[] = [];
  const read = () =>
    new Promise((done, fail) => {
      readings.push((unsent) =>
        unsent === null
          ? fail(new Error("unread"))
          : done({ entries: { entries: [], aside: [] }, drafts: [], unsent: new Set([unsent]) }),
      );
    });
  useKeeper({ read } as unknown as Keeper);
  return async (n: number) => {
    while (readings.length < n) await null;
    return readings[n - 1]!;
  };
}
const shown = () => [...unsentIds.value];

it("of two readings at once the one that began later is shown last, whichever ends first", async () => {
  const reading = slowKeeper();
  const [older, later] = [readAll(), readAll()];
  const [endOlder, endLater] = [await reading(1), await reading(2)];
  endLater("later");
  await later;
  endOlder("older");
  await older;
  expect(shown()).toEqual(["later"]);
});

it("what an older reading found is shown until the later one is there, and where that one fails", async () => {
  const reading = slowKeeper();
  const [older, later] = [readAll(), readAll()];
  (await reading(1))("older");
  await older;
  expect(shown()).toEqual(["older"]);
  (await reading(2))(null);
  await expect(later).rejects.toThrow("unread");
  expect(shown()).toEqual(["older"]);
});
