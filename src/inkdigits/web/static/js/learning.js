/**
 * Learning from those who are read wrongly: joins the dialog, the list, the way to the server and what is said of it.
 */

import { correct, forget } from "./api.js";
import { makeCorrecting } from "./correcting.js";
import { SHELF, newCorrection } from "./corrections.js";
import { makeNote } from "./note.js";
import { makeSender } from "./sending.js";
import { makeShelf } from "./shelf.js";
import { makeWaitingPictures } from "./waiting.js";

/** @typedef {import("./api.js").Reading} Reading */
/** @typedef {import("./api.js").Trouble} Trouble */
/** @typedef {import("./corrections.js").Correction} Correction */
/** @typedef {import("./mine.js").Shown} Shown */
/** @typedef {import("./sending.js").News} News */
/** @typedef {import("./strokes.js").Strokes} Strokes */
/** What is corrected: the ink that was read, and the reading of it.  `small`: a small copy of a picture.
 * @typedef {{reading: Reading, ink: Strokes | Blob, small: string | null}} Wrong */
/**
 * @typedef {object} Around
 * @property {(id: string) => any} find
 * @property {() => Storage} storage
 * @property {(corrections: readonly Shown[]) => void} changed
 * @property {(sentence: string) => void} say
 */

const LOST = "A correction of a picture could not be sent when you were last here, and the picture is gone: please correct it again.";

/** @param {Around} around */
export const makeLearning = ({ find, storage, changed, say }) => {
  const shelf = makeShelf(storage);
  const pictures = makeWaitingPictures();
  const ask = makeCorrecting(find);
  const note = makeNote(find("note"), find("wrong"));
  /** @type {Map<string, News>} */
  const heard = new Map();
  /** @type {Set<string>} sent without anybody having asked: their failing again is no news */
  const quiet = new Set();
  /** @type {Set<string>} its picture does not outlive the page */
  const fleeting = new Set();

  const list = () => shelf.all().map((correction) => ({ ...correction, news: heard.get(correction.key) ?? null }));
  /** @type {(text: string, choice?: {name: string, act: () => void}, bad?: boolean) => void} */
  const tell = (text, choice, bad = false) => {
    note.show({ text, choice, bad });
    say(text);
  };

  /** @type {(news: News, correction: Correction, trouble?: Trouble) => void} */
  const hear = (news, { key }, trouble) => {
    heard.set(key, news);
    changed(list());
    const again = { name: "Send again", act: () => sendAgain(key) };
    const reason = trouble?.kind === "offline" ? "you are offline" : trouble?.message || "the server does not answer";
    const later = shelf.lasts() && !fleeting.has(key) ? "It is kept in this browser, and sent when you come back." : "It is lost when you close this page.";
    if (news === "forgotten") tell("Forgotten.");
    if (news === "lost") tell(LOST, undefined, true);
    if (news === "refused") tell(`It was not taken: ${reason}.`, again, true);
    if (news === "unsent" && !quiet.has(key)) tell(`It could not be sent: ${reason}. ${later}`, again, true);
    if (news === "unforgotten" && !quiet.has(key)) {
      const rest = trouble?.kind !== "refused" ? "It will be when the server answers again." : "It stays in your list.";
      tell(`It could not be forgotten yet: ${reason}. ${rest}`, { name: "Try again", act: () => forgetIt(key) }, true);
    }
  };
  const sender = makeSender({ correct, forget, shelf, pictures, tell: hear });

  /** @type {(key: string) => void} */
  const sendAgain = (key) => {
    quiet.delete(key);
    note.rest();
    void sender.send(key);
  };
  /** @type {(key: string) => void} */
  const forgetIt = (key) => {
    quiet.delete(key);
    void sender.forget(key);
  };
  /** What was left over from the last visit, or from a time without a network. */
  const sendWaiting = () => {
    for (const { key, token, refused, unwanted } of shelf.all()) {
      if (!unwanted && (token || refused)) continue;
      quiet.add(key);
      void (unwanted ? sender.forget(key) : sender.send(key));
    }
  };

  /** @type {(wrong: Wrong, meant: string) => Promise<void>} */
  const take = async ({ reading, ink, small }, meant) => {
    const correction = newCorrection({ key: newKey(), when: Date.now(), reading, meant, ink, picture: small });
    shelf.add(correction);
    const { key } = correction;
    const lasts = shelf.lasts() ? "" : " Once this page is closed, it cannot be forgotten from here: this browser has no room to remember it.";
    heard.set(key, "sending");
    changed(list());
    tell(`Thank you: ${meant.replaceAll("\n", " / ")}, not ${reading.text.replaceAll("\n", " / ")}.${lasts}`, { name: "Forget this", act: () => forgetIt(key) });
    if (ink instanceof Blob && !(await pictures.keep(key, ink))) fleeting.add(key);
    void sender.send(key);
  };

  addEventListener("online", sendWaiting);
  addEventListener("storage", ({ key }) => (key === SHELF || key === null) && changed(list()));
  return {
    list,
    forget: forgetIt,
    again: sendAgain,
    sendWaiting,
    /** Something else goes on. */
    rest: note.rest,
    /** Ask what was meant.
     * @type {(wrong: Wrong) => void} */
    ask: (wrong) => {
      const { reading, ink, small } = wrong;
      const picture = ink instanceof Blob;
      const shown = { strokes: picture ? [] : ink, picture: small };
      const lasts = shelf.lasts() && shelf.hasRoom();
      ask({ read: reading.text, small: shown, picture, told: shelf.told(), lasts }, (meant) => void take(wrong, meant));
    },
  };
};

/** A random name; `randomUUID` is there on secure pages alone.
 * @type {() => string} */
export const newKey = () =>
  crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
