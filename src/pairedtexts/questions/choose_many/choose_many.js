/** choose-many: all options that apply. Answer: their ids in the order shown, or null. */

import { renderQuestion } from "pairedtexts/question.js";
import { drawOptions, inOrderShown } from "pairedtexts/options.js";

/** The options an answer names, or null when it names none. */
export function chosenOptions(options, answer) {
  const ids = Array.isArray(answer) ? inOrderShown(options, answer) : [];
  return ids.length > 0 ? ids : null;
}

/** The controls of choose-many (see `renderQuestion`). */
export function chooseManyControls(parts) {
  const { question, change } = parts;
  const list = drawOptions(parts, {
    type: "checkbox",
    hint: "Choose all that apply.",
    changed: (ids) => change(chosenOptions(question.options, ids)),
  });
  return {
    show(answer) {
      const ids = chosenOptions(question.options, answer);
      list.choose(ids ?? []);
      return ids;
    },
  };
}

export default { render: renderQuestion(chooseManyControls) };
