/**
 * The map of what mattered, laid over the drawing or the picture that it explains.
 *
 * It lies where the server says that its 28x28 pixels lie, so it stays on the ink it is about while more is drawn.
 */

import { bytesOf, FIELD, layOver } from "./answer.js";
import { contextOf } from "./canvas.js";
import { SIDE } from "./strokes.js";

/** @typedef {import("./api.js").Box} Box */
/** @typedef {import("./api.js").Glyph} Glyph */
/** @typedef {{width: number, height: number}} Size */

export const MARGIN = 0.06; // of the paper's side, left free around a picture; css/page.css has it too
const DOUBLINGS = 3; // each halves the steps between pixels and rounds them: after three none can be seen

/** What lays the map of a glyph over the paper, and takes it away where there is none.  `picture`: the size of what
 * is read, null where that is a drawing.
 * @type {(canvas: HTMLCanvasElement) => (glyph: Glyph | null, picture: Size | null) => void} */
export const makeHeat = (canvas) => {
  let painted = ""; // every move of the pen shows all anew; only another map is painted again
  return (glyph, picture) => {
    const { explanation = "", field } = glyph ?? {};
    const heat = bytesOf(explanation);
    canvas.hidden = !heat || !field;
    if (!heat || !field) return;
    place(canvas, onPaper(field, picture));
    if (explanation !== painted) paintSmooth(canvas, heat);
    painted = explanation;
  };
};

/** @type {(canvas: HTMLCanvasElement, box: Box) => void} */
const place = ({ style }, { x, y, width, height }) => {
  for (const [name, share] of Object.entries({ left: x, top: y, width, height })) style.setProperty(name, `${100 * share}%`);
};

/** Where `box` lies on the paper, in shares of its side: a picture is fitted in and centered, a drawing fills it.
 * @type {(box: Box, picture: Size | null) => Box} */
export const onPaper = ({ x, y, width, height }, picture) => {
  const size = picture ?? { width: SIDE, height: SIDE };
  const scale = (picture ? 1 - 2 * MARGIN : 1) / Math.max(size.width, size.height);
  const [left, top] = [(1 - size.width * scale) / 2, (1 - size.height * scale) / 2];
  return { x: left + x * scale, y: top + y * scale, width: width * scale, height: height * scale };
};

/** To double a picture with linear interpolation, again and again, leads to a smooth curve through its pixels.
 * @type {(canvas: HTMLCanvasElement, heat: Uint8Array) => void} */
const paintSmooth = (canvas, heat) => {
  let small = document.createElement("canvas");
  small.width = small.height = FIELD;
  layOver(contextOf(small), getComputedStyle(canvas).color, heat);
  for (let i = 1; i <= DOUBLINGS; i += 1) {
    const large = i < DOUBLINGS ? document.createElement("canvas") : canvas;
    large.width = large.height = 2 * small.width; // also wipes it
    contextOf(large).drawImage(small, 0, 0, large.width, large.height);
    small = large;
  }
};
