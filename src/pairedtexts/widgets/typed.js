/** What is typed: one line, kept while it is typed. */

/** Characters that a field takes; a longer answer could not be read. */
const LONGEST_TYPED = 200;

/** What of a typed word does not matter: the rule by which answers are compared, in a student's words. */
export const TYPED_HINT = "Capitals, extra spaces, quotation marks and a period at the end do not matter.";

/** What was typed as an answer has it; null when it is no text, or blank. */
export function typedOrNull(value) {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** A text field in `parent`. `part` names what of an answer it is, "" for all of it. */
export function drawTyped(document, parent, { part = "", className }) {
  const input = parent.appendChild(document.createElement("input"));
  // What a browser remembers of other pages, or corrects by itself, is not what the student wrote.
  Object.assign(input, { type: "text", className: `pt-typed ${className}`, maxLength: LONGEST_TYPED, autocomplete: "off" });
  for (const name of ["autocapitalize", "autocorrect"]) input.setAttribute(name, "off");
  input.spellcheck = false;
  input.dataset.part = part;
  return input;
}

/** A line of small text in `parent`, which describes `field` among its other lines. */
export function drawHint(document, parent, id, text, field) {
  const line = parent.appendChild(document.createElement("p"));
  Object.assign(line, { className: "pt-hint", id, textContent: text });
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
  return line;
}
