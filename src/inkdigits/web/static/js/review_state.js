/**
 * The review as data: which correction is next, which key does what, what is said, and how ink fits on paper.
 *
 * Everything here is pure.  A verdict is known by the name of its correction; what was said before it is kept, to undo it.
 */

import { NIB } from "./ink.js";
import { SIDE } from "./strokes.js";
import { percent } from "./words.js";

/** @typedef {"pending" | "accepted" | "rejected"} Status */
/** What the model says of a correction, and what speaks against that.
 * @typedef {{id: string, now: string, confidence: number, reasons: readonly string[]}} Suspect */
/**
 * @typedef {object} Correction
 * @property {string} id
 * @property {string} created
 * @property {string} source
 * @property {string} model
 * @property {string} read
 * @property {number | null} confidence
 * @property {string} meant
 * @property {string | null} label
 * @property {string} truth
 * @property {Status} status
 * @property {"strokes" | "picture"} kind
 * @property {number[][][] | null} strokes  null for a picture, and where what was kept is damaged
 */
/** @typedef {{status: Status, label: string | null}} Verdict */
/** @typedef {{at: number, id: string, before: Verdict}} Past */
/** @typedef {{queue: readonly Suspect[], at: number, judged: ReadonlySet<string>, past: readonly Past[]}} Review
 * `at`: the place of the one that is shown; behind the last one where none is */
/** @typedef {"accept" | "reject" | "next" | "back" | "undo" | "clear" | "type"} Action */
/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">} Press */

const ROOM = 0.8; // share of the paper's sides that ink fills
const LETTERS = /** @type {Record<string, Action>} */ ({ a: "accept", x: "reject", r: "reject", j: "next", k: "back", u: "undo" });

/** The action that a key asks for, or null; `typed` is what stands in the field for another label.
 * Letters are keys there as well, since only digits are typed.
 * @type {(press: Press, typed: string) => Action | null} */
export const actionOf = ({ key, ctrlKey, metaKey, altKey }, typed) => {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === "Enter") return "accept";
  if (key === "Escape") return "clear";
  if (key === "ArrowLeft") return typed ? null : "back";
  if (key === "ArrowRight") return typed ? null : "next";
  return LETTERS[key.toLowerCase()] ?? (/^(\p{Nd}|\?)$/u.test(key) ? "type" : null);
};

/** @type {(queue: readonly Suspect[]) => Review} */
export const begin = (queue) => ({ queue, at: 0, judged: new Set(), past: [] });

/** @type {(review: Review) => Suspect | null} */
export const shownOf = ({ queue, at }) => queue[at] ?? null;

/** How many wait for a verdict.
 * @type {(review: Review) => number} */
export const left = ({ queue, judged }) => queue.filter(({ id }) => !judged.has(id)).length;

/** Go back or on by one, whether it was judged or not; not beyond either end.
 * @type {(review: Review, step: -1 | 1) => Review} */
export const move = (review, step) => ({ ...review, at: Math.max(0, Math.min(review.queue.length - 1, review.at + step)) });

/** The one that is shown was judged, which `before` says how to undo: go on to the next that waits, behind it or before.
 * @type {(review: Review, before: Verdict) => Review} */
export const judge = (review, before) => {
  const { queue, at } = review;
  const past = [...review.past, { at, id: queue[at].id, before }];
  return onward({ ...review, past, judged: new Set([...review.judged, queue[at].id]) }, at);
};

/** The one of that name is no more.
 * @type {(review: Review, id: string) => Review} */
export const drop = (review, id) => {
  const place = review.queue.findIndex((one) => one.id === id);
  if (place < 0) return review;
  const queue = review.queue.filter((one) => one.id !== id);
  const at = review.at > place ? review.at - 1 : review.at;
  const past = review.past.filter((one) => one.id !== id).map((one) => (one.at > place ? { ...one, at: one.at - 1 } : one));
  return onward({ ...review, queue, past }, at - 1);
};

/** The last verdict was taken back.
 * @type {(review: Review) => Review} */
export const undo = (review) => {
  const last = review.past.at(-1);
  if (last === undefined) return review;
  const judged = new Set(review.judged);
  if (!review.past.slice(0, -1).some(({ id }) => id === last.id)) judged.delete(last.id);
  return { ...review, at: last.at, judged, past: review.past.slice(0, -1) };
};

/** @type {(review: Review, from: number) => Review} */
const onward = (review, from) => {
  const { queue, judged } = review;
  const order = [...queue.keys()].map((i) => (from + 1 + i + queue.length) % queue.length);
  return { ...review, at: order.find((place) => !judged.has(queue[place].id)) ?? queue.length };
};

/** What a verdict on `correction` says, if `typed` stands in the field for another label.
 * @type {(action: "accept" | "reject", correction: Correction, typed: string) => Verdict} */
export const verdictOf = (action, { label }, typed) =>
  action === "reject" ? { status: "rejected", label } : { status: "accepted", label: typed === "" ? label : typed };

/** @type {(verdict: Verdict, meant: string) => string} */
export const toldOf = ({ status, label }, meant) => {
  if (status === "pending") return "Waits for a verdict";
  if (status === "rejected") return "Rejected";
  return label === null || label === meant ? `Accepted as ${oneLine(meant)}` : `Accepted as ${oneLine(label)}, not ${oneLine(meant)}`;
};

/** @type {(text: string) => string} */
export const oneLine = (text) => (text === "" ? "nothing" : text.replaceAll("\n", " / "));

/** @type {(confidence: number | null) => string} */
export const sureOf = (confidence) => (confidence === null ? "" : percent(confidence));

/** @type {(count: number) => string} */
export const countOf = (count) => `${count.toLocaleString("en")} left`;

/** Strokes in any unit as a drawing in the middle of a paper that is `span` wide and a side high, as `canvas.js` paints it.
 * @type {(strokes: readonly (readonly number[][])[], span: number) => import("./strokes.js").Strokes} */
export const fit = (strokes, span) => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of strokes.flat()) {
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  const scale = Math.min((ROOM * span) / (right - left), (ROOM * SIDE) / (bottom - top));
  const times = Number.isFinite(scale) ? scale : 0; // a dot has no size
  return strokes.map((stroke) =>
    stroke.map(([x, y]) => [span / 2 + times * (x - (left + right) / 2), SIDE / 2 + times * (y - (top + bottom) / 2), NIB]),
  );
};
