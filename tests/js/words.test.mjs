/* What the page says in each situation. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { aloud, percent, say, shortPercent, spelled, sureness } from "../../src/inkdigits/web/static/js/words.js";

const calm = { blank: false, picture: false, reading: null, trouble: null };
const probabilities = [0, 0, 0, 0, 0.9, 0, 0, 0, 0, 0.1];
const four = { text: "4", confidence: 0.97, digits: [{ digit: 4, confidence: 0.97, probabilities }] };
const many = {
  text: "40\n7",
  confidence: 0.62,
  digits: [4, 0, 7].map((digit) => ({ digit, confidence: digit === 7 ? 0.62 : 0.99, probabilities: Array.from({ length: 10 }, (_, i) => (i === digit ? 0.62 : i === 1 ? 0.38 : 0)) })),
};
const none = { text: "?", confidence: 0.12, digits: [{ digit: null, confidence: 0.12, probabilities }] };

test("nothing is ever certain or impossible", () => {
  assert.equal(percent(1), "> 99.9 %");
  assert.equal(percent(0), "< 1 %");
});

test("percentages are never rounded up", () => {
  assert.equal(percent(0.9969), "99.6 %");
  assert.equal(percent(0.899), "89 %");
});

test("words of sureness fall with the confidence", () => {
  const words = [1, 0.97, 0.9, 0.6, 0.1].map(sureness);
  assert.equal(new Set(words).size, 5);
  assert.equal(words[0], "Almost certain");
});

test("blank paper asks for a digit, whatever was read before", () => {
  assert.equal(say({ ...calm, blank: true, reading: four }).words, "Write a number");
});

test("while nothing is known, it reads", () => {
  assert.equal(say(calm).condition, "waiting");
});

test("an answer shows its digit and how sure it is", () => {
  const saying = say({ ...calm, reading: four });
  assert.deepEqual(saying, { condition: "answer", digit: "4", words: "Very sure", detail: "97 % confidence", doubt: "" });
  assert.equal(aloud(saying), "Read as 4. Very sure, 97 % confidence.");
});

test("the invitation follows what is expected", () => {
  assert.equal(say({ ...calm, blank: true, expect: "digit" }).words, "Write a digit");
  assert.equal(say({ ...calm, blank: true, expect: "number" }).words, "Write a number");
});

test("a number is heard digit by digit, and with its doubt", () => {
  const saying = say({ ...calm, reading: many });
  assert.deepEqual([saying.condition, saying.digit, saying.words], ["answer", "40\n7", "Not quite sure"]);
  assert.equal(
    aloud(saying),
    "Read as 4 0, next line: 7. Not quite sure, 62 % confidence. I doubt the 7 (1st digit in line 2): it could be a 1.",
  );
});

test("what cannot be read in a number is told, and the rest is read", () => {
  const digits = [many.digits[0], { ...none.digits[0] }];
  const saying = say({ ...calm, reading: { text: "4?", confidence: 0.1, digits } });
  assert.deepEqual([saying.condition, saying.words, saying.detail], ["answer", "I cannot read all of it", ""]);
  assert.equal(aloud(saying), "Read as 4 unreadable. I cannot read all of it. The 2nd digit looks like no digit; closest: 4.");
  const nothing = say({ ...calm, reading: { text: "??", confidence: 0.1, digits: [none.digits[0], none.digits[0]] } });
  assert.deepEqual([nothing.condition, nothing.words], ["unsure", "That does not look like a number"]);
});

test("a short percentage is no less honest", () => {
  assert.equal(shortPercent(1), "99\u202f%");
  assert.equal(shortPercent(0.629), "62\u202f%");
});

test("numbers are spelled", () => {
  assert.equal(spelled("017?"), "0 1 7 unreadable");
});

test("what is no digit is called so, with the closest one", () => {
  const saying = say({ ...calm, reading: none });
  assert.equal(saying.words, "That does not look like a digit");
  assert.equal(saying.detail, "Closest: 4, 12 %");
});

test("a picture without ink says so", () => {
  assert.equal(say({ ...calm, picture: true, reading: { text: "", confidence: 0, digits: [] } }).words, "No ink found");
});

test("offline and a silent server promise that nothing is lost", () => {
  for (const kind of ["offline", "server"]) {
    const saying = say({ ...calm, trouble: { kind, message: "" } });
    assert.equal(saying.condition, kind);
    assert.match(saying.detail, /Nothing is lost/);
  }
});

test("a refusal shows what the server says of it", () => {
  const trouble = { kind: "refused", message: "these bytes are no picture" };
  assert.equal(say({ ...calm, picture: true, trouble }).detail, "These bytes are no picture");
  assert.equal(say({ ...calm, picture: true, trouble }).words, "That file cannot be read");
});
