/* Where the map of what mattered lies on the paper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MARGIN, onPaper } from "../../src/inkdigits/web/static/js/heat.js";

test("what a drawing covers is told in thousandths of the paper's side", () => {
  const box = { x: 100, y: 200, width: 500, height: 250 };
  assert.deepEqual(onPaper(box, null), { x: 0.1, y: 0.2, width: 0.5, height: 0.25 });
});

test("a picture is as large as fits, in the middle, whatever its aspect", () => {
  for (const [width, height] of [[400, 200], [200, 400], [30, 30], [4000, 10]]) {
    const whole = onPaper({ x: 0, y: 0, width, height }, { width, height });
    assert.ok(Math.abs(Math.max(whole.width, whole.height) - (1 - 2 * MARGIN)) < 1e-9);
    assert.ok(Math.abs(whole.width / whole.height - width / height) < 1e-9);
    assert.ok(Math.abs(2 * whole.x + whole.width - 1) < 1e-9);
    assert.ok(Math.abs(2 * whole.y + whole.height - 1) < 1e-9);
  }
});

test("a box may reach beyond the paper", () => {
  assert.equal(onPaper({ x: -100, y: 0, width: 1, height: 1 }, null).x, -0.1);
});
