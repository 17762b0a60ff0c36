/**
 * Articles as paragraphs of selectable words, and passages of them by offset.
 *
 * Offsets count Unicode code points of the verbatim text, as Python does, end exclusive; JavaScript's own string
 * indices count UTF-16 units and would be off by one after every emoji.
 */

const WHITE_SPACE = /\s/u; // U+00A0 is white space here, as it is in Python

/** The runs of non-white-space among code points `start` to `end`, as `{ start, end }`. */
export function wordsBetween(points, start, end) {
  const words = [];
  let begun = -1;
  for (let at = start; at <= end; at += 1) {
    const inWord = at < end && !WHITE_SPACE.test(points[at]);
    if (inWord && begun < 0) begun = at;
    if (!inWord && begun >= 0) {
      words.push({ start: begun, end: at });
      begun = -1;
    }
  }
  return words;
}

/**
 * The shown words and paragraphs of some texts, numbered through all of them.
 *
 * words: `{ text, start, end, paragraph, sentence }`, where `text` is the id, `paragraph` an index into paragraphs and
 * `sentence` a number that the words of one sentence share. paragraphs: `{ text, number, kind, first, last }` with the
 * indices of the first and last word. points: code points by text id. Page furniture is left out.
 */
export function layOut(ids, texts) {
  const layout = { points: {}, paragraphs: [], words: [] };
  let sentence = 0;
  for (const id of ids.filter((known) => Object.hasOwn(texts, known))) {
    const { verbatim, paragraphs, sentences = [] } = texts[id];
    const points = (layout.points[id] = Array.from(verbatim));
    for (const { number, start, end, kind } of paragraphs) {
      const found = kind === "furniture" ? [] : wordsBetween(points, start, end);
      if (found.length === 0) continue;
      const inside = sentences.filter(([from, to]) => from < end && start < to);
      const paragraph = layout.paragraphs.length;
      const first = layout.words.length;
      let previous = null;
      for (const word of found) {
        const around = inside.findIndex(([from, to]) => from <= word.start && word.start < to);
        if (around !== previous) sentence += 1;
        previous = around;
        layout.words.push({ text: id, ...word, paragraph, sentence });
      }
      layout.paragraphs.push({ text: id, number, kind, first, last: layout.words.length - 1 });
    }
  }
  return layout;
}

/** The passage from one word to another of the same paragraph, as it stands in an answer. */
export function passageOf(layout, { first, last }) {
  const { text, start } = layout.words[first];
  const { end } = layout.words[last];
  return { text, start, end, quote: layout.points[text].slice(start, end).join("") };
}

/** Where the quoted words stand: at the offsets given, or else wherever they are found first; null if nowhere. */
function offsetsOf(points, { start, end, quote }) {
  if (Number.isInteger(start) && Number.isInteger(end) && points.slice(Math.max(0, start), end).join("") === quote) {
    return { start, end };
  }
  const found = points.join("").indexOf(quote);
  if (found < 0) return null;
  const from = Array.from(points.join("").slice(0, found)).length;
  return { start: from, end: from + Array.from(quote).length };
}

/** The range of words of a passage from an answer, or null when it is not one of these texts or has a wrong shape. */
export function rangeOf(layout, passage) {
  const points = Object.hasOwn(layout.points, passage?.text) ? layout.points[passage.text] : null;
  if (points === null || typeof passage.quote !== "string" || passage.quote.trim() === "") return null;
  const offsets = offsetsOf(points, passage);
  if (!offsets) return null;
  const touched = (word) => word.text === passage.text && word.start < offsets.end && word.end > offsets.start;
  const first = layout.words.findIndex(touched);
  if (first < 0) return null;
  const last = layout.words.findLastIndex(touched);
  return { first, last: Math.min(last, layout.paragraphs[layout.words[first].paragraph].last) };
}

/** "¶ 4" to the eye, "Paragraph 4" to the ear; an empty label keeps the column of a headline or a caption. */
function drawNumber(document, number) {
  const label = document.createElement("span");
  label.className = "pt-number";
  if (number == null) return label;
  const spoken = label.appendChild(document.createElement("span"));
  spoken.className = "pt-unseen";
  spoken.textContent = "Paragraph ";
  const sign = label.appendChild(document.createElement("span"));
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = "¶\u00a0";
  label.append(`${number} `);
  return label;
}

function drawParagraph(document, layout, { number, kind, first, last }, drawn) {
  const paragraph = document.createElement("p");
  paragraph.className = `pt-paragraph pt-${kind}`;
  paragraph.append(drawNumber(document, number));
  const words = paragraph.appendChild(document.createElement("span"));
  words.className = "pt-words";
  for (let i = first; i <= last; i += 1) {
    const { text, start, end } = layout.words[i];
    const word = drawn.pattern.cloneNode();
    word.setAttribute("data-i", i);
    word.textContent = layout.points[text].slice(start, end).join("");
    // A gap is an element of its own only once it has been painted: there are as many gaps as words.
    words.append(word, i < last ? " " : "");
    drawn.words.push(word);
  }
  return paragraph;
}

/**
 * The articles as elements: `{ articles, words, gaps }`, where gaps[i] follows words[i] and is there only if it was ever
 * painted (see `paintRanges`).
 */
export function drawArticles(document, texts, layout) {
  const pattern = document.createElement("span");
  pattern.className = "pt-word";
  const drawn = { articles: [], words: [], gaps: [], painted: new Map(), pattern };
  for (const id of Object.keys(layout.points)) {
    const article = document.createElement("article");
    article.className = "pt-article";
    article.dataset.text = id;
    article.setAttribute("aria-label", [texts[id].outlet, texts[id].title].filter(Boolean).join(": "));
    const source = article.appendChild(document.createElement("p"));
    source.className = "pt-source";
    source.textContent = texts[id].outlet ?? "";
    const paragraphs = layout.paragraphs.filter(({ text }) => text === id);
    article.append(...paragraphs.map((paragraph) => drawParagraph(document, layout, paragraph, drawn)));
    drawn.articles.push(article);
  }
  return drawn;
}

/** The words in some ranges, each with whether the gap after it lies in the same range. */
function coveredBy(ranges) {
  const covered = new Map();
  for (const { first, last } of ranges) for (let i = first; i <= last; i += 1) covered.set(i, covered.get(i) || i < last);
  return covered;
}

/** What has to change for `now` to be painted where `before` was, as `[index, word, gap]` with null for what stays. */
export function changesBetween(before, now) {
  const [was, is] = [coveredBy(before), coveredBy(now)];
  const differs = (old, next) => (Boolean(old) === Boolean(next) ? null : Boolean(next));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((i) => [i, differs(was.has(i), is.has(i)), differs(was.get(i), is.get(i))])
    .filter(([, word, gap]) => word !== null || gap !== null);
}

/** The element after a word that is painted with the words on both sides, so that a passage is one stroke. */
function gapAfter({ words, gaps }, i) {
  if (!gaps[i]) {
    const text = words[i].nextSibling;
    gaps[i] = words[i].ownerDocument.createElement("span");
    gaps[i].className = "pt-gap";
    text.replaceWith(gaps[i]);
    gaps[i].append(text);
  }
  return gaps[i];
}

/** Gives the words in some ranges, and the gaps within them, a class that no others have. Touches only what changes. */
export function paintRanges(drawn, className, ranges) {
  for (const [i, word, gap] of changesBetween(drawn.painted.get(className) ?? [], ranges)) {
    if (word !== null) drawn.words[i].classList.toggle(className, word);
    if (gap !== null) gapAfter(drawn, i).classList.toggle(className, gap);
  }
  drawn.painted.set(className, ranges.map((range) => ({ ...range })));
}

/** A space is about this wide: a pointer between two words is on one of them a little to either side. */
const GAP_WIDTH = 5;

/** The index of the word in the box that a pointer is on or next to, null if there is none. */
export function wordUnder(box, { clientX, clientY }) {
  for (const x of [clientX, clientX - GAP_WIDTH, clientX + GAP_WIDTH]) {
    const element = box.getRootNode().elementFromPoint(x, clientY);
    const word = box.contains(element) ? element.closest(".pt-word") : null;
    if (word) return Number(word.dataset.i);
    if (!element?.closest(".pt-words")) return null;
  }
  return null;
}

/** Scrolls a box, and nothing around it, until an element in it can be seen with a line or two on either side. */
export function showInBox(box, element) {
  const [{ top, bottom, height }, { top: first, bottom: last }] = [box, element].map((each) => each.getBoundingClientRect());
  const margin = Math.min(height / 4, 52);
  if (first < top + margin) box.scrollTop -= top + margin - first;
  else if (last > bottom - margin) box.scrollTop += last - bottom + margin;
}

/**
 * Fills a fieldset with what passages are selected in: the help, the scrolling box with the articles, a line about the
 * selection being drawn, and the list of passages. Returns the last three as `{ box, hint, chips }`.
 */
export function drawBox(document, fieldset, articles, help, idPrefix) {
  const add = (tag, className) => {
    const element = fieldset.appendChild(document.createElement(tag));
    element.className = className;
    return element;
  };
  const explained = add("div", "pt-hint");
  explained.id = `${idPrefix}-help`;
  for (const text of help) explained.appendChild(document.createElement("p")).textContent = text;
  const box = add("div", "pt-box");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Text to select in");
  box.setAttribute("aria-describedby", explained.id);
  const more = document.createElement("div");
  more.className = "pt-more"; // its words are in the style: they are no part of the text
  more.setAttribute("aria-hidden", "true");
  more.addEventListener("click", () => { box.scrollTop += box.clientHeight * 0.75; });
  box.append(...articles, more);
  const hint = add("p", "pt-drawing");
  const chips = add("ul", "pt-chips");
  chips.setAttribute("aria-label", "Selected passages");
  return { box, hint, chips };
}

/** A selected passage in the list below the box, with a button that removes it. */
export function drawChip(document, quote, removed) {
  const chip = document.createElement("li");
  chip.className = "pt-chip";
  const words = chip.appendChild(document.createElement("q"));
  words.textContent = quote;
  const button = chip.appendChild(document.createElement("button"));
  Object.assign(button, { type: "button", className: "pt-button pt-remove", textContent: "Remove" });
  button.setAttribute("aria-label", `Remove: ${quote}`);
  button.addEventListener("click", removed);
  return chip;
}
