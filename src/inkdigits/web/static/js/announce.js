/**
 * What screen readers hear: the answer once it has come to rest, not every guess on the way.
 */

const REST = 900; // ms without news before something is said

/** Say things politely through `region`, an element with role "status".
 * @param {HTMLElement} region */
export const makeAnnouncer = (region) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let last = "";

  const hush = () => {
    clearTimeout(timer);
    region.textContent = last = "";
  };

  return {
    /** Say `sentence` after a rest, unless it was the last thing said.
     * @type {(sentence: string, rest?: number) => void} */
    say: (sentence, rest = REST) => {
      if (sentence === last) return;
      hush();
      last = sentence;
      timer = setTimeout(() => (region.textContent = sentence), rest);
    },
    /** Do not say what has yet to be said: it goes on. */
    hold: () => {
      clearTimeout(timer);
      last = region.textContent ?? "";
    },
    /** Be silent, and ready to say the same again: it is news for a new drawing. */
    hush,
  };
};
