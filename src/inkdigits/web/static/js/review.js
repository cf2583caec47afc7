/**
 * The review page: joins the queue, the keys, the server and what is shown of them.
 *
 * A verdict is shown as given only when the server has written it down.  Meanwhile keys do nothing: they were pressed
 * before their hand could have seen the next correction.
 */

import { makeSurface } from "./canvas.js";
import * as state from "./review_state.js";
import { SIDE } from "./strokes.js";

/** @typedef {import("./review_state.js").Correction} Correction */
/** @typedef {import("./review_state.js").Verdict} Verdict */

const PATIENCE = 15_000; // ms; the database waits 10 s for others
const GONE = "Its author has had it forgotten";

/** @type {(id: string) => any} */
const find = (id) => document.getElementById(id);
const surface = makeSurface(find("drawing"));

let review = state.begin([]);
/** @type {Correction | null} */
let correction = null;
let broken = false; // its picture cannot be shown
let arrived = false; // another one is to be shown
let busy = false;

/** The answer, or null where what was asked for is no more.  Throws an Error that says why there is none.
 * @type {(url: string, body?: Verdict) => Promise<any>} */
const ask = async (url, body) => {
  const sent = body && { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(PATIENCE) }).catch(() => {
    throw new Error("the command has ended, or does not answer");
  });
  if (response.status === 404) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Error(answer?.error?.message ?? `the answer was ${response.status}`);
};

/** @type {(said: string, trouble?: boolean) => void} */
const tell = (said, trouble = false) => {
  find("told").textContent = said;
  find("told").dataset.trouble = trouble;
};

/** Do one thing after another; what goes wrong changes nothing and is told.
 * @type {(work: () => Promise<void>, failed: string) => Promise<void>} */
const once = async (work, failed) => {
  if (busy) return;
  busy = true;
  try {
    await work();
  } catch (error) {
    tell(`${failed}: ${/** @type {Error} */ (error).message}`, true);
  } finally {
    busy = false;
    show();
    if (arrived) (correction ? find("card") : find("empty")).focus({ preventScroll: true });
    arrived = false;
  }
};

/** Go to where `next` is, past all that are no more.
 * @type {(next: import("./review_state.js").Review) => Promise<void>} */
const go = async (next) => {
  let wanted = next;
  let found = null;
  for (let one = state.shownOf(wanted); one && !found; one = state.shownOf(wanted)) {
    found = await ask(`corrections/${one.id}`);
    if (found) break;
    wanted = state.drop(wanted, one.id);
    tell(GONE);
  }
  broken = found?.kind === "picture" && !(await load(`corrections/${found.id}/picture`));
  [review, correction, arrived] = [wanted, found, true];
  find("label").value = "";
};

/** Whether the picture at `url` is there to be seen: no verdict is given while the one before still is.
 * @type {(url: string) => Promise<boolean>} */
const load = (url) =>
  new Promise((resolve) => {
    const picture = find("picture");
    picture.onload = () => resolve(true);
    picture.onerror = () => resolve(false);
    picture.src = url;
  });

/** @type {(action: "accept" | "reject") => Promise<void>} */
const judge = (action) =>
  once(async () => {
    if (!correction) return;
    const { id, status, label, meant } = correction;
    const verdict = state.verdictOf(action, correction, find("label").value.trim());
    const saved = await ask(`corrections/${id}`, verdict);
    if (saved) {
      tell(state.toldOf(saved, meant));
      correction = saved; // if the next one cannot be had, this one shows how it stands
      await advance(state.judge(review, { status, label }));
    } else {
      tell(GONE);
      await advance(state.drop(review, id));
    }
  }, "Not saved");

/** What was saved stays judged, also where the next one cannot be had.
 * @type {(next: import("./review_state.js").Review) => Promise<void>} */
const advance = async (next) => {
  const here = review.at;
  review = { ...next, at: Math.min(here, next.queue.length) };
  await go(next);
};

const undo = () =>
  once(async () => {
    const last = review.past.at(-1);
    if (last === undefined) return;
    const saved = await ask(`corrections/${last.id}`, last.before);
    tell(saved ? "Undone" : GONE);
    await go(saved ? state.undo(review) : state.drop(review, last.id));
  }, "Not undone");

/** @type {(step: -1 | 1) => Promise<void>} */
const move = (step) =>
  once(async () => {
    tell("");
    await go(state.move(review, step));
  }, "Not moved");

const show = () => {
  const one = state.shownOf(review);
  const waiting = state.left(review);
  find("left").textContent = review.queue.length ? state.countOf(waiting) : "";
  find("card").hidden = !correction || !one;
  find("empty").hidden = !find("card").hidden;
  find("moves").hidden = review.queue.length === 0;
  find("back").setAttribute("aria-disabled", String(review.at <= 0));
  find("next").setAttribute("aria-disabled", String(review.at >= review.queue.length - 1));
  find("undo").setAttribute("aria-disabled", String(review.past.length === 0));
  find("empty-title").textContent = review.queue.length ? "All reviewed" : "Nothing to review";
  find("empty-detail").textContent = review.queue.length
    ? "Ctrl-C in the terminal ends the review."
    : "New corrections are shown when the command is started again.";
  if (correction && one) showCorrection(correction, one);
};

/** @type {(shown: Correction, one: import("./review_state.js").Suspect) => void} */
const showCorrection = (shown, one) => {
  showInk(shown);
  find("card-title").textContent = `Read ${state.oneLine(shown.read)}, meant ${state.oneLine(shown.truth)}`;
  find("meant").textContent = shown.truth;
  find("meant").style.setProperty("--signs", String(Math.max(...shown.truth.split("\n").map((line) => line.length))));
  find("read").textContent = state.oneLine(shown.read);
  find("read-sure").textContent = state.sureOf(shown.confidence);
  find("now").textContent = state.oneLine(one.now);
  find("now-sure").textContent = one.now === "" ? "" : state.sureOf(one.confidence);
  find("reasons").replaceChildren(...one.reasons.map((reason) => Object.assign(document.createElement("li"), { textContent: reason })));
  find("reasons").hidden = one.reasons.length === 0;
  find("fine").hidden = one.reasons.length > 0;
  find("verdict").textContent = shown.status === "pending" ? "" : state.toldOf(shown, shown.meant);
  find("verdict").dataset.status = shown.status;
  const when = new Date(shown.created).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  find("origin").textContent = `${when}, by ${shown.source === "page" ? "the page" : "the API"}, model ${shown.model.slice(0, 12)}`;
  showAccept();
};

/** @type {(shown: Correction) => void} */
const showInk = (shown) => {
  const { clientWidth, clientHeight } = find("paper");
  const pictured = shown.kind === "picture" && !broken;
  find("picture").hidden = !pictured;
  find("drawing").hidden = shown.strokes === null;
  find("damaged").hidden = pictured || shown.strokes !== null;
  surface.show(state.fit(shown.strokes ?? [], (SIDE * clientWidth) / clientHeight), 0);
};

const showAccept = () => {
  const typed = find("label").value.trim();
  find("accept-text").textContent = `Accept ${state.oneLine(typed || correction?.truth || "")}`;
};

/** @type {Record<import("./review_state.js").Action, () => void>} */
const actions = {
  accept: () => judge("accept"),
  reject: () => judge("reject"),
  next: () => move(1),
  back: () => move(-1),
  undo,
  clear: () => {
    find("label").value = "";
    find("card").focus({ preventScroll: true });
    showAccept();
  },
  type: () => find("label").focus(), // the key itself comes to stand there
};

document.addEventListener("keydown", (event) => {
  const onButton = event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement;
  if (event.isComposing || (onButton && event.key === "Enter")) return; // the browser presses it
  const action = state.actionOf(event, find("label").value);
  if (action === null || (action === "type" && (!correction || busy))) return;
  if (action !== "type") event.preventDefault();
  if (!event.repeat || action === "type") actions[action]();
});
for (const name of /** @type {const} */ (["reject", "next", "back", "undo"])) find(name).addEventListener("click", actions[name]);
find("judge").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  actions.accept();
});
find("label").addEventListener("input", showAccept);
new ResizeObserver(() => correction && showInk(correction)).observe(find("paper"));

const arrive = async () => {
  const { corrections } = await ask("corrections");
  await go(state.begin(corrections));
};
once(arrive, "Not loaded");
