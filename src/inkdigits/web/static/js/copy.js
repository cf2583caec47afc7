/**
 * Copy what was read, in every browser: also in one that gives the clipboard to secure pages alone.
 */

const TOLD = 1600; // ms that the button says that it has copied

/** Copy what `textOf` tells by `button` and by the keys for it; the button tells that it did, and `say` is told to.
 * @type {(button: HTMLElement, textOf: () => string, say: (told: string) => void) => void} */
export const makeCopying = (button, textOf, say) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let telling;
  /** @type {(done: boolean) => void} */
  const tell = (done) => {
    clearTimeout(telling);
    button.dataset.told = done ? "Copied" : "Not copied";
    telling = setTimeout(() => delete button.dataset.told, TOLD);
    say(button.dataset.told);
  };
  button.addEventListener("click", async () => {
    const text = textOf();
    if (text !== "") tell(await copyText(text));
  });
  listenForCopy(document, textOf, () => tell(true));
};

/** Copy `text`; tells whether it worked.
 * @type {(text: string) => Promise<boolean>} */
export const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // there is no such clipboard, or it is forbidden
  }
};

/** Select it where nobody sees it, and copy as by the keyboard.
 * @type {(text: string) => boolean} */
const copyBySelection = (text) => {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = Object.assign(document.createElement("textarea"), { value: text, className: "unseen", readOnly: true });
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
};

/** The keys that copy take the number where nothing is selected.
 * @type {(page: Document, textOf: () => string, copied: () => void) => void} */
const listenForCopy = (page, textOf, copied) =>
  page.addEventListener("copy", (event) => {
    const selected = String(getSelection()) !== "" || event.target instanceof HTMLTextAreaElement || /** @type {any} */ (event.target).closest?.("dialog");
    const text = selected ? "" : textOf();
    if (text === "") return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    copied();
  });
