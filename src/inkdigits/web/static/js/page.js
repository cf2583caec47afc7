/**
 * The page: joins the pen, the drawing, the server and what is shown of them.
 *
 * There is one state, `now`.  Whatever happens makes a new one and shows it; nothing is read back
 * from the page.
 */

import { makeAnnouncer } from "./announce.js";
import { read } from "./api.js";
import { makeCopying } from "./copy.js";
import { keep, recall, remember } from "./history.js";
import { actionOf } from "./keys.js";
import { makeLearning } from "./learning.js";
import { newestWins } from "./newest.js";
import { listenToPen } from "./pen.js";
import { blobOf, listenForPictures, smallCopy } from "./picture.js";
import { bringIntoView, endOf, moveAlong } from "./sheet.js";
import { makeSlide } from "./slide.js";
import * as sheets from "./strokes.js";
import { canCorrect, makeView, nothingToRead, onPaper, outlookOf, sayingOf, textOf } from "./view.js";
import { aloud } from "./words.js";

/** @typedef {import("./api.js").Question} Question */
/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {import("./history.js").Entry} Entry */
/** @typedef {import("./strokes.js").Drawing} Drawing */
/** @typedef {import("./view.js").Now} Now */
/** @typedef {import("./view.js").Picture} Picture */

const REST = 700; // ms without news after which a reading joins the last ones
const TINY = 112; // px, longer side of what is kept of a corrected picture
const OVER = 1.1; // sides of the paper: ink beyond wants a wide one

/** @type {(id: string) => any} */
const find = (id) => document.getElementById(id);
const storage = () => window.localStorage;
let count = 0;
const newId = () => `${Date.now().toString(36)}-${(count += 1)}`;
const emptySheet = () => ({ id: newId(), strokes: [] });

/** @type {Now} */
let now = {
  drawing: sheets.freshDrawing(newId()),
  picture: null,
  reading: null,
  readOf: null,
  trouble: null,
  inking: false,
  why: false,
  boxed: true,
  expect: "auto",
  wide: false,
  left: 0,
  chosen: null,
  recent: recall(storage),
  corrections: [],
  forgotten: null,
};

const announcer = makeAnnouncer(find("spoken"));
const view = makeView(find, {
  open: (entry) => reopen(entry),
  choose: (place) => choose(place),
  forget: (key) => learning.forget(key),
  again: (key) => learning.again(key),
});

/** @type {(change: Partial<Now>) => void} */
const become = (change) => view((now = { ...now, ...change }));

const learning = makeLearning({
  find,
  storage,
  changed: (corrections) => become({ corrections }),
  say: (sentence) => announcer.say(sentence, 0),
});

/* Reading */

const reader = newestWins({
  /** @type {(question: Question, signal: AbortSignal) => Promise<Reading>} */
  ask: read,
  answered: (reading, { strokes, picture }) => {
    become({ reading, readOf: picture ?? strokes, trouble: null });
    atRest();
  },
  failed: (trouble) => {
    become({ trouble, reading: null, readOf: null });
    atRest();
  },
});

/** Have what is on the paper read. */
const ask = () => {
  const { drawing, picture, why, expect } = now;
  if (nothingToRead(now)) announcer.hush();
  else if (picture) reader.ask({ picture: picture.bytes, explain: why, expect });
  else reader.ask({ strokes: drawing.sheet.strokes, explain: why, expect });
};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
const atRest = () => {
  clearTimeout(resting);
  if (now.inking || nothingToRead(now)) return;
  announcer.say(aloud(sayingOf(now)));
  resting = setTimeout(addToRecent, REST);
};

const addToRecent = () => {
  clearTimeout(resting);
  const { reading, readOf, picture, drawing } = now;
  if (!reading || reading.text === "" || readOf !== onPaper(now) || readOf === now.forgotten) return;
  const { id, strokes } = picture ? { id: picture.id, strokes: [] } : drawing.sheet;
  const small = picture && smallCopy(find("picture"));
  if (picture && !small) return;
  const recent = remember(now.recent, { id, strokes, picture: small, reading });
  keep(storage, recent);
  become({ recent });
};

/* What is on the paper */

/** Put something else on the paper; the answer to what was there is no longer wanted.
 * @type {(drawing: Drawing, shown?: {picture?: Picture, reading?: Reading}) => void} */
const lay = (drawing, { picture, reading } = {}) => {
  addToRecent();
  reader.forget();
  if (now.picture) URL.revokeObjectURL(now.picture.url);
  const next = { drawing, picture: picture ?? null, reading: reading ?? null };
  slide.stop();
  become({ ...next, readOf: null, trouble: null, inking: false, chosen: null });
};

/** @type {(drawing: Drawing) => void} */
const turn = (drawing) => {
  if (drawing === now.drawing) return;
  lay(drawing);
  const strokes = drawing.sheet.strokes.slice(-1);
  if (strokes.length > 0) become({ left: bringIntoView(outlook(), endOf(strokes), endOf(strokes)) });
  announcer.hush();
  ask();
};

/** @type {(file: File) => void} */
const takePicture = (file) => {
  const picture = { id: newId(), url: URL.createObjectURL(file), bytes: file };
  lay(sheets.turnTo(now.drawing, emptySheet()), { picture });
  ask();
};

/** @type {(entry: Entry) => void} */
const reopen = ({ id, strokes, picture: url, reading }) => {
  const sheet = url ? emptySheet() : { id, strokes };
  const wide = now.wide || endOf(sheet.strokes) > OVER * sheets.SIDE;
  become({ wide, left: 0 });
  lay(sheets.turnTo(now.drawing, sheet), { reading, ...(url && { picture: { id, url, bytes: blobOf(url) } }) });
  announcer.hush();
  ask();
};

const clear = () => {
  if (nothingToRead(now)) return;
  lay(now.picture ? now.drawing : sheets.turnTo(now.drawing, emptySheet()));
  become({ left: 0 });
  announcer.say("Cleared", 0);
};

/* Where on the sheet one is */

const outlook = () => outlookOf(now, find("paper"));
const slide = makeSlide(find("paper"), find("along"), { outlook, go: (left) => become({ left }) });

/** Look at one digit of the number closely.
 * @type {(place: number) => void} */
const choose = (place) => {
  become({ chosen: place });
  const box = now.reading?.digits[place]?.box;
  if (box && !now.picture && now.readOf) slide.to(bringIntoView(outlook(), box.x, box.x + box.width));
};

/** @type {(point: sheets.PenPoint) => sheets.PenPoint} */
const onSheet = ([x, y, nib]) => [x + outlook().left, y, nib];

listenToPen(find("drawing"), {
  down: (point) => {
    clearTimeout(resting);
    announcer.hold();
    learning.rest();
    if (now.picture) lay(now.drawing);
    slide.stop();
    become({ drawing: sheets.penDown(now.drawing, onSheet(point)), inking: true, left: outlook().left });
  },
  move: (points) => {
    if (!now.inking) return; // what this stroke belonged to has been put away
    const drawing = sheets.penMove(now.drawing, points.map(onSheet));
    if (drawing === now.drawing) return;
    become({ drawing });
    ask();
  },
  up: () => {
    if (!now.inking) return;
    become({ inking: false });
    if (now.wide) slide.soon(() => moveAlong(outlook(), now.drawing.sheet.strokes));
    ask();
  },
  cancel: () => now.inking && turn(sheets.undo(now.drawing)),
});

/* Buttons and keys */

/** @type {Record<string, () => void>} */
const actions = {
  undo: () => turn(sheets.undo(now.drawing)),
  redo: () => turn(sheets.redo(now.drawing)),
  clear,
  upload: () => find("upload-file").click(),
  camera: () => find("camera-file").click(),
  again: () => reader.hurry(),
  wrong: () => {
    const { reading, picture } = now;
    if (!reading || !canCorrect(now)) return;
    const small = picture && smallCopy(find("picture"), TINY);
    learning.ask({ reading, ink: picture?.bytes ?? now.drawing.sheet.strokes, small });
  },
  why: () => {
    become({ why: !now.why });
    ask();
  },
  boxed: () => become({ boxed: !now.boxed }),
  wide: () => {
    slide.stop();
    become({ wide: !now.wide });
    become({ left: moveAlong(outlook(), now.drawing.sheet.strokes) });
  },
  forget: () => {
    keep(storage, []);
    become({ recent: [], forgotten: onPaper(now) });
    announcer.say("Last readings cleared", 0);
  },
};

for (const [id, act] of Object.entries(actions)) find(id).addEventListener("click", act);
document.addEventListener("keydown", (event) => {
  const action = find("correcting").open ? null : actionOf(event); // in there, the keys belong to the field
  if (!action) return;
  event.preventDefault();
  if (action === "clear" && event.repeat) return; // the key that closed the dialog may still be down
  actions[action]();
});
find("expect").addEventListener("change", () => {
  become({ expect: find("expect").value, chosen: null });
  ask();
});
makeCopying(find("copy"), () => textOf(now), (told) => announcer.say(told, 0));
listenForPictures(document, [find("upload-file"), find("camera-file")], takePicture);
addEventListener("online", reader.hurry);
addEventListener("pagehide", addToRecent);
become({ corrections: learning.list() });
learning.sendWaiting();
