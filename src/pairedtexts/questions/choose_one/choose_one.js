/** choose-one: one of several options. Answer: the option's id, or null. */

import { renderQuestion } from "pairedtexts/question.js";
import { drawOptions, inOrderShown } from "pairedtexts/options.js";

/** The option an answer names, as a list of at most one id. */
export function chosenOption(options, answer) {
  return typeof answer === "string" ? inOrderShown(options, [answer]) : [];
}

/** The controls of choose-one (see `renderQuestion`). */
export function chooseOneControls(parts) {
  const { question, change } = parts;
  const list = drawOptions(parts, { type: "radio", changed: ([id]) => change(id ?? null) });
  return {
    show(answer) {
      const ids = chosenOption(question.options, answer);
      list.choose(ids);
      return ids[0] ?? null;
    },
    clear() {
      list.choose([]);
      change(null);
    },
  };
}

export default { render: renderQuestion(chooseOneControls) };
