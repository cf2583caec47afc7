/**
 * The corrections sent from this browser: a list that this browser alone keeps, with the tokens that have them forgotten.
 *
 * One that the server has yet to acknowledge is kept with all of its ink, so that it can be sent at the next visit.  Of one
 * that it has, only a small drawing is.  No token is ever dropped to make room.
 */

import { countPoints, toSend } from "./strokes.js";

/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {import("./strokes.js").Strokes} Strokes */
/**
 * @typedef {object} Correction
 * @property {string} key  its name here, and what makes sending it again harmless
 * @property {number} when  ms since 1970
 * @property {string} read
 * @property {string} meant
 * @property {number | null} confidence
 * @property {string} model
 * @property {Strokes} strokes  a small drawing
 * @property {string | null} picture  or a small picture, as data URL
 * @property {number[][][] | null} ink  strokes as they are sent; null where it is a picture, or the server has them
 * @property {string} id  its name on the server; "" until it is acknowledged
 * @property {string} token  has it forgotten
 * @property {boolean} sent  the server may have it, though it did not say so
 * @property {boolean} unwanted  to be forgotten as soon as it is known whether the server has it
 * @property {string} refused  why the server did not take it
 */
/** `told`: somebody sent one from here before, and was told what is stored.
 * @typedef {{told: boolean, corrections: readonly Correction[]}} Kept */

export const SHELF = "inkdigits.corrections.1"; // the number is the form's version
const LATEST = 8.64e15; // ms, the last moment that a date can tell
const FEW = 120; // points of a small drawing

/** @type {(said: {key: string, when: number, reading: Reading, meant: string, ink: Strokes | Blob, picture: string | null}) => Correction} */
export const newCorrection = ({ key, when, reading, meant, ink, picture }) => ({
  key,
  when,
  read: reading.text,
  meant,
  confidence: reading.confidence,
  model: reading.model ?? "",
  strokes: ink instanceof Blob ? [] : thin(ink),
  picture,
  ink: ink instanceof Blob ? null : toSend(ink),
  id: "",
  token: "",
  sent: false,
  unwanted: false,
  refused: "",
});

/** What is left to keep once the server has it.
 * @type {(correction: Correction, receipt: {id: string, token: string}) => Correction} */
export const acknowledged = (correction, { id, token }) => ({ ...correction, id, token, ink: null, sent: true, refused: "" });

/** The same drawing with few points, for the eye.
 * @type {(strokes: Strokes) => Strokes} */
export const thin = (strokes) => {
  const every = Math.max(1, Math.ceil(countPoints(strokes) / FEW));
  return strokes.slice(0, FEW).map((stroke) =>
    stroke.filter((_, i) => i % every === 0 || i === stroke.length - 1).map(([x, y, nib]) => [x, y, nib].map(Math.round)),
  );
};

/** What `storage` holds; nothing where it cannot be read.
 * @type {(storage: () => Storage) => Kept} */
export const recall = (storage) => {
  try {
    const found = JSON.parse(storage().getItem(SHELF) ?? "{}");
    const list = Array.isArray(found?.corrections) ? found.corrections : [];
    return { told: found?.told === true, corrections: list.flatMap(mend) };
  } catch {
    return { told: false, corrections: [] };
  }
};

/** Tell whether `kept` lies in `storage` now, if need be without the small drawings.
 * @type {(storage: () => Storage, kept: Kept) => boolean} */
export const keep = (storage, kept) => {
  const bare = kept.corrections.map((correction) => ({ ...correction, strokes: [], picture: null }));
  for (const corrections of [kept.corrections, bare]) {
    try {
      storage().setItem(SHELF, JSON.stringify({ ...kept, corrections }));
      return true;
    } catch {
      // Forbidden or full.
    }
  }
  return false;
};

/** What somebody else may have written there: no entry that holds a token is given up for a bad drawing.
 * @type {(entry: any) => Correction[]} */
const mend = (entry) => {
  const texts = ["key", "read", "meant", "id", "token"];
  if (!texts.every((name) => typeof entry?.[name] === "string") || (entry.token === "" && !isSendable(entry))) return [];
  const { key, read, meant, id, token, picture } = entry;
  return [
    {
      ...{ key, read, meant, id, token },
      when: Math.abs(entry.when) <= LATEST ? Number(entry.when) : 0,
      confidence: Number.isFinite(entry.confidence) ? entry.confidence : null,
      model: typeof entry.model === "string" ? entry.model : "",
      strokes: areStrokes(entry.strokes, 3) ? entry.strokes : [],
      picture: typeof picture === "string" && picture.startsWith("data:image/") ? picture : null,
      ink: entry.ink ?? null,
      sent: entry.sent === true,
      unwanted: entry.unwanted === true,
      refused: typeof entry.refused === "string" ? entry.refused : "",
    },
  ];
};

/** Without ink it is a picture, whose bytes are kept elsewhere.
 * @type {(entry: any) => boolean} */
const isSendable = ({ ink }) => ink === null || areStrokes(ink, 2);

/** @type {(strokes: any, size: number) => boolean} */
const areStrokes = (strokes, size) =>
  Array.isArray(strokes) &&
  strokes.every((stroke) => Array.isArray(stroke) && stroke.every((point) => Array.isArray(point) && point.length === size && point.every(Number.isFinite)));
