/**
 * A box around each digit, over the ink, with its confidence where there is room for it.
 *
 * They are no part of the drawing, and no one hears of them: the chips beside the number say the same.
 */

import { lay, shareOf } from "./placing.js";
import { shortPercent } from "./words.js";

/** @typedef {import("./api.js").Box} Box */
/** @typedef {import("./api.js").Glyph} Glyph */
/** @typedef {{digits: readonly Glyph[], cover: Box, doubted: number, chosen: number | null}} Boxed */

const ROOM = { width: 30, height: 24 }; // CSS px that a label takes: beside its box, above or else below

/** @type {(layer: HTMLElement) => (boxed: Boxed) => void} */
export const makeBoxes = (layer) => ({ digits, cover, doubted, chosen }) => {
  while (layer.children.length > digits.length) layer.lastElementChild?.remove();
  while (layer.children.length < digits.length) layer.append(makeBox());
  const paper = { width: layer.clientWidth, height: layer.clientHeight };
  digits.forEach(({ box, confidence }, place) => {
    const element = /** @type {HTMLElement} */ (layer.children[place]);
    const share = shareOf(box, cover);
    lay(element, share);
    element.classList.toggle("doubted", place === doubted);
    element.classList.toggle("chosen", place === chosen);
    element.classList.toggle("bare", share.width * paper.width < ROOM.width);
    element.classList.toggle("high", share.y * paper.height < ROOM.height);
    const label = /** @type {HTMLElement} */ (element.firstElementChild);
    label.textContent = shortPercent(confidence);
  });
};

/** @type {() => HTMLElement} */
const makeBox = () => {
  const box = document.createElement("span");
  box.append(document.createElement("b"));
  return box;
};
