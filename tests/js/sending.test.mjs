/* Sent until the server has it, once; and forgotten, whenever one changes one's mind. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Trouble } from "../../src/inkdigits/web/static/js/api.js";
import { newCorrection } from "../../src/inkdigits/web/static/js/corrections.js";
import { makeSender } from "../../src/inkdigits/web/static/js/sending.js";
import { makeShelf } from "../../src/inkdigits/web/static/js/shelf.js";

const lost = () => new Trouble("server"); // nobody knows whether it arrived
const unavailable = () => new Trouble("server", "", 0, "store_unavailable");
const refused = (code = "bad_correction") => new Trouble("refused", "no ink", 0, code);
const reading = { text: "1", confidence: 0.6, digits: [], model: "f" };

/** A sender whose server answers with `answers` in turn, then well; and what it was asked and told. */
const setUp = (answers = [], { forgets = [], ink = [[[1, 2, 3]]], blob = null } = {}) => {
  const held = new Map();
  const storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => void held.set(key, value), removeItem: (key) => void held.delete(key) };
  const shelf = makeShelf(() => storage);
  shelf.add(newCorrection({ key: "k", when: 1, reading, meant: "7", ink, picture: null }));
  const [sent, forgotten, news, dropped] = [[], [], [], []];
  const follow = async (queue, good) => {
    const next = queue.shift() ?? good;
    const answer = typeof next === "function" ? await next() : next;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const sender = makeSender({
    correct: async (correction, picture) => {
      sent.push([correction.key, correction.meant, picture]);
      return follow(answers, { id: "i", token: "t" });
    },
    forget: async ({ id, token }) => {
      forgotten.push([id, token]);
      return follow(forgets, null);
    },
    shelf,
    pictures: { find: async () => blob, drop: async (key) => void dropped.push(key) },
    tell: (what) => news.push(what),
    pause: 1,
  });
  return { sender, shelf, sent, forgotten, news, dropped };
};

test("it is sent, and its token kept", async () => {
  const { sender, shelf, sent, news } = setUp();
  await sender.send("k");
  assert.deepEqual([sent.length, news, shelf.find("k").token, shelf.find("k").ink], [1, ["sending", "kept"], "t", null]);
  await sender.send("k");
  assert.equal(sent.length, 1);
});

test("what fails for a while is sent again under the same key", async () => {
  const { sender, sent, news } = setUp([unavailable(), lost(), unavailable()]);
  await sender.send("k");
  assert.deepEqual(new Set(sent.map(([key]) => key)), new Set(["k"]));
  assert.deepEqual([sent.length, news.at(-1)], [4, "kept"]);
});

test("after five tries it says that it is not sent, and keeps all of it", async () => {
  const { sender, shelf, sent, news } = setUp(Array.from({ length: 5 }, unavailable));
  await sender.send("k");
  assert.deepEqual([sent.length, news.at(-1), shelf.find("k").ink], [5, "unsent", [[[1, 2]]]]);
  await sender.send("k");
  assert.equal(shelf.find("k").token, "t");
});

test("two who send it at once send it once", async () => {
  const { sender, sent } = setUp();
  await Promise.all([sender.send("k"), sender.send("k")]);
  assert.equal(sent.length, 1);
});

test("what is refused is not sent again by itself, and the reason is kept", async () => {
  const { sender, shelf, sent, news } = setUp([refused()]);
  await sender.send("k");
  assert.deepEqual([sent.length, news.at(-1), shelf.find("k").refused], [1, "refused", "no ink"]);
  await sender.send("k");
  assert.deepEqual([shelf.find("k").token, shelf.find("k").refused], ["t", ""]);
});

test("one that was forgotten in another tab does not come back", async () => {
  const { sender, shelf, news } = setUp([refused("key_reused")]);
  await sender.send("k");
  assert.deepEqual([shelf.find("k"), news.at(-1)], [undefined, "forgotten"]);
});

test("a picture goes with it, and is let go when it has arrived", async () => {
  const blob = new Blob(["x"]);
  const { sender, sent, dropped } = setUp([lost()], { ink: blob, blob });
  await sender.send("k");
  assert.deepEqual([sent.map(([, , picture]) => picture), dropped], [[blob, blob], ["k"]]);
});

test("a picture that is gone is said to be lost, and not sent as something else", async () => {
  const { sender, shelf, sent, news } = setUp([], { ink: new Blob(["x"]) });
  await sender.send("k");
  assert.deepEqual([sent, news, shelf.all()], [[], ["lost"], []]);
});

test("it is forgotten by its token", async () => {
  const { sender, shelf, forgotten, news } = setUp();
  await sender.send("k");
  await sender.forget("k");
  assert.deepEqual([forgotten, news.slice(-2), shelf.all()], [[["i", "t"]], ["forgetting", "forgotten"], []]);
});

test("what could not be forgotten stays, to be forgotten", async () => {
  const { sender, shelf, news } = setUp([], { forgets: [lost(), refused("wrong_token")] });
  await sender.send("k");
  await sender.forget("k");
  assert.deepEqual([news.at(-1), shelf.find("k").token, shelf.find("k").unwanted], ["unforgotten", "t", true]);
  await sender.forget("k");
  assert.deepEqual([news.at(-1), shelf.find("k").token, shelf.find("k").unwanted], ["unforgotten", "t", false]);
  await sender.forget("k");
  assert.deepEqual(shelf.all(), []);
});

test("one that surely never arrived is forgotten without being sent", async () => {
  const { sender, shelf, sent, forgotten } = setUp(Array.from({ length: 5 }, unavailable));
  await sender.send("k");
  await sender.forget("k");
  assert.deepEqual([shelf.all(), sent.length, forgotten], [[], 5, []]);
});

test("one that may have arrived is sent again, to learn its token, and then forgotten", async () => {
  const { sender, shelf, forgotten, news } = setUp([lost(), unavailable(), unavailable(), unavailable(), unavailable()]);
  await sender.send("k");
  await sender.forget("k");
  assert.deepEqual([forgotten, news.at(-1), shelf.all()], [[["i", "t"]], "forgotten", []]);
});

test("forgetting while it is on its way waits for the token", async () => {
  let arrive = () => {};
  const { sender, shelf, forgotten, news } = setUp([() => new Promise((resolve) => (arrive = () => resolve({ id: "i", token: "t" })))]);
  const sending = sender.send("k");
  await Promise.resolve();
  const forgetting = sender.forget("k");
  assert.equal(news.at(-1), "forgetting");
  arrive();
  await Promise.all([sending, forgetting]);
  assert.deepEqual([forgotten, shelf.all()], [[["i", "t"]], []]);
});
