/** true-or-false. Answer: true, false, or null. */

import { drawOptions } from "pairedtexts/options.js";
import { renderQuestion } from "pairedtexts/question.js";

/** The controls of true-or-false (see `renderQuestion`). */
export function trueOrFalseControls(parts) {
  const { question, change } = parts;
  const options = [{ id: "true", text: "True" }, { id: "false", text: "False" }];
  const asked = { ...parts, question: { prompt: `${question.prompt}\n\n${question.statement}`, options } };
  const list = drawOptions(asked, { type: "radio", changed: ([id]) => change(id === "true") });
  const show = (answer) => {
    list.choose([String(answer)]);
    return typeof answer === "boolean" ? answer : null;
  };
  return { show, clear() { show(null); change(null); } };
}

export default { render: renderQuestion(trueOrFalseControls) };
