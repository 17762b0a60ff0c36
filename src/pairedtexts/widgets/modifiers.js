/** What a question may ask beside its own answer: how sure the student is, and the reason. */

import { drawOptions } from "pairedtexts/options.js";

const NOTHING = { answer: null, certainty: null, reason: null };

/** An answer with its modifiers, whatever was in the record: missing parts are null. Null when all of them are. */
export function withParts(value) {
  const given = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const { answer = null, certainty = null, reason = null } = given;
  return answer === null && certainty === null && reason === null ? null : { answer, certainty, reason };
}

/** A type's controls (see `renderQuestion`), with those for certainty and reason below them where the question has them. */
export function withModifiers(controls, parts) {
  const { question, host, change, typing } = parts;
  if (!question.certainties && !question.reason) return controls(parts);
  let given = NOTHING;
  const take = (part, pass) => {
    given = { ...given, ...part };
    pass(withParts(given));
  };
  const view = controls({
    ...parts,
    change: (answer) => take({ answer }, change),
    typing: (answer) => take({ answer }, typing),
  });
  const tier = (part, prompt, options, read) => {
    const asked = { ...parts, question: { prompt, options }, idPrefix: `${parts.idPrefix}-${part}` };
    const drawn = drawOptions(asked, { type: "radio", part, changed: ([id]) => take({ [part]: read(id) }, change) });
    drawn.fieldset.classList.add("pt-tier", `pt-${part}`);
    return drawn;
  };
  const levels = question.certainties?.map(([level, text]) => ({ id: String(level), text }));
  const reason = question.reason && tier("reason", question.reason.prompt, question.reason.options, (id) => id);
  const certainty = levels && tier("certainty", "How sure are you?", levels, Number);
  const paint = () => {
    reason?.choose([given.reason]);
    certainty?.choose([String(given.certainty)]);
  };
  return {
    ...view,
    show(value) {
      const read = withParts(value) ?? NOTHING;
      const understood = view.show(read.answer);
      given = { ...read, answer: understood === undefined ? read.answer : understood };
      paint();
      return withParts(given);
    },
    clear() {
      view.show(null);
      given = NOTHING;
      paint();
      change(null);
    },
  };
}
