/**
 * Ask while things change: at most one question is under way, and the newest wins.
 *
 * While one is answered, newer ones replace each other in a single waiting place.  Answers come in
 * the order asked, and none comes after `forget`: what was drawn since can never be overwritten.
 * What failed for a while is asked again, ever more patiently, until it is answered or outdated.
 */

import { Trouble } from "./api.js";

/**
 * @template Question, Answer
 * @typedef {object} Ways
 * @property {(question: Question, signal: AbortSignal) => Promise<Answer>} ask
 * @property {(answer: Answer, question: Question) => void} answered
 * @property {(trouble: Trouble, question: Question) => void} failed
 * @property {number} [pause]  ms between two questions at least, so that a moving pen floods nobody
 * @property {number} [patience]  ms before a failed question is asked again; doubles every time
 */

const MOST_PATIENCE = 15_000; // ms

/**
 * @template Question, Answer
 * @param {Ways<Question, Answer>} ways
 */
export const newestWins = ({ ask, answered, failed, pause = 80, patience = 1000 }) => {
  /** @type {AbortController | null} */
  let underWay = null;
  /** @type {{question: Question} | null} */
  let waiting = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let failures = 0; // in a row
  let wait = 0; // ms that the server asked for

  /** @type {(delay: number) => void} */
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(next, delay);
  };

  const next = () => {
    clearTimeout(timer);
    timer = undefined;
    if (underWay || !waiting) return;
    const { question } = waiting;
    waiting = null;
    void send(question, (underWay = new AbortController()));
  };

  /** @type {(question: Question, way: AbortController) => Promise<void>} */
  const send = async (question, way) => {
    try {
      const answer = await ask(question, way.signal);
      if (underWay !== way) return;
      failures = 0;
      answered(answer, question);
    } catch (error) {
      if (underWay !== way) return;
      giveUpOrRetry(error instanceof Trouble ? error : new Trouble("server", String(error)), question);
    }
    if (underWay !== way) return; // an answer may have led to a new question
    underWay = null;
    if (waiting) later(failures > 0 ? retryDelay() : pause);
  };

  /** @type {(trouble: Trouble, question: Question) => void} */
  const giveUpOrRetry = (trouble, question) => {
    failures = trouble.kind === "refused" ? 0 : failures + 1;
    wait = trouble.wait;
    if (failures > 0) waiting ??= { question };
    failed(trouble, question);
  };

  const retryDelay = () => Math.max(wait, Math.min(MOST_PATIENCE, patience * 2 ** (failures - 1)));

  return {
    /** @type {(question: Question) => void} */
    ask: (question) => {
      waiting = { question };
      if (!underWay && timer === undefined) next();
    },
    /** Outdated, all of it: no answer comes any more. */
    forget: () => {
      underWay?.abort();
      underWay = waiting = null;
      failures = 0;
      clearTimeout(timer);
      timer = undefined;
    },
    /** Do not wait any longer to ask again. */
    hurry: next,
  };
};
