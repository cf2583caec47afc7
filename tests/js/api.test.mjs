/* The way to the server, and everything that can go wrong on it. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Trouble, read, requestOf } from "../../src/inkdigits/web/static/js/api.js";

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
