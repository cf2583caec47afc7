/* One hand at a time: mouse, finger or pen. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { listenToPen } from "../../src/inkdigits/web/static/js/pen.js";

class Paper extends EventTarget {
  captured = [];
  getBoundingClientRect = () => ({ left: 100, top: 50, width: 500, height: 500 });
  setPointerCapture = (id) => this.captured.push(id);
}

const desk = () => {
  const paper = new Paper();
  const done = [];
  listenToPen(paper, {
    down: ([x, y]) => done.push(["down", x, y]),
    move: (points) => done.push(["move", ...points.map(([x, y]) => [x, y])]),
    up: () => done.push(["up"]),
    cancel: () => done.push(["cancel"]),
  });
  let time = 0;
  const point = (type, more = {}) => {
    const event = new Event(type, { cancelable: true });
    const plain = { pointerId: 1, pointerType: "mouse", button: 0, buttons: 1, clientX: 100, clientY: 50, pressure: 0.5 };
    for (const [name, value] of Object.entries({ ...plain, timeStamp: (time += 10), ...more })) {
      Object.defineProperty(event, name, { value });
    }
    paper.dispatchEvent(event);
  };
  return { paper, done, point };
};

test("places are thousandths of the paper", () => {
  const { done, point } = desk();
  point("pointerdown", { clientX: 350, clientY: 300 });
  point("pointermove", { clientX: 600, clientY: 550 });
  assert.deepEqual(done, [["down", 500, 500], ["move", [1000, 1000]]]);
});

test("on a wide paper both directions have the unit of its height", () => {
  const { paper, done, point } = desk();
  paper.getBoundingClientRect = () => ({ left: 100, top: 50, width: 1500, height: 500 });
  point("pointerdown", { clientX: 1350, clientY: 300 });
  assert.deepEqual(done, [["down", 2500, 500]]);
});

test("the pointer is captured, and its stroke goes on beyond the paper", () => {
  const { paper, done, point } = desk();
  point("pointerdown");
  point("pointermove", { clientX: 50 });
  assert.deepEqual(paper.captured, [1]);
  assert.deepEqual(done.at(-1), ["move", [-100, 0]]);
});

test("a pointer that cannot be captured draws all the same", () => {
  const { paper, done, point } = desk();
  paper.setPointerCapture = () => {
    throw new Error("NotFoundError");
  };
  point("pointerdown");
  assert.equal(done[0][0], "down");
});

test("places between two frames are drawn, too", () => {
  const { done, point } = desk();
  point("pointerdown");
  const between = [110, 120, 130].map((clientX) => ({ clientX, clientY: 50, timeStamp: 0, pointerType: "mouse" }));
  point("pointermove", { clientX: 130, getCoalescedEvents: () => between });
  assert.deepEqual(done.at(-1), ["move", [20, 0], [40, 0], [60, 0]]);
});

test("only the main button draws", () => {
  const { done, point } = desk();
  point("pointerdown", { button: 2 });
  point("pointerdown", { button: 1 });
  assert.deepEqual(done, []);
});

test("hovering draws nothing", () => {
  const { done, point } = desk();
  point("pointermove", { buttons: 0 });
  assert.deepEqual(done, []);
});

test("a second finger does not disturb the first one's stroke", () => {
  const { done, point } = desk();
  const first = { pointerType: "touch", pointerId: 1 };
  const second = { pointerType: "touch", pointerId: 2 };
  point("pointerdown", first);
  point("pointerdown", second);
  point("pointermove", { ...second, clientX: 300 });
  point("pointerup", second);
  point("pointermove", { ...first, clientX: 200 });
  point("pointerup", { ...first, clientX: 200 });
  assert.deepEqual(done.map(([what]) => what), ["down", "move", "move", "up"]);
  assert.deepEqual(done[1], ["move", [200, 0]]);
});

test("a palm beside the pen draws nothing", () => {
  const { done, point } = desk();
  point("pointermove", { pointerType: "pen", pointerId: 5, buttons: 0 });
  point("pointerdown", { pointerType: "touch", pointerId: 6 });
  assert.deepEqual(done, []);
});

test("long after the pen was put away, a finger draws again", () => {
  const { done, point } = desk();
  point("pointermove", { pointerType: "pen", pointerId: 5, buttons: 0 });
  point("pointerdown", { pointerType: "touch", pointerId: 6, timeStamp: 5000 });
  assert.equal(done[0][0], "down");
});

test("a palm that came before the pen is taken back", () => {
  const { done, point } = desk();
  point("pointerdown", { pointerType: "touch", pointerId: 6 });
  point("pointerdown", { pointerType: "pen", pointerId: 5 });
  point("pointermove", { pointerType: "touch", pointerId: 6, clientX: 400 });
  assert.deepEqual(done.map(([what]) => what), ["down", "cancel", "down"]);
});

test("a stroke whose pointer the system takes is no stroke", () => {
  const { done, point } = desk();
  point("pointerdown", { pointerType: "touch" });
  point("pointercancel", { pointerType: "touch" });
  point("pointermove", { pointerType: "touch" });
  assert.deepEqual(done.map(([what]) => what), ["down", "cancel"]);
});

test("a button that was let go unseen ends the stroke", () => {
  const { done, point } = desk();
  point("pointerdown");
  point("pointermove", { buttons: 0, clientX: 300 });
  point("pointermove", { buttons: 0, clientX: 400 });
  assert.deepEqual(done.map(([what]) => what), ["down", "up"]);
});

test("a stroke ends once, although release and loss of capture both tell", () => {
  const { done, point } = desk();
  point("pointerdown");
  point("pointerup");
  point("lostpointercapture");
  assert.deepEqual(done.map(([what]) => what), ["down", "move", "up"]);
});
