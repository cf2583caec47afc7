/* Which key does what. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf } from "../../src/inkdigits/web/static/js/keys.js";

const press = (key, held = {}) =>
  actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test("Ctrl or Command with Z takes back, with Shift or as Ctrl+Y it draws again", () => {
  assert.equal(press("z", { ctrlKey: true }), "undo");
  assert.equal(press("z", { metaKey: true }), "undo");
  assert.equal(press("Z", { ctrlKey: true, shiftKey: true }), "redo");
  assert.equal(press("y", { ctrlKey: true }), "redo");
});

test("Escape and Delete clear", () => {
  assert.equal(press("Escape"), "clear");
  assert.equal(press("Delete"), "clear");
});

test("every other key is the browser's", () => {
  for (const key of ["z", "y", "Enter", " ", "Tab", "Backspace"]) assert.equal(press(key), null);
  assert.equal(press("z", { ctrlKey: true, altKey: true }), null);
  assert.equal(press("v", { ctrlKey: true }), null);
});
