/** One text of the reading room: the article in a column of its own, what is selected in it, and the notes on it. */

import { drawArticles, layOut, paintRanges, passageOf, rangeOf, showInBox, wordUnder } from "pairedtexts/article.js";
import { LONGEST_NOTE, entryKey, withEntry, withoutEntry } from "pairedtexts/notes.js";
import { arriveAt } from "pairedtexts/places.js";
import { moveFrom, rangeAt, sentenceAround, snap, withinParagraph } from "pairedtexts/selection.js";

const POINTER_ENDS = ["pointerup", "pointercancel"];

/** An element with a class and children; strings become text. */
export function made(document, tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

/** A button. */
export function madeButton(document, className, words, pressed) {
  const button = made(document, "button", `pt-button ${className}`, words);
  button.type = "button";
  button.addEventListener("click", pressed);
  return button;
}

/** The words that a selection of the browser's touches, of the paragraph it starts in; null where it touches none. */
function wordsTouched(document, layout, words, selected) {
  const around = document.createRange();
  const touched = (word) => {
    around.selectNodeContents(word.firstChild);
    return selected.compareBoundaryPoints(Range.START_TO_END, around) > 0 && selected.compareBoundaryPoints(Range.END_TO_START, around) < 0;
  };
  const first = words.findIndex(touched);
  return first < 0 ? null : snap(layout, first, words.findLastIndex(touched), "words");
}

function drawAbout(document, { byline, date, rights, verbatim, paragraphs }) {
  const points = Array.from(verbatim);
  const furniture = paragraphs.filter(({ kind }) => kind === "furniture");
  const facts = made(document, "p", "pt-facts", `By: ${byline} · Date: ${date}`);
  const rest = made(document, "details", "pt-furniture", made(document, "summary", "", "Also on the page, not part of the article"));
  rest.append(...furniture.map(({ start, end }) => made(document, "p", "", points.slice(start, end).join(""))));
  return { facts, rest: furniture.length > 0 ? [rest] : [], rights: made(document, "p", "pt-facts", `Rights: ${rights}`) };
}

/**
 * A text's column. `room` has: `change(entries => entries, options)` that keeps a change of the notes and says whether
 * it could, `say(words, undo)` for what everybody should see, `announce(words)` for what is seen anyway, `begun(column)`.
 */
export function textColumn(document, text, room) {
  const layout = layOut([text.id], { [text.id]: text });
  const drawn = drawArticles(document, { [text.id]: text }, layout);
  const [article] = drawn.articles;
  const named = text.short || text.outlet;
  const { facts, rest, rights } = drawAbout(document, text);
  const tools = made(document, "div", "pt-tools");
  const box = made(document, "div", "pt-box", article, tools, ...rest, rights);
  const list = made(document, "ul", "pt-list");
  const notes = made(document, "section", "pt-own", made(document, "h4", "", "My highlights and notes"), list);
  const element = made(document, "div", "pt-column", box, notes);
  const quote = (range) => passageOf(layout, range).quote.replace(/\s+/g, " ").replace(/^["“”‘’]+|["“”‘’]+$/g, "");
  const place = ({ first }) => layout.paragraphs[layout.words[first].paragraph];
  let mine = []; // the notes on this text: { entry, range }
  let cursor = 0; // the word that Tab leads to
  let anchor = null; // where a selection by keyboard starts
  let pending = null; // the words selected
  let opened = null; // the note whose words were clicked
  let pressed = false; // a mouse button is down

  function dress() {
    article.querySelector(".pt-source")?.after(facts);
    for (const { first, number, kind } of layout.paragraphs) {
      const paragraph = drawn.words[first].closest(".pt-paragraph");
      if (number != null) paragraph.dataset.number = number;
      if (kind !== "headline" && kind !== "subhead") continue;
      paragraph.setAttribute("role", "heading");
      paragraph.setAttribute("aria-level", kind === "headline" ? "3" : "4");
    }
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `Article in ${text.outlet}`);
    box.setAttribute("aria-describedby", room.helpId);
    box.tabIndex = -1; // a click in it must not give the focus to Jupyter, which has commands on plain letters
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", "Selected words");
    notes.setAttribute("aria-label", `My highlights and notes on ${named}`);
    drawn.words[0].tabIndex = 0;
  }

  function paint() {
    paintRanges(drawn, "pt-pending", pending ? [pending] : []);
    const range = opened?.range ?? pending;
    const key = opened ? entryKey(opened.entry) : pending ? "new" : "";
    if (tools.dataset.key !== key) {
      tools.dataset.key = key;
      tools.replaceChildren(...(opened ? toolsFor(opened) : [
        madeButton(document, "", "Highlight", () => add(false)),
        madeButton(document, "", "Add a note", () => add(true)),
      ]));
    }
    tools.hidden = range === null || pressed;
    if (tools.hidden) return;
    const [last, frame] = [drawn.words[range.last].getBoundingClientRect(), box.getBoundingClientRect()];
    tools.style.top = `${last.bottom - frame.top - box.clientTop + box.scrollTop + 4}px`;
    tools.style.left = `${Math.max(8, Math.min(last.left - frame.left, box.clientWidth - tools.offsetWidth - 8))}px`;
  }

  function toolsFor({ entry }) {
    const write = () => { clear(); writeOn(entry); };
    const drop = () => { remove(entry); drawn.words[cursor].focus(); };
    return [madeButton(document, "", entry.note ? "Go to the note" : "Add a note", write), madeButton(document, "", "Remove highlight", drop)];
  }

  function clear() {
    if (pending) document.getSelection()?.removeAllRanges();
    anchor = pending = opened = null;
    paint();
  }

  function select(range) {
    room.begun(column);
    [pending, opened] = [range, null];
    paint();
  }

  function open(note) {
    room.begun(column);
    clear();
    opened = note;
    paint();
  }

  function add(withNote) {
    const [range, passage] = [pending, passageOf(layout, pending)];
    const known = mine.find(({ entry }) => entryKey(entry) === entryKey(passage))?.entry;
    if (!room.change((entries) => withEntry(entries, known ?? { ...passage, note: "" }))) return;
    clear();
    step(range.first, withNote ? {} : { focus: true });
    room.announce(`Highlighted: “${quote(range)}”`);
    if (withNote) writeOn(passage);
  }

  function writeOn(entry) {
    const field = itemOf(entry).querySelector("textarea");
    field.focus();
    field.scrollIntoView({ block: "nearest" });
  }

  function remove(entry) {
    const words = quote(rangeOf(layout, entry));
    if (!room.change((entries) => withoutEntry(entries, entry))) return;
    clear();
    room.say(`Removed: “${words}”.`, () => room.change((entries) => withEntry(entries, entry)));
  }

  // By keyboard

  /** Makes a word the one that Tab leads to. */
  function step(at, { focus = false } = {}) {
    const before = drawn.words[cursor];
    cursor = at;
    drawn.words[at].tabIndex = 0;
    if (focus) {
      drawn.words[at].focus({ preventScroll: true });
      reveal(drawn.words[at]);
    }
    // Only now: a focused word that loses its tabindex loses the focus to nowhere.
    if (before !== drawn.words[at]) before.removeAttribute("tabindex");
  }

  const noteAt = (at) => mine[rangeAt(mine.map(({ range }) => range), at)];

  function move(to, { shiftKey, bySentence }) {
    const was = noteAt(cursor);
    if (shiftKey) anchor ??= cursor;
    step(anchor === null ? to : withinParagraph(layout, anchor, to), { focus: true });
    if (anchor !== null) select(snap(layout, anchor, cursor, "words"));
    const is = noteAt(cursor);
    if (bySentence) room.announce(quote(pending ?? sentenceAround(layout, cursor)));
    else if (is !== was) room.announce(is ? "highlighted" : "not highlighted");
  }

  /** Space starts a selection and ends it; ended, the tools have the focus. */
  function confirm() {
    if (anchor === null) {
      anchor = cursor;
      select({ first: cursor, last: cursor });
      return room.announce(`Selection started at “${drawn.words[cursor].textContent}”`);
    }
    anchor = null;
    tools.querySelector("button").focus();
    room.announce(`Selected: “${quote(pending)}”`);
  }

  function keyPressed(event) {
    const { key, shiftKey, altKey, target } = event;
    const whole = event.ctrlKey || event.metaKey;
    if (key === "Escape" && (pending || opened)) {
      if (tools.contains(target)) drawn.words[cursor].focus();
      clear();
      room.announce("Cancelled");
    } else if (altKey || !target.closest?.(".pt-word")) return;
    else {
      const to = moveFrom(layout, cursor, key, { whole, extending: shiftKey || anchor !== null });
      const here = noteAt(cursor);
      if (to !== null) move(to, { shiftKey, bySentence: whole || key === "ArrowUp" || key === "ArrowDown" });
      else if (whole) return;
      else if (key === "Enter" && anchor === null && here) {
        open(here);
        tools.querySelector("button").focus();
      } else if (key === " " || key === "Enter") confirm();
      else if ((key === "Delete" || key === "Backspace") && here) remove(here.entry);
      else return;
    }
    event.preventDefault();
  }

  // By mouse, finger or pen: the browser's own selection, in whole words

  function selectionChanged() {
    const selection = document.getSelection();
    if (selection.isCollapsed || !article.contains(selection.anchorNode)) return;
    const range = wordsTouched(document, layout, drawn.words, selection.getRangeAt(0));
    if (!range) return;
    anchor = null;
    step(range.last);
    select(range);
  }

  function clicked(event) {
    if (tools.contains(event.target) || (event.detail > 0 && !document.getSelection().isCollapsed)) return;
    const at = event.detail > 0 ? wordUnder(article, event) : Number(event.target.closest(".pt-word")?.dataset.i ?? NaN);
    if (at === null || Number.isNaN(at)) return clear();
    step(at);
    const here = noteAt(at);
    const apart = pending && withinParagraph(layout, pending.first, at) === at && (at < pending.first || at > pending.last);
    if (apart) select({ first: Math.min(pending.first, at), last: Math.max(pending.last, at) });
    else if (here) open(here);
    else if (event.pointerType === "mouse" || pending) clear();
    else select({ first: at, last: at });
  }

  const pointerDown = ({ target, pointerType, shiftKey }) => {
    if (!box.contains(target)) return pending || opened ? clear() : null;
    pressed = pointerType === "mouse" && !tools.contains(target);
    tools.hidden ||= pressed; // they would lie on words to be selected
    if (pressed && !shiftKey) document.getSelection().removeAllRanges(); // selected words would be dragged away as a text
  };
  const pointerUp = () => {
    if (!pressed) return;
    pressed = false;
    paint();
  };
  // The list of notes

  const itemOf = (entry) => [...list.children].find(({ dataset }) => dataset.key === entryKey(entry));

  function drawItem({ entry, range }) {
    const { number, kind } = place(range);
    const go = madeButton(document, "pt-go", number ? `¶ ${number}` : kind, () => {
      arriveAt(drawn.words[range.first].closest(".pt-paragraph"));
      reveal(drawn.words[range.first]);
      step(range.first);
    });
    go.setAttribute("aria-label", `${number ? `Paragraph ${number}` : kind}: go to “${quote(range)}”`);
    const away = madeButton(document, "pt-remove", "Remove", () => {
      const i = [...list.children].indexOf(item);
      remove(entry);
      (list.children[Math.min(i, list.children.length - 1)]?.querySelector(".pt-remove") ?? drawn.words[cursor]).focus();
    });
    away.setAttribute("aria-label", `Remove: ${quote(range)}`);
    const field = made(document, "textarea", "pt-field");
    Object.assign(field, { rows: 1, maxLength: LONGEST_NOTE, placeholder: "Write a note", value: entry.note ?? "" });
    field.setAttribute("aria-label", `Note on “${quote(range)}”`);
    field.addEventListener("input", () => write(entry, field));
    const item = made(document, "li", "pt-item", go, made(document, "q", "", quote(range)), away, field, made(document, "p", "pt-printed"));
    item.dataset.key = entryKey(entry);
    return item;
  }

  function write(entry, field) {
    const before = mine.find((note) => entryKey(note.entry) === entryKey(entry)).entry.note;
    if (!room.change((entries) => withEntry(entries, { ...entry, note: field.value }), { typing: true })) field.value = before ?? "";
  }

  /** Items that stay are not touched: one of them may have the focus. */
  function paintList() {
    const keys = mine.map(({ entry }) => entryKey(entry));
    for (const item of [...list.children]) if (!keys.includes(item.dataset.key)) item.remove();
    mine.forEach((note, i) => {
      const item = itemOf(note.entry) ?? drawItem(note);
      if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
      const field = item.querySelector("textarea");
      const words = typeof note.entry.note === "string" ? note.entry.note : "";
      if (field.value !== words) field.value = words;
      item.querySelector(".pt-printed").textContent = words;
    });
    notes.hidden = mine.length === 0;
  }

  /** Scrolls the column, and the page only if the column itself is out of sight. */
  function reveal(word) {
    showInBox(box, word);
    word.scrollIntoView({ block: "nearest" });
  }

  const column = {
    element,
    layout,
    named,
    clear,
    number: (range) => place(range).number,
    /** Draws the notes among the entries that are on this text. */
    show(entries) {
      const found = entries.map((entry) => ({ entry, range: entry?.text === text.id ? rangeOf(layout, entry) : null }));
      mine = found.filter(({ range }) => range).sort((a, b) => a.range.first - b.range.first);
      paintRanges(drawn, "pt-marked", mine.map(({ range }) => range));
      const noted = mine.filter(({ entry }) => entry.note).map(({ range }) => range.last);
      drawn.words.forEach((word, i) => word.classList.toggle("pt-noted", noted.includes(i)));
      if (opened && !mine.some(({ entry }) => entryKey(entry) === entryKey(opened.entry))) clear();
      paintList();
    },
    paintFound: (ranges) => paintRanges(drawn, "pt-found", ranges),
    paintCurrent(range) {
      paintRanges(drawn, "pt-current", range ? [range] : []);
      if (range) reveal(drawn.words[range.first]);
    },
    stop: () => {
      document.removeEventListener("selectionchange", selectionChanged);
      document.removeEventListener("pointerdown", pointerDown);
      for (const end of POINTER_ENDS) document.removeEventListener(end, pointerUp);
    },
  };
  dress();
  paint();
  box.addEventListener("keydown", keyPressed);
  box.addEventListener("click", clicked);
  document.addEventListener("selectionchange", selectionChanged);
  document.addEventListener("pointerdown", pointerDown);
  for (const end of POINTER_ENDS) document.addEventListener(end, pointerUp);
  return column;
}
