/**
 * The one path from pointers to strokes: mouse, finger and pen are the same hand.
 *
 * One pointer draws at a time.  A second finger is ignored; a palm that rests beside a pen is, too;
 * and where the palm came first, its stroke is taken back when the pen comes down.
 */

import { nibAt } from "./ink.js";
import { SIDE } from "./strokes.js";

/** @typedef {import("./strokes.js").PenPoint} PenPoint */
/** @typedef {import("./ink.js").Sample} Sample */
/**
 * What the hand does.  `cancel`: the stroke was none (the system took the pointer, or it was a palm).
 * @typedef {object} Hand
 * @property {(point: PenPoint) => void} down
 * @property {(points: PenPoint[]) => void} move
 * @property {() => void} up
 * @property {() => void} cancel
 */

const PALM_REST = 1500; // ms after the pen was last seen in which a touch is taken for the palm

/** Listen to pointers on `paper` and tell `hand` what they draw.
 * @type {(paper: HTMLElement, hand: Hand) => void} */
export const listenToPen = (paper, hand) => {
  /** @type {{id: number, kind: string, last: Sample & {nib: number}} | null} */
  let drawing = null;
  let penSeen = -Infinity;

  /** @type {(event: PointerEvent) => PenPoint} */
  const place = (event) => {
    const sample = sampleOf(event, paper.getBoundingClientRect());
    const nib = nibAt(sample, drawing?.last);
    if (drawing) drawing.last = { ...sample, nib };
    return [sample.x, sample.y, nib];
  };

  /** @type {(event: PointerEvent) => void} */
  const noticePen = (event) => {
    if (event.pointerType === "pen") penSeen = event.timeStamp;
  };

  /** @type {(event: PointerEvent) => void} */
  const down = (event) => {
    noticePen(event);
    if (event.button !== 0 || isPalm(event, penSeen)) return;
    if (drawing?.kind === "touch" && event.pointerType === "pen") stop(hand.cancel);
    if (drawing) return;
    event.preventDefault();
    capture(paper, event.pointerId);
    const sample = sampleOf(event, paper.getBoundingClientRect());
    const nib = nibAt(sample);
    drawing = { id: event.pointerId, kind: event.pointerType, last: { ...sample, nib } };
    hand.down([sample.x, sample.y, nib]);
  };

  /** @type {(event: PointerEvent) => void} */
  const move = (event) => {
    noticePen(event);
    if (event.pointerId !== drawing?.id) return;
    if (event.pointerType === "mouse" && event.buttons === 0) stop(hand.up); // let go where nobody saw it
    else hand.move(allOf(event).map(place));
  };

  /** @type {(event: PointerEvent) => void} */
  const up = (event) => {
    noticePen(event);
    if (event.pointerId !== drawing?.id) return;
    hand.move([place(event)]);
    stop(hand.up);
  };

  /** @type {(tell: () => void) => void} */
  const stop = (tell) => {
    drawing = null;
    tell();
  };

  paper.addEventListener("pointerdown", down);
  paper.addEventListener("pointermove", move);
  paper.addEventListener("pointerup", up);
  paper.addEventListener("pointercancel", (event) => event.pointerId === drawing?.id && stop(hand.cancel));
  paper.addEventListener("lostpointercapture", (event) => event.pointerId === drawing?.id && stop(hand.up));
  paper.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // old Safari scrolls
};

/** @type {(event: PointerEvent, penSeen: number) => boolean} */
const isPalm = (event, penSeen) => event.pointerType === "touch" && event.timeStamp - penSeen < PALM_REST;

/** Strokes go on where the pointer leaves the paper.  A pointer that is already gone cannot be captured.
 * @type {(paper: HTMLElement, id: number) => void} */
const capture = (paper, id) => {
  try {
    paper.setPointerCapture(id);
  } catch {
    // The stroke then ends at the edge, which is what an uncaptured pointer does anyway.
  }
};

/** Between two frames a pen reports many places; browsers hand them over bundled.
 * @type {(event: PointerEvent) => PointerEvent[]} */
const allOf = (event) => {
  const all = event.getCoalescedEvents?.() ?? [];
  return all.length > 0 ? all : [event];
};

/** @type {(event: PointerEvent, box: DOMRect) => Sample} */
const sampleOf = (event, box) => ({
  x: ((event.clientX - box.left) / box.height) * SIDE, // both in the same unit, however wide the paper is
  y: ((event.clientY - box.top) / box.height) * SIDE,
  time: event.timeStamp,
  pressure: event.pointerType === "pen" && event.pressure > 0 ? event.pressure : null,
});
