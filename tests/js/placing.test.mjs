/* Where on the paper something lies. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MARGIN, coverOfPicture, coverOfSheet, shareOf } from "../../src/inkdigits/web/static/js/placing.js";

const SQUARE = { width: 300, height: 300 };
const WIDE = { width: 900, height: 300 };

test("what a drawing covers is told in thousandths of the paper's height", () => {
  const box = { x: 100, y: 200, width: 500, height: 250 };
  assert.deepEqual(shareOf(box, coverOfSheet({ left: 0, span: 1000, length: 1000 })), { x: 0.1, y: 0.2, width: 0.5, height: 0.25 });
});

test("on a long sheet it moves with the window", () => {
  const box = { x: 2500, y: 200, width: 500, height: 250 };
  assert.deepEqual(shareOf(box, coverOfSheet({ left: 2000, span: 2000, length: 9000 })), { x: 0.25, y: 0.2, width: 0.25, height: 0.25 });
});

test("a picture is as large as fits, in the middle, whatever its aspect and the paper's", () => {
  for (const paper of [SQUARE, WIDE]) {
    for (const [width, height] of [[400, 200], [200, 400], [30, 30], [4000, 10]]) {
      const whole = shareOf({ x: 0, y: 0, width, height }, coverOfPicture(paper, { width, height }));
      const [across, down] = [whole.width * paper.width, whole.height * paper.height];
      const free = 2 * MARGIN * Math.min(paper.width, paper.height);
      assert.ok(Math.abs(Math.max(across / (paper.width - free), down / (paper.height - free)) - 1) < 1e-9);
      assert.ok(Math.abs(across / down - width / height) < 1e-9 * (width / height));
      assert.ok(Math.abs(2 * whole.x + whole.width - 1) < 1e-9);
      assert.ok(Math.abs(2 * whole.y + whole.height - 1) < 1e-9);
    }
  }
});

test("a box may reach beyond the paper", () => {
  const cover = coverOfSheet({ left: 0, span: 1000, length: 1000 });
  assert.equal(shareOf({ x: -100, y: 0, width: 1, height: 1 }, cover).x, -0.1);
});
