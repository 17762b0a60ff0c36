/** The prompt of a question, as the legend of its controls. */

/** The paragraphs of a prompt: separated by empty lines, white space folded. */
export function paragraphsOf(prompt) {
  const folded = String(prompt ?? "").split(/\n\s*\n/).map((text) => text.replace(/\s+/g, " ").trim());
  return folded.filter((text) => text !== "");
}

/** An empty fieldset with the prompt as its legend, for a type's controls. */
export function promptFieldset(document, prompt) {
  const fieldset = document.createElement("fieldset");
  fieldset.className = "pt-controls";
  const legend = fieldset.appendChild(document.createElement("legend"));
  legend.className = "pt-prompt";
  for (const text of paragraphsOf(prompt)) {
    const paragraph = legend.appendChild(document.createElement("span"));
    paragraph.className = "pt-prompt-paragraph";
    paragraph.textContent = text;
  }
  return fieldset;
}
