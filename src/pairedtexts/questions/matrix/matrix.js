/** matrix: one choice in each row. Answer: {row id: column id}, rows in the order shown, or null. */

import { filledCells } from "pairedtexts/cells.js";
import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";

/** The line above the table: what to do, and how far it is done. */
export function matrixHint(all, answer) {
  const done = Object.keys(answer ?? {}).length;
  return `Choose one answer in each row.${done > 0 ? ` Answered: ${done} of ${all}.` : ""}`;
}

/** The controls of matrix (see `renderQuestion`). */
export function matrixControls({ document, question, host, change, idPrefix }) {
  const { rows, columns } = question;
  const fieldset = promptFieldset(document, question.prompt);
  const make = (parent, tag, properties) => Object.assign(parent.appendChild(document.createElement(tag)), properties);
  const hint = make(fieldset, "p", { className: "pt-hint", id: `${idPrefix}-hint` });
  fieldset.setAttribute("aria-describedby", hint.id);
  const box = make(fieldset, "div", { className: "pt-matrix" });
  box.style.setProperty("--pt-columns", columns.length); // the more of them, the sooner the rows become blocks
  const table = make(box, "table");
  const head = make(make(table, "thead"), "tr");
  make(head, "td");
  columns.forEach(({ id, text }) => make(head, "th", { scope: "col", id: `${idPrefix}-${id}`, textContent: text }));
  const body = make(table, "tbody");
  const radios = rows.flatMap((row) => {
    const line = make(body, "tr");
    const name = `${idPrefix}-${row.id}`;
    make(line, "th", { scope: "row", id: name, textContent: row.text });
    return columns.map((column) => {
      const label = make(make(line, "td"), "label", { className: "pt-cell" });
      const radio = make(label, "input", { type: "radio", name, value: column.id });
      radio.dataset.part = row.id;
      // The column first: it is what changes with each arrow key, and what a voice command would say.
      radio.setAttribute("aria-labelledby", `${idPrefix}-${column.id} ${name}`);
      const words = make(label, "span", { className: "pt-cell-text", textContent: column.text });
      words.setAttribute("aria-hidden", "true"); // said already, in the radio's name
      return radio;
    });
  });
  host.append(fieldset);

  function show(answer) {
    const understood = filledCells(rows, columns, answer);
    for (const radio of radios) {
      radio.checked = understood?.[radio.dataset.part] === radio.value;
      radio.closest("td").classList.toggle("pt-chosen", radio.checked);
    }
    hint.textContent = matrixHint(rows.length, understood);
    return understood;
  }

  fieldset.addEventListener("change", () => {
    const ticked = radios.filter(({ checked }) => checked).map(({ dataset, value }) => [dataset.part, value]);
    change(show(Object.fromEntries(ticked)));
  });
  show(null);
  return {
    show,
    clear() {
      change(show(null));
    },
  };
}

export default { render: renderQuestion(matrixControls) };
