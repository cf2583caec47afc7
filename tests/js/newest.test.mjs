/* At most one question is under way, and the newest wins. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Trouble } from "../../src/inkdigits/web/static/js/api.js";
import { newestWins } from "../../src/inkdigits/web/static/js/newest.js";

/* A server whose answers come when the test says so. */
const slowServer = (ways = {}) => {
  const asked = [];
  const answered = [];
  const failed = [];
  const reader = newestWins({
    ask: (question, signal) =>
      new Promise((resolve, reject) => {
        asked.push({ question, resolve, reject, signal });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
    answered: (answer, question) => answered.push([question, answer]),
    failed: (trouble, question) => failed.push([question, trouble.kind]),
    pause: 1,
    patience: 1,
    ...ways,
  });
  return { reader, asked, answered, failed };
};

test("only one question is under way", async () => {
  const { reader, asked } = slowServer();
  reader.ask(1);
  reader.ask(2);
  reader.ask(3);
  await wait(10);
  assert.deepEqual(asked.map(({ question }) => question), [1]);
});

test("of those that wait, only the newest is asked", async () => {
  const { reader, asked, answered } = slowServer();
  [1, 2, 3].forEach(reader.ask);
  asked[0].resolve("one");
  await wait(20);
  assert.deepEqual(asked.map(({ question }) => question), [1, 3]);
  asked[1].resolve("three");
  await wait(5);
  assert.deepEqual(answered, [[1, "one"], [3, "three"]]);
});

test("what was forgotten is aborted, and its answer never comes", async () => {
  const { reader, asked, answered, failed } = slowServer();
  reader.ask(1);
  reader.ask(2);
  reader.forget();
  reader.ask(3);
  assert.ok(asked[0].signal.aborted);
  asked[0].resolve("one");
  asked[1].resolve("three");
  await wait(20);
  assert.deepEqual(asked.map(({ question }) => question), [1, 3]);
  assert.deepEqual(answered, [[3, "three"]]);
  assert.deepEqual(failed, []);
});

test("an answer that comes although aborted changes nothing", async () => {
  const late = [];
  const answered = [];
  const reader = newestWins({
    ask: (question) => new Promise((resolve) => late.push(() => resolve(question))),
    answered: (answer) => answered.push(answer),
    failed: () => assert.fail("nothing failed"),
  });
  reader.ask("old");
  reader.forget();
  reader.ask("new");
  late[1]();
  await wait(5);
  late[0]();
  await wait(5);
  assert.deepEqual(answered, ["new"]);
});

test("what failed for a while is asked again by itself", async () => {
  const { reader, asked, answered, failed } = slowServer();
  reader.ask(1);
  asked[0].reject(new Trouble("offline"));
  await wait(20);
  asked[1].resolve("one");
  await wait(5);
  assert.deepEqual(failed, [[1, "offline"]]);
  assert.deepEqual(answered, [[1, "one"]]);
});

test("what was refused is not asked again", async () => {
  const { reader, asked, failed } = slowServer();
  reader.ask(1);
  asked[0].reject(new Trouble("refused", "no picture"));
  await wait(20);
  assert.equal(asked.length, 1);
  assert.deepEqual(failed, [[1, "refused"]]);
});

test("after a failure the newest question is asked, not the one that failed", async () => {
  const { reader, asked } = slowServer();
  reader.ask(1);
  asked[0].reject(new Trouble("server"));
  await wait(0);
  reader.ask(2);
  await wait(20);
  assert.deepEqual(asked.map(({ question }) => question), [1, 2]);
});

test("hurry asks at once what waits for better times", async () => {
  const { reader, asked } = slowServer({ patience: 60_000 });
  reader.ask(1);
  asked[0].reject(new Trouble("offline"));
  await wait(5);
  assert.equal(asked.length, 1);
  reader.hurry();
  assert.equal(asked.length, 2);
  reader.forget();
});

test("a server that asks to wait is obeyed", async () => {
  const { reader, asked } = slowServer();
  reader.ask(1);
  asked[0].reject(new Trouble("server", "", 60_000));
  await wait(30);
  assert.equal(asked.length, 1);
  reader.forget();
});
