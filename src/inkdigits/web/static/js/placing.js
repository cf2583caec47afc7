/**
 * Where on the paper something lies that is told in the units of what was sent.
 */

import { SIDE } from "./strokes.js";

/** @typedef {import("./api.js").Box} Box */
/** @typedef {{width: number, height: number}} Size */

export const MARGIN = 0.06; // of the paper's shorter side, left free around a picture; css/page.css has it too

/** What the whole paper covers of the sheet, in units of the strokes.
 * @type {(look: import("./sheet.js").Outlook) => Box} */
export const coverOfSheet = ({ left, span }) => ({ x: left, y: 0, width: span, height: SIDE });

/** What the whole paper covers around a picture that is fitted in and centered, in the picture's pixels.
 * @type {(paper: Size, picture: Size) => Box} */
export const coverOfPicture = (paper, picture) => {
  const free = 2 * MARGIN * Math.min(paper.width, paper.height);
  const scale = Math.min((paper.width - free) / picture.width, (paper.height - free) / picture.height);
  const [width, height] = [paper.width / scale, paper.height / scale];
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
};

/** Where `box` lies, in shares of the paper's width and height, which covers `cover`.
 * @type {(box: Box, cover: Box) => Box} */
export const shareOf = ({ x, y, width, height }, cover) => ({
  x: (x - cover.x) / cover.width,
  y: (y - cover.y) / cover.height,
  width: width / cover.width,
  height: height / cover.height,
});

/** Lay an element that is positioned on the paper where `share` says.
 * @type {(element: HTMLElement, share: Box) => void} */
export const lay = ({ style }, { x, y, width, height }) => {
  for (const [name, share] of Object.entries({ left: x, top: y, width, height })) style.setProperty(name, `${100 * share}%`);
};
