/* The list of own corrections: no token is lost, whatever the storage does. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { SHELF, acknowledged, keep, newCorrection, recall, thin } from "../../src/inkdigits/web/static/js/corrections.js";
import { countPoints } from "../../src/inkdigits/web/static/js/strokes.js";
import { makeShelf } from "../../src/inkdigits/web/static/js/shelf.js";

const reading = { text: "1", confidence: 0.62, digits: [], model: "f".repeat(64) };
const stroke = Array.from({ length: 400 }, (_, i) => [i + 0.123, i / 2, 30.5]);
const correction = (key, changes = {}) => ({
  ...newCorrection({ key, when: 5, reading, meant: "7", ink: [stroke, [[1, 2, 30]]], picture: null }),
  ...changes,
});
const known = (key) => acknowledged(correction(key), { id: `id-${key}`, token: `token-${key}` });

/** A storage for `room` signs; more makes it throw, as a full one does. */
const shelf = (room = Infinity) => {
  const held = new Map();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      held.set(key, value);
    },
    removeItem: (key) => void held.delete(key),
    held,
  };
};
const forbidden = () => {
  throw new DOMException("forbidden", "SecurityError");
};
const keys = (list) => list.map(({ key }) => key);

test("what was read is sent as it was read, to a tenth of a unit", () => {
  const { ink, read, meant, confidence, model } = correction("a");
  assert.deepEqual(ink[0].slice(0, 2), [[0.1, 0], [1.1, 0.5]]);
  assert.deepEqual([read, meant, confidence, model], ["1", "7", 0.62, "f".repeat(64)]);
});

test("of a drawing that the server has, few points stay, both ends among them", () => {
  const { strokes, ink } = known("a");
  assert.equal(ink, null);
  assert.ok(countPoints(strokes) <= 123);
  assert.deepEqual([strokes[0][0], strokes[0].at(-1), strokes[1]], [[0, 0, 31], [399, 200, 31], [[1, 2, 30]]]);
  assert.ok(thin(Array(900).fill([[1, 1, 1]])).length <= 120);
});

test("a thousand of them fit into what every browser gives", () => {
  const storage = shelf(5_000_000);
  assert.ok(keep(() => storage, { told: true, corrections: Array.from({ length: 1000 }, (_, i) => known(String(i))) }));
  assert.equal(recall(() => storage).corrections[0].strokes.length, 2);
});

test("where there is no room for drawings, the tokens stay", () => {
  const many = Array.from({ length: 50 }, (_, i) => known(String(i)));
  const storage = shelf(20_000);
  assert.ok(keep(() => storage, { told: true, corrections: many }));
  const found = recall(() => storage).corrections;
  assert.deepEqual([found.length, found[49].token, found[0].strokes], [50, "token-49", []]);
});

test("the newest stands in front; changed and dropped ones are those of that key", () => {
  const storage = shelf();
  const list = makeShelf(() => storage);
  for (const key of ["a", "b", "c"]) list.add(correction(key));
  list.change("b", { token: "t" });
  list.drop("a");
  assert.deepEqual(keys(list.all()), ["c", "b"]);
  assert.equal(makeShelf(() => storage).find("b").token, "t");
  assert.ok(list.lasts() && list.told());
});

test("two tabs take nothing from each other", () => {
  const storage = shelf();
  const [one, other] = [makeShelf(() => storage), makeShelf(() => storage)];
  one.add(known("a"));
  other.add(known("b"));
  one.add(known("c"));
  other.drop("a");
  assert.deepEqual(keys(one.all()), ["c", "b"]);
});

test("without storage they are there for as long as the page is, and it says so", () => {
  for (const storage of [forbidden, () => shelf(10), () => undefined]) {
    const list = makeShelf(storage);
    assert.ok(!list.hasRoom());
    list.add(correction("a"));
    list.add(known("b"));
    list.change("a", { token: "t" });
    assert.deepEqual([keys(list.all()), list.find("a").token, list.lasts(), list.told()], [["b", "a"], "t", false, true]);
    list.drop("b");
    assert.deepEqual(keys(list.all()), ["a"]);
  }
});

test("a storage that is full keeps what it holds; what is new is kept on the page", () => {
  const storage = shelf(400);
  assert.ok(keep(() => storage, { told: true, corrections: [known("a")] }));
  const list = makeShelf(() => storage);
  list.add(known("b"));
  list.add(known("c"));
  assert.deepEqual(keys(list.all()), ["c", "b", "a"]);
  assert.ok(!list.lasts());
  assert.deepEqual(keys(recall(() => storage).corrections), ["a"]);
  list.drop("a");
  list.drop("b");
  assert.deepEqual(keys(list.all()), ["c"]);
  assert.ok(list.lasts());
});

test("that one was told what is stored outlasts what is forgotten", () => {
  const storage = shelf();
  assert.ok(!makeShelf(() => storage).told());
  const list = makeShelf(() => storage);
  list.add(known("a"));
  list.drop("a");
  assert.ok(makeShelf(() => storage).told());
});

test("what somebody else wrote there breaks nothing, and a token is kept whatever stands beside it", () => {
  const storage = shelf();
  for (const text of ["", "{", "7", "null", "[]", '{"corrections": 7}', '{"corrections": [null, 7, {}, {"key": "a"}]}']) {
    storage.held.set(SHELF, text);
    assert.deepEqual(recall(() => storage), { told: false, corrections: [] }, text);
  }
  const bad = { ...known("a"), strokes: [[["x"]]], picture: "https://elsewhere/", when: "now", model: 7, confidence: "high", refused: {} };
  storage.held.set(SHELF, JSON.stringify({ told: 1, corrections: [bad, correction("b", { ink: [[["<b>"]]] })] }));
  const [found, ...others] = recall(() => storage).corrections;
  assert.deepEqual([found.token, found.strokes, found.picture, found.when, found.model, found.confidence, found.refused], ["token-a", [], null, 0, "", null, ""]);
  assert.deepEqual(others, []);
  storage.held.set(SHELF, JSON.stringify({ corrections: [{ ...bad, when: 1e300 }, { ...bad, when: [] }, { ...bad, when: null }] }));
  for (const { when } of recall(() => storage).corrections) assert.equal(when, 0);
});
