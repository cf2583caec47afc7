/**
 * The dialog in which one says what was meant.  It shows what was read and, before anything is sent, what will be stored.
 */

import { meantBy } from "./meant.js";
import { showSmall } from "./recent.js";
import { spelled } from "./words.js";

/** @typedef {import("./recent.js").Small} Small */
/** What is corrected, and what is to be said of it.
 * @typedef {{read: string, small: Small, picture: boolean, told: boolean, lasts: boolean}} Asked */

/** What is stored, and why; shorter for those who have read it.
 * @type {(asked: Pick<Asked, "picture" | "told" | "lasts">) => string} */
export const storing = ({ picture, told, lasts }) => {
  const ink = picture ? "picture" : "drawing";
  const why = told
    ? `It is stored with your ${ink}.`
    : `Your ${ink}, what was read and what you meant are stored on this server, so that it learns to read better. Nothing about you is.`;
  const until = told ? "You can have it forgotten." : "You can have it forgotten, for as long as this browser remembers it.";
  return `${why} ${lasts ? until : "You can have it forgotten only until you close this page: this browser has no room to remember it."}`;
};

/** Returns a function that asks; what was meant goes to the function that is handed to it.
 * @type {(find: (id: string) => any) => (asked: Asked, send: (meant: string) => void) => void} */
export const makeCorrecting = (find) => {
  const dialog = find("correcting");
  const [line, lines] = [find("meant"), find("meant-lines")];
  let read = "";
  /** @type {(meant: string) => void} */
  let send = () => {};
  const field = () => (lines.hidden ? line : lines);

  /** @type {(problem: string) => void} */
  const complain = (problem) => {
    find("problem").textContent = problem;
    field().setAttribute("aria-invalid", String(problem !== ""));
  };

  /** @type {(event: Event) => void} */
  const submit = (event) => {
    event.preventDefault();
    const { meant, problem } = meantBy(field().value, read);
    if (meant === undefined) {
      complain(problem);
      field().focus();
      return;
    }
    dialog.close();
    send(meant);
  };

  find("correction").addEventListener("submit", submit);
  find("cancel").addEventListener("click", () => dialog.close());
  for (const input of [line, lines]) input.addEventListener("input", () => complain(""));
  lines.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  });

  return (asked, then) => {
    [read, send] = [asked.read, then];
    const several = read.includes("\n");
    [line.hidden, lines.hidden] = [several, !several];
    find("meant-label").htmlFor = field().id;
    find("was").textContent = read;
    find("was-aloud").textContent = spelled(read);
    find("told").textContent = storing(asked);
    field().value = [...read].length > 1 ? read : ""; // of a long number, most is right
    complain("");
    dialog.showModal();
    showSmall(find("was-small"), asked.small);
    field().focus();
    field().select();
  };
};
