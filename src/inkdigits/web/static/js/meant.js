/**
 * What somebody types that they meant, as digits of the server's alphabet; or what is wrong with it, in words.
 *
 * The digits of every script are understood, as the server does.
 */

const LONGEST = 1000; // signs that the server takes
const DIGIT = /^\p{Nd}$/u;

/** @typedef {{meant: string, problem?: undefined} | {meant?: undefined, problem: string}} Meant */

/** @type {(typed: string, read: string) => Meant} */
export const meantBy = (typed, read) => {
  const lines = typed.split(/\r\n|[\r\n]/).map((line) => [...line.replace(/\s/gu, "")]);
  const kept = lines.filter((line) => line.length > 0);
  if (kept.length === 0) return { problem: "Type the number that you meant." };
  const wrong = kept.flat().find((sign) => !DIGIT.test(sign));
  if (wrong !== undefined) return { problem: `Digits only, please: “${wrong}” is none.` };
  const meant = kept.map((line) => line.map(digitOf).join("")).join("\n");
  if (meant.length > LONGEST) return { problem: `That is too long: ${LONGEST} digits at most.` };
  return meant === read ? { problem: `That is what was read: ${meant.replaceAll("\n", " / ")}` } : { meant };
};

/** Unicode keeps the ten digits of a script together, in order: how many stand before it is its value.
 * @type {(sign: string) => string} */
const digitOf = (sign) => {
  const code = Number(sign.codePointAt(0));
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
};
