/** label: the technique of a highlighted phrase. Answer: an option's id or, where several may be chosen, a list of them; or null. */

import { renderQuestion } from "pairedtexts/question.js";
import { drawOptions, inOrderShown } from "pairedtexts/options.js";

/** The labels that an answer names, as a list in the order shown; an answer of another shape names none. */
export function chosenLabels({ options, several }, answer) {
  const given = several ? answer : [answer];
  return Array.isArray(given) ? inOrderShown(options, given) : [];
}

/** The answer for a list of labels chosen; null when there are none. */
export function labelAnswer({ several }, ids) {
  return ids.length === 0 ? null : several ? ids : ids[0];
}

/** The phrase, marked in its sentence, with the place where it stands. */
function phraseBlock(document, { before, quote, after, outlet, place }) {
  const block = document.createElement("blockquote");
  block.className = "pt-evidence";
  const add = (parent, tag, className, text) => {
    const element = parent.appendChild(document.createElement(tag));
    element.className = className;
    element.textContent = text;
    return element;
  };
  const sentence = add(block, "p", "pt-evidence-words", before);
  // Screen readers do not tell marked words from others.
  add(sentence, "span", "pt-unseen", "[highlighted: ");
  add(sentence, "mark", "pt-mark", quote);
  add(sentence, "span", "pt-unseen", "] ");
  sentence.append(after);
  add(block, "footer", "pt-evidence-place", `${outlet}, ${place}`);
  return block;
}

/** The controls of label (see `renderQuestion`). */
export function labelControls(parts) {
  const { document, question, change, idPrefix } = parts;
  const list = drawOptions(parts, {
    type: question.several ? "checkbox" : "radio",
    hint: question.several ? "Choose all that fit. One that does not fit may count against you." : "",
    changed: (ids) => change(labelAnswer(question, ids)),
  });
  const phrase = phraseBlock(document, question.phrase);
  phrase.id = `${idPrefix}-phrase`;
  list.fieldset.querySelector("label").before(phrase);
  const hint = list.fieldset.getAttribute("aria-describedby");
  list.fieldset.setAttribute("aria-describedby", [hint, phrase.id].filter(Boolean).join(" "));
  const view = {
    show(answer) {
      const ids = chosenLabels(question, answer);
      list.choose(ids);
      return labelAnswer(question, ids);
    },
  };
  if (question.several) return view;
  return {
    ...view,
    clear() {
      list.choose([]);
      change(null);
    },
  };
}

export default { render: renderQuestion(labelControls) };
