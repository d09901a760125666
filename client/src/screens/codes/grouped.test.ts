import { expect, it } from "vitest";
import { grouped } from "./grouped";

const code = (name: string, phone: string, n: number) => ({
  worker: name.toLowerCase(),
  name,
  phone,
  store: `private:${name.toLowerCase()}`,
  n,
  code: `${name.toUpperCase()}${n}`,
});

it("groups codes by worker and phone, each phone's by number", () => {
  const phones = grouped([
    code("Dawit", "p-1111", 2),
    code("Amina", "p-2222", 10),
    code("Dawit", "p-1111", 1),
    code("Amina", "p-3abc", 4),
  ]);
  expect(phones.map(({ name, ending, codes }) => [name, ending, codes.map(({ n }) => n)])).toEqual([
    ["Amina", "2222", [10]],
    ["Amina", "3ABC", [4]],
    ["Dawit", "1111", [1, 2]],
  ]);
});
