/* The last readings stay in this browser, as far as it lets them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, keep, recall, remember } from "../../src/inkdigits/web/static/js/history.js";

const reading = { text: "7", confidence: 0.987654321, digits: [{ digit: 7, confidence: 0.98, probabilities: Array(10).fill(0.1) }] };
const entry = (id) => ({ id, strokes: [[[1, 2, 30], [3.14159265, 4, 30]]], picture: null, reading });

const shelf = (start = {}) => {
  const held = new Map(Object.entries(start));
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    held,
  };
};

test("the newest stands in front, and the oldest goes", () => {
  let entries = [];
  for (let i = 0; i < MOST + 3; i += 1) entries = remember(entries, entry(String(i)));
  assert.equal(entries.length, MOST);
  assert.equal(entries[0].id, String(MOST + 2));
});

test("one drawing is there once, as it was last read", () => {
  const entries = remember(remember(remember([], entry("a")), entry("b")), entry("a"));
  assert.deepEqual(entries.map(({ id }) => id), ["a", "b"]);
});

test("what is kept can be recalled, shortened to four decimals", () => {
  const storage = shelf();
  keep(() => storage, [entry("a")]);
  const [found] = recall(() => storage);
  assert.equal(found.reading.text, "7");
  assert.equal(found.strokes[0][1][0], 3.1416);
});

test("explanations are not kept: they are large and quickly made again", () => {
  const storage = shelf();
  const digits = [{ ...reading.digits[0], explanation: "AAAA", normalized: "BBBB" }];
  keep(() => storage, [{ ...entry("a"), reading: { ...reading, digits } }]);
  assert.equal(recall(() => storage)[0].reading.digits[0].explanation, undefined);
  assert.equal(recall(() => storage)[0].reading.digits[0].normalized, "BBBB");
});

test("clearing leaves nothing behind", () => {
  const storage = shelf();
  keep(() => storage, [entry("a")]);
  keep(() => storage, []);
  assert.equal(storage.held.size, 0);
});

test("a browser that forbids storage breaks nothing", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  assert.deepEqual(recall(forbidden), []);
  keep(forbidden, [entry("a")]);
  const full = { ...shelf(), setItem: forbidden };
  keep(() => full, [entry("a")]);
});

test("what is no reading of ours is left out", () => {
  const storage = shelf();
  keep(() => storage, [entry("a")]);
  const [key] = storage.held.keys();
  const foreign = [null, 7, {}, { ...entry("b"), strokes: [[["x"]]] }, { ...entry("c"), picture: "https://elsewhere/x.png" }, { ...entry("d"), reading: { ...reading, digits: [{ probabilities: Array(10).fill(0.1) }] } }];
  for (const text of ["{", "7", JSON.stringify(foreign)]) {
    storage.held.set(key, text);
    assert.deepEqual(recall(() => storage), []);
  }
});
