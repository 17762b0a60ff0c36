/** survey: an opinion or a self-rating. Answer: an option's id, or several; with a comment `{ choice, comment }`; or null. */

import { renderQuestion } from "pairedtexts/question.js";
import { drawOptions, inOrderShown } from "pairedtexts/options.js";

/** As many characters as Python reads of a comment. */
const SURVEY_LONGEST_COMMENT = 200;

/** The choice and the comment of an answer, whatever was in the record: parts that are not there are null. */
export function surveyParts({ options, several, comment: commented }, answer) {
  const given = commented ? (answer ?? {}) : { choice: answer };
  const named = several && Array.isArray(given.choice) ? given.choice : [given.choice];
  const ids = inOrderShown(options, named);
  const words = commented && typeof given.comment === "string" && given.comment.trim() !== "" ? given.comment : null;
  return { choice: ids.length === 0 ? null : several ? ids : ids[0], comment: words };
}

/** The answer that has these parts; null when there is none. */
export function surveyAnswer({ comment: commented }, { choice, comment }) {
  if (!commented) return choice;
  return choice === null && comment === null ? null : { choice, comment };
}

/** The controls of a survey (see `renderQuestion`). */
export function surveyControls(parts) {
  const { document, question, host, change, typing } = parts;
  const { several, scale, comment: commented } = question;
  let given = surveyParts(question, null);
  const take = (part, pass) => {
    given = { ...given, ...part };
    pass(surveyAnswer(question, given));
  };
  const list = drawOptions(parts, {
    type: several ? "checkbox" : "radio",
    hint: several ? "Choose all that apply." : "",
    part: commented ? "choice" : "",
    changed: (ids) => take({ choice: several ? (ids.length > 0 ? ids : null) : (ids[0] ?? null) }, change),
  });
  if (scale) list.fieldset.classList.add("pt-scale");
  const line = commented ? drawSurveyComment(document, host) : null;
  line?.addEventListener("input", () => take({ comment: line.value.trim() === "" ? null : line.value }, typing));
  const show = (answer) => {
    given = surveyParts(question, answer);
    list.choose([given.choice].flat());
    if (line && line.value.trim() !== (given.comment ?? "").trim()) line.value = given.comment ?? "";
    return surveyAnswer(question, given);
  };
  return {
    show,
    clear() {
      show(null);
      change(null);
    },
  };
}

function drawSurveyComment(document, host) {
  const label = host.appendChild(document.createElement("label"));
  label.className = "pt-comment";
  label.append("Comment (if you like)");
  const line = label.appendChild(document.createElement("input"));
  Object.assign(line, { type: "text", maxLength: SURVEY_LONGEST_COMMENT, autocomplete: "off" });
  line.dataset.part = "comment";
  return line;
}

export default { render: renderQuestion(surveyControls) };
