/* A drawing is a value: whatever is done to it makes a new one. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MOST_POINTS, canRedo, canUndo, countPoints, freshDrawing, isBlank, penDown, penMove, redo, toSend, turnTo, undo,
} from "../../src/inkdigits/web/static/js/strokes.js";

const dot = (x, y) => [x, y, 30];
const drawn = (...strokes) =>
  strokes.reduce((drawing, [first, ...more]) => penMove(penDown(drawing, first), more), freshDrawing("a"));

test("the pen's way becomes a stroke", () => {
  const drawing = drawn([dot(1, 1), dot(20, 1), dot(40, 9)]);
  assert.deepEqual(drawing.sheet.strokes, [[dot(1, 1), dot(20, 1), dot(40, 9)]]);
});

test("points that lead nowhere are left out", () => {
  assert.equal(countPoints(drawn([dot(1, 1), dot(1.5, 1), dot(2, 1.5), dot(9, 9)]).sheet.strokes), 2);
});

test("a drawing never changes, a new one takes its place", () => {
  const before = Object.freeze(drawn([dot(1, 1), dot(9, 9)]));
  const stroke = before.sheet.strokes[0];
  penMove(before, [dot(50, 50)]);
  undo(before);
  assert.equal(before.sheet.strokes[0], stroke);
  assert.equal(stroke.length, 2);
});

test("moving without a stroke draws nothing", () => {
  assert.ok(isBlank(penMove(freshDrawing("a"), [dot(1, 1)])));
});

test("undo takes back stroke by stroke, redo draws it again", () => {
  const two = drawn([dot(1, 1), dot(9, 9)], [dot(50, 50), dot(60, 60)]);
  const one = undo(two);
  assert.equal(one.sheet.strokes.length, 1);
  assert.ok(isBlank(undo(one)));
  assert.ok(!canUndo(undo(one)));
  assert.deepEqual(redo(redo(undo(one))).sheet, two.sheet);
  assert.ok(!canRedo(two));
});

test("undo and redo at their ends change nothing", () => {
  const blank = freshDrawing("a");
  assert.equal(undo(blank), blank);
  assert.equal(redo(blank), blank);
});

test("a new stroke forgets what was taken back", () => {
  assert.ok(!canRedo(penDown(undo(drawn([dot(1, 1)])), dot(5, 5))));
});

test("undo brings back what was cleared, under its own name", () => {
  const cleared = turnTo(drawn([dot(1, 1)]), { id: "b", strokes: [] });
  assert.ok(isBlank(cleared));
  assert.equal(cleared.sheet.id, "b");
  assert.deepEqual(undo(cleared).sheet, { id: "a", strokes: [[dot(1, 1)]] });
});

test("only places leave the browser, to a tenth of a unit", () => {
  assert.deepEqual(toSend([[[1.04, 2.06, 31.7], [999.96, 0, 20]]]), [[[1, 2.1], [1000, 0]]]);
});

test("an endless scribble stays bounded", () => {
  const scribble = Array.from({ length: 20_000 }, (_, i) => dot((i * 7) % 1000, (i * 13) % 1000));
  let drawing = penDown(freshDrawing("a"), dot(0, 0));
  for (let i = 0; i < scribble.length; i += 50) drawing = penMove(drawing, scribble.slice(i, i + 50));
  assert.ok(countPoints(drawing.sheet.strokes) <= MOST_POINTS + 51);
});
