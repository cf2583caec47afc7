/**
 * A drawing as data: strokes, what came before them and what was taken back.
 *
 * Strokes are the drawing; the canvas only shows them.  Every function here is pure and returns
 * a new drawing, so that undoing is nothing but going back to an older value.  Coordinates are
 * thousandths of the drawing area's side, so that its size on the screen cannot matter.
 */

/** @typedef {readonly [x: number, y: number, nib: number]} PenPoint  nib: width of the ink there */
/** @typedef {readonly PenPoint[]} Stroke */
/** @typedef {readonly Stroke[]} Strokes */
/** @typedef {{readonly id: string, readonly strokes: Strokes}} Sheet  the id survives undo, not clear */
/** @typedef {{readonly sheet: Sheet, readonly past: readonly Sheet[], readonly future: readonly Sheet[]}} Drawing */

export const SIDE = 1000; // units, side of the drawing area
export const NEAREST = 2; // units; a point closer to the last one says nothing new
export const MOST_POINTS = 8000; // a drawing; far more than any digit needs, far less than the server takes

/** @type {(id: string) => Drawing} */
export const freshDrawing = (id) => ({ sheet: { id, strokes: [] }, past: [], future: [] });

/** @type {(drawing: Drawing) => boolean} */
export const isBlank = ({ sheet }) => sheet.strokes.length === 0;

/** Begin a stroke.  What had been taken back is gone from here on.
 * @type {(drawing: Drawing, point: PenPoint) => Drawing} */
export const penDown = ({ sheet, past }, point) => ({
  sheet: { ...sheet, strokes: [...sheet.strokes, [point]] },
  past: [...past, sheet],
  future: [],
});

/** Lengthen the last stroke by those points that lead anywhere.
 * @type {(drawing: Drawing, points: readonly PenPoint[]) => Drawing} */
export const penMove = (drawing, points) => {
  const { strokes } = drawing.sheet;
  const stroke = strokes.at(-1);
  if (stroke === undefined || countPoints(strokes) > MOST_POINTS) return drawing;
  const longer = points.reduce(lengthen, stroke);
  if (longer === stroke) return drawing;
  return { ...drawing, sheet: { ...drawing.sheet, strokes: [...strokes.slice(0, -1), longer] } };
};

/** @type {(stroke: Stroke, point: PenPoint) => Stroke} */
const lengthen = (stroke, point) => {
  const [x, y] = stroke[stroke.length - 1];
  return Math.hypot(point[0] - x, point[1] - y) < NEAREST ? stroke : [...stroke, point];
};

/** @type {(strokes: Strokes) => number} */
export const countPoints = (strokes) => strokes.reduce((sum, stroke) => sum + stroke.length, 0);

/** @type {(drawing: Drawing) => boolean} */
export const canUndo = ({ past }) => past.length > 0;

/** @type {(drawing: Drawing) => boolean} */
export const canRedo = ({ future }) => future.length > 0;

/** @type {(drawing: Drawing) => Drawing} */
export const undo = (drawing) => {
  const before = drawing.past.at(-1);
  if (before === undefined) return drawing;
  return { sheet: before, past: drawing.past.slice(0, -1), future: [drawing.sheet, ...drawing.future] };
};

/** @type {(drawing: Drawing) => Drawing} */
export const redo = (drawing) => {
  const [after, ...future] = drawing.future;
  if (after === undefined) return drawing;
  return { sheet: after, past: [...drawing.past, drawing.sheet], future };
};

/** Lay another sheet on top: an empty one clears, an old one opens it again.  Undo brings the last one back.
 * @type {(drawing: Drawing, sheet: Sheet) => Drawing} */
export const turnTo = (drawing, sheet) => ({ sheet, past: [...drawing.past, drawing.sheet], future: [] });

/** What leaves the browser: where the pen was, to a tenth of a unit, and nothing else.
 * @type {(strokes: Strokes) => number[][][]} */
export const toSend = (strokes) => strokes.map((stroke) => stroke.map(([x, y]) => [tenth(x), tenth(y)]));

/** @type {(value: number) => number} */
const tenth = (value) => Math.round(value * 10) / 10;
