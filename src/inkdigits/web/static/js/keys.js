/**
 * Which key does what.
 */

/** @typedef {"undo" | "redo" | "clear"} Action */
/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Stroke */

/** The action that a key press asks for, or null.
 * @type {(press: Stroke) => Action | null} */
export const actionOf = ({ key, ctrlKey, metaKey, altKey, shiftKey }) => {
  if (altKey) return null;
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" && !shiftKey ? "redo" : null;
  }
  return key === "Escape" || key === "Delete" ? "clear" : null;
};
