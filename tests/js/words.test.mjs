/* What the page says in each situation. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { aloud, percent, say, sureness } from "../../src/inkdigits/web/static/js/words.js";

const calm = { blank: false, picture: false, reading: null, trouble: null };
const probabilities = [0, 0, 0, 0, 0.9, 0, 0, 0, 0, 0.1];
const four = { text: "4", confidence: 0.97, digits: [{ digit: 4, confidence: 0.97, probabilities }] };
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
  assert.equal(say({ ...calm, blank: true, reading: four }).words, "Draw a digit");
});

test("while nothing is known, it reads", () => {
  assert.equal(say(calm).condition, "waiting");
});

test("an answer shows its digit and how sure it is", () => {
  const saying = say({ ...calm, reading: four });
  assert.deepEqual(saying, { condition: "answer", digit: "4", words: "Very sure", detail: "97 % confidence" });
  assert.equal(aloud(saying), "Read as 4. Very sure, 97 % confidence.");
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
