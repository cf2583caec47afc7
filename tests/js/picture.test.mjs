/* Pictures by file, clipboard or drag and drop. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { blobOf, fileOf } from "../../src/inkdigits/web/static/js/picture.js";

const text = { type: "text/plain" };
const image = { type: "image/png" };

test("of several files the picture is taken", () => {
  assert.equal(fileOf({ clipboardData: { files: [text, image] } }), image);
});

test("without a picture the first file is, so that the server can say what is wrong with it", () => {
  assert.equal(fileOf({ dataTransfer: { files: [text] } }), text);
});

test("pasted text is no file", () => {
  assert.equal(fileOf({ clipboardData: { files: [] } }), null);
  assert.equal(fileOf({ clipboardData: null }), null);
});

test("a data URL gives back its bytes and their type", async () => {
  const blob = blobOf("data:image/png;base64,aGVsbG8=");
  assert.equal(blob.type, "image/png");
  assert.equal(await blob.text(), "hello");
});
