/**
 * What the command tells, shown: how far the learning is, and what came of it.
 */

import { STEPS, shareOf, whenEach } from "./personal_state.js";

/** @typedef {(id: string) => any} Find */
/** Numbers as they are shown: of a few drawings how many, of many the share.
 * @typedef {{name: string, count: number, before: string, after: string}} Row */
/** @typedef {{what: string, typed: string}} Use */
/** @typedef {{headline: string, rows: Row[], file: string, uses: Use[]}} Result */

/** Show which step is being done, and how much of it is.
 * @type {(find: Find, progress: import("./personal_state.js").Progress) => void} */
export const showProgress = (find, progress) => {
  const when = whenEach(progress);
  for (const [i, item] of [...find("steps").children].entries()) item.dataset.when = when[i];
  const share = shareOf(progress);
  const text = STEPS[when.indexOf("now")][1];
  if (share === null) find("bar").removeAttribute("value");
  else find("bar").value = share;
  find("bar").setAttribute("aria-label", text);
  if (find("spoken").textContent !== text) find("spoken").textContent = text;
};

/** Fill in what was gained, where the model lies and how it is used.
 * @type {(find: Find, result: Result) => void} */
export const fillIn = (find, { headline, rows, file, uses }) => {
  find("headline").textContent = headline;
  find("rows").replaceChildren(...rows.map(rowOf));
  find("file").textContent = file;
  find("uses").replaceChildren(...uses.map(useOf));
};

/** @type {<K extends keyof HTMLElementTagNameMap>(kind: K, text: string | number) => HTMLElementTagNameMap[K]} */
const made = (kind, text) => Object.assign(document.createElement(kind), { textContent: String(text) });

/** @type {(row: Row) => HTMLElement} */
const rowOf = ({ name, count, before, after }) => {
  const [row, head] = [document.createElement("tr"), made("th", name)];
  head.scope = "row";
  head.append(made("small", `${count.toLocaleString("en")} of them`));
  row.append(head, made("td", before), made("td", after));
  return row;
};

/** @type {(use: Use) => HTMLElement} */
const useOf = ({ what, typed }) => {
  const group = document.createElement("div");
  const told = document.createElement("dd");
  told.append(made("code", typed));
  group.append(made("dt", what), told);
  return group;
};
