/** short-text: a word or a phrase. Answer: what was typed, or null. */

import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";
import { TYPED_HINT, drawHint, drawTyped, typedOrNull } from "pairedtexts/typed.js";

/** The controls of short-text (see `renderQuestion`). */
export function shortTextControls({ document, question, host, typing, idPrefix }) {
  const fieldset = promptFieldset(document, question.prompt);
  const label = fieldset.appendChild(document.createElement("label"));
  label.className = "pt-entry";
  label.append("Your answer: ");
  const input = drawTyped(document, label, { className: "pt-phrase" });
  drawHint(document, fieldset, `${idPrefix}-hint`, TYPED_HINT, input);
  input.addEventListener("input", () => typing(typedOrNull(input.value)));
  host.append(fieldset);
  return {
    show(answer) {
      const typed = typedOrNull(answer);
      input.value = typed ?? "";
      return typed;
    },
  };
}

export default { render: renderQuestion(shortTextControls) };
