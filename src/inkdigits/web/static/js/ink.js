/**
 * How ink lies on paper: a pen that hurries leaves a thinner line, one that presses a thicker one.
 *
 * Pure geometry for the eye alone; the server draws the strokes with a pen of its own.
 */

/** @typedef {import("./strokes.js").Stroke} Stroke */
/** @typedef {{x: number, y: number, time: number, pressure: number | null}} Sample  pressure: null where the device feels none */
/** @typedef {{x: number, y: number, nib: number}} Dab */

export const NIB = 30; // units of the drawing area's side (1000), a felt pen at a calm pace
const HASTE = 3; // units/ms at which the line is thinnest
const THINNEST = 0.68; // of NIB
const THICKEST = 1.12; // of NIB
const INERTIA = 0.82; // share of the last width that the next one keeps; hides the jitter of timestamps
const STEP = 3; // units between two dabs: below a device pixel's worth of visible corner

/** The width of the ink at `sample`, which follows `before`.
 * @type {(sample: Sample, before?: Sample & {nib: number}) => number} */
export const nibAt = (sample, before) => {
  const wanted = sample.pressure === null ? nibBySpeed(sample, before) : nibByPressure(sample.pressure);
  return before === undefined ? wanted : before.nib * INERTIA + wanted * (1 - INERTIA);
};

/** @type {(pressure: number) => number} */
const nibByPressure = (pressure) => NIB * (0.55 + 0.85 * Math.min(1, Math.max(0, pressure)));

/** @type {(sample: Sample, before?: Sample) => number} */
const nibBySpeed = (sample, before) => {
  if (before === undefined) return NIB;
  const way = Math.hypot(sample.x - before.x, sample.y - before.y);
  const speed = way / Math.max(1, sample.time - before.time);
  return NIB * (THICKEST - (THICKEST - THINNEST) * Math.min(1, speed / HASTE));
};

/** Dabs of ink along the smoothed stroke: quadratic curves through the midpoints of its points.
 * @type {(stroke: Stroke) => Dab[]} */
export const dabs = (stroke) => {
  const points = stroke.map(([x, y, nib]) => ({ x, y, nib }));
  const [first] = points;
  if (first === undefined) return [];
  const laid = [first];
  let from = first;
  for (let i = 1; i < points.length - 1; i += 1) {
    const to = between(points[i], points[i + 1], 0.5);
    bend(laid, from, points[i], to);
    from = to;
  }
  const last = points[points.length - 1];
  if (points.length > 1) bend(laid, from, between(from, last, 0.5), last);
  return laid;
};

/** @type {(a: Dab, b: Dab, share: number) => Dab} */
const between = (a, b, share) => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
  nib: a.nib + (b.nib - a.nib) * share,
});

/** Append the curve from `from`, drawn towards `control`, to `to`.
 * @type {(laid: Dab[], from: Dab, control: Dab, to: Dab) => void} */
const bend = (laid, from, control, to) => {
  const way = Math.hypot(control.x - from.x, control.y - from.y) + Math.hypot(to.x - control.x, to.y - control.y);
  const steps = Math.max(1, Math.ceil(way / STEP));
  for (let i = 1; i <= steps; i += 1) {
    const share = i / steps;
    laid.push(between(between(from, control, share), between(control, to, share), share));
  }
};
