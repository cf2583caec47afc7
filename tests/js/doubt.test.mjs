/* Which digit is doubted, and what is said of it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { doubtIn, doubted, nameOfPlace } from "../../src/inkdigits/web/static/js/doubt.js";

const glyph = (digit, confidence, second = 1, isDigit = 1) => {
  const probabilities = Array(10).fill(0);
  probabilities[second] = 1 - confidence / isDigit;
  probabilities[digit ?? 0] = confidence / isDigit;
  return { digit, confidence, probabilities };
};
const reading = (text, digits, more = {}) => ({ text, confidence: 0.5, digits, ...more });

test("the least sure of several digits is doubted", () => {
  assert.equal(doubted(reading("407", [glyph(4, 0.99), glyph(0, 0.8), glyph(7, 0.62)])), 2);
});

test("nothing is doubted where all is sure, nor a digit that stands alone", () => {
  assert.equal(doubted(reading("40", [glyph(4, 0.99), glyph(0, 0.96)])), -1);
  assert.equal(doubted(reading("4", [glyph(4, 0.3)])), -1);
  assert.equal(doubted(reading("", [])), -1);
  assert.equal(doubted(null), -1);
});

test("the doubt names the digit, its place, and what it could be", () => {
  const digits = [glyph(4, 0.99), glyph(0, 0.99), glyph(7, 0.62, 1)];
  assert.equal(doubtIn(reading("407", digits)), "I doubt the 7 (3rd digit): it could be a 1");
  assert.equal(doubtIn(reading("47", [glyph(4, 0.99), glyph(7, 0.62, 8)])), "I doubt the 7 (2nd digit): it could be an 8");
});

test("it may be no digit at all", () => {
  assert.equal(doubtIn(reading("47", [glyph(4, 0.99), glyph(7, 0.6, 1, 0.61)])), "I doubt the 7 (2nd digit): it could be no digit");
  assert.equal(doubtIn(reading("4?", [glyph(4, 0.99), glyph(null, 0.2)])), "The 2nd digit looks like no digit; closest: 1");
});

test("where each digit is sure and the text is not, that one is doubted in which the next best text differs", () => {
  const digits = [4, 0, 5].map((digit) => glyph(digit, 0.99));
  const doubtful = reading("40\n5", digits, { alternatives: [{ text: "40\n3" }] });
  assert.equal(doubted(doubtful), 2);
  assert.equal(doubtIn(doubtful), "I doubt the 5 (1st digit in line 2): it could be a 3");
  assert.equal(doubted({ ...doubtful, confidence: 0.96 }), -1);
  for (const text of ["41\n3", "405", "40\n55", "400\n"]) assert.equal(doubted({ ...doubtful, alternatives: [{ text }] }), -1);
});

test("where the digits are sure and the text is not, the next best text is told", () => {
  const digits = [glyph(4, 0.99), glyph(7, 0.99)];
  const alternatives = [{ text: "4\n7" }];
  assert.equal(doubtIn(reading("47", digits, { alternatives })), "It could also be 4 / 7");
  assert.equal(doubtIn(reading("47", digits)), "");
  assert.equal(doubtIn(reading("47", digits, { alternatives, confidence: 0.97 })), "");
  assert.equal(doubtIn(reading("7", [glyph(7, 0.3)], { alternatives })), "");
});

test("places are counted as people count, line by line", () => {
  assert.equal(nameOfPlace("407", 0), "1st digit");
  assert.equal(nameOfPlace("40\n7\n123", 1), "2nd digit in line 1");
  assert.equal(nameOfPlace("40\n7\n123", 2), "1st digit in line 2");
  assert.equal(nameOfPlace("40\n7\n123", 5), "3rd digit in line 3");
  const long = "0".repeat(30);
  assert.deepEqual([10, 11, 12, 20, 21].map((place) => nameOfPlace(long, place)), ["11th", "12th", "13th", "21st", "22nd"].map((name) => `${name} digit`));
});
