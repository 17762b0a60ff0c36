/** match: for each item on the left, one on the right. Answer: {left id: right id}, in the order shown, or null. */

import { filledCells } from "pairedtexts/cells.js";
import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";

/** Words of up to this length can be read in a closed list on a narrow screen; longer ones are written out above. */
const LEGIBLE = 28;

/** What is on the right as a list offers it: with a letter where the words are long. */
export function matchChoices(right) {
  const long = right.some(({ text }) => text.length > LEGIBLE);
  return right.map(({ id, text }, i) => ({ id, text: long ? `${String.fromCharCode(65 + i)}. ${text}` : text, long }));
}

/** The controls of match (see `renderQuestion`). */
export function matchControls({ document, question, host, change, idPrefix }) {
  const choices = matchChoices(question.right);
  const fieldset = promptFieldset(document, question.prompt);
  const make = (parent, tag, properties) => Object.assign(parent.appendChild(document.createElement(tag)), properties);
  const hint = make(fieldset, "p", { className: "pt-hint", id: `${idPrefix}-hint` });
  hint.textContent = `Choose what goes with each. ${question.once ? "Nothing is used twice." : "The same may be used more than once."}`;
  fieldset.setAttribute("aria-describedby", hint.id);
  if (choices[0].long) {
    const list = make(fieldset, "ul", { className: "pt-choices" });
    choices.forEach(({ text }) => make(list, "li", { textContent: text }));
  }
  const selects = question.left.map(({ id, text }) => {
    const label = make(fieldset, "label", { className: "pt-pair" });
    make(label, "span", { textContent: text });
    const select = make(label, "select");
    select.dataset.part = id;
    make(select, "option", { value: "", textContent: "Choose…" });
    choices.forEach((choice) => make(select, "option", { value: choice.id, textContent: choice.text }));
    return select;
  });
  fieldset.addEventListener("change", () => {
    change(show(Object.fromEntries(selects.map(({ dataset, value }) => [dataset.part, value]))));
  });
  host.append(fieldset);

  function show(answer) {
    const understood = filledCells(question.left, question.right, answer);
    for (const select of selects) {
      select.value = understood?.[select.dataset.part] ?? "";
      select.classList.toggle("pt-matched", select.value !== "");
    }
    return understood;
  }

  return { show };
}

export default { render: renderQuestion(matchControls) };
