/* The review as data: which correction is next, which key does what, how ink fits on paper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as state from "../../src/inkdigits/web/static/js/review_state.js";

const press = (key, typed = "", held = {}) => state.actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, typed);
const queueOf = (...ids) => state.begin(ids.map((id) => ({ id, now: "7", confidence: 0.9, reasons: [] })));
const pending = { status: "pending", label: null };
const shown = (review) => state.shownOf(review)?.id ?? null;

test("both hands find the keys, in the field as well", () => {
  for (const typed of ["", "12"]) {
    assert.deepEqual(["Enter", "a", "A"].map((key) => press(key, typed)), ["accept", "accept", "accept"]);
    assert.deepEqual(["x", "r", "R"].map((key) => press(key, typed)), ["reject", "reject", "reject"]);
    assert.deepEqual(["j", "k", "u", "Escape"].map((key) => press(key, typed)), ["next", "back", "undo", "clear"]);
  }
});

test("digits of every script and ? are typed", () => {
  for (const key of ["0", "9", "?", "７", "٣"]) assert.equal(press(key), "type");
});

test("arrows move, unless they move within what was typed", () => {
  assert.deepEqual([press("ArrowLeft"), press("ArrowRight")], ["back", "next"]);
  assert.deepEqual([press("ArrowLeft", "1"), press("ArrowRight", "1")], [null, null]);
});

test("every other key is the browser's", () => {
  for (const key of ["Tab", " ", "Backspace", "b", "F5"]) assert.equal(press(key), null);
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.equal(press("r", "", { [held]: true }), null);
});

test("a verdict leads to the next that waits, and around the end", () => {
  let review = state.move(queueOf("a", "b", "c"), 1);
  assert.equal(shown(review), "b");
  review = state.judge(review, pending);
  assert.deepEqual([shown(review), state.left(review)], ["c", 2]);
  review = state.judge(review, pending);
  assert.deepEqual([shown(review), state.left(review)], ["a", 1]);
  review = state.judge(review, pending);
  assert.deepEqual([shown(review), state.left(review)], [null, 0]);
});

test("undo goes back to what was judged last, with what it was before", () => {
  const review = state.judge(state.judge(queueOf("a", "b"), pending), { status: "rejected", label: "3" });
  assert.deepEqual(review.past.at(-1), { at: 1, id: "b", before: { status: "rejected", label: "3" } });
  const undone = state.undo(review);
  assert.deepEqual([shown(undone), state.left(undone)], ["b", 1]);
  assert.deepEqual([shown(state.undo(undone)), state.left(state.undo(undone))], ["a", 2]);
  assert.equal(state.undo(queueOf("a")).past.length, 0);
});

test("what was judged twice stays judged when the second verdict is taken back", () => {
  const once = state.move(state.judge(queueOf("a", "b"), pending), -1);
  const twice = state.judge(once, { status: "accepted", label: null });
  assert.equal(state.left(state.undo(twice)), 1);
});

test("one that is no more is passed over, wherever it stood", () => {
  const review = state.judge(queueOf("a", "b", "c"), pending);
  assert.deepEqual([shown(state.drop(review, "b")), state.left(state.drop(review, "b"))], ["c", 1]);
  const without = state.drop(review, "a");
  assert.deepEqual([shown(without), without.past], ["b", []]);
  assert.equal(state.drop(review, "nowhere"), review);
  assert.equal(shown(state.drop(queueOf("a"), "a")), null);
});

test("one does not move beyond either end, nor in an empty queue", () => {
  assert.equal(shown(state.move(queueOf("a", "b"), -1)), "a");
  assert.equal(shown(state.move(queueOf("a"), 1)), "a");
  assert.equal(shown(state.move(queueOf(), 1)), null);
});

test("what was typed is the label; a rejection changes none", () => {
  const correction = { label: "4" };
  assert.deepEqual(state.verdictOf("accept", correction, "12"), { status: "accepted", label: "12" });
  assert.deepEqual(state.verdictOf("accept", correction, ""), { status: "accepted", label: "4" });
  assert.deepEqual(state.verdictOf("reject", correction, "12"), { status: "rejected", label: "4" });
});

test("a verdict is told with what it changes", () => {
  assert.equal(state.toldOf({ status: "accepted", label: null }, "7"), "Accepted as 7");
  assert.equal(state.toldOf({ status: "accepted", label: "1\n2" }, "7"), "Accepted as 1 / 2, not 7");
  assert.equal(state.toldOf({ status: "rejected", label: "1" }, "7"), "Rejected");
});

test("ink of any unit fills the paper and keeps its shape", () => {
  const [[a, b]] = state.fit([[[1e6, 5], [1e6 + 4, 5 + 2]]], 1500);
  assert.deepEqual([a[0] + b[0], a[1] + b[1]], [1500, 1000]);
  assert.equal(Math.round((b[0] - a[0]) / (b[1] - a[1])), 2);
  assert.equal(Math.round(b[0] - a[0]), 1200);
});

test("a dot lies in the middle, and nothing is nothing", () => {
  assert.deepEqual(state.fit([[[3, 4]]], 1000)[0][0].slice(0, 2), [500, 500]);
  assert.deepEqual(state.fit([], 1000), []);
});
