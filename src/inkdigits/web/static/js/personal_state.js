/**
 * The sheet of one hand as data: which digit comes when, what was written, and what is kept, sent and said of it.
 *
 * Everything here is pure, storage apart.  Each digit comes once in every round; the last round is not learned from.
 */

import { toSend } from "./strokes.js";

/** @typedef {import("./strokes.js").Strokes} Strokes */
/** Fifty cells in the order in which they are asked for, and the one that is written now.
 * @typedef {{readonly cells: readonly Strokes[], readonly at: number}} Sheet */
/** @typedef {{what: string, done: number, all: number}} Progress */
/** @typedef {"before" | "now" | "after"} When */

/** Mixed, so that nobody writes the same digit by habit; fixed, so that everybody writes the same. */
export const ROUNDS = ["7305182649", "2947061385", "8150937462", "4638275901", "0592614837"];
export const ORDER = [...ROUNDS.join("")].map(Number);
const KEY = "inkdigits.personal.1"; // the number is the form's version

/** What the command tells of, in the order in which it comes. */
export const STEPS = /** @type {const} */ ([
  ["recalling", "Recalling other people's digits"],
  ["learning", "Learning your hand"],
  ["measuring", "Measuring what was gained"],
]);

/** @type {() => Sheet} */
export const freshSheet = () => ({ cells: ORDER.map(() => []), at: 0 });

/** Where `digit` is written in a round.
 * @type {(round: number, digit: number) => number} */
export const placeOf = (round, digit) => ORDER.indexOf(digit, 10 * round);

/** @type {(sheet: Sheet) => Strokes} */
export const written = ({ cells, at }) => cells[at];

/** @type {(sheet: Sheet) => number} */
export const count = ({ cells }) => cells.filter((strokes) => strokes.length > 0).length;

/** @type {(sheet: Sheet) => boolean} */
export const isFull = (sheet) => count(sheet) === ORDER.length;

/** Write `strokes` where one is.
 * @type {(sheet: Sheet, strokes: Strokes) => Sheet} */
export const write = ({ cells, at }, strokes) => ({ cells: cells.map((old, place) => (place === at ? strokes : old)), at });

/** Nothing is skipped: one may go to what was written, and to the first that was not.
 * @type {(sheet: Sheet, place: number) => boolean} */
export const canGo = ({ cells }, place) => cells[place]?.length > 0 || (place >= 0 && place === firstEmpty(cells));

/** @type {(sheet: Sheet, place: number) => Sheet} */
export const goTo = (sheet, place) => (canGo(sheet, place) ? { ...sheet, at: place } : sheet);

/** On to the first that is not written, once this one is; stay where all are.
 * @type {(sheet: Sheet) => Sheet} */
export const next = (sheet) => (written(sheet).length > 0 ? goTo(sheet, firstEmpty(sheet.cells)) : sheet);

/** @type {(sheet: Sheet) => Sheet} */
export const back = (sheet) => goTo(sheet, sheet.at - 1);

/** @type {(cells: readonly Strokes[]) => number} */
const firstEmpty = (cells) => cells.findIndex((strokes) => strokes.length === 0);

/** All that was written, as it is sent and saved.
 * @type {(sheet: Sheet) => {drawings: {digit: number, strokes: number[][][]}[]}} */
export const drawingsOf = ({ cells }) => {
  const every = cells.map((strokes, place) => ({ digit: ORDER[place], strokes: toSend(strokes) }));
  return { drawings: every.filter(({ strokes }) => strokes.length > 0) };
};

/** Keep the sheet in this browser; false where it cannot be.
 * @type {(storage: () => Storage, sheet: Sheet) => boolean} */
export const keep = (storage, sheet) => {
  try {
    storage().setItem(KEY, JSON.stringify(sheet, (_, value) => (typeof value === "number" ? Math.round(value * 10) / 10 : value)));
    return true;
  } catch {
    return false;
  }
};

/** The sheet that was kept, or a fresh one.
 * @type {(storage: () => Storage) => Sheet} */
export const recall = (storage) => {
  try {
    const found = JSON.parse(storage().getItem(KEY) ?? "null");
    return isSheet(found) ? goTo({ cells: found.cells, at: Math.max(0, firstEmpty(found.cells)) }, found.at) : freshSheet();
  } catch {
    return freshSheet();
  }
};

/** @type {(storage: () => Storage) => void} */
export const drop = (storage) => {
  try {
    storage().removeItem(KEY);
  } catch {
    // Then nothing was kept.
  }
};

/** @type {(found: any) => boolean} */
const isSheet = (found) => Number.isInteger(found?.at) && found.cells?.length === ORDER.length && found.cells.every(isDrawing);

/** @type {(strokes: any) => boolean} */
const isDrawing = (strokes) =>
  Array.isArray(strokes) &&
  strokes.every((stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every((point) => point?.length === 3 && point.every(Number.isFinite)));

/** What one is to do now.
 * @type {(sheet: Sheet) => string} */
export const askFor = ({ at }) => `Write ${ORDER[at] === 8 ? "an" : "a"} ${ORDER[at]}`;

/** @type {(sheet: Sheet) => string} */
export const placeInWords = ({ at }) => `${at + 1} of ${ORDER.length}`;

/** What a screen reader calls a cell.
 * @type {(sheet: Sheet, place: number) => string} */
export const cellInWords = (sheet, place) => {
  const state = sheet.cells[place].length > 0 ? "written" : "to be written";
  return `${ORDER[place]}, number ${place + 1}, ${state}`;
};

/** When each step is, beside what is told now.
 * @type {(progress: Progress) => When[]} */
export const whenEach = ({ what }) => {
  const now = Math.max(0, STEPS.findIndex(([name]) => name === what));
  return STEPS.map((_, place) => (place < now ? "before" : place === now ? "now" : "after"));
};

/** How much of the step is done, 0..1; null where that cannot be told.
 * @type {(progress: Progress) => number | null} */
export const shareOf = ({ done, all }) => (all > 1 ? Math.min(1, done / all) : null);
