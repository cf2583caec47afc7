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
/** @typedef {{text: string, confidence: number, digits: Glyph[], alternatives?: {text: string}[], model?: string}} Reading */
/** A correction as it is sent; `ink` are strokes in the form of the API, else there is a picture.
 * @typedef {{key: string, read: string, meant: string, confidence: number | null, model: string, ink: number[][][] | null}} Sent */
/** @typedef {"offline" | "server" | "refused"} Kind */

const PATIENCE = 10_000; // ms; a server that takes longer is taken for lost
const UPLOAD = 120_000; // ms; likewise with a picture: 16 MB over a slow line
const CORRECTIONS = "api/v1/corrections";
const GONE = "unknown_correction"; // the server's code; a mere 404 may come from anywhere
const SMALL = 60_000; // signs of a body that browsers go on sending when the page is closed

/** Why there is no answer.  Only what was refused is hopeless to ask again. */
export class Trouble extends Error {
  /** @param {Kind} kind @param {string} [message] @param {number} [wait] ms that the server asks to wait
   * @param {string} [code] the server's own name for it; "" where it was not heard at all */
  constructor(kind, message = "", wait = 0, code = "") {
    super(message);
    this.kind = kind;
    this.wait = wait;
    this.code = code;
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

/** Have a correction kept.  The key in it makes sending it again harmless.  Throws a Trouble.
 * @type {(sent: Sent, picture: Blob | null) => Promise<{id: string, token: string}>} */
export const correct = async (sent, picture) => {
  const response = await reach(correctionOf(sent, picture), new AbortController().signal, picture ? UPLOAD : PATIENCE);
  const body = await response.json().catch(() => null);
  const { id, forget_token: token } = body ?? {};
  if (response.ok && typeof id === "string" && typeof token === "string") return { id, token };
  throw troubleOf(response, body);
};

/** @type {(sent: Sent, picture: Blob | null) => {url: string, init: RequestInit}} */
export const correctionOf = ({ key, read: text, meant, confidence, model, ink }, picture) => {
  const said = { read: text, meant, source: "page", ...(model && { model }), ...(confidence !== null && { confidence }) };
  const headers = { "Idempotency-Key": key };
  if (picture === null) {
    const body = JSON.stringify({ strokes: ink, ...said });
    const keepalive = body.length < SMALL;
    return { url: CORRECTIONS, init: { method: "POST", body, keepalive, headers: { ...headers, "Content-Type": "application/json" } } };
  }
  const form = new FormData();
  form.append("picture", picture, "picture");
  for (const [name, value] of Object.entries(said)) form.append(name, String(value));
  return { url: CORRECTIONS, init: { method: "POST", body: form, headers } };
};

/** Have a correction forgotten; one that is there no more is.  Throws a Trouble.
 * @type {(kept: {id: string, token: string}) => Promise<void>} */
export const forget = async ({ id, token }) => {
  const init = { method: "DELETE", headers: { Authorization: `Bearer ${token}` } };
  const response = await reach({ url: `${CORRECTIONS}/${encodeURIComponent(id)}`, init }, new AbortController().signal, PATIENCE);
  const body = await response.json().catch(() => null);
  if (response.status === 204 || body?.error?.code === GONE) return;
  throw troubleOf(response, body);
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
  const code = String(body?.error?.code ?? "");
  if (response.ok || status >= 500 || status === 429 || status === 408) return new Trouble("server", "", wait, code);
  return new Trouble("refused", String(body?.error?.message ?? ""), 0, code);
};
