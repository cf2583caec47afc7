/**
 * The number as large as it fits: the longest of its lines across, all of them on top of each other.
 *
 * The style sheet does the sum; here it is told how many digits and lines there are, and which digit is doubted.
 */

const LONGEST = 24; // digits in a line as it is shown; what is longer goes on in the next

/** @type {(element: HTMLElement, text: string, doubted: number) => void} */
export const showNumber = (element, text, doubted) => {
  const shown = `${doubted} ${text}`;
  if (element.dataset.shown === shown) return;
  element.dataset.shown = shown;
  const lines = text.split("\n").flatMap((line) => line.match(new RegExp(`.{1,${LONGEST}}`, "g")) ?? "");
  element.style.setProperty("--columns", String(Math.max(...lines.map(({ length }) => length))));
  element.style.setProperty("--lines", String(lines.length));
  element.replaceChildren(...marked(lines.join("\n"), doubted));
};

/** The text, with the doubted digit in an element of its own; its place counts digits, not line breaks.
 * @type {(text: string, doubted: number) => (string | HTMLElement)[]} */
const marked = (text, doubted) => {
  if (doubted < 0) return [text];
  let at = -1;
  for (let left = doubted; left >= 0; left -= text[at] === "\n" ? 0 : 1) at += 1;
  const mark = Object.assign(document.createElement("em"), { textContent: text[at] });
  return [text.slice(0, at), mark, text.slice(at + 1)];
};
