/* What somebody types, as digits; or in plain words what is wrong with it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { meantBy } from "../../src/inkdigits/web/static/js/meant.js";

test("digits are what was meant, without the blanks between them", () => {
  assert.deepEqual(meantBy(" 40 73\t", "4013"), { meant: "4073" });
});

test("the digits of every script are understood", () => {
  for (const typed of ["４０７", "٤٠٧", "४०७", "𝟜𝟘𝟟", "𝟺𝟶𝟽", "༤༠༧"]) assert.deepEqual(meantBy(typed, ""), { meant: "407" }, typed);
});

test("lines stay lines, and blank ones go", () => {
  assert.deepEqual(meantBy("40\r\n\r\n 7\n", "40\n1"), { meant: "40\n7" });
});

test("nothing is no number", () => {
  for (const typed of ["", "  ", "\n\n"]) assert.match(meantBy(typed, "7").problem, /Type the number/);
});

test("what is no digit is named, whole", () => {
  for (const [typed, sign] of [["4x", "x"], ["-1", "-"], ["1.5", "."], ["½", "½"], ["😀", "😀"], ["四", "四"], ["<b>", "<"]]) {
    assert.equal(meantBy(typed, "7").problem, `Digits only, please: “${sign}” is none.`);
  }
});

test("what was read is no correction, in whatever script", () => {
  assert.equal(meantBy("７", "7").problem, "That is what was read: 7");
  assert.equal(meantBy("1\n2", "1\n2").problem, "That is what was read: 1 / 2");
  assert.deepEqual(meantBy("12", "1\n2"), { meant: "12" });
});

test("as much as the server takes, and no more", () => {
  assert.equal(meantBy("1".repeat(1000), "7").meant.length, 1000);
  assert.match(meantBy("1".repeat(1001), "7").problem, /too long/);
});
