/* The sheet that goes on to the right, and the window on it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bringIntoView, endOf, lookOn, moveAlong, spanOf } from "../../src/inkdigits/web/static/js/sheet.js";

const SPAN = 2000;
const upTo = (x) => [[[0, 500, 30], [x, 500, 30]]];
const wide = (strokes, left = 0) => lookOn({ strokes, left, wide: true }, SPAN);

test("the paper shows as much as it is wider than high", () => {
  assert.equal(spanOf({ clientWidth: 600, clientHeight: 300 }), 2000);
  assert.equal(spanOf({ clientWidth: 300, clientHeight: 0 }), 1000);
});

test("a blank sheet is as long as the paper", () => {
  assert.deepEqual(wide([]), { left: 0, span: SPAN, length: SPAN });
});

test("a wide sheet grows when ink comes near its end, and never ends where the ink does", () => {
  let last = SPAN;
  for (const end of [600, 1500, 1900, 5000]) {
    const { length } = wide(upTo(end));
    assert.ok(length >= last && length >= end + SPAN / 2);
    last = length;
  }
});

test("a square sheet grows only around ink that lies beyond it", () => {
  assert.equal(lookOn({ strokes: upTo(950), left: 0, wide: false }, 1000).length, 1000);
  assert.ok(lookOn({ strokes: upTo(4000), left: 0, wide: false }, 1000).length > 4000);
});

test("the window stays on the sheet, also when ink was taken back", () => {
  assert.equal(wide(upTo(5000), 4000).left, 4000);
  const { left, span } = wide(upTo(1500), 4000);
  assert.ok(left < 1500 && left + span > 1500);
  assert.equal(wide([], 4000).left, 0);
});

test("it does not move while one writes: a longer sheet leaves it where it is", () => {
  assert.equal(wide(upTo(4200), 3000).left, wide(upTo(4900), 3000).left);
});

test("it moves along after ink near the edge, and leaves more room than ink", () => {
  const look = wide(upTo(1900));
  const left = moveAlong(look, upTo(1900));
  assert.ok(left > 0 && left < 1900);
  assert.ok(1900 - left < SPAN / 2);
  assert.equal(wide(upTo(1900), left).left, left);
});

test("it stays where one goes back to retouch", () => {
  const strokes = [...upTo(1900), ...upTo(300)];
  assert.equal(moveAlong(wide(strokes), strokes), 0);
});

test("what is looked for comes into view, and what is seen moves nothing", () => {
  const look = wide(upTo(9000), 3000);
  assert.equal(bringIntoView(look, 3500, 4000), 3000);
  assert.equal(bringIntoView(look, 1000, 1400), 200);
});

test("the ink ends at its rightmost point", () => {
  assert.equal(endOf([...upTo(700), ...upTo(300)]), 700);
  assert.equal(endOf([]), 0);
});
