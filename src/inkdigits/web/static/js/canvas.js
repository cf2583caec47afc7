/**
 * Strokes to pixels, sharp on every screen.
 *
 * The canvas remembers nothing: whenever its size, the screen's density or the colors change, it is
 * drawn anew from the strokes.  Finished strokes lie on a layer of their own, so that a long
 * drawing costs no more a frame than the stroke in hand.
 */

import { dabs } from "./ink.js";
import { SIDE } from "./strokes.js";

/** @typedef {import("./strokes.js").Stroke} Stroke */
/** @typedef {import("./strokes.js").Strokes} Strokes */

/** Draw `strokes` with ink of `color`; `side` is the picture's in pixels, `bold` makes the pen wider.
 * @type {(context: CanvasRenderingContext2D, strokes: Strokes, side: number, color: string, bold?: number) => void} */
export const paint = (context, strokes, side, color, bold = 1) => {
  context.save();
  context.scale(side / SIDE, side / SIDE);
  context.fillStyle = context.strokeStyle = color;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) paintStroke(context, stroke, bold);
  context.restore();
};

/** @type {(context: CanvasRenderingContext2D, stroke: Stroke, bold: number) => void} */
const paintStroke = (context, stroke, bold) => {
  const laid = dabs(stroke);
  if (laid.length === 0) return;
  context.beginPath();
  context.arc(laid[0].x, laid[0].y, (laid[0].nib * bold) / 2, 0, 2 * Math.PI);
  context.fill();
  for (let i = 1; i < laid.length; i += 1) {
    context.beginPath();
    context.lineWidth = laid[i].nib * bold;
    context.moveTo(laid[i - 1].x, laid[i - 1].y);
    context.lineTo(laid[i].x, laid[i].y);
    context.stroke();
  }
};

/** Keep `canvas` showing what it was last told to show.
 * @type {(canvas: HTMLCanvasElement) => {show: (strokes: Strokes) => void}} */
export const makeSurface = (canvas) => {
  const context = contextOf(canvas);
  const settled = document.createElement("canvas");
  /** @type {Strokes} */
  let shown = [];
  /** @type {Strokes} */
  let dry = []; // what lies on the settled layer
  let frame = 0;

  const settle = () => {
    const finished = shown.slice(0, -1);
    const grown = dry.length <= finished.length && dry.every((stroke, i) => stroke === finished[i]);
    if (!grown) {
      contextOf(settled).clearRect(0, 0, settled.width, settled.height);
      dry = [];
    }
    paint(contextOf(settled), finished.slice(dry.length), canvas.width, inkOf(canvas));
    dry = finished;
  };

  const draw = () => {
    frame = 0;
    settle();
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (dry.length > 0) context.drawImage(settled, 0, 0);
    paint(context, shown.slice(-1), canvas.width, inkOf(canvas));
  };

  const redraw = () => {
    settled.width = canvas.width; // also wipes it
    settled.height = canvas.height;
    dry = [];
    draw();
  };

  fitToScreen(canvas, redraw);
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", redraw);
  }
  return {
    show: (strokes) => {
      shown = strokes;
      frame ||= requestAnimationFrame(draw);
    },
  };
};

/** @type {(canvas: HTMLCanvasElement) => CanvasRenderingContext2D} */
export const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** @type {(element: Element) => string} */
export const inkOf = (element) => getComputedStyle(element).color;

/** Give the canvas one pixel for each of the screen's, now and after every change.
 * @type {(canvas: HTMLCanvasElement, changed: () => void) => void} */
const fitToScreen = (canvas, changed) => {
  const fit = () => {
    const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    if (canvas.width !== side || canvas.height !== side) {
      canvas.width = canvas.height = side;
      changed();
    }
  };
  const watchDensity = () => {
    fit();
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", watchDensity, { once: true });
  };
  new ResizeObserver(fit).observe(canvas);
  watchDensity();
};
