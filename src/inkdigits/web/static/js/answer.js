/**
 * The answer card: what was read, how sure that is, and what the network saw of one of its digits.
 *
 * Every part has its place from the start, so that nothing moves when an answer comes.
 */

import { contextOf, inkOf } from "./canvas.js";
import { makeChips } from "./chips.js";
import { showNumber } from "./number.js";
import { percent } from "./words.js";

/** @typedef {import("./api.js").Glyph} Glyph */
/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {import("./words.js").Saying} Saying */

export const FIELD = 28; // px, side of the picture that the network sees

/** What the card shows.  `doubted`: the place of that digit, or -1; `shown`: of the one looked at closely; `stale`: something
 * newer is being read.
 * @typedef {{saying: Saying, reading: Reading | null, doubted: number, shown: number, why: boolean, stale: boolean}} Face */

/** @type {(find: (id: string) => any, choose: (place: number) => void) => {show: (face: Face) => void}} */
export const makeAnswerCard = (find, choose) => {
  const chips = makeChips(find("chips"), choose);
  const bars = makeBars(find("bars"));
  const seen = /** @type {HTMLCanvasElement} */ (find("seen"));
  return {
    show: ({ saying, reading, doubted, shown, why, stale }) => {
      const glyph = reading?.digits[shown] ?? null;
      const { dataset } = find("answer");
      dataset.condition = saying.condition;
      dataset.many = String(saying.digit.length > 1);
      dataset.stale = String(stale);
      showNumber(find("digit"), saying.digit, doubted);
      setText(find("words"), saying.words);
      setText(find("detail"), saying.detail);
      setText(find("doubt"), saying.doubt ?? "");
      find("detail").title = saying.condition === "refused" ? saying.detail : ""; // a long reason is cut short
      find("again").hidden = saying.condition !== "server" && saying.condition !== "offline";
      chips({ reading, doubted, shown });
      find("bars").dataset.unsure = String(glyph?.digit === null);
      bars(glyph?.probabilities ?? null);
      showSeen(seen, glyph, why);
    },
  };
};

/** @type {(element: HTMLElement, text: string) => void} */
const setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** @type {(list: HTMLElement) => (probabilities: number[] | null) => void} */
const makeBars = (list) => {
  const rows = [...list.children].map((row) => ({
    row: /** @type {HTMLElement} */ (row),
    percent: /** @type {HTMLElement} */ (row.querySelector(".percent")),
  }));
  return (probabilities) => {
    const most = probabilities ? Math.max(...probabilities) : NaN;
    rows.forEach(({ row, percent: text }, digit) => {
      const share = probabilities?.[digit] ?? 0;
      row.style.setProperty("--share", String(share));
      row.classList.toggle("most", share === most);
      setText(text, probabilities ? percent(share) : "");
    });
  };
};

/** @type {(canvas: HTMLCanvasElement, glyph: Glyph | null, why: boolean) => void} */
const showSeen = (canvas, glyph, why) => {
  const digit = bytesOf(glyph?.normalized);
  const heat = why ? bytesOf(glyph?.explanation) : null;
  canvas.setAttribute("aria-label", nameOf(digit, heat));
  paintSeen(canvas, digit, heat);
};

/** @type {(digit: Uint8Array | null, heat: Uint8Array | null) => string} */
const nameOf = (digit, heat) => {
  if (!digit) return "Nothing yet";
  return heat ? "28 by 28 pixels, colored where they mattered most" : "28 by 28 pixels, as the network sees them";
};

/** Paint 784 gray values, 255 = ink, in the canvas's own color; `heat` in its accent color over them.
 * @type {(canvas: HTMLCanvasElement, digit: Uint8Array | null, heat?: Uint8Array | null) => void} */
export const paintSeen = (canvas, digit, heat = null) => {
  const context = contextOf(canvas);
  context.clearRect(0, 0, FIELD, FIELD);
  if (digit) layOver(context, inkOf(canvas), digit);
  if (heat) layOver(context, getComputedStyle(canvas).getPropertyValue("--heat").trim(), heat, 0.85);
};

/** @type {(context: CanvasRenderingContext2D, color: string, strength: Uint8Array, most?: number) => void} */
export const layOver = (context, color, strength, most = 1) => {
  context.fillStyle = color;
  strength.forEach((value, i) => {
    context.globalAlpha = (most * value) / 255;
    if (value > 0) context.fillRect(i % FIELD, Math.floor(i / FIELD), 1, 1);
  });
  context.globalAlpha = 1;
};

/** @type {(base64: string | undefined) => Uint8Array | null} */
export const bytesOf = (base64) => {
  if (!base64) return null;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return bytes.length === FIELD * FIELD ? bytes : null;
};
