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
/** @typedef {import("./ink.js").Dab} Dab */

const SEEN = 0.5; // units (thousandths of the side), a change of width that can be seen

/** Draw `strokes` with ink of `color`: the window on the sheet that begins at `left` and is `height` pixels high.
 * @type {(context: CanvasRenderingContext2D, strokes: Strokes, height: number, color: string, left?: number, bold?: number) => void} */
export const paint = (context, strokes, height, color, left = 0, bold = 1) => {
  context.save();
  context.scale(height / SIDE, height / SIDE);
  context.translate(-left, 0);
  context.fillStyle = context.strokeStyle = color;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) paintStroke(context, stroke, bold);
  context.restore();
};

/** @type {(context: CanvasRenderingContext2D, stroke: Stroke, bold: number) => void} */
const paintStroke = (context, stroke, bold) => {
  const laid = dabs(stroke);
  if (laid.length === 0) return;
  let [from] = laid;
  context.beginPath();
  context.arc(from.x, from.y, (from.nib * bold) / 2, 0, 2 * Math.PI);
  context.fill();
  for (const run of runs(laid)) {
    context.beginPath();
    context.lineWidth = run[0].nib * bold;
    context.moveTo(from.x, from.y);
    for (const { x, y } of run) context.lineTo(x, y);
    context.stroke();
    from = run[run.length - 1];
  }
};

/** Cut `laid` where the ink's width has changed by so much that one sees it: a line drawn at once has one width.
 * @type {(laid: Dab[]) => Dab[][]} */
const runs = (laid) => {
  /** @type {Dab[][]} */
  const cut = [];
  for (const dab of laid) {
    const run = cut.at(-1);
    if (run && Math.abs(dab.nib - run[0].nib) < SEEN) run.push(dab);
    else cut.push([dab]);
  }
  return cut;
};

/** Keep `canvas` showing what it was last told to show.
 * @type {(canvas: HTMLCanvasElement) => {show: (strokes: Strokes, left: number) => void}} */
export const makeSurface = (canvas) => {
  const context = contextOf(canvas);
  const settled = document.createElement("canvas");
  /** @type {Strokes} */
  let shown = [];
  /** @type {Strokes} */
  let dry = []; // what lies on the settled layer
  let [from, dryFrom] = [0, 0]; // units, where the window begins, and where it did when the layer was painted
  let frame = 0;

  const settle = () => {
    const finished = shown.slice(0, -1);
    const grown = from === dryFrom && dry.length <= finished.length && dry.every((stroke, i) => stroke === finished[i]);
    if (!grown) {
      contextOf(settled).clearRect(0, 0, settled.width, settled.height);
      dry = [];
    }
    paint(contextOf(settled), finished.slice(dry.length), canvas.height, inkOf(canvas), from);
    [dry, dryFrom] = [finished, from];
  };

  const draw = () => {
    frame = 0;
    settle();
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (dry.length > 0) context.drawImage(settled, 0, 0);
    paint(context, shown.slice(-1), canvas.height, inkOf(canvas), from);
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
    show: (strokes, left) => {
      [shown, from] = [strokes, left];
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
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(1, Math.round(side * devicePixelRatio)));
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    changed();
  };
  const watchDensity = () => {
    fit();
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", watchDensity, { once: true });
  };
  new ResizeObserver(fit).observe(canvas);
  watchDensity();
};
