/* The way to the server, and everything that can go wrong on it. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Trouble, correct, correctionOf, forget, read, requestOf } from "../../src/inkdigits/web/static/js/api.js";

const { fetch } = globalThis;
afterEach(() => (globalThis.fetch = fetch));

const question = { strokes: [[[1, 2, 30], [3, 4, 30]]], explain: false };
const answering = (status, body, headers = {}) => {
  globalThis.fetch = async () =>
    new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
};
const troubleWith = async () => {
  const error = await read(question, new AbortController().signal).catch((caught) => caught);
  assert.ok(error instanceof Trouble, String(error));
  return error;
};

test("a drawing is sent as strokes in JSON, without the width of the ink", () => {
  const { url, init } = requestOf(question);
  assert.equal(url, "api/v1/readings?include=normalized");
  assert.deepEqual(JSON.parse(init.body), { strokes: [[[1, 2], [3, 4]]], expect: "auto" });
});

test("the explanation is asked for only where it is shown", () => {
  assert.match(requestOf({ ...question, explain: true }).url, /include=normalized,explanation$/);
});

test("what is expected is told, of drawings and of pictures", () => {
  assert.equal(JSON.parse(requestOf({ ...question, expect: "number" }).init.body).expect, "number");
  assert.equal(requestOf({ picture: new Blob(["x"]), explain: false, expect: "digit" }).init.body.get("expect"), "digit");
});

test("a picture is sent as a form, and the browser names its type", () => {
  const { init } = requestOf({ picture: new Blob(["x"], { type: "image/png" }), explain: false });
  assert.ok(init.body.get("picture").size === 1);
  assert.equal(init.headers, undefined);
});

test("an answer is handed on", async () => {
  answering(200, { text: "7", confidence: 1, digits: [] });
  assert.equal((await read(question, new AbortController().signal)).text, "7");
});

test("no way to the server is offline only where there is no network", async () => {
  globalThis.fetch = async () => {
    throw new TypeError("Failed to fetch");
  };
  for (const [onLine, kind] of [[false, "offline"], [true, "server"]]) {
    Object.defineProperty(globalThis, "navigator", { value: { onLine }, configurable: true });
    assert.equal((await troubleWith()).kind, kind);
  }
});

test("a picture may take minutes to send where strokes may not", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.fetch = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  for (const [asked, patience] of [[question, 10_000], [{ picture: new Blob(["x"]), explain: false }, 120_000]]) {
    let lost = null;
    const reading = read(asked, new AbortController().signal).catch((trouble) => (lost = trouble));
    context.mock.timers.tick(patience - 1);
    await Promise.resolve();
    assert.equal(lost, null);
    context.mock.timers.tick(1);
    await reading;
    assert.equal(lost.kind, "server");
  }
});

test("what the server refuses carries its words", async () => {
  answering(422, { error: { code: "bad_picture", message: "the picture is broken" } });
  const trouble = await troubleWith();
  assert.deepEqual([trouble.kind, trouble.message], ["refused", "the picture is broken"]);
});

test("a refusal that is no JSON, such as a proxy's, is one all the same", async () => {
  answering(413, "<html>too large</html>");
  assert.equal((await troubleWith()).kind, "refused");
});

test("an answer that is none is the server's fault", async () => {
  answering(200, "<html>a captive portal</html>");
  assert.equal((await troubleWith()).kind, "server");
});

test("a server that is overrun is asked again when it says so", async () => {
  answering(429, {}, { "Retry-After": "7" });
  const trouble = await troubleWith();
  assert.deepEqual([trouble.kind, trouble.wait], ["server", 7000]);
});

test("an aborted question throws its abortion, not a trouble", async () => {
  const way = new AbortController();
  globalThis.fetch = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const reading = read(question, way.signal);
  way.abort();
  await assert.rejects(reading, { name: "AbortError" });
});

const sent = { key: "k-1", read: "1\n7", meant: "7", confidence: 0.5, model: "f", ink: [[[1, 2]]] };

test("a correction is sent as strokes in JSON under its key, and goes on when the page is closed", () => {
  const { url, init } = correctionOf(sent, null);
  assert.deepEqual([url, init.method, init.headers["Idempotency-Key"], init.keepalive], ["api/v1/corrections", "POST", "k-1", true]);
  const said = { strokes: [[[1, 2]]], read: "1\n7", meant: "7", source: "page", model: "f", confidence: 0.5 };
  assert.deepEqual(JSON.parse(init.body), said);
});

test("what is not known of a reading is left out, and a long drawing is no small parting word", () => {
  const { init } = correctionOf({ ...sent, confidence: null, model: "", ink: [Array(20_000).fill([1, 2])] }, null);
  assert.deepEqual(Object.keys(JSON.parse(init.body)), ["strokes", "read", "meant", "source"]);
  assert.equal(init.keepalive, false);
});

test("a correction of a picture is sent as a form", () => {
  const { init } = correctionOf({ ...sent, ink: null }, new Blob(["x"], { type: "image/png" }));
  assert.deepEqual([init.headers, init.body.get("picture").size], [{ "Idempotency-Key": "k-1" }, 1]);
  assert.deepEqual([...init.body.keys()].slice(1), ["read", "meant", "source", "model", "confidence"]);
});

test("what is kept comes with its name and its token; an answer that is none is the server's fault", async () => {
  answering(201, { id: "i", forget_token: "t" });
  assert.deepEqual(await correct(sent, null), { id: "i", token: "t" });
  answering(200, "<html>a captive portal</html>");
  await assert.rejects(correct(sent, null), { kind: "server", code: "" });
  answering(503, { error: { code: "store_unavailable", message: "later" } });
  await assert.rejects(correct(sent, null), { kind: "server", code: "store_unavailable" });
  answering(422, { error: { code: "bad_correction", message: "no ink" } });
  await assert.rejects(correct(sent, null), { kind: "refused", message: "no ink" });
});

test("to forget takes the token; one that is gone is forgotten, a mere 404 says nothing of it", async () => {
  const asked = [];
  const gone = { error: { code: "unknown_correction", message: "gone" } };
  globalThis.fetch = async (url, { method, headers }) => {
    asked.push([url, method, headers.Authorization]);
    return asked.length === 1 ? new Response(null, { status: 204 }) : new Response(JSON.stringify(gone), { status: 404 });
  };
  await forget({ id: "a/../b", token: "t" });
  await forget({ id: "c", token: "t" });
  assert.deepEqual(asked[0], ["api/v1/corrections/a%2F..%2Fb", "DELETE", "Bearer t"]);
  answering(404, "<html>another server</html>");
  await assert.rejects(forget({ id: "c", token: "t" }), { kind: "refused" });
  answering(403, { error: { code: "wrong_token", message: "not its token" } });
  await assert.rejects(forget({ id: "c", token: "t" }), { kind: "refused", code: "wrong_token" });
});
