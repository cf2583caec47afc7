/**
 * Which digit of a number is doubted, and what it could be instead.
 */

/** @typedef {import("./api.js").Glyph} Glyph */
/** @typedef {import("./api.js").Reading} Reading */

const SURE = 0.95; // confidence from which on nothing is doubted; "Very sure" begins there, too

/** The digit that comes closest, of ten probabilities.
 * @type {(probabilities: readonly number[]) => number} */
export const likeliest = (probabilities) => probabilities.indexOf(Math.max(...probabilities));

/** The place of the digit of a number that is doubted, else -1: the least sure, or where all of them are sure and their
 * text is not, the one in which the next best text differs.
 * @type {(reading: Reading | null) => number} */
export const doubted = (reading) => {
  const sureness = (reading?.digits ?? []).map(({ confidence }) => confidence);
  if (!reading || sureness.length < 2) return -1;
  const least = Math.min(...sureness);
  if (least < SURE) return sureness.indexOf(least);
  return reading.confidence < SURE ? onlyDifference(reading.text, nextBest(reading)) : -1;
};

/** The doubt in words; "" where there is none.
 * @type {(reading: Reading) => string} */
export const doubtIn = (reading) => {
  const { text, confidence, digits } = reading;
  const place = doubted(reading);
  if (place >= 0) return doubtOf(digits[place], nameOfPlace(text, place), instead(reading, place));
  if (digits.length < 2 || confidence >= SURE || nextBest(reading) === "") return "";
  return `It could also be ${nextBest(reading).replaceAll("\n", " / ")}`;
};

/** @type {(reading: Reading) => string} */
const nextBest = ({ alternatives = [] }) => alternatives[0]?.text ?? "";

/** The place of the one digit in which two texts differ, -1 if they differ otherwise.
 * @type {(text: string, other: string) => number} */
const onlyDifference = (text, other) => {
  const differing = [...text].flatMap((letter, at) => (letter === other[at] ? [] : [at]));
  const [at] = differing;
  if (text.length !== other.length || differing.length !== 1 || text[at] === "\n" || other[at] === "\n") return -1;
  return text.slice(0, at).replaceAll("\n", "").length;
};

/** What the digit at `place` could be: "a 1", "no digit".
 * @type {(reading: Reading, place: number) => string} */
const instead = (reading, place) => {
  const { confidence, probabilities } = reading.digits[place];
  const best = likeliest(probabilities);
  const second = likeliest(probabilities.map((share, other) => (other === best ? -1 : share)));
  const isDigit = confidence / probabilities[best];
  const byNetwork = 1 - isDigit > isDigit * probabilities[second] ? "?" : String(second);
  const digit = confidence < SURE ? byNetwork : nextBest(reading).replaceAll("\n", "")[place];
  return digit === "?" ? "no digit" : `${digit === "8" ? "an" : "a"} ${digit}`;
};

/** @type {(glyph: Glyph, place: string, instead: string) => string} */
const doubtOf = ({ digit, probabilities }, place, other) =>
  digit === null
    ? `The ${place} looks like no digit; closest: ${likeliest(probabilities)}`
    : `I doubt the ${digit} (${place}): it could be ${other}`;

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
