/** The reading room: the texts side by side, searched, with the student's own highlights and notes. */

import { keepAnswer, newerRecord } from "pairedtexts/keeping.js";
import { guardKeys } from "pairedtexts/keys.js";
import { entriesOf, tooMuch } from "pairedtexts/notes.js";
import { addStyles, hideStatic } from "pairedtexts/page.js";
import { asRecord, documentContext, readResponse } from "pairedtexts/saving.js";
import { countWords, searchMatches } from "pairedtexts/search.js";
import { made, madeButton, textColumn } from "pairedtexts/text_column.js";

const HONEST = "Your notes are kept in this notebook. Your teacher can read them when you hand it in; they are never graded.";
const HELP = [
  "Select words with the mouse, or tap a word; a click on another word of the paragraph takes in all up to there. Click highlighted words to add a note or to remove the highlight.",
  "Keyboard: Tab leads into an article. Arrow keys move (Up and Down by sentence), Space starts and ends a selection, Escape cancels; on highlighted words Enter opens, Delete removes. With a screen reader, turn on focus mode first.",
];
const SEARCHED = { 1: "the text", 2: "both texts" };
const NOT_ANSWERS = { blank: "", preview: "Preview: notes are not kept." };

function drawRoom(document, columnsNamed, helpId) {
  const field = made(document, "input", "pt-field");
  field.type = "search";
  const count = made(document, "p", "pt-count");
  count.setAttribute("role", "status");
  const steps = made(document, "span", "pt-steps");
  const label = made(document, "label", "pt-search", `Search in ${SEARCHED[columnsNamed.length] ?? "all texts"}`, field);
  const finder = made(document, "div", "pt-finder", label, steps, count);
  finder.setAttribute("role", "search");
  const help = made(document, "details", "pt-help", made(document, "summary", "", "How to highlight and take notes"));
  const explained = made(document, "div", "", ...HELP.map((words) => made(document, "p", "", words)));
  explained.id = helpId;
  help.append(explained);
  const columns = made(document, "div", "pt-columns");
  const said = made(document, "p", "pt-said");
  const announcement = made(document, "p", "pt-announcement pt-unseen");
  const status = made(document, "p", "pt-status");
  status.setAttribute("role", "status");
  for (const region of [said, announcement]) region.setAttribute("aria-live", "polite");
  const section = made(document, "section", "pt-widget pt-reading", finder, help, columns, said, status, made(document, "p", "pt-honest", HONEST), announcement);
  section.setAttribute("aria-label", `Reading room: ${columnsNamed.join(", ")}`);
  return { section, field, steps, count, columns, said, status, announcement };
}

/** Search in all columns: as the student types, and from match to match. */
function searchIn({ document, field, steps, count }, columns) {
  let matches = []; // { column, range }
  let at = 0;

  function paintCurrent() {
    const current = matches[at];
    for (const column of columns) column.paintCurrent(current?.column === column ? current.range : null);
  }

  function look() {
    const found = columns.map((column) => searchMatches(column.layout, field.value));
    columns.forEach((column, i) => column.paintFound(found[i]));
    matches = columns.flatMap((column, i) => found[i].map((range) => ({ column, range })));
    at = 0;
    steps.hidden = matches.length === 0;
    count.textContent = field.value.trim() === "" ? "" : countWords(columns.map(({ named }, i) => [named, found[i].length]));
    paintCurrent();
  }

  function go(by) {
    if (matches.length === 0) return;
    at = (at + by + matches.length) % matches.length;
    paintCurrent();
    const { column, range } = matches[at];
    const number = column.number(range);
    count.textContent = `Match ${at + 1} of ${matches.length}: ${column.named}${number ? ` ¶ ${number}` : ""}`;
  }

  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && field.value) { field.value = ""; look(); }
    else return;
    event.preventDefault();
  });
  steps.append(madeButton(document, "", "Previous", () => go(-1)), madeButton(document, "", "Next", () => go(1)));
  look();
}

function renderReadingRoom({ model, el }) {
  const document = el.ownerDocument;
  addStyles(document);
  const question = model.get("question");
  const texts = model.get("texts") ?? {};
  const shown = question.texts.map((id) => texts[id]);
  const helpId = `pt-${Math.random().toString(36).slice(2)}-help`;
  const frame = drawRoom(document, shown.map(({ outlet }) => outlet), helpId);
  const context = model.get("keeps") === false ? null : documentContext(model);
  let keeper = null;
  let back = null;

  /** The newest list of notes anywhere: another cell with texts adds to it, too. */
  function newest() {
    const known = [keeper?.record(), context && readResponse(context, question.id), model.get("response")];
    return entriesOf(known.map((record) => asRecord(record, question)).reduce((a, b) => newerRecord(a, b))?.answer);
  }

  function show(answer) {
    for (const column of columns) column.show(entriesOf(answer));
    return Array.isArray(answer) ? answer : null;
  }

  function say(words, undo) {
    frame.said.replaceChildren(words);
    if (undo) frame.said.append(" ", madeButton(document, "pt-undo", "Undo", () => { undo(); frame.section.querySelector(".pt-word[tabindex]")?.focus(); }));
  }

  const room = {
    helpId,
    say,
    announce(words) { frame.announcement.textContent = frame.announcement.textContent === words ? `${words}\u00a0` : words; },
    begun(begun) { for (const column of columns) if (column !== begun) column.clear(); },
    change(edit, options) {
      const entries = edit(newest());
      const reason = tooMuch(entries);
      say(reason);
      if (reason) return false;
      keeper.answer(entries.length > 0 ? entries : null, options);
      show(entries);
      return true;
    },
  };
  const columns = shown.map((text) => textColumn(document, text, room));
  columns.forEach(({ element }, i) => { element.dataset.role = shown[i].role; });
  frame.columns.append(...columns.map(({ element }) => element));
  searchIn({ document, ...frame }, columns);

  function paint({ state, text }) {
    const words = NOT_ANSWERS[state] ?? text;
    if (frame.status.textContent !== words) frame.status.textContent = words;
    if (frame.status.dataset.state !== state) frame.status.dataset.state = state;
  }

  /** Someone came here from a question: offer the way back. */
  function arrived({ target, detail: origin }) {
    back?.remove();
    back = madeButton(document, "pt-back", "Back to the question", () => {
      back.remove();
      origin.scrollIntoView({ block: "center" });
      origin.focus({ preventScroll: true });
    });
    target.after(back);
  }

  keeper = keepAnswer(model, { show, paint });
  guardKeys(frame.section, keeper);
  frame.section.addEventListener("pt-arrived", arrived);
  el.append(frame.section);
  const showStatic = hideStatic(frame.section);
  return () => {
    showStatic();
    keeper.stop();
    columns.forEach((column) => column.stop());
    frame.section.remove();
  };
}

export default { render: renderReadingRoom };
