/**
 * What the page says, and when: plain words for how sure a reading is and for what went wrong.
 */

import { doubtIn, likeliest } from "./doubt.js";

/** @typedef {import("./api.js").Expectation} Expectation */
/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {"blank" | "waiting" | "answer" | "unsure" | "offline" | "server" | "refused"} Condition */
/** `digit`: what was read, large; `doubt`: which digit of a number is doubted.
 * @typedef {{condition: Condition, digit: string, words: string, detail: string, doubt?: string}} Saying */
/**
 * @typedef {object} Situation
 * @property {boolean} blank  neither strokes nor a picture
 * @property {boolean} picture  it is a picture that is read
 * @property {Expectation} [expect]  what it is, if that was said
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

/** The same where there is little room.
 * @type {(probability: number) => string} */
export const shortPercent = (probability) => percent(Math.min(0.99, probability)).replace(" ", "\u202f");

/** What the answer card shows in this situation.
 * @type {(situation: Situation) => Saying} */
export const say = ({ blank, picture, reading, trouble, expect = "auto" }) => {
  if (blank) return invitations[expect];
  if (trouble) return trouble.kind === "refused" ? refusal(picture, trouble.message) : sayings[trouble.kind];
  if (!reading) return sayings.waiting;
  if (reading.text === "") return sayings.empty;
  return reading.digits.every(({ digit }) => digit === null) ? unsure(reading) : answer(reading);
};

/** @type {Record<Expectation, Saying>} */
const invitations = {
  auto: { condition: "blank", digit: "", words: "Write a number", detail: "Or a single digit. It is read while you write." },
  digit: { condition: "blank", digit: "", words: "Write a digit", detail: "It is read while you write." },
  number: { condition: "blank", digit: "", words: "Write a number", detail: "It is read while you write." },
};

/** @type {Record<"waiting" | "empty" | "offline" | "server", Saying>} */
const sayings = {
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
const answer = (reading) => ({
  condition: "answer",
  digit: reading.text,
  words: reading.text.includes("?") ? "I cannot read all of it" : sureness(reading.confidence),
  detail: reading.text.includes("?") ? "" : `${percent(reading.confidence)} confidence`,
  doubt: doubtIn(reading),
});

/** @type {(reading: Reading) => Saying} */
const unsure = ({ text, confidence, digits }) => ({
  condition: "unsure",
  digit: text,
  words: `That does not look like a ${digits.length === 1 ? "digit" : "number"}`,
  detail: digits.length === 1 ? `Closest: ${likeliest(digits[0].probabilities)}, ${percent(confidence)}` : "",
});

/** A number digit by digit, as one reads out a telephone number.
 * @type {(text: string) => string} */
export const spelled = (text) => text.split("\n").map((line) => [...line].join(" ").replaceAll("?", "unreadable")).join(", next line: ");

/** What is read out: the answer in one sentence, and what is doubted of it.
 * @type {(saying: Saying) => string} */
export const aloud = ({ condition, digit, words, detail, doubt = "" }) => {
  if (condition !== "answer") return [words, detail].filter(Boolean).join(". ");
  const sentences = [`Read as ${spelled(digit)}`, [words, detail].filter(Boolean).join(", "), doubt];
  return `${sentences.filter(Boolean).join(". ")}.`;
};
