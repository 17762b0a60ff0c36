/** The word of an article that Tab leads to: one at a time, moved by the arrow keys. */

import { showInBox } from "pairedtexts/article.js";

/**
 * A cursor on the words of a box. `describe(at)` gives what a screen reader is told of a word beside its text, "" for
 * nothing. Returns `{ at(), place(at, { focus, scroll }), refresh() }`; `refresh` says that a description may have changed.
 */
export function wordCursor(document, box, words, describe) {
  let cursor = 0;

  /** A word has no role that could be "selected", and roles that could be (button, option) would be read with every word. */
  function refresh() {
    const said = words[cursor] ? describe(cursor) : "";
    if (said) words[cursor].setAttribute("aria-description", said);
    else words[cursor]?.removeAttribute("aria-description");
  }

  function place(at, { focus = true, scroll = true } = {}) {
    const [before, after] = [words[cursor], words[at]];
    const take = focus || (before && document.activeElement === before);
    cursor = at;
    after?.setAttribute("tabindex", "0");
    refresh(); // before the focus comes: a screen reader says what stands there then
    if (take) after?.focus({ preventScroll: true });
    if (take && scroll && after) {
      showInBox(box, after);
      after.scrollIntoView({ block: "nearest" }); // moves the page only where the line is off the screen
    }
    if (before === after) return;
    // Only now: a focused word that loses its tabindex loses the focus to nowhere, which looks like leaving the box.
    before?.removeAttribute("tabindex");
    before?.removeAttribute("aria-description");
  }

  box.addEventListener("focusin", ({ target }) => {
    const word = target.closest(".pt-word");
    if (word && Number(word.dataset.i) !== cursor) place(Number(word.dataset.i), { focus: false });
  });
  place(0, { focus: false });
  return { at: () => cursor, place, refresh };
}
