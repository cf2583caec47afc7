/**
 * What the page says, and when: plain words for how sure a reading is and for what went wrong.
 */

/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {"blank" | "waiting" | "answer" | "unsure" | "offline" | "server" | "refused"} Condition */
/** @typedef {{condition: Condition, digit: string, words: string, detail: string}} Saying */
/**
 * @typedef {object} Situation
 * @property {boolean} blank  neither strokes nor a picture
 * @property {boolean} picture  it is a picture that is read
 * @property {Reading | null} reading
 * @property {{kind: import("./api.js").Kind, message: string} | null} trouble
 */

/** @type {readonly [least: number, words: string][]} how sure, in words; from 0..1 */
const SURENESS = [
  [0.99, "Almost certain"],
  [0.95, "Very sure"],
  [0.8, "Fairly sure"],
  [0.5, "Not quite sure"],
  [0, "Just a guess"],
];

/** @type {(confidence: number) => string} */
export const sureness = (confidence) => SURENESS.find(([least]) => confidence >= least)?.[1] ?? "Just a guess";

/** A probability as people write it; never "100 %" and never "0 %", for nothing here is either.
 * @type {(probability: number) => string} */
export const percent = (probability) => {
  const value = probability * 100;
  if (value > 99.9) return "> 99.9 %";
  if (value < 1) return "< 1 %";
  return value > 99 ? `${Math.floor(value * 10) / 10} %` : `${Math.floor(value)} %`;
};

/** The digit that comes closest, of ten probabilities.
 * @type {(probabilities: readonly number[]) => number} */
export const likeliest = (probabilities) => probabilities.indexOf(Math.max(...probabilities));

/** What the answer card shows in this situation.
 * @type {(situation: Situation) => Saying} */
export const say = ({ blank, picture, reading, trouble }) => {
  if (blank) return sayings.blank;
  if (trouble) return trouble.kind === "refused" ? refusal(picture, trouble.message) : sayings[trouble.kind];
  if (!reading) return sayings.waiting;
  if (reading.text === "") return sayings.empty;
  return reading.text.includes("?") ? unsure(reading) : answer(reading);
};

/** @type {Record<"blank" | "waiting" | "empty" | "offline" | "server", Saying>} */
const sayings = {
  blank: { condition: "blank", digit: "", words: "Draw a digit", detail: "It is read while you write." },
  waiting: { condition: "waiting", digit: "", words: "Reading…", detail: "" },
  empty: { condition: "blank", digit: "", words: "No ink found", detail: "The picture looks blank." },
  offline: {
    condition: "offline",
    digit: "",
    words: "You are offline",
    detail: "Nothing is lost: it is read as soon as you are back.",
  },
  server: {
    condition: "server",
    digit: "",
    words: "The server does not answer",
    detail: "Nothing is lost: it is asked again by itself.",
  },
};

/** @type {(picture: boolean, message: string) => Saying} */
const refusal = (picture, message) => ({
  condition: "refused",
  digit: "",
  words: picture ? "That file cannot be read" : "That drawing cannot be read",
  detail: message ? message[0].toUpperCase() + message.slice(1) : "Try another one.",
});

/** @type {(reading: Reading) => Saying} */
const answer = ({ text, confidence }) => ({
  condition: "answer",
  digit: text,
  words: sureness(confidence),
  detail: `${percent(confidence)} confidence`,
});

/** @type {(reading: Reading) => Saying} */
const unsure = ({ text, confidence, digits }) => ({
  condition: "unsure",
  digit: text,
  words: "That does not look like a digit",
  detail: digits.length === 1 ? `Closest: ${likeliest(digits[0].probabilities)}, ${percent(confidence)}` : "",
});

/** What is read out: the answer in one sentence.
 * @type {(saying: Saying) => string} */
export const aloud = ({ condition, digit, words, detail }) =>
  condition === "answer" ? `Read as ${digit}. ${words}, ${detail}.` : [words, detail].filter(Boolean).join(". ");
