/**
 * A note at the lower edge of the window: what became of something, and what one can do about it.
 *
 * It covers what is there for a while, and moves nothing.  What went well goes by itself; what did not stays.
 */

const STAYS = 12_000; // ms

/** @typedef {{text: string, bad?: boolean, choice?: {name: string, act: () => void}}} Words */

/** `home` takes the focus where the note goes away with it.
 * @type {(note: HTMLElement, home: HTMLElement) => {show: (words: Words) => void, rest: () => void}} */
export const makeNote = (note, home) => {
  const [text, { children: [choice, close] }] = /** @type {any} */ (note.children);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let leaving;
  /** @type {() => void} */
  let act = () => {};

  const hide = () => {
    clearTimeout(leaving);
    if (note.contains(document.activeElement)) home.focus({ preventScroll: true });
    note.hidden = true;
  };
  const hideLater = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => (note.matches(":hover, :focus-within") ? hideLater() : hide()), STAYS);
  };

  choice.addEventListener("click", () => act());
  close.addEventListener("click", hide);
  return {
    show: (words) => {
      clearTimeout(leaving);
      text.textContent = words.text;
      if (!words.choice && document.activeElement === choice) close.focus({ preventScroll: true });
      choice.hidden = !words.choice;
      choice.textContent = words.choice?.name ?? "";
      act = words.choice?.act ?? (() => {});
      note.dataset.bad = String(words.bad === true);
      note.hidden = false;
      if (!words.bad) hideLater();
    },
    /** Something else is going on: what went well is known by now. */
    rest: () => {
      if (note.dataset.bad !== "true") hide();
    },
  };
};
