/**
 * Corrections on their way to the server, and their way back: sent until it says that it has them, each of them once.
 *
 * A correction lies on the shelf before it is first sent, and its key goes with every try.  So whatever is cut short, by a
 * bad line or by a page that is closed, goes on at the next visit, and is kept once.
 */

import { Trouble } from "./api.js";
import { acknowledged } from "./corrections.js";

/** @typedef {import("./corrections.js").Correction} Correction */
/** What became of it.  "unsent": not yet; "lost": its picture is gone; "unforgotten": not yet.
 * @typedef {"sending" | "kept" | "unsent" | "refused" | "lost" | "forgetting" | "forgotten" | "unforgotten"} News */
/**
 * @typedef {object} Ways
 * @property {(correction: Correction, picture: Blob | null) => Promise<{id: string, token: string}>} correct
 * @property {(kept: {id: string, token: string}) => Promise<void>} forget
 * @property {Pick<ReturnType<typeof import("./shelf.js").makeShelf>, "find" | "change" | "drop">} shelf
 * @property {Pick<ReturnType<typeof import("./waiting.js").makeWaitingPictures>, "find" | "drop">} pictures
 * @property {(news: News, correction: Correction, trouble?: Trouble) => void} tell
 * @property {number} [pause]  ms before the second try; doubles every time
 */

const TRIES = 5;

/** @param {Ways} ways */
export const makeSender = ({ correct, forget, shelf, pictures, tell, pause = 1000 }) => {
  /** @type {Set<string>} on their way */
  const busy = new Set();

  /** @type {(key: string, way: (key: string) => Promise<void>) => Promise<void>} */
  const once = async (key, way) => {
    if (busy.has(key)) return;
    busy.add(key);
    await way(key).finally(() => busy.delete(key));
    const { unwanted, token } = shelf.find(key) ?? {};
    if (way === deliver && unwanted && token) await once(key, takeBack);
  };

  /** @type {(key: string) => Promise<void>} */
  const deliver = async (key) => {
    for (let failures = 0; ; ) {
      const correction = shelf.find(key);
      if (!correction || correction.token) return;
      const picture = correction.ink === null ? await pictures.find(key) : null;
      if (correction.ink === null && picture === null) return drop("lost", correction);
      tell("sending", correction);
      const trouble = await attempt(correction, picture);
      if (!trouble) return;
      failures += 1;
      if (trouble.kind === "refused") return refuse(key, trouble);
      if (failures >= TRIES) return unsent(key, trouble);
      await rest(Math.max(trouble.wait, pause * 2 ** (failures - 1)));
    }
  };

  /** Until it is answered, the server may have it or not.
   * @type {(correction: Correction, picture: Blob | null) => Promise<Trouble | null>} */
  const attempt = async (correction, picture) => {
    const { key, sent } = correction;
    shelf.change(key, { sent: true, refused: "" });
    try {
      const receipt = await correct(correction, picture);
      const kept = shelf.find(key);
      if (kept) shelf.change(key, acknowledged(kept, receipt));
      void pictures.drop(key);
      if (kept) tell("kept", acknowledged(kept, receipt));
      return null;
    } catch (error) {
      const trouble = troubleIn(error);
      if (trouble.code !== "") shelf.change(key, { sent });
      return trouble;
    }
  };

  /** @type {(news: News, correction: Correction) => void} */
  const drop = (news, correction) => {
    shelf.drop(correction.key);
    void pictures.drop(correction.key);
    tell(news, correction);
  };

  /** @type {(key: string, trouble: Trouble) => void} */
  const refuse = (key, trouble) => {
    const correction = shelf.find(key);
    if (!correction) return;
    if (trouble.code === "key_reused" || correction.unwanted) return drop("forgotten", correction); // forgotten in another tab
    shelf.change(key, { refused: trouble.message || "it gave no reason" });
    tell("refused", correction, trouble);
  };

  /** @type {(key: string, trouble: Trouble) => void} */
  const unsent = (key, trouble) => {
    const correction = shelf.find(key);
    if (correction) tell(correction.unwanted ? "unforgotten" : "unsent", correction, trouble);
  };

  /** @type {(key: string) => Promise<void>} */
  const takeBack = async (key) => {
    const correction = shelf.find(key);
    if (!correction) return;
    shelf.change(key, { unwanted: true });
    tell("forgetting", correction);
    try {
      await forget(correction);
      drop("forgotten", correction);
    } catch (error) {
      const trouble = troubleIn(error);
      if (trouble.kind === "refused") shelf.change(key, { unwanted: false });
      tell("unforgotten", correction, trouble);
    }
  };

  return {
    /** Send it, unless it is on its way.
     * @type {(key: string) => Promise<void>} */
    send: (key) => once(key, deliver),
    /** Have it forgotten; one of which nobody knows whether it arrived has to be sent for that.
     * @type {(key: string) => Promise<void>} */
    forget: async (key) => {
      const correction = shelf.find(key);
      if (!correction) return;
      if (correction.token) return once(key, takeBack);
      if (!correction.sent) return drop("forgotten", correction);
      shelf.change(key, { unwanted: true });
      tell("forgetting", correction);
      return once(key, deliver);
    },
  };
};

/** @type {(error: unknown) => Trouble} */
const troubleIn = (error) => (error instanceof Trouble ? error : new Trouble("server"));

/** @type {(time: number) => Promise<void>} */
const rest = (time) => new Promise((resolve) => setTimeout(resolve, time));
