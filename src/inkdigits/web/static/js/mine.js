/**
 * "Your corrections": what was read, what was meant, how each of them stands, and the button that has it forgotten.
 */

import { showSmall } from "./recent.js";
import { spelled } from "./words.js";

/** @typedef {import("./corrections.js").Correction} Correction */
/** @typedef {import("./sending.js").News} News */
/** @typedef {Correction & {news: News | null}} Shown  `news`: what was last heard of it on this page */
/** @typedef {{forget: (key: string) => void, again: (key: string) => void}} Acts */

const FIRST = 6; // corrections that are shown before all of them are asked for
const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** How it stands, in words.
 * @type {(shown: Shown) => string} */
export const standing = ({ news, refused, unwanted, token, when }) => {
  if (news === "forgetting") return "Being forgotten…";
  if (unwanted) return "To be forgotten when the server answers";
  if (news === "unforgotten") return "Not forgotten yet: the server did not do it";
  if (refused) return `Not taken: ${refused}`;
  if (token) return DATE.format(when);
  return news === "sending" ? "Being sent…" : "Not sent yet";
};

/** @type {(shown: Shown) => boolean} */
export const canSend = ({ news, token, unwanted }) => !token && !unwanted && news !== "sending" && news !== "forgetting";

/** @type {(find: (id: string) => any, acts: Acts) => (corrections: readonly Shown[]) => void} */
export const makeMine = (find, acts) => {
  const list = find("mine");
  let all = false;
  /** @type {readonly Shown[] | null} */
  let shown = null;

  const show = () => {
    const corrections = shown ?? [];
    const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
    const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
    const some = all ? corrections : corrections.slice(0, FIRST);
    const items = some.map((one) => fill(old.get(one.key) ?? makeItem(one, acts), one));
    if (items.length !== list.children.length || items.some((item, i) => item !== list.children[i])) list.replaceChildren(...items);
    if (focused >= 0 && !list.contains(document.activeElement)) focusNear(items, focused);
    find("mine-section").hidden = corrections.length === 0;
    find("mine-all").hidden = some.length === corrections.length;
    find("mine-all").textContent = `Show all ${corrections.length}`;
  };
  /** @type {(items: HTMLElement[], place: number) => void} */
  const focusNear = (items, place) => {
    const next = items[Math.min(place, items.length - 1)];
    (next?.querySelector(".forgetting") ?? find("wrong")).focus({ preventScroll: true });
  };

  find("mine-all").addEventListener("click", () => {
    all = true;
    show();
    list.children[FIRST]?.querySelector(".forgetting").focus();
  });
  return (corrections) => {
    if (corrections === shown) return;
    shown = corrections;
    show();
  };
};

/** @type {(one: Shown, acts: Acts) => HTMLElement} */
const makeItem = (one, acts) => {
  const item = make("li", "");
  item.dataset.key = one.key;
  const small = make("div", "small");
  const said = make("p", "");
  const [read, meant] = [one.read, one.meant].map((text) => text.replaceAll("\n", " / "));
  said.append("Read as ", make("b", "", read), ", meant ", make("b", "meant", meant));
  const [again, forget] = ["Send again", "Forget this"].map((name, i) => {
    const button = /** @type {HTMLButtonElement} */ (make("button", i === 0 ? "sending" : "forgetting", name));
    button.type = "button";
    button.setAttribute("aria-label", `${name}: read as ${spelled(one.read)}, meant ${spelled(one.meant)}`);
    return button;
  });
  again.addEventListener("click", () => acts.again(one.key));
  forget.addEventListener("click", () => forget.ariaDisabled !== "true" && acts.forget(one.key));
  const words = make("div", "said");
  words.append(said, make("p", "stands"));
  const choices = make("div", "choices");
  choices.append(again, forget);
  item.append(small, words, choices);
  showSmall(small, one);
  return item;
};

/** @type {(item: HTMLElement, one: Shown) => HTMLElement} */
const fill = (item, one) => {
  const [stands, again, forget] = /** @type {any[]} */ ([".stands", ".sending", ".forgetting"].map((name) => item.querySelector(name)));
  const words = standing(one);
  if (stands.textContent !== words) stands.textContent = words;
  stands.title = one.refused;
  item.dataset.bad = String(canSend(one) || one.news === "unforgotten");
  again.hidden = !canSend(one);
  forget.setAttribute("aria-disabled", String(one.news === "forgetting"));
  return item;
};

/** @type {(tag: string, className: string, textContent?: string) => HTMLElement} */
const make = (tag, className, textContent = "") => Object.assign(document.createElement(tag), { className, textContent });
