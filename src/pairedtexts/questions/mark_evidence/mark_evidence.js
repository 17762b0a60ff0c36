/** mark-evidence: the words of an article that show something. Answer: passages in the order of the text, or null. */

import { drawArticles, drawBox, drawChip, layOut, paintRanges, passageOf, rangeOf, wordUnder } from "pairedtexts/article.js";
import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";
import { MOST_PASSAGES, merge, moveFrom, rangeAt, sentenceAround, snap, withRange, withinParagraph } from "pairedtexts/selection.js";

/** A second click on a word within this many milliseconds means "this word", not "no longer this word". */
const DOUBLE_CLICK = 500;

/** The ranges of an answer's passages; whatever is not a passage of these texts is left out. */
export function rangesOf(layout, answer) {
  const ranges = Array.isArray(answer) ? answer.map((passage) => rangeOf(layout, passage)).filter(Boolean) : [];
  return merge(layout, ranges);
}

/** The help above the article: by pointer, by keyboard. */
export function helpWords(unit, most) {
  const things = unit === "sentences" ? "sentences" : "words";
  const number = most === 1 ? " Only one passage can be selected: a new one takes its place." : "";
  return [
    `Drag across the ${things} to select them, or click a single one. Click a selected passage to remove it.${number}`,
    "Keyboard: arrow keys move (Up and Down by sentence), Space starts and ends a selection, Escape cancels, Delete " +
      "removes, Ctrl+Z undoes. With a screen reader, turn on focus mode first.",
  ];
}

/** The controls of mark-evidence (see `renderQuestion`). */
export function markEvidenceControls({ document, question, texts, host, change, announce, idPrefix }) {
  const most = question.most ?? MOST_PASSAGES;
  const { unit } = question;
  const layout = layOut(question.texts, texts);
  const drawn = drawArticles(document, texts, layout);
  const fieldset = promptFieldset(document, question.prompt);
  const { box, chips, hint } = drawBox(document, fieldset, drawn.articles, helpWords(unit, most), idPrefix);
  host.append(fieldset);
  // Shown between quotation marks of its own: those that the selection begins or ends with would double them.
  const quote = (range) => passageOf(layout, range).quote.replace(/\s+/g, " ").replace(/^["“”‘’]+|["“”‘’]+$/g, "");
  let ranges = [];
  let past = []; // for Ctrl+Z
  let cursor = 0; // the word that Tab leads to
  let anchor = null; // where the selection being drawn starts
  let drag = null; // the pointer that draws it, if it is a pointer
  let clicked = { at: -1, time: 0 }; // the last word selected by a click

  const pending = () => (anchor === null ? null : snap(layout, anchor, cursor, unit));

  function paint() {
    const drawing = pending();
    paintRanges(drawn, "pt-selected", ranges);
    paintRanges(drawn, "pt-pending", drawing ? [drawing] : []);
    hint.textContent = drawing ? `Selecting: “${quote(drawing)}”` : ranges.length === 0 ? "Nothing selected yet." : "";
    hint.hidden = hint.textContent === "";
  }

  function place(at, { focus = true, scroll = true } = {}) {
    const [before, after] = [drawn.words[cursor], drawn.words[at]];
    const take = focus || document.activeElement === before;
    cursor = at;
    after?.setAttribute("tabindex", "0");
    if (take) after?.focus({ preventScroll: !scroll });
    // Only now: a focused word that loses its tabindex loses the focus to nowhere, which looks like leaving the box.
    if (before !== after) before?.removeAttribute("tabindex");
  }

  function commit(next) {
    past.push(ranges);
    ranges = next;
    anchor = null;
    paint();
    paintChips();
    change(ranges.length > 0 ? ranges.map((range) => passageOf(layout, range)) : null);
  }

  function start() {
    anchor = cursor;
    paint();
    announce(`Selection started at “${drawn.words[cursor].textContent}”`);
  }

  function confirm() {
    const range = pending();
    const next = withRange(layout, ranges, range, most);
    if (next === null) {
      cancel(`Not selected: at most ${most} passages. Remove one first.`);
      return;
    }
    commit(next);
    announce(`Selected: “${quote(next[rangeAt(next, range.first)])}”`);
  }

  function cancel(words) {
    anchor = null;
    drag = null;
    paint();
    if (words) announce(words);
  }

  function remove(index) {
    const removed = quote(ranges[index]);
    commit(ranges.filter((_, i) => i !== index));
    announce(`Removed: “${removed}”`);
  }

  function undo() {
    if (past.length === 0) return announce("Nothing to undo");
    const before = past.pop();
    commit(before);
    past.pop(); // an undo is not undone
    announce(`Undone. Selected passages: ${before.length}`);
  }

  function move(to, { shiftKey, bySentence }) {
    if (shiftKey && anchor === null) anchor = cursor;
    const [was, at] = [rangeAt(ranges, cursor) >= 0, anchor === null ? to : withinParagraph(layout, anchor, to)];
    place(at);
    paint();
    const is = rangeAt(ranges, at) >= 0;
    // The word itself is read as it takes the focus; a longer step is read whole.
    if (bySentence) announce(quote(pending() ?? sentenceAround(layout, at)));
    else if (is !== was) announce(is ? "selected" : "not selected");
  }

  function keyPressed(event) {
    const { key, shiftKey, altKey } = event;
    const whole = event.ctrlKey || event.metaKey;
    box.classList.remove("pt-by-pointer");
    if (altKey || !event.target.closest?.(".pt-word")) return;
    const to = moveFrom(layout, cursor, key, { whole, extending: shiftKey || anchor !== null });
    if (to !== null) move(to, { shiftKey, bySentence: whole || key === "ArrowUp" || key === "ArrowDown" });
    else if (whole && key.toLowerCase() === "z" && !shiftKey) undo();
    else if (whole) return;
    else if (key === " " || key === "Enter") (anchor === null ? start : confirm)();
    else if (key === "Escape" && anchor !== null) cancel("Cancelled");
    else if ((key === "Delete" || key === "Backspace") && rangeAt(ranges, cursor) >= 0) remove(rangeAt(ranges, cursor));
    else return;
    event.preventDefault();
  }

  function pressed(event) {
    const at = event.isPrimary && event.button === 0 ? wordUnder(box, event) : null;
    if (at === null) return;
    const from = event.shiftKey ? anchor ?? cursor : at;
    drag = { id: event.pointerId, at, moved: from !== at };
    box.classList.add("pt-by-pointer");
    anchor = from;
    place(at, { focus: event.pointerType === "mouse", scroll: false });
    if (event.pointerType === "mouse") {
      event.preventDefault(); // keeps the focus where it was just put
      paint();
    }
  }

  function dragged(event) {
    if (drag?.id !== event.pointerId) return;
    const { top, bottom } = box.getBoundingClientRect();
    if (event.clientY < top + 16) box.scrollTop -= 12;
    if (event.clientY > bottom - 16) box.scrollTop += 12;
    const under = wordUnder(box, event);
    const at = under === null ? cursor : withinParagraph(layout, anchor, under);
    drag.moved ||= at !== drag.at;
    if (at === cursor) return;
    place(at, { focus: false, scroll: false });
    paint();
  }

  function released(event) {
    if (drag?.id !== event.pointerId) return;
    const { moved } = drag;
    place(cursor, { scroll: false });
    drag = null;
    const again = clicked.at === cursor && event.timeStamp - clicked.time < DOUBLE_CLICK;
    const hit = moved ? -1 : rangeAt(ranges, cursor);
    clicked = { at: moved ? -1 : cursor, time: event.timeStamp };
    if (hit < 0) confirm();
    else if (again) cancel();
    else remove(hit);
  }

  /** Chips that stay are not touched: one of them may have, or be about to get, the focus. */
  function paintChips() {
    const keys = ranges.map(({ first, last }) => `${first}-${last}`);
    const kept = new Map([...chips.children].map((chip) => [chip.dataset.range, chip]));
    kept.forEach((chip, key) => { if (!keys.includes(key)) chip.remove(); });
    keys.forEach((key, i) => {
      if (kept.has(key)) return;
      const chip = drawChip(document, quote(ranges[i]), () => removeChip(chip));
      chip.dataset.range = key;
      chips.insertBefore(chip, chips.children[i] ?? null);
    });
  }

  function removeChip(chip) {
    const index = [...chips.children].indexOf(chip);
    remove(index);
    const next = chips.children[Math.min(index, ranges.length - 1)]?.querySelector("button");
    (next ?? drawn.words[cursor]).focus();
  }

  box.addEventListener("keydown", keyPressed);
  box.addEventListener("pointerdown", pressed);
  document.addEventListener("pointermove", dragged);
  document.addEventListener("pointerup", released);
  document.addEventListener("pointercancel", ended);
  box.addEventListener("click", activated);
  box.addEventListener("focusin", entered);
  box.addEventListener("focusout", left);
  place(0, { focus: false });
  paint();

  /** The touch became a scroll. */
  function ended(event) {
    if (drag?.id === event.pointerId) cancel();
  }

  /** A screen reader in browse mode clicks without a pointer: the same as Enter. */
  function activated(event) {
    const word = event.detail === 0 ? event.target.closest(".pt-word") : null;
    if (!word) return;
    place(anchor === null ? Number(word.dataset.i) : withinParagraph(layout, anchor, Number(word.dataset.i)));
    (anchor === null ? start : confirm)();
  }

  function entered({ target }) {
    const word = target.closest(".pt-word");
    if (word && drag === null && Number(word.dataset.i) !== cursor) place(Number(word.dataset.i), { focus: false });
  }

  /** Whoever tabs on with a selection half drawn means it. */
  function left({ relatedTarget }) {
    if (anchor === null || drag !== null || box.contains(relatedTarget)) return;
    confirm();
    if (relatedTarget?.isConnected === false) chips.querySelector("button")?.focus(); // its passage became part of this one
  }

  return {
    show(answer) {
      ranges = rangesOf(layout, answer);
      past = [];
      anchor = null;
      paint();
      paintChips();
      return ranges.length > 0 ? answer : null;
    },
    clear() {
      commit([]);
      announce("Cleared");
    },
    stop() {
      document.removeEventListener("pointermove", dragged);
      document.removeEventListener("pointerup", released);
      document.removeEventListener("pointercancel", ended);
    },
  };
}

export default { render: renderQuestion(markEvidenceControls) };
