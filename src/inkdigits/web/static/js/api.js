/**
 * The way to the server and back, with one path for everything that can go wrong on it.
 */

import { toSend } from "./strokes.js";

/** @typedef {import("./strokes.js").Strokes} Strokes */
/** @typedef {"auto" | "digit" | "number"} Expectation */
/** @typedef {{strokes?: Strokes, picture?: Blob, explain: boolean, expect?: Expectation}} Question  strokes or a picture */
/** @typedef {{x: number, y: number, width: number, height: number}} Box  in the units of what was sent */
/**
 * @typedef {object} Glyph
 * @property {number | null} digit  null: this is no digit
 * @property {number} confidence
 * @property {number[]} probabilities  ten of them
 * @property {Box} box  where its ink is
 * @property {string} [normalized]  784 bytes, base64
 * @property {string} [explanation]  likewise
 * @property {Box} [field]  what these 28x28 pixels cover
 */
/** @typedef {{text: string, confidence: number, digits: Glyph[], alternatives?: {text: string}[]}} Reading */
/** @typedef {"offline" | "server" | "refused"} Kind */

const PATIENCE = 10_000; // ms; a server that takes longer is taken for lost
const UPLOAD = 120_000; // ms; likewise with a picture: 16 MB over a slow line

/** Why there is no reading.  Only what was refused is hopeless to ask again. */
export class Trouble extends Error {
  /** @param {Kind} kind @param {string} [message] @param {number} [wait] ms that the server asks to wait */
  constructor(kind, message = "", wait = 0) {
    super(message);
    this.kind = kind;
    this.wait = wait;
  }
}

/** Have `question` read.  Throws a Trouble, or what `signal` was aborted with.
 * @type {(question: Question, signal: AbortSignal) => Promise<Reading>} */
export const read = async (question, signal) => {
  const response = await reach(requestOf(question), signal, question.picture ? UPLOAD : PATIENCE);
  const body = await response.json().catch(() => null);
  signal.throwIfAborted();
  if (response.ok && Array.isArray(body?.digits)) return body;
  throw troubleOf(response, body);
};

/** @type {(question: Question) => {url: string, init: RequestInit}} */
export const requestOf = ({ strokes, picture, explain, expect = "auto" }) => {
  const url = `api/v1/readings?include=normalized${explain ? ",explanation" : ""}`;
  if (picture === undefined) {
    const body = JSON.stringify({ strokes: toSend(strokes ?? []), expect });
    return { url, init: { method: "POST", body, headers: { "Content-Type": "application/json" } } };
  }
  const form = new FormData();
  form.append("picture", picture, "picture");
  form.append("expect", expect);
  return { url, init: { method: "POST", body: form } };
};

/** @type {(request: {url: string, init: RequestInit}, signal: AbortSignal, patience: number) => Promise<Response>} */
const reach = async ({ url, init }, signal, patience) => {
  const limit = new AbortController();
  const give = () => limit.abort();
  const timer = setTimeout(give, patience);
  signal.addEventListener("abort", give);
  try {
    return await fetch(url, { ...init, signal: limit.signal });
  } catch {
    signal.throwIfAborted();
    throw new Trouble(navigator.onLine === false ? "offline" : "server");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", give);
  }
};

/** @type {(response: Response, body: any) => Trouble} */
const troubleOf = (response, body) => {
  const wait = 1000 * (Number(response.headers.get("Retry-After")) || 0);
  const { status } = response;
  if (response.ok || status >= 500 || status === 429 || status === 408) return new Trouble("server", "", wait);
  return new Trouble("refused", String(body?.error?.message ?? ""));
};
