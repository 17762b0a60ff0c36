/** written: free text with a checklist that is looked through while the student writes. Answer: the text, or null. */

import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";

// The checks are those of _checks.py, function by function: tests/samples/written_vectors.json is held against both.

const WRITTEN_LONGEST = 20000;
/** After this many milliseconds without a key a screen reader is told how the text stands. */
const WRITTEN_PAUSE = 1500;
const WRITTEN_SPACE = "\\t \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WRITTEN_SPACES = new RegExp(`[${WRITTEN_SPACE}]+`, "g");
const WRITTEN_RUN = new RegExp(`[^${WRITTEN_SPACE}\\n]+`, "g");
const WRITTEN_DOUBLE = /[“”„‟«»＂]/g;
const WRITTEN_LETTER = /[\p{L}\p{N}]/u;
const WRITTEN_TOO_SHORT = "counts when your text is long enough";

const writtenStrip = (text, edges) => text.replace(new RegExp(`^[${edges}]+|[${edges}]+$`, "g"), "");
const writtenIsLetter = (char) => char !== undefined && WRITTEN_LETTER.test(char);

/** What two spellings of the same words have in common: quotation marks, dashes, ellipses and spaces of one kind. */
export function foldText(text) {
  const plain = text.normalize("NFC").replace(WRITTEN_DOUBLE, "'").replace(/["‘’‚‛′`´]/g, "'").replace(/[‐‑‒–—―−]/g, "-");
  return writtenStrip(plain.replace(/\. ?\. ?\./g, "…").replace(WRITTEN_SPACES, " "), " ");
}

/** Runs without white space that hold at least one letter or digit. */
export function wordCount(text) {
  return (text.match(WRITTEN_RUN) ?? []).filter(writtenIsLetter).length;
}

/** “63 words (80 to 150 wanted)” */
export function lengthWords(number, length) {
  const counted = `${number} ${number === 1 ? "word" : "words"}`;
  if (!length) return counted;
  return `${counted} (${length.most ? `${length.least} to ${length.most}` : `at least ${length.least}`} wanted)`;
}

/** A text (see the widget's `texts`) as a written answer can refer to it. */
export function writtenSource({ short, outlet, verbatim, paragraphs }) {
  const points = Array.from(verbatim);
  const article = paragraphs.filter(({ kind }) => kind !== "furniture");
  const lines = article.map(({ number, start, end }) => ({ number, words: points.slice(start, end).join("") }));
  const numbers = lines.map(({ number }) => number).filter((number) => number != null);
  return { short, outlet, lines, numbers, words: lines.map(({ words }) => foldText(words)).join("\n") };
}

/** Where `words` end in `text`, looked for as whole words from `start` on; -1 where they do not stand there. */
function writtenEndOf(words, text, start) {
  for (let at = text.indexOf(words, start); at >= 0; at = text.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!writtenIsLetter(text[at - 1]) && !writtenIsLetter(text[end])) return end;
  }
  return -1;
}

const writtenHolds = (folded, words) => writtenEndOf(foldText(words).toLowerCase(), folded, 0) >= 0;

/** The paragraph numbers that a text cites as “LH ¶7”, “LH, ¶7” or “Liberty Headlines ¶7”, in order, each once. */
function writtenCited(folded, source, known) {
  const others = Object.values(known).filter((other) => other !== source);
  const shared = ["", ...others.flatMap(({ short, outlet }) => [short, outlet])];
  const names = shared.includes(source.outlet ?? "") ? [source.short] : [source.short, source.outlet];
  const called = names.map((name) => foldText(name).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|");
  const form = new RegExp(`(?:^|[^\\p{L}\\p{N}])(?:${called}),? ?¶ ?([0-9]{1,4})(?![0-9])`, "giu");
  return [...new Set(Array.from(folded.matchAll(form), ([, number]) => Number(number)))];
}

function checkCites({ texts, least, each }, folded, known) {
  const all = texts.map((name) => writtenCited(folded, known[name], known));
  const good = all.map((numbers, i) => numbers.filter((number) => known[texts[i]].numbers.includes(number)).length);
  const bad = all.flatMap((numbers, i) => {
    const { short, numbers: there } = known[texts[i]];
    return numbers.filter((number) => !there.includes(number)).map((number) => `${short} ¶${number}`);
  });
  const wrong = bad.length > 0 ? `; there is no ${bad[0]}` : "";
  const sum = good.reduce((a, b) => a + b, 0);
  const counts = each ? texts.map((name, i) => `${known[name].short} ${good[i]}`).join(", ") : sum;
  return { done: (each ? Math.min(...good) : sum) >= least, said: `cited: ${counts}${wrong}` };
}

function quotationsOf(text) {
  const quoted = Array.from(text.replace(WRITTEN_DOUBLE, '"').matchAll(/"([^"\n]*)(?:"|$)/gm), ([, words]) =>
    foldText(words).replace(/\[([A-Za-z])\](?=[A-Za-z])/g, "$1"),
  );
  const pieces = quoted.map((words) => words.split(/\[[^[\]]*\]|…/).map((piece) => writtenStrip(piece, " .,;:!?'\\-")).filter(Boolean));
  return pieces.filter((each) => each.reduce((sum, piece) => sum + wordCount(piece), 0) >= 3);
}

/** Whether the pieces of a quotation stand in a text one after the other; its sentence may have changed a capital. */
function quotationStands(pieces, { words }) {
  let at = 0;
  for (const piece of pieces) {
    const [first, ...rest] = piece;
    const other = (first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase()) + rest.join("");
    const ends = [piece, other].map((form) => writtenEndOf(form, words, at)).filter((end) => end >= 0);
    if (ends.length === 0) return false;
    at = Math.min(...ends);
  }
  return true;
}

function checkQuotations({ texts, least }, text, enough, known) {
  const found = quotationsOf(text);
  // Single words one after the other stand in any text: somewhere two have to stand together.
  const quotes = (pieces) => Math.max(...pieces.map(wordCount)) > 1;
  const wrong = found.find((pieces) => !quotes(pieces) || !texts.some((name) => quotationStands(pieces, known[name])));
  if (wrong) {
    const words = Array.from(wrong.join(" … "));
    return { done: false, said: `not in the texts: “${words.slice(0, 60).join("")}${words.length > 60 ? "…" : ""}”` };
  }
  if (found.length === 0 && !least && !enough) return { done: false, said: WRITTEN_TOO_SHORT };
  const right = new Set(found.map((pieces) => pieces.join("\n"))).size; // the same words twice are one quotation
  return { done: right >= least, said: `${right} found` };
}

/** A fact by its forms: the first alone would say that no other will do. */
function factWords(forms) {
  if (forms.length === 1) return forms[0];
  return `one of: ${forms.slice(0, 3).join(", ")}${forms.length > 3 ? ", …" : ""}`;
}

function checkKeeps({ facts }, folded) {
  const missing = facts.filter((forms) => !forms.some((form) => writtenHolds(folded, form))).map(factWords);
  return { done: missing.length === 0, said: missing.length > 0 ? `missing: ${missing.join("; ")}` : "nothing missing" };
}

function checkAvoids({ avoided }, folded, enough) {
  const found = avoided.filter((word) => writtenHolds(folded, word));
  if (found.length > 0) return { done: false, said: `found: ${found.join(", ")}` };
  return { done: enough, said: enough ? "none found" : WRITTEN_TOO_SHORT };
}

/** Every check of a question's checklist: `{ done, said }`, in its order. `known` are the texts' `writtenSource`s by id. */
export function runChecks(text, { checklist, length }, known) {
  const number = wordCount(text);
  const enough = number > 0 && (!length || number >= length.least);
  const folded = foldText(text.replaceAll("\n", " "));
  const ways = {
    cites: (check) => checkCites(check, folded, known),
    quotations: (check) => checkQuotations(check, text, enough, known),
    keeps: (check) => checkKeeps(check, folded.toLowerCase()),
    avoids: (check) => checkAvoids(check, folded.toLowerCase(), enough),
    length: () => ({
      done: length.least <= number && (!length.most || number <= length.most),
      said: lengthWords(number, null), // the check's own words say how many are wanted
    }),
  };
  return checklist.map((check) => ways[check.kind](check));
}

/** The line of a checklist for one check. */
export function checkLine({ words }, { done, said }) {
  return `${done ? "✓ done" : "○ to do"}: ${words} (${said})`;
}

/** `words` put between `start` and `end` of a text, apart from what stands around: the text, and where to go on. */
export function insertedAt(text, start, end, words) {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const put = (/(^|[\s([“"])$/.test(before) ? "" : " ") + words + (/^($|[\s.,;:!?)\]”"])/.test(after) ? "" : " ");
  return { text: before + put + after, at: before.length + put.length };
}

/** The controls of written (see `renderQuestion`). */
export function writtenControls({ document, question, texts, host, change, typing, announce, idPrefix }) {
  const make = (parent, tag, className, text = "") => {
    const element = parent.appendChild(document.createElement(tag));
    element.className = className;
    element.textContent = text;
    return element;
  };
  const { checklist, length } = question;
  const known = Object.fromEntries(question.texts.map((name) => [name, writtenSource(texts[name])]));
  const fieldset = promptFieldset(document, question.prompt);
  host.append(fieldset);
  const label = make(fieldset, "label", "pt-hint", "Your text");
  const area = make(fieldset, "textarea", "pt-writing");
  label.htmlFor = area.id = `${idPrefix}-text`;
  Object.assign(area, { rows: 8, spellcheck: true, maxLength: WRITTEN_LONGEST });
  area.dataset.part = "";
  const count = make(fieldset, "p", "pt-hint");
  count.id = `${idPrefix}-count`;
  area.setAttribute("aria-describedby", count.id);
  const list = checklist.length > 0 ? make(fieldset, "ul", "pt-checklist") : null;
  list?.setAttribute("aria-label", "Checklist");
  list?.setAttribute("role", "list"); // a list without bullets is none to some screen readers
  const items = checklist.map(() => make(list, "li", ""));
  let said = []; // what a screen reader knows of the checklist
  let pause = null;

  function paint() {
    const found = runChecks(area.value, question, known);
    count.textContent = lengthWords(wordCount(area.value), length);
    found.forEach((each, i) => {
      const line = checkLine(checklist[i], each);
      if (items[i].textContent !== line) items[i].textContent = line;
      items[i].dataset.done = each.done;
    });
    return found.map(({ done }) => done);
  }

  /** Not at every key: the count, and what has changed on the checklist, when the student pauses. */
  function tell() {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const done = paint();
      const lines = items.filter((_, i) => done[i] !== said[i]).map((item) => item.textContent.slice(2));
      said = done;
      announce([count.textContent, ...lines].join(". "));
    }, WRITTEN_PAUSE);
  }

  function typed() {
    paint();
    tell();
    typing(area.value.trim() === "" ? null : area.value);
  }

  function cite(words) {
    const next = insertedAt(area.value, area.selectionStart, area.selectionEnd, words);
    if (next.text.length > WRITTEN_LONGEST) return announce("Not inserted: the text is as long as it may be.");
    area.value = next.text;
    area.focus();
    area.setSelectionRange(next.at, next.at);
    typed();
    announce(`Inserted: ${words}`);
  }

  area.addEventListener("input", typed);
  if (question.texts.length > 0) fieldset.insertBefore(drawWrittenCite(make, host, Object.values(known), cite), count);
  return {
    show(answer) {
      const text = typeof answer === "string" && answer.trim() !== "" ? answer : null;
      if (area.value.trim() !== (text ?? "").trim()) area.value = text ?? "";
      said = paint();
      return text;
    },
    stop: () => clearTimeout(pause),
  };
}

/** “Cite a line”: choose a paragraph, press the button, and it stands at the cursor. */
function drawWrittenCite(make, host, known, cite) {
  const bar = make(host, "div", "pt-actions");
  const label = make(bar, "label", "pt-cite", "Cite a line");
  const select = make(label, "select", "pt-cite-line");
  for (const { short, lines } of known) {
    for (const { number, words } of lines.filter((line) => line.number != null)) {
      const start = words.replace(/\s+/g, " ").slice(0, 40).trim();
      const option = make(select, "option", "", `${short} ¶${number} · ${start}…`);
      option.value = `${short} ¶${number}`;
    }
  }
  const button = make(bar, "button", "pt-button", "Insert at the cursor");
  button.type = "button";
  button.addEventListener("click", () => cite(select.value));
  return bar;
}

export default { render: renderQuestion(writtenControls) };
