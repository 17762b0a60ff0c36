/** Feedback on a practice question and the key in the teacher's preview: drawn from the same data, in the same way. */

function textElement(document, tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function bulletList(document, className, items) {
  const element = document.createElement("ul");
  element.className = className;
  element.append(...items);
  return element;
}

/** How right an answer is, as a word for styles and tests: "right", "partly" or "wrong". */
export function rightness(share) {
  if (share >= 1) return "right";
  return share > 0 ? "partly" : "wrong";
}

/** Where a piece of evidence stands, as a reader would look for it. */
export function placeOf({ source, place }) {
  return [source, place].filter(Boolean).join(", ");
}

function partNote(document, { line, right, text, evidence }) {
  const item = document.createElement("li");
  if (typeof right === "boolean") item.dataset.right = right;
  item.append(textElement(document, "strong", "pt-note-option", line));
  const said = [typeof right === "boolean" ? (right ? "right." : "not right.") : "", text].filter(Boolean).join(" ");
  if (said) item.append(` – ${said}`);
  item.append(...(evidence ?? []).map((proof) => evidenceBlock(document, proof)));
  return item;
}

function evidenceBlock(document, { quote, before, after, ...where }) {
  const block = document.createElement("blockquote");
  block.className = "pt-evidence";
  if (quote) {
    const words = textElement(document, "p", "pt-evidence-words", before ?? "");
    words.append(textElement(document, "mark", "pt-mark", quote), after ?? "");
    block.append(words);
  }
  block.append(textElement(document, "footer", "pt-evidence-place", placeOf(where)));
  return block;
}

/** What would have been right, why, and what proves it. */
function solutionParts(document, { answer, explanation, evidence }) {
  const lines = (answer ?? []).map((text) => textElement(document, "li", "", text));
  return [
    ...(lines.length > 0 ? [bulletList(document, "pt-answer", lines)] : []),
    ...(explanation ? [textElement(document, "p", "pt-explanation", explanation)] : []),
    ...(evidence ?? []).map((proof) => evidenceBlock(document, proof)),
  ];
}

/** The elements of a feedback (see `feedback` and `key_view` of the widget); fields that are absent are left out. */
export function feedbackParts(document, feedback) {
  const { verdict, share, parts, notes } = feedback;
  const drawn = [];
  if (verdict) {
    const line = textElement(document, "p", "pt-verdict", verdict);
    if (typeof share === "number") line.dataset.share = rightness(share);
    drawn.push(line);
  }
  if (parts?.length) drawn.push(bulletList(document, "pt-parts", parts.map((text) => textElement(document, "li", "", text))));
  if (notes?.length) drawn.push(bulletList(document, "pt-notes", notes.map((each) => partNote(document, each))));
  const solution = solutionParts(document, feedback);
  if (!(share < 1) || solution.length === 0) return [...drawn, ...solution];
  // Another try first: what would have been right is a click away, not in the face.
  const details = document.createElement("details");
  details.className = "pt-solution";
  details.append(textElement(document, "summary", "", "Show the answer and why"), ...solution);
  return [...drawn, details];
}

/** The teacher's view of the key, folded; null when there is none. */
export function keyDetails(document, question, key) {
  if (!key || Object.keys(key).length === 0) return null;
  const details = document.createElement("details");
  details.className = "pt-key";
  const seen = question.practice ? "Key (students see it when they check their answer)" : "Key (not in the students' copy)";
  details.append(textElement(document, "summary", "", seen), ...feedbackParts(document, key));
  return details;
}
