/** Words under a mouse, a pen or a finger: what is pressed, dragged over, and let go. */

import { wordUnder } from "pairedtexts/article.js";

/** A second click on a word within this many milliseconds means "this word", not "no longer this word". */
const DOUBLE_CLICK = 500;

/** So near to an edge of the box a drag scrolls it. */
const EDGE = 16;

/**
 * Follows pointers that are pressed in a box of words. `pressed(at, event)` and `dragged(at)` are given indices of words and
 * return whether that moved anything, `released({ moved, again })` is told whether anything did and whether the same word
 * was clicked just before, `lost()` that the browser made a scroll of it. Returns `{ busy(), stop() }`.
 */
export function dragWords(document, box, { pressed, dragged, released, lost }) {
  let drag = null;
  let clicked = { at: -1, time: 0 };

  function down(event) {
    const at = event.isPrimary && event.button === 0 ? wordUnder(box, event) : null;
    if (at === null) return;
    drag = { id: event.pointerId, at, moved: false };
    drag.moved = pressed(at, event);
    if (event.pointerType === "mouse") event.preventDefault(); // keeps the focus where it was just put
  }

  function move(event) {
    if (drag?.id !== event.pointerId) return;
    const { top, bottom } = box.getBoundingClientRect();
    if (event.clientY < top + EDGE) box.scrollTop -= 12;
    if (event.clientY > bottom - EDGE) box.scrollTop += 12;
    const at = wordUnder(box, event);
    if (at !== null && dragged(at)) drag.moved = true;
  }

  function up(event) {
    if (drag?.id !== event.pointerId) return;
    const { at, moved } = drag;
    const again = !moved && clicked.at === at && event.timeStamp - clicked.time < DOUBLE_CLICK;
    clicked = { at: moved ? -1 : at, time: event.timeStamp };
    drag = null;
    released({ moved, again });
  }

  function cancel(event) {
    if (drag?.id !== event.pointerId) return;
    drag = null;
    lost();
  }

  box.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", cancel);
  return {
    busy: () => drag !== null,
    /** Forgets the pointer that is down. */
    drop() { drag = null; },
    stop() {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", up);
      document.removeEventListener("pointercancel", cancel);
    },
  };
}
