/**
 * Show the page's state, all of it, every time: what the page looks like follows from `now` alone.
 */

import { makeAnswerCard } from "./answer.js";
import { makeSurface } from "./canvas.js";
import { makeHeat } from "./heat.js";
import { repaintRecent, showRecent } from "./recent.js";
import { canRedo, canUndo, isBlank } from "./strokes.js";
import { say } from "./words.js";

/** @typedef {import("./api.js").Glyph} Glyph */
/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {import("./history.js").Entry} Entry */
/** @typedef {import("./strokes.js").Drawing} Drawing */
/** @typedef {import("./words.js").Saying} Saying */
/** A picture that is read instead of the drawing.
 * @typedef {{id: string, url: string, bytes: Blob}} Picture */
/**
 * @typedef {object} Now
 * @property {Drawing} drawing
 * @property {Picture | null} picture
 * @property {Reading | null} reading  the last one; of a moment ago where `readOf` is not what is on the paper
 * @property {unknown} readOf  the strokes or bytes that it is a reading of
 * @property {import("./api.js").Trouble | null} trouble
 * @property {boolean} inking  the pen is down
 * @property {boolean} why  the explanation is shown
 * @property {readonly Entry[]} recent
 * @property {unknown} forgotten  what was on the paper when the last readings were cleared: it does not join them again
 */

/** @type {(now: Now) => boolean} */
export const nothingToRead = ({ drawing, picture }) => isBlank(drawing) && picture === null;

/** What is on the paper: strokes, or the bytes of a picture.
 * @type {(now: Now) => import("./strokes.js").Strokes | Blob} */
export const onPaper = ({ drawing, picture }) => picture?.bytes ?? drawing.sheet.strokes;

/** @type {(now: Now) => Saying} */
export const sayingOf = (now) =>
  say({ blank: nothingToRead(now), picture: now.picture !== null, reading: now.reading, trouble: now.trouble });

/** @type {(find: (id: string) => any, open: (entry: Entry) => void) => (now: Now) => void} */
export const makeView = (find, open) => {
  const surface = makeSurface(find("drawing"));
  const card = makeAnswerCard(find);
  const heat = makeHeat(find("heat"));
  /** @type {Now | null} */
  let shown = null;
  watchPicture(find("picture"), find("paper"), () => shown && heat(...whyOf(find("picture"), shown)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaintRecent(find("recent")));
  return (now) => {
    shown = now;
    surface.show(now.drawing.sheet.strokes);
    showPaper(find, now);
    heat(...whyOf(find("picture"), now));
    showTools(find, now);
    const blank = nothingToRead(now);
    const stale = !blank && !now.trouble && now.readOf !== onPaper(now);
    card.show({ saying: sayingOf(now), glyph: blank ? null : (now.reading?.digits[0] ?? null), why: now.why, stale });
    showRecent(find("recent"), now.recent, open);
  };
};

/** The server may read kinds of files that the browser cannot show.
 * @type {(image: HTMLImageElement, paper: HTMLElement, loaded: () => void) => void} */
const watchPicture = (image, paper, loaded) => {
  image.addEventListener("load", () => (paper.dataset.shows = "picture"));
  image.addEventListener("load", loaded);
  image.addEventListener("error", () => (paper.dataset.shows = "nothing"));
};

/** @type {(find: (id: string) => any, now: Now) => void} */
const showPaper = (find, now) => {
  const { picture } = now;
  find("paper").dataset.holds = picture ? "picture" : nothingToRead(now) ? "nothing" : "ink";
  find("drawing").setAttribute("aria-label", nameOfDrawing(now));
  const image = find("picture");
  image.hidden = picture === null;
  if (picture === null) {
    image.removeAttribute("src");
    delete find("paper").dataset.shows;
  }
  if (picture && image.getAttribute("src") !== picture.url) image.src = picture.url;
};

/** What mattered is shown over what it was seen in: not over a small copy that has yet to be read, nor over nothing.
 * @type {(image: HTMLImageElement, now: Now) => [Glyph | null, {width: number, height: number} | null]} */
const whyOf = ({ naturalWidth: width, naturalHeight: height }, { why, reading, readOf, picture }) => {
  const wanted = why && readOf !== null && !(picture && width === 0);
  return [wanted ? (reading?.digits[0] ?? null) : null, picture && { width, height }];
};

/** @type {(now: Now) => string} */
const nameOfDrawing = ({ drawing }) => {
  const count = drawing.sheet.strokes.length;
  return count === 0 ? "Drawing area, blank" : `Drawing area, ${count} ${count === 1 ? "stroke" : "strokes"}`;
};

/** @type {(find: (id: string) => any, now: Now) => void} */
const showTools = (find, now) => {
  setOff(find("undo"), !canUndo(now.drawing));
  setOff(find("redo"), !canRedo(now.drawing));
  setOff(find("clear"), nothingToRead(now));
  setOff(find("forget"), now.recent.length === 0);
  find("why").setAttribute("aria-pressed", String(now.why));
  find("recent-none").hidden = now.recent.length > 0;
};

/** A button that is off keeps its focus, which one that is disabled would lose.
 * @type {(button: HTMLElement, off: boolean) => void} */
const setOff = (button, off) => button.setAttribute("aria-disabled", String(off));
