/**
 * The sheet that one writes on, and the paper as a window on it.
 *
 * The sheet is as high as the paper, and longer once the ink comes near its right end.  The scale never changes
 * while one writes: there is only more of the sheet, and the window moves along when the pen has come to rest.
 */

import { SIDE } from "./strokes.js";

/** @typedef {import("./strokes.js").Strokes} Strokes */
/** What is seen of the sheet, in units: `span` of its `length`, from `left` on.
 * @typedef {{left: number, span: number, length: number}} Outlook */

const NEAR = 0.7; // of the span: ink that ends beyond it is near the edge
const ENDS = 0.35; // of the span: there the ink ends once the window has moved along; what follows is free

/** How much of the sheet `paper` shows.
 * @type {(paper: {clientWidth: number, clientHeight: number}) => number} */
export const spanOf = ({ clientWidth, clientHeight }) => (clientHeight > 0 ? (SIDE * clientWidth) / clientHeight : SIDE);

/** A square sheet is longer than the paper only where ink lies beyond it: nobody moves a single digit about.
 * @type {(sheet: {strokes: Strokes, left: number, wide: boolean}, span: number) => Outlook} */
export const lookOn = ({ strokes, left, wide }, span) => {
  const end = endOf(strokes);
  const length = wide || end > span ? Math.max(span, end + (1 - ENDS) * span) : span;
  return { span, length, left: Math.max(0, Math.min(left, length - span)) };
};

/** Where the ink ends.
 * @type {(strokes: Strokes) => number} */
export const endOf = (strokes) => strokes.reduce((end, stroke) => stroke.reduce((most, [x]) => Math.max(most, x), end), 0);

/** Where the window goes when the pen has come to rest: on, if it wrote near the edge.
 * @type {(look: Outlook, strokes: Strokes) => number} */
export const moveAlong = ({ left, span }, strokes) => {
  const end = endOf(strokes.slice(-1));
  return end > left + NEAR * span ? end - ENDS * span : left;
};

/** Where the window has to be for what lies between `from` and `to` to be seen: where it is, if it is seen.
 * @type {(look: Outlook, from: number, to: number) => number} */
export const bringIntoView = ({ left, span }, from, to) =>
  from >= left && to <= left + span ? left : (from + to - span) / 2;
