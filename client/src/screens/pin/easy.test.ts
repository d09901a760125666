import { expect, it } from "vitest";
import { isCommon } from "./easy";

it.each([
  "0000",
  "1234",
  "4321",
  "111111",
  "123456",
  "2580",
  "1212",
  "1122",
  "1987",
  "2004",
  "112233",
  "123123",
  "12",
  "",
])("%s is one that a finder tries first", (pin) => expect(isCommon(pin)).toBe(true));

it.each(["4071", "8264", "593817", "1790", "2150"])("%s may be chosen", (pin) =>
  expect(isCommon(pin)).toBe(false),
);
