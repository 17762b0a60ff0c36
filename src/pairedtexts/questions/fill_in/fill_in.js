/** fill-in: a passage with gaps, each chosen or typed. Answer: {gap id: option id, or what was typed}, or null. */

import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";
import { TYPED_HINT, drawHint, drawTyped, typedOrNull } from "pairedtexts/typed.js";

/** The gaps of an answer that this question has and that are filled in; null when there is none. */
export function filledGaps(gaps, answer) {
  const given = Object(answer);
  const fits = ({ id, options }) => (options ? options.some((option) => option.id === given[id]) : typedOrNull(given[id]) !== null);
  const filled = gaps.filter((gap) => Object.hasOwn(given, gap.id) && fits(gap));
  return filled.length > 0 ? Object.fromEntries(filled.map(({ id }) => [id, given[id]])) : null;
}

/** The words around a gap, for whoever hears the field by itself. */
export function aroundGap(pieces, i) {
  const words = (piece) => piece.split(" ").filter(Boolean);
  return [...words(pieces[i]).slice(-5), "…", ...words(pieces[i + 1]).slice(0, 5)].join(" ");
}

/** The controls of fill-in (see `renderQuestion`). */
export function fillInControls({ document, question, host, change, typing, idPrefix }) {
  const { pieces, gaps } = question;
  const fieldset = promptFieldset(document, question.prompt);
  const passage = fieldset.appendChild(document.createElement("p"));
  passage.className = "pt-passage";
  passage.append(pieces[0]);
  const fields = gaps.map((gap, i) => {
    const label = passage.appendChild(document.createElement("label"));
    label.append(String(i + 1)); // the number by which feedback speaks of it
    const field = gap.options ? drawChoice(document, label, gap) : drawTyped(document, label, { part: gap.id, className: "pt-blank" });
    field.setAttribute("aria-label", `Gap ${i + 1} of ${gaps.length}`);
    const around = Object.assign(document.createElement("span"), { id: `${idPrefix}-around-${i}`, hidden: true });
    around.textContent = aroundGap(pieces, i);
    field.setAttribute("aria-describedby", around.id);
    passage.append(around, pieces[i + 1]);
    return field;
  });
  if (gaps.some(({ options }) => !options)) drawHint(document, fieldset, `${idPrefix}-hint`, TYPED_HINT, fieldset);
  const answer = () => filledGaps(gaps, Object.fromEntries(fields.map(({ dataset, value }) => [dataset.part, value])));
  fieldset.addEventListener("input", ({ target }) => (target.type === "text" ? typing : change)(answer()));
  host.append(fieldset);
  return {
    show(shown) {
      const filled = filledGaps(gaps, shown);
      for (const field of fields) field.value = filled?.[field.dataset.part] ?? "";
      return filled;
    },
  };
}

function drawChoice(document, parent, { id, options }) {
  const select = parent.appendChild(document.createElement("select"));
  select.className = "pt-blank";
  select.dataset.part = id;
  for (const option of [{ id: "", text: "Choose…" }, ...options]) {
    Object.assign(select.appendChild(document.createElement("option")), { value: option.id, textContent: option.text });
  }
  return select;
}

export default { render: renderQuestion(fillInControls) };
