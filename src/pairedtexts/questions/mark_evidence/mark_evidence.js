/** mark-evidence: the words of an article that show something. Answer: passages in the order of the text, or null. */

import { drawArticles, drawBox, layOut, paintRanges, passageOf, rangeOf, showInBox } from "pairedtexts/article.js";
import { passageChips } from "pairedtexts/chips.js";
import { wordCursor } from "pairedtexts/cursor.js";
import { dragWords } from "pairedtexts/dragging.js";
import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";
import { MOST_PASSAGES, merge, moveFrom, nearerEnd, rangeAt, sentenceAround, snap, withEnd, withRange, withinParagraph } from "pairedtexts/selection.js";

/** The ranges of an answer's passages; whatever is not a passage of these texts is left out. */
export function rangesOf(layout, answer) {
  const ranges = Array.isArray(answer) ? answer.map((passage) => rangeOf(layout, passage)).filter(Boolean) : [];
  return merge(layout, ranges);
}

/** The help above the article: by pointer, by keyboard. */
export function helpWords(unit, most) {
  const [things, one] = unit === "sentences" ? ["sentences", "sentence"] : ["words", "word"];
  const number = most === 1 ? " Only one passage can be selected: a new one takes its place." : "";
  return [
    `Drag across the ${things} to select them, or click a single one. Click a selected passage to remove it; to make it ` +
      `longer or shorter, drag its first or last ${one}, or press “Adjust” below.${number}`,
    "Keyboard: arrow keys move (Up and Down by sentence), Space starts and ends a selection, Shift with an arrow makes a " +
      "selected passage longer or shorter, Escape cancels, Delete removes, Ctrl+Z undoes. With a screen reader, turn on " +
      "focus mode first.",
  ];
}

/** A passage as it is read out: of a long one its first and last words. */
export function spokenWords(quote) {
  const words = quote.split(" ");
  return words.length > 14 ? `${words.slice(0, 6).join(" ")} … ${words.slice(-6).join(" ")}` : quote;
}

/** The controls of mark-evidence (see `renderQuestion`). */
export function markEvidenceControls({ document, question, texts, host, change, announce, idPrefix }) {
  const most = question.most ?? MOST_PASSAGES;
  const { unit } = question;
  const layout = layOut(question.texts, texts);
  const drawn = drawArticles(document, texts, layout);
  const { words } = drawn;
  const fieldset = promptFieldset(document, question.prompt);
  const { box, chips, hint } = drawBox(document, fieldset, drawn.articles, helpWords(unit, most), idPrefix);
  const undoButton = document.createElement("button");
  Object.assign(undoButton, { type: "button", className: "pt-button pt-undo", textContent: "Undo" });
  const below = Object.assign(document.createElement("div"), { className: "pt-below" });
  hint.before(below);
  below.append(hint, undoButton);
  host.append(fieldset);
  // Shown between quotation marks of its own: those that the selection begins or ends with would double them.
  const quote = (range) => passageOf(layout, range).quote.replace(/\s+/g, " ").replace(/^["“”‘’]+|["“”‘’]+$/g, "");
  let ranges = [];
  let past = []; // for undo
  let anchor = null; // where the selection being drawn starts; it ends at the cursor
  let edited = null; // the selected range whose place it takes, if it is one
  let held = null; // the range whose end a pointer has pressed: `{ range, fixed }`

  const cursor = wordCursor(document, box, words, (at) => (rangeAt(ranges, at) < 0 ? "" : "selected"));
  const drag = dragWords(document, box, { pressed, dragged, released, lost: cancel });
  const list = passageChips(document, chips, unit, {
    removed: removeChip,
    moved: moveEnd,
    movable: (index, end, forward) => withEnd(layout, ranges[index], end, forward, unit) !== null,
    opened() {
      reveal(ranges[list.adjusting()]);
      paint();
    },
  });
  const pending = () => (anchor === null ? null : snap(layout, anchor, cursor.at(), unit));

  function paint() {
    const drawing = pending();
    const adjusted = ranges[list.adjusting()];
    paintRanges(drawn, "pt-selected", ranges.filter((range) => range !== edited));
    paintRanges(drawn, "pt-pending", drawing ? [drawing] : []);
    paintRanges(drawn, "pt-adjusted", adjusted ? [adjusted] : []);
    hint.textContent = drawing ? `Selecting: “${quote(drawing)}”` : ranges.length === 0 ? "Nothing selected yet." : "";
    hint.hidden = hint.textContent === "";
    cursor.refresh();
  }

  /** Scrolls the box so that a passage can be seen, of a long one the beginning. */
  function reveal(range) {
    if (range) for (const at of [range.last, range.first]) showInBox(box, words[at]);
  }

  function repaint() {
    anchor = null;
    edited = null;
    list.paint(ranges, quote);
    paint();
    if (past.length === 0 && document.activeElement === undoButton) cursor.place(cursor.at(), { scroll: false });
    undoButton.disabled = past.length === 0;
  }

  function commit(next, { keep = true } = {}) {
    if (keep) past.push(ranges);
    ranges = next;
    repaint();
    change(ranges.length > 0 ? ranges.map((range) => passageOf(layout, range)) : null);
  }

  /** Puts a range in the place of a selected one; it may grow into its neighbours. */
  function replace(range, next) {
    commit(withRange(layout, ranges.filter((other) => other !== range), next, most));
    announce(`Now: “${spokenWords(quote(ranges[rangeAt(ranges, next.first)]))}”`);
  }

  function start() {
    anchor = cursor.at();
    paint();
    announce(`Selection started at “${words[anchor].textContent}”`);
  }

  function confirm() {
    const range = pending();
    if (edited) return edited.first === range.first && edited.last === range.last ? cancel() : replace(edited, range);
    const next = withRange(layout, ranges, range, most);
    if (next === null) return cancel(`Not selected: at most ${most} passages. Remove one first.`);
    commit(next);
    return announce(`Selected: “${quote(next[rangeAt(next, range.first)])}”`);
  }

  function cancel(said) {
    anchor = null;
    edited = null;
    drag.drop();
    paint();
    if (said) announce(said);
  }

  function remove(index) {
    const removed = quote(ranges[index]);
    commit(ranges.filter((_, i) => i !== index));
    announce(`Removed: “${removed}”`);
  }

  function undo() {
    if (past.length === 0) return announce("Nothing to undo");
    commit(past.pop(), { keep: false }); // an undo is not undone
    return announce(`Undone. Selected passages: ${ranges.length}`);
  }

  // By keyboard

  function move(key, whole, shiftKey) {
    const forward = ["ArrowRight", "ArrowDown", "End"].includes(key);
    const bySentence = whole || key === "ArrowUp" || key === "ArrowDown";
    const hit = ranges[rangeAt(ranges, cursor.at())];
    let from = cursor.at();
    if (shiftKey && anchor === null) {
      edited = hit ?? null;
      from = hit ? hit[nearerEnd(hit, from, forward)] : from;
      anchor = hit && from === hit.last ? hit.first : hit?.last ?? from;
    }
    if (edited && key.startsWith("Arrow")) return moveHeld(from, forward, bySentence ? "sentences" : unit);
    const to = moveFrom(layout, from, key, { whole, extending: anchor !== null });
    const at = anchor === null ? to : withinParagraph(layout, anchor, to);
    cursor.place(at);
    paint();
    const is = rangeAt(ranges, at) >= 0;
    // The word itself is read as it takes the focus; a longer step is read whole.
    if (edited) announce(`Now: “${spokenWords(quote(pending()))}”`);
    else if (bySentence) announce(quote(pending() ?? sentenceAround(layout, at)));
    else if (is !== Boolean(hit)) announce(is ? "selected" : "not selected");
    return undefined;
  }

  /** An arrow key in a passage that is being made longer or shorter: its end at `from` goes on by one word or sentence. */
  function moveHeld(from, forward, by) {
    const range = snap(layout, anchor, from, unit);
    const end = from === anchor ? nearerEnd(range, from, forward) : from > anchor ? "last" : "first";
    const next = withEnd(layout, range, end, forward, by);
    if (next) anchor = next[end === "first" ? "last" : "first"];
    cursor.place(next ? next[end] : from);
    paint();
    return announce(next ? `Now: “${spokenWords(quote(next))}”` : "No further");
  }

  function keyPressed(event) {
    const { key, shiftKey, altKey } = event;
    const whole = event.ctrlKey || event.metaKey;
    box.classList.remove("pt-by-pointer");
    if (altKey || !event.target.closest?.(".pt-word")) return;
    const hit = rangeAt(ranges, cursor.at());
    if (moveFrom(layout, cursor.at(), key) !== null) move(key, whole, shiftKey);
    else if (whole && key.toLowerCase() === "z" && !shiftKey) undo();
    else if (whole) return;
    else if (key === " " || key === "Enter") (anchor === null ? start : confirm)();
    else if (key === "Escape" && anchor !== null) cancel("Cancelled");
    else if ((key === "Delete" || key === "Backspace") && hit >= 0) remove(hit);
    else return;
    event.preventDefault();
  }

  /** A screen reader in browse mode clicks without a pointer: the same as Enter. */
  function activated(event) {
    const word = event.detail === 0 ? event.target.closest(".pt-word") : null;
    if (!word) return;
    const at = Number(word.dataset.i);
    cursor.place(anchor === null ? at : withinParagraph(layout, anchor, at));
    if (anchor === null && stretch(at)) return;
    (anchor === null ? start : confirm)();
  }

  /** Whoever tabs on with a selection half drawn means it. */
  function left({ relatedTarget }) {
    if (anchor === null || drag.busy() || box.contains(relatedTarget)) return;
    confirm();
    if (relatedTarget?.isConnected === false) chips.querySelector("button")?.focus(); // its passage became part of this one
  }

  // By pointer

  function pressed(at, { shiftKey, pointerType }) {
    const from = shiftKey ? anchor ?? cursor.at() : at;
    box.classList.add("pt-by-pointer");
    anchor = from;
    edited = null;
    held = from === at ? heldAt(at) : null;
    cursor.place(at, { focus: pointerType === "mouse", scroll: false });
    if (pointerType === "mouse") paint();
    return from !== at;
  }

  /** The selected range of which a word (or its sentence) is one end, and the word at the other end. */
  function heldAt(at) {
    const range = ranges[rangeAt(ranges, at)];
    const { first, last } = snap(layout, at, at, unit);
    if (!range || (range.first >= first) === (range.last <= last)) return null;
    return { range, fixed: range.first >= first ? range.last : range.first };
  }

  function dragged(under) {
    const at = withinParagraph(layout, anchor, under);
    if (at === cursor.at()) return false;
    if (held) [edited, anchor] = [held.range, held.fixed];
    cursor.place(at, { focus: false, scroll: false });
    paint();
    return true;
  }

  function released({ moved, again }) {
    const at = cursor.at();
    const hit = moved ? -1 : rangeAt(ranges, at);
    cursor.place(at, { scroll: false });
    if (!moved && stretch(at)) return;
    if (hit < 0) confirm();
    else if (again) cancel();
    else remove(hit);
  }

  /** While a passage is being adjusted, a click in its paragraph says where it begins or ends: two taps instead of a drag. */
  function stretch(at) {
    const range = ranges[list.adjusting()];
    if (!range || withinParagraph(layout, range.first, at) !== at) return false;
    const fixed = nearerEnd(range, at) === "first" ? range.last : range.first;
    replace(range, snap(layout, fixed, at, unit));
    return true;
  }

  // By the buttons below

  function removeChip(index) {
    remove(index);
    const next = chips.children[Math.min(index, ranges.length - 1)]?.querySelector(".pt-remove");
    (next ?? words[cursor.at()]).focus();
  }

  function moveEnd(index, end, forward, name) {
    const next = withEnd(layout, ranges[index], end, forward, unit);
    if (next === null) return announce(`${name}: not possible`);
    showInBox(box, words[next[end]]);
    return replace(ranges[index], next);
  }

  // Not before the box is on the screen: until then it has no places to scroll to.
  const onScreen = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    reveal(ranges[0]);
    onScreen.disconnect();
  });
  box.addEventListener("keydown", keyPressed);
  box.addEventListener("click", activated);
  box.addEventListener("focusout", left);
  undoButton.addEventListener("click", undo);
  repaint();

  return {
    show(answer) {
      ranges = rangesOf(layout, answer);
      past = [];
      repaint();
      onScreen.observe(box);
      return ranges.length > 0 ? answer : null;
    },
    clear() {
      commit([]);
      announce("Cleared");
    },
    stop() {
      onScreen.disconnect();
      drag.stop();
    },
  };
}

export default { render: renderQuestion(markEvidenceControls) };
