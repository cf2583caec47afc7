/**
 * The last readings as small pictures with their answers, each a button that opens it again.
 */

import { contextOf, inkOf, paint } from "./canvas.js";
import { endOf } from "./sheet.js";
import { SIDE } from "./strokes.js";
import { spelled } from "./words.js";

/** @typedef {import("./history.js").Entry} Entry */
/** @typedef {Pick<Entry, "strokes" | "picture">} Small */

const SMALL = 112; // px, side of a small picture: two of the screen's for each it is shown at
const BOLD = 1.8; // a pen as thin as on the paper would vanish at that size

/** Show `entries` in `list`; the same button stays for the same reading, so that focus is never lost.
 * @type {(list: HTMLElement, entries: readonly Entry[], open: (entry: Entry) => void) => void} */
export const showRecent = (list, entries, open) => {
  const old = new Map([...list.children].map((item) => [/** @type {any} */ (item).entry, item]));
  list.replaceChildren(...entries.map((entry) => old.get(entry) ?? makeItem(entry, open)));
};

/** Paint all small drawings in the color that ink has now.
 * @type {(page: Document) => void} */
export const repaintSmall = (page) => {
  for (const canvas of page.querySelectorAll("canvas")) {
    const { small } = /** @type {any} */ (canvas);
    if (small) paintSmall(canvas, small);
  }
};

/** Show a small drawing or picture alone, all of it.
 * @type {(frame: HTMLElement, small: Small) => void} */
export const showSmall = (frame, small) => frame.replaceChildren(small.picture === null ? makeSmall(small) : makeImage(small.picture, true));

/** @type {(entry: Entry, open: (entry: Entry) => void) => HTMLElement} */
const makeItem = (entry, open) => {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const text = document.createElement("span");
  button.type = "button";
  button.className = "reading";
  button.setAttribute("aria-label", `Open again: read as ${entry.reading.text === "?" ? "no digit" : spelled(entry.reading.text)}`);
  button.addEventListener("click", () => open(entry));
  text.textContent = entry.reading.text.replaceAll("\n", " ");
  button.append(entry.picture === null ? makeSmall(entry) : makeImage(entry.picture, entry.reading.digits.length > 1), text);
  item.append(button);
  return Object.assign(item, { entry });
};

/** @type {(small: Small) => HTMLCanvasElement} */
const makeSmall = (small) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: SMALL, height: SMALL, small });
  requestAnimationFrame(() => paintSmall(canvas, small)); // its color is known once it is on the page
  return canvas;
};

/** @type {(canvas: HTMLCanvasElement, small: Small) => void} */
const paintSmall = (canvas, { strokes }) => {
  const context = contextOf(canvas);
  const shrunk = Math.min(1, SIDE / endOf(strokes)); // a long sheet lies across the middle
  context.clearRect(0, 0, SMALL, SMALL);
  context.save();
  context.translate(0, ((1 - shrunk) * SMALL) / 2);
  paint(context, strokes, SMALL * shrunk, inkOf(canvas), 0, BOLD / Math.sqrt(shrunk));
  context.restore();
};

/** A picture fills its square, unless a digit of a number would be cut off.
 * @type {(source: string, whole: boolean) => HTMLImageElement} */
const makeImage = (source, whole) =>
  Object.assign(document.createElement("img"), { src: source, alt: "", className: whole ? "whole" : "" });
