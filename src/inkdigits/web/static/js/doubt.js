/**
 * Which digit of a number is doubted, and what it could be instead.
 */

/** @typedef {import("./api.js").Glyph} Glyph */
/** @typedef {import("./api.js").Reading} Reading */

const SURE = 0.95; // confidence from which on nothing is doubted; "Very sure" begins there, too

/** The digit that comes closest, of ten probabilities.
 * @type {(probabilities: readonly number[]) => number} */
export const likeliest = (probabilities) => probabilities.indexOf(Math.max(...probabilities));

/** The place of the least sure of several digits, if it is not sure; else -1.
 * @type {(digits: readonly Glyph[]) => number} */
export const doubted = (digits) => {
  const sureness = digits.map(({ confidence }) => confidence);
  const least = Math.min(...sureness);
  return digits.length > 1 && least < SURE ? sureness.indexOf(least) : -1;
};

/** The doubt in words; "" where there is none.
 * @type {(reading: Reading) => string} */
export const doubtIn = ({ text, confidence, digits, alternatives = [] }) => {
  const place = doubted(digits);
  if (place >= 0) return doubtOf(digits[place], nameOfPlace(text, place));
  if (digits.length < 2 || confidence >= SURE || alternatives.length === 0) return "";
  return `It could also be ${alternatives[0].text.replaceAll("\n", " / ")}`;
};

/** @type {(glyph: Glyph, place: string) => string} */
const doubtOf = ({ digit, confidence, probabilities }, place) => {
  const best = likeliest(probabilities);
  if (digit === null) return `The ${place} looks like no digit; closest: ${best}`;
  const second = likeliest(probabilities.map((share, other) => (other === best ? -1 : share)));
  const isDigit = confidence / probabilities[best];
  const other = 1 - isDigit > isDigit * probabilities[second] ? "no digit" : `${article(second)} ${second}`;
  return `I doubt the ${digit} (${place}): it could be ${other}`;
};

/** @type {(digit: number) => string} */
const article = (digit) => (digit === 8 ? "an" : "a");

/** "3rd digit", and in which line where there are several; `place` counts the digits of all lines from 0.
 * @type {(text: string, place: number) => string} */
export const nameOfPlace = (text, place) => {
  const lines = text.split("\n");
  let line = 0;
  let rest = place;
  while (line < lines.length - 1 && rest >= lines[line].length) rest -= lines[line++].length;
  return `${ordinal(rest + 1)} digit${lines.length > 1 ? ` in line ${line + 1}` : ""}`;
};

/** @type {(count: number) => string} */
const ordinal = (count) => {
  const teens = count % 100 > 10 && count % 100 < 14;
  return `${count}${(!teens && ["", "st", "nd", "rd"][count % 10]) || "th"}`;
};
