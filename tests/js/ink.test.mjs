/* How ink lies on paper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { NIB, dabs, nibAt } from "../../src/inkdigits/web/static/js/ink.js";

const sample = (x, time, pressure = null) => ({ x, y: 0, time, pressure });

test("a pen that hurries leaves a thinner line", () => {
  const from = { ...sample(0, 0), nib: NIB };
  assert.ok(nibAt(sample(60, 10), from) < nibAt(sample(2, 10), from));
});

test("a pen that presses leaves a thicker line", () => {
  assert.ok(nibAt(sample(0, 0, 0.9)) > nibAt(sample(0, 0, 0.2)));
});

test("two samples of one moment give a width all the same", () => {
  assert.ok(Number.isFinite(nibAt(sample(5, 10), { ...sample(0, 10), nib: NIB })));
});

test("a tap is one dab", () => {
  assert.deepEqual(dabs([[5, 6, 30]]), [{ x: 5, y: 6, nib: 30 }]);
  assert.deepEqual(dabs([]), []);
});

test("ink begins and ends where the pen did, without gaps", () => {
  const laid = dabs([[0, 0, 30], [100, 0, 30], [100, 100, 20]]);
  assert.deepEqual([laid[0].x, laid[0].y], [0, 0]);
  assert.deepEqual([laid.at(-1).x, laid.at(-1).y, laid.at(-1).nib], [100, 100, 20]);
  const gaps = laid.slice(1).map((dab, i) => Math.hypot(dab.x - laid[i].x, dab.y - laid[i].y));
  assert.ok(Math.max(...gaps) < 6);
});

test("corners of the pen's way are rounded, not overshot", () => {
  for (const { x, y } of dabs([[0, 0, 30], [100, 0, 30], [100, 100, 30]])) {
    assert.ok(x >= 0 && x <= 100 && y >= 0 && y <= 100);
  }
});
