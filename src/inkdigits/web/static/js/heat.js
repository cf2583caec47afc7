/**
 * The map of what mattered, laid over the drawing or the picture that it explains.
 *
 * It lies where the server says that its 28x28 pixels lie, so it stays on the ink it is about while more is drawn.
 */

import { bytesOf, FIELD, layOver } from "./answer.js";
import { contextOf } from "./canvas.js";
import { lay, shareOf } from "./placing.js";

/** @typedef {import("./api.js").Box} Box */
/** @typedef {import("./api.js").Glyph} Glyph */

const DOUBLINGS = 3; // each halves the steps between pixels and rounds them: after three none can be seen

/** What lays the map of a glyph over the paper, and takes it away where there is none.  `cover`: what the
 * whole paper covers.
 * @type {(canvas: HTMLCanvasElement) => (glyph: Glyph | null, cover: Box) => void} */
export const makeHeat = (canvas) => {
  let painted = ""; // every move of the pen shows all anew; only another map is painted again
  return (glyph, cover) => {
    const { explanation = "", field } = glyph ?? {};
    const heat = bytesOf(explanation);
    canvas.hidden = !heat || !field;
    if (!heat || !field) return;
    lay(canvas, shareOf(field, cover));
    if (explanation !== painted) paintSmooth(canvas, heat);
    painted = explanation;
  };
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
