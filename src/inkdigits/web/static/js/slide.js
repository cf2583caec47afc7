/**
 * Move the paper's window along the sheet: smoothly by itself, by the bar below it, or by the wheel.
 */

/** @typedef {import("./sheet.js").Outlook} Outlook */
/** @typedef {{outlook: () => Outlook, go: (left: number) => void}} Window  where it is, and what puts it elsewhere */

const LIFTED = 900; // ms that the pen is up before the paper moves along: more than between the strokes of a digit
const TIME = 260; // ms that a way takes

/** @type {(paper: HTMLElement, bar: HTMLInputElement, window: Window) => {to: (left: number) => void, soon: (where: () => number) => void, stop: () => void}} */
export const makeSlide = (paper, bar, { outlook, go }) => {
  let frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let lifted;

  const stop = () => {
    clearTimeout(lifted);
    cancelAnimationFrame(frame);
  };

  /** @type {(left: number) => void} */
  const put = (left) => {
    stop();
    go(left);
  };

  /** @type {(left: number) => void} */
  const to = (left) => {
    stop();
    const from = outlook().left;
    if (left === from) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return go(left);
    const begin = performance.now();
    /** @type {(time: number) => void} */
    const step = (time) => {
      const share = Math.min(1, Math.max(0, (time - begin) / TIME));
      go(from + (left - from) * share * share * (3 - 2 * share));
      if (share < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  };

  bar.addEventListener("input", () => put(Number(bar.value)));
  listenToWheel(paper, (pixels) => {
    const { left, span, length } = outlook();
    if (bar.hidden || length <= span) return false;
    put(left + (pixels * span) / paper.clientWidth);
    return true;
  });

  return {
    to,
    /** When the pen has come to rest, unless it is told to stop before. */
    soon: (where) => {
      stop();
      lifted = setTimeout(() => to(where()), LIFTED);
    },
    stop,
  };
};

/** Turning the wheel sideways, or with Shift, moves by so many CSS pixels; `move` tells whether there was a way to go.
 * @type {(paper: HTMLElement, move: (pixels: number) => boolean) => void} */
const listenToWheel = (paper, move) =>
  paper.addEventListener(
    "wheel",
    (event) => {
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (!event.ctrlKey && sideways !== 0 && move(sideways)) event.preventDefault();
    },
    { passive: false },
  );
