/**
 * Show the page's state, all of it, every time: what the page looks like follows from `now` alone.
 */

import { makeAnswerCard } from "./answer.js";
import { makeBoxes } from "./boxes.js";
import { makeSurface } from "./canvas.js";
import { doubted } from "./doubt.js";
import { makeHeat } from "./heat.js";
import { coverOfPicture, coverOfSheet } from "./placing.js";
import { makeMine } from "./mine.js";
import { repaintSmall, showRecent } from "./recent.js";
import { lookOn, spanOf } from "./sheet.js";
import { canRedo, canUndo, isBlank } from "./strokes.js";
import { say } from "./words.js";

/** @typedef {import("./api.js").Box} Box */
/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {import("./history.js").Entry} Entry */
/** @typedef {import("./strokes.js").Drawing} Drawing */
/** @typedef {import("./sheet.js").Outlook} Outlook */
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
 * @property {boolean} boxed  boxes are shown around the digits
 * @property {import("./api.js").Expectation} expect
 * @property {boolean} wide  the paper is wider than high
 * @property {number} left  units, where the paper's window on the sheet begins, if the sheet is that long
 * @property {number | null} chosen  the place of the digit that somebody wants to look at closely
 * @property {readonly Entry[]} recent
 * @property {readonly import("./mine.js").Shown[]} corrections
 * @property {unknown} forgotten  what was on the paper when the last readings were cleared: it does not join them again
 */

/** @type {(now: Now) => boolean} */
export const nothingToRead = ({ drawing, picture }) => isBlank(drawing) && picture === null;

/** What is on the paper: strokes, or the bytes of a picture.
 * @type {(now: Now) => import("./strokes.js").Strokes | Blob} */
export const onPaper = ({ drawing, picture }) => picture?.bytes ?? drawing.sheet.strokes;

/** What there is to copy: "" where nothing was read.
 * @type {(now: Now) => string} */
export const textOf = (now) => (sayingOf(now).condition === "answer" ? sayingOf(now).digit : "");

/** Whether there is something that can be wrong: the answer to finished ink.
 * @type {(now: Now) => boolean} */
export const canCorrect = (now) =>
  !now.inking && now.readOf === onPaper(now) && ["answer", "unsure"].includes(sayingOf(now).condition);

/** @type {(now: Now) => Saying} */
export const sayingOf = (now) =>
  say({ ...now, blank: nothingToRead(now), picture: now.picture !== null });

/** What `paper` shows of the sheet.
 * @type {(now: Now, paper: HTMLElement) => Outlook} */
export const outlookOf = ({ drawing, left, wide }, paper) =>
  lookOn({ strokes: drawing.sheet.strokes, left, wide }, spanOf(paper));

/** The place of the digit that is looked at closely: the chosen one, else the doubted one, else the last.
 * @type {(now: Now) => number} */
const lookedAt = ({ reading, chosen }) => {
  const count = reading?.digits.length ?? 0;
  if (chosen !== null && chosen < count) return chosen;
  return doubted(reading) >= 0 ? doubted(reading) : count - 1;
};

/** `open` is called for an entry of the last readings, `choose` for a digit of the number.
 * @typedef {{open: (entry: Entry) => void, choose: (place: number) => void} & import("./mine.js").Acts} Acts */
/** @type {(find: (id: string) => any, acts: Acts) => (now: Now) => void} */
export const makeView = (find, acts) => {
  const surface = makeSurface(find("drawing"));
  const card = makeAnswerCard(find, acts.choose);
  const showMine = makeMine(find, acts);
  const boxes = makeBoxes(find("boxes"));
  const heat = makeHeat(find("heat"));
  /** @type {Now | null} */
  let shown = null;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaintSmall(document));
  /** What lies on the paper, where it lies: also after the paper has changed its size.
   * @type {(now: Now) => void} */
  const lay = (now) => {
    const look = outlookOf(now, find("paper"));
    surface.show(now.drawing.sheet.strokes, look.left);
    showAlong(find("along"), look, now);
    const { reading, cover } = overlayOf(find, look, now);
    const digits = reading && (reading.digits.length > 1 || now.picture) && now.boxed ? reading.digits : [];
    boxes({ digits, cover, doubted: doubted(reading), chosen: now.chosen });
    heat((now.why && reading?.digits[lookedAt(now)]) || null, cover);
  };
  const relay = () => shown && lay(shown);
  watchPicture(find("picture"), find("paper"), relay);
  new ResizeObserver(relay).observe(find("paper"));
  return (now) => {
    shown = now;
    showTools(find, now);
    showPaper(find, now);
    lay(now);
    const blank = nothingToRead(now);
    const stale = !blank && !now.trouble && now.readOf !== onPaper(now);
    const reading = blank ? null : now.reading;
    const looks = { doubted: doubted(reading), shown: lookedAt(now), why: now.why };
    card.show({ saying: sayingOf(now), reading, stale, ...looks });
    showRecent(find("recent"), now.recent, acts.open);
    showMine(now.corrections);
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

/** What may be shown over the paper, which covers `cover`: not what belongs to a larger picture of which a small copy has
 * yet to be read, nor to one that the browser cannot show.
 * @type {(find: (id: string) => any, look: Outlook, now: Now) => {reading: Reading | null, cover: Box}} */
const overlayOf = (find, look, { reading, readOf, picture }) => {
  const { naturalWidth: width, naturalHeight: height } = find("picture");
  if (!picture) return { reading: readOf ? reading : null, cover: coverOfSheet(look) };
  const { clientWidth, clientHeight } = find("paper");
  const cover = coverOfPicture({ width: clientWidth, height: clientHeight }, { width, height });
  return { reading: readOf && width > 0 ? reading : null, cover };
};

/** The bar with which one moves along a sheet that is longer than the paper.
 * @type {(bar: HTMLInputElement, look: Outlook, now: Now) => void} */
const showAlong = (bar, { left, span, length }, { picture }) => {
  bar.hidden = length <= span || picture !== null;
  bar.max = String(length - span);
  bar.value = String(left);
  bar.style.setProperty("--thumb", `${(100 * span) / length}%`);
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
  setOff(find("copy"), textOf(now) === "");
  setOff(find("wrong"), !canCorrect(now));
  for (const name of /** @type {const} */ (["why", "boxed", "wide"])) find(name).setAttribute("aria-pressed", String(now[name]));
  find("page").dataset.sheet = now.wide ? "wide" : "square";
  find("expect").value = now.expect;
  find("recent-none").hidden = now.recent.length > 0;
};

/** A button that is off keeps its focus, which one that is disabled would lose.
 * @type {(button: HTMLElement, off: boolean) => void} */
const setOff = (button, off) => button.setAttribute("aria-disabled", String(off));
