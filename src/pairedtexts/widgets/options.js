/** A list of options with radio buttons or checkboxes. */

import { promptFieldset } from "pairedtexts/prompt.js";

/** The ids of `chosen` in the order shown; ids that are not options are left out. */
export function inOrderShown(options, chosen) {
  return options.map(({ id }) => id).filter((id) => chosen.includes(id));
}

/**
 * Builds the options into `host`; `changed(ids)` is called with the ids chosen, in the order shown. `part` names what of
 * an answer they are, "" for all of it. Returns `{ fieldset, choose(ids) }`: `choose` repaints without calling back.
 */
export function drawOptions({ document, question, host, idPrefix }, { type, hint, part = "", changed }) {
  const fieldset = promptFieldset(document, question.prompt);
  if (hint) {
    const line = fieldset.appendChild(document.createElement("p"));
    line.className = "pt-hint";
    line.id = `${idPrefix}-hint`;
    line.textContent = hint;
    fieldset.setAttribute("aria-describedby", line.id);
  }
  const inputs = question.options.map(({ id, text }) => {
    const label = fieldset.appendChild(document.createElement("label"));
    label.className = "pt-option";
    const input = label.appendChild(document.createElement("input"));
    Object.assign(input, { type, name: `${idPrefix}-option`, value: id });
    input.dataset.part = part;
    const words = label.appendChild(document.createElement("span"));
    words.className = "pt-option-text";
    words.textContent = text;
    return input;
  });
  fieldset.addEventListener("change", () => changed(inputs.filter(({ checked }) => checked).map(({ value }) => value)));
  host.append(fieldset);
  return { fieldset, choose: (ids) => inputs.forEach((input) => { input.checked = ids.includes(input.value); }) };
}
