/**
 * The digits of a number side by side, each with its confidence, to choose the one that is looked at closely.
 *
 * They are radio buttons: one stop for the Tab key, arrows between them, and every browser says which is chosen.
 */

import { nameOfPlace } from "./doubt.js";
import { percent, shortPercent } from "./words.js";

/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {{reading: Reading | null, doubted: number, shown: number}} Chips */

/** @type {(group: HTMLElement, choose: (place: number) => void) => (chips: Chips) => void} */
export const makeChips = (group, choose) => {
  let last = -1;
  return ({ reading, doubted, shown }) => {
    const { digits, text } = reading && reading.digits.length > 1 ? reading : { digits: [], text: "" };
    while (group.children.length > digits.length) group.lastElementChild?.remove();
    while (group.children.length < digits.length) group.append(makeChip(group.children.length, choose));
    const starts = startsOf(text);
    digits.forEach(({ digit, confidence }, place) => {
      const chip = /** @type {HTMLElement} */ (group.children[place]);
      const [radio, number, share] = /** @type {any} */ (chip.children);
      number.textContent = String(digit ?? "?");
      share.textContent = shortPercent(confidence);
      radio.checked = place === shown;
      const name = `${nameOfPlace(text, place)}: ${digit ?? "unreadable"}, ${percent(confidence)}`;
      radio.setAttribute("aria-label", place === doubted ? `${name}, doubted` : name);
      chip.classList.toggle("doubted", place === doubted);
      chip.classList.toggle("first", starts.has(place) && place > 0);
    });
    if (shown !== last && digits[shown]) bringIntoView(group, /** @type {HTMLElement} */ (group.children[shown]));
    last = shown;
  };
};

/** @type {(place: number, choose: (place: number) => void) => HTMLElement} */
const makeChip = (place, choose) => {
  const chip = document.createElement("label");
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: "chip", className: "unseen" });
  radio.addEventListener("change", () => choose(place));
  chip.append(radio, document.createElement("b"), document.createElement("small"));
  return chip;
};

/** The places at which a line begins.
 * @type {(text: string) => Set<number>} */
const startsOf = (text) => {
  let place = 0;
  return new Set(text.split("\n").map((line) => (place += line.length) - line.length));
};

/** Only the row of chips moves, never the page.
 * @type {(row: HTMLElement, chip: HTMLElement) => void} */
const bringIntoView = (row, { offsetLeft, offsetWidth }) => {
  const start = offsetLeft - row.offsetLeft;
  const hidden = start < row.scrollLeft || start + offsetWidth > row.scrollLeft + row.clientWidth;
  if (hidden) row.scrollLeft = start - (row.clientWidth - offsetWidth) / 2;
};
