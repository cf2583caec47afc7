/* The sheet of one hand: what is asked for, in which order, and that nothing is skipped or lost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as state from "../../src/inkdigits/web/static/js/personal_state.js";

const INK = [[[1.26, 2, 30], [300, 400, 25]]];
const fill = (count) => ({ cells: state.ORDER.map((_, place) => (place < count ? INK : [])), at: Math.min(count, 49) });
const shelf = (start = {}) => {
  const held = new Map(Object.entries(start));
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    held,
  };
};

test("each digit is asked for once a round, five times, and never twice in a row", () => {
  assert.equal(state.ORDER.length, 50);
  for (const round of state.ROUNDS) assert.equal([...round].sort().join(""), "0123456789");
  for (let i = 1; i < 50; i += 1) assert.notEqual(state.ORDER[i], state.ORDER[i - 1]);
});

test("every cell of the rows is one of the fifty places", () => {
  const places = state.ROUNDS.flatMap((_, round) => [...Array(10).keys()].map((digit) => state.placeOf(round, digit)));
  assert.deepEqual(places.sort((a, b) => a - b), [...Array(50).keys()]);
  assert.equal(state.ORDER[state.placeOf(3, 8)], 8);
  assert.equal(Math.floor(state.placeOf(3, 8) / 10), 3);
});

test("a blank one holds the next one back", () => {
  const fresh = state.freshSheet();
  assert.equal(state.next(fresh), fresh);
  const on = state.next(state.write(fresh, INK));
  assert.equal(on.at, 1);
  assert.deepEqual(state.written(on), []);
  assert.equal(state.count(on), 1);
});

test("one goes to what was written and to the first that was not, and no further", () => {
  const sheet = fill(7);
  assert.deepEqual([0, 6, 7, 8, 49, -1, 50].map((place) => state.canGo(sheet, place)), [true, true, true, false, false, false, false]);
  assert.equal(state.goTo(sheet, 8), sheet);
  assert.equal(state.back(state.goTo(sheet, 3)).at, 2);
  assert.equal(state.back(state.freshSheet()).at, 0);
});

test("after an earlier one was written again, it goes on where one was", () => {
  const again = state.write(state.goTo(fill(7), 3), []);
  assert.equal(state.next(again).at, 3);
  assert.equal(state.next(state.write(again, INK)).at, 7);
});

test("a full sheet stays where it is, and is full until one of them is taken back", () => {
  const full = fill(50);
  assert.ok(state.isFull(full));
  assert.equal(state.next(full).at, 49);
  assert.ok(!state.isFull(state.write(full, [])));
});

test("what is sent is digits and strokes in their order, without widths and blanks", () => {
  const { drawings } = state.drawingsOf(fill(12));
  assert.deepEqual(drawings.map(({ digit }) => digit), state.ORDER.slice(0, 12));
  assert.deepEqual(drawings[0].strokes, [[[1.3, 2], [300, 400]]]);
});

test("what was kept is there after a reload, until it is dropped", () => {
  const storage = shelf();
  assert.ok(state.keep(() => storage, state.goTo(fill(7), 3)));
  const found = state.recall(() => storage);
  assert.equal(found.at, 3);
  assert.equal(state.count(found), 7);
  assert.deepEqual(found.cells[0], [[[1.3, 2, 30], [300, 400, 25]]]);
  state.drop(() => storage);
  assert.deepEqual(state.recall(() => storage), state.freshSheet());
});

test("a shelf that is shut, full or damaged harms nothing", () => {
  const shut = () => {
    throw new Error("forbidden");
  };
  assert.equal(state.keep(shut, fill(1)), false);
  assert.deepEqual(state.recall(shut), state.freshSheet());
  state.drop(shut);
  for (const text of ["{", "null", '{"at":0,"cells":[[]]}', JSON.stringify({ at: 0, cells: Array(50).fill([[[1, 2]]]) }), JSON.stringify({ at: "3", cells: Array(50).fill([]) })]) {
    assert.deepEqual(state.recall(() => shelf({ "inkdigits.personal.1": text })), state.freshSheet());
  }
  const far = JSON.stringify({ at: 40, cells: fill(2).cells });
  assert.equal(state.recall(() => shelf({ "inkdigits.personal.1": far })).at, 2);
});

test("what is to be done is said as people say it", () => {
  assert.equal(state.askFor(state.freshSheet()), "Write a 7");
  assert.equal(state.askFor({ ...state.freshSheet(), at: state.ORDER.indexOf(8) }), "Write an 8");
  assert.equal(state.placeInWords({ ...state.freshSheet(), at: 2 }), "3 of 50");
  assert.equal(state.cellInWords(fill(1), 0), "7, number 1, written");
  assert.equal(state.cellInWords(fill(1), 1), "3, number 2, to be written");
});

test("each step is before, now or after, and its share is told where it can be", () => {
  assert.deepEqual(state.whenEach({ what: "learning", done: 3, all: 9 }), ["before", "now", "after"]);
  assert.deepEqual(state.whenEach({ what: "", done: 0, all: 1 }), ["now", "after", "after"]);
  assert.equal(state.shareOf({ what: "learning", done: 3, all: 12 }), 0.25);
  assert.equal(state.shareOf({ what: "measuring", done: 0, all: 1 }), null);
});
