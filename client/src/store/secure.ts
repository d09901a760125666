// What a phone needs once somebody has joined it: keys, sealed stores, parcels, sync. Loaded after the first screen, as one chunk.
export { deviceOf, ensureDevice, factsOf } from "./facts";
export { isTooEasy } from "./guesses";
export { newDevice } from "./journal";
export { newSigningKey, rawPublic } from "./keys";
export { exportParcels, importParcels, sealUnsent } from "./parcels";
export { readAhead, sealedKeeper, takeOverPractice, troublesOf } from "./sealed";
export { askAdmission, syncAll, tryAgain, unsentStatus } from "./sync";
export {
  admit,
  careStore,
  changePin,
  leaveUnit,
  openWithCode,
  openWithPin,
  privateStore,
  readSecret,
  workersOn,
} from "./vault";
