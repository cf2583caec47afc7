/**
 * The last readings, kept in this browser and nowhere else.
 *
 * Storage may be forbidden (private windows), full, or hold what an older version wrote: then they are
 * kept for as long as the page is open.
 */

/** @typedef {import("./strokes.js").Strokes} Strokes */
/** @typedef {import("./api.js").Reading} Reading */
/** One drawing or picture (a small data URL) and what it was read as.
 * @typedef {{id: string, strokes: Strokes, picture: string | null, reading: Reading}} Entry */

export const MOST = 12; // readings that are kept
const KEY = "inkdigits.readings.1"; // the number is the form's version

/** Put `entry` in front; an older reading of the same drawing gives way.
 * @type {(entries: readonly Entry[], entry: Entry) => Entry[]} */
export const remember = (entries, entry) =>
  [entry, ...entries.filter(({ id }) => id !== entry.id)].slice(0, MOST);

/** @type {(storage: () => Storage) => Entry[]} */
export const recall = (storage) => {
  try {
    const found = JSON.parse(storage().getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isEntry).slice(0, MOST) : [];
  } catch {
    return [];
  }
};

/** @type {(storage: () => Storage, entries: readonly Entry[]) => void} */
export const keep = (storage, entries) => {
  try {
    if (entries.length > 0) storage().setItem(KEY, JSON.stringify(entries, shorten));
    else storage().removeItem(KEY);
  } catch {
    // Forbidden or full: the list on the page is all there is.
  }
};

/** Three digits are enough for anything that is only looked at.
 * @type {(key: string, value: unknown) => unknown} */
const shorten = (key, value) => {
  if (key === "explanation") return undefined;
  return typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value;
};

/** @type {(entry: any) => boolean} */
const isEntry = (entry) =>
  typeof entry?.id === "string" &&
  Array.isArray(entry.strokes) &&
  entry.strokes.every(isStroke) &&
  (entry.picture === null || (typeof entry.picture === "string" && entry.picture.startsWith("data:image/"))) &&
  typeof entry.reading?.text === "string" &&
  typeof entry.reading.confidence === "number" &&
  Array.isArray(entry.reading.digits) &&
  entry.reading.digits.every(isGlyph);

/** @type {(stroke: any) => boolean} */
const isStroke = (stroke) =>
  Array.isArray(stroke) && stroke.every((point) => Array.isArray(point) && point.length === 3 && point.every(Number.isFinite));

/** @type {(glyph: any) => boolean} */
const isGlyph = (glyph) =>
  Number.isFinite(glyph?.confidence) && Array.isArray(glyph.probabilities) && glyph.probabilities.length === 10 && glyph.probabilities.every(Number.isFinite);
