/**
 * Where the list of corrections lies: in the browser's storage, which other tabs write, too; and where it forbids that or
 * is full, on this page for as long as it is open.
 */

import { keep, recall } from "./corrections.js";

/** @typedef {import("./corrections.js").Correction} Correction */
/** @typedef {import("./corrections.js").Kept} Kept */

const PROBE = "inkdigits.probe";
const ROOM = 4000; // signs, more than a correction of one number takes

/** @param {() => Storage} storage */
export const makeShelf = (storage) => {
  let told = false;
  /** @type {Map<string, Correction>} what storage did not take */
  const loose = new Map();
  /** @type {Set<string>} what was taken away here: it does not come back from a storage that cannot be written */
  const gone = new Set();

  /** Looked up each time, since another tab may have added some.
   * @type {() => Kept} */
  const look = () => {
    const found = recall(storage);
    const stored = found.corrections.map((correction) => (correction.token ? correction : loose.get(correction.key) ?? correction));
    const keys = new Set(stored.map(({ key }) => key));
    const all = [...[...loose.values()].filter(({ key }) => !keys.has(key)), ...stored];
    return { told: told || found.told, corrections: all.filter(({ key }) => !gone.has(key)) };
  };

  /** @type {(corrections: readonly Correction[]) => void} */
  const lay = (corrections) => {
    loose.clear();
    if (!keep(storage, { told, corrections })) for (const correction of corrections) loose.set(correction.key, correction);
  };

  return {
    /** The newest first. */
    all: () => look().corrections,
    told: () => look().told,
    /** @type {(key: string) => Correction | undefined} */
    find: (key) => look().corrections.find((correction) => correction.key === key),
    /** @type {(correction: Correction) => void} */
    add: (correction) => {
      told = true;
      lay([correction, ...look().corrections]);
    },
    /** @type {(key: string, change: Partial<Correction>) => void} */
    change: (key, change) => {
      told = look().told;
      lay(look().corrections.map((correction) => (correction.key === key ? { ...correction, ...change } : correction)));
    },
    /** @type {(key: string) => void} */
    drop: (key) => {
      told = look().told;
      gone.add(key);
      lay(look().corrections);
    },
    /** Whether all of it outlives the page. */
    lasts: () => loose.size === 0,
    /** Whether another one would. */
    hasRoom: () => {
      try {
        storage().setItem(PROBE, "0".repeat(ROOM));
        storage().removeItem(PROBE);
        return true;
      } catch {
        return false;
      }
    },
  };
};
