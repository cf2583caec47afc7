/**
 * The page of the guided sheet: joins the pen, what was written, the command that learns, and what is shown of them.
 *
 * The drawings stay in this browser until they were learned: neither a reload nor the end of the command loses any.
 */

import { makeSurface } from "./canvas.js";
import { actionOf } from "./keys.js";
import { listenToPen } from "./pen.js";
import * as state from "./personal_state.js";
import { fillIn, showProgress } from "./personal_told.js";
import { repaintSmall, showSmall } from "./recent.js";
import { freshDrawing, penDown, penMove } from "./strokes.js";

/** @typedef {import("./strokes.js").Strokes} Strokes */
/** How far the learning is, as the command tells it.
 * @typedef {{state: string, what: string, done: number, all: number, message: string, result: import("./personal_told.js").Result}} Told */

const PATIENCE = 60_000; // ms; the machine has much to do meanwhile, and who has ended refuses at once
const PAUSE = 400; // ms between two questions how far it is
const MISSED = 3; // questions in a row without an answer after which the command is taken for lost
const ENDED = "The command has ended, or does not answer. Start it again with inkdigits personal";
const KEPT = "your drawings are kept here";
const NOT_KEPT = "This browser does not keep your drawings: leave this page open until they are learned.";

/** @type {(id: string) => any} */
const find = (id) => document.getElementById(id);
const storage = () => window.localStorage;
const surface = makeSurface(find("drawing"));

let sheet = state.recall(storage);
let inking = false;
let busy = false; // learning, or about to

/* Asking */

/** The answer; throws an Error that says why there is none.
 * @type {(url: string, body?: unknown) => Promise<any>} */
const ask = async (url, body) => {
  const sent = body && { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(PATIENCE) }).catch(() => {
    throw new Error(`${ENDED}; ${KEPT}`);
  });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Error(answer?.error?.message ?? `The answer was ${response.status}; ${KEPT}`);
};

/** @type {(said: string, trouble?: boolean) => void} */
const tell = (said, trouble = false) => {
  find("told").textContent = said;
  find("told").dataset.trouble = trouble;
};

/* Showing */

/** @type {{place: number, button: HTMLButtonElement, shown: Strokes | null}[]} */
const cells = [];

const layOut = () => {
  for (const round of state.ROUNDS.keys()) {
    for (let digit = 0; digit < 10; digit += 1) {
      const place = state.placeOf(round, digit);
      const item = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.addEventListener("click", () => go(state.goTo(sheet, place)));
      item.append(button);
      find("cells").append(item);
      cells.push({ place, button, shown: null });
    }
  }
};

const show = () => {
  const strokes = state.written(sheet);
  const [full, blank] = [state.isFull(sheet), strokes.length === 0];
  surface.show(strokes, 0);
  find("ask").textContent = state.askFor(sheet);
  find("place").textContent = state.placeInWords(sheet);
  find("paper").dataset.blank = blank;
  const inked = blank ? "blank" : `${strokes.length} stroke${strokes.length > 1 ? "s" : ""}`;
  find("drawing").setAttribute("aria-label", `Paper for the ${state.ORDER[sheet.at]}, ${inked}`);
  for (const [id, off] of Object.entries({ back: sheet.at === 0, undo: blank, again: blank, next: blank })) {
    find(id).setAttribute("aria-disabled", String(off));
  }
  find("next").hidden = full;
  find("learn").hidden = !full;
  find("counted").textContent = full ? "All written. Tap any to write it again." : `${state.count(sheet)} of ${state.ORDER.length} written`;
  find("save").setAttribute("aria-disabled", String(state.count(sheet) === 0));
  find("anew").setAttribute("aria-disabled", String(state.count(sheet) === 0));
  for (const cell of cells) showCell(cell);
};

/** @type {(cell: {place: number, button: HTMLButtonElement, shown: Strokes | null}) => void} */
const showCell = (cell) => {
  const { place, button } = cell;
  const strokes = sheet.cells[place];
  if (strokes !== cell.shown && !(inking && place === sheet.at)) {
    if (strokes.length > 0) showSmall(button, { strokes, picture: null });
    else button.textContent = String(state.ORDER[place]);
    cell.shown = strokes;
  }
  button.setAttribute("aria-label", state.cellInWords(sheet, place));
  button.setAttribute("aria-disabled", String(!state.canGo(sheet, place)));
  if (place === sheet.at) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
};

/** @type {(step: "writing" | "learning" | "learned" | "ended") => void} */
const turnTo = (step) => {
  for (const id of ["writing", "learning", "learned", "ended"]) find(id).hidden = id !== step;
};

/* Writing */

/** @type {(strokes: Strokes) => void} */
const lay = (strokes) => {
  sheet = state.write(sheet, strokes);
  show();
};

const keep = () => {
  if (!state.keep(storage, sheet)) tell(NOT_KEPT, true);
};

/** @type {(strokes: Strokes) => void} */
const change = (strokes) => {
  if (inking || busy) return;
  lay(strokes);
  keep();
};

/** @type {(next: state.Sheet) => void} */
const go = (next) => {
  if (inking || busy || next.at === sheet.at) return;
  sheet = next;
  tell("");
  show();
  keep();
  find("spoken").textContent = `${state.askFor(sheet)}, ${state.placeInWords(sheet)}`;
};

/** The drawing in hand as `strokes.js` takes it.
 * @type {() => import("./strokes.js").Drawing} */
const inHand = () => ({ ...freshDrawing(""), sheet: { id: "", strokes: state.written(sheet) } });

listenToPen(find("drawing"), {
  down: (point) => {
    inking = true;
    lay(penDown(inHand(), point).sheet.strokes);
  },
  move: (points) => {
    const longer = penMove(inHand(), points).sheet.strokes;
    if (inking && longer !== state.written(sheet)) lay(longer);
  },
  up: () => {
    inking = false;
    show();
    keep();
  },
  cancel: () => {
    inking = false;
    lay(state.written(sheet).slice(0, -1));
    keep();
  },
});

/* Learning */

const learn = async () => {
  if (busy || !state.isFull(sheet)) return;
  busy = true;
  tell("");
  showProgress(find, { what: "", done: 0, all: 1 });
  turnTo("learning");
  find("learning-title").focus({ preventScroll: true });
  try {
    await follow(await begin());
  } catch (error) {
    fail(/** @type {Error} */ (error).message);
  }
};

/** Send the drawings.  Where the answer is lost, or another window was first, what matters is that it learns.
 * @type {() => Promise<Told>} */
const begin = () =>
  ask("drawings", state.drawingsOf(sheet)).catch(async (error) => {
    const now = await ask("progress").catch(() => null);
    if (now?.state === "learning") return now;
    throw error;
  });

/** Show how far it is until it is over.
 * @type {(told: Told) => Promise<void>} */
const follow = async (told) => {
  let now = told;
  let missed = 0;
  while (now.state === "learning") {
    showProgress(find, now);
    await new Promise((later) => setTimeout(later, PAUSE));
    try {
      now = await ask("progress");
      missed = 0;
    } catch (error) {
      if ((missed += 1) > MISSED) throw error;
    }
  }
  if (now.state === "learned") showResult(now.result);
  else fail(now.message || `It was not learned; ${KEPT}.`);
};

/** @type {(message: string) => void} */
const fail = (message) => {
  busy = false;
  turnTo("writing");
  show();
  tell(`Not learned: ${message}`, true);
  find("learn").focus({ preventScroll: true });
};

/** @type {(result: Told["result"]) => void} */
const showResult = (result) => {
  busy = true; // the sheet is done with
  state.drop(storage);
  fillIn(find, result);
  find("save-learned").hidden = state.count(sheet) === 0;
  turnTo("learned");
  find("headline").focus({ preventScroll: true });
};

/* Buttons and keys */

const save = () => {
  if (state.count(sheet) === 0) return;
  const url = URL.createObjectURL(new Blob([JSON.stringify(state.drawingsOf(sheet))], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: url, download: "drawings.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url), PATIENCE);
};

const startAnew = () => {
  if (state.count(sheet) === 0 || !confirm("Throw away all that is written, and begin anew?")) return;
  sheet = state.freshSheet();
  state.drop(storage);
  tell("");
  show();
};

const done = async () => {
  await ask("done", {}).catch(() => null); // it may have ended already
  turnTo("ended");
  find("ended").focus({ preventScroll: true });
};

const actions = {
  undo: () => change(state.written(sheet).slice(0, -1)),
  again: () => change([]),
  back: () => go(state.back(sheet)),
  next: () => go(state.next(sheet)),
  learn,
  save,
  "save-learned": save,
  anew: startAnew,
  done,
};
for (const [id, act] of Object.entries(actions)) find(id).addEventListener("click", act);

document.addEventListener("keydown", (event) => {
  const pressable = event.target instanceof HTMLElement && event.target.closest("button, a");
  const known = actionOf(event);
  if (find("writing").hidden || event.altKey) return;
  if (known === "undo") actions.undo();
  else if (known === "clear") actions.again();
  else if (event.key === "ArrowLeft") actions.back();
  else if (event.key === "ArrowRight" || (event.key === "Enter" && !pressable)) actions.next();
  else return;
  event.preventDefault();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaintSmall(document));

/** Go on where the command is: it may be learning, or have learned, what was written before a reload.
 * @type {(told: Told) => Promise<void>} */
const arrive = async (told) => {
  if (told.state === "learned") showResult(told.result);
  if (told.state !== "learning") return;
  busy = true;
  turnTo("learning");
  await follow(told).catch((error) => fail(error.message));
};

layOut();
show();
ask("progress").then(arrive, (error) => tell(error.message, true));
