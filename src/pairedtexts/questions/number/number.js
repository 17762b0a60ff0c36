/** number: a number, typed. Answer: what was typed, or null. How it is read is said under the field all the time. */

import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";
import { drawHint, drawTyped, typedOrNull } from "pairedtexts/typed.js";

/** A decimal digit of any script as one of 0 to 9: scripts have their digits one after the other, from zero. */
function asciiDigit(char) {
  const plain = char.normalize("NFKC");
  let digit = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(plain.codePointAt(0) - digit - 1))) digit += 1;
  return String(digit);
}

/** The number that was typed, plainly written; "" where it is not read as one. The same rules as `number_in` in Python. */
export function numberIn(typed, unit = "") {
  let text = typed.replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff]/g, "").trim().replace(/\s+/g, " ").replace(/[‐‑‒–—−﹣－]/g, "-").replace(/[⁄∕]/g, "/").replace(/[％٪]/g, "%");
  text = text.replace(/＋/g, "+").replace(/\p{Nd}/gu, asciiDigit).toLowerCase();
  for (const end of [unit.toLowerCase(), "%"]) if (end && text.endsWith(end)) text = text.slice(0, -end.length).trim();
  const sign = text.startsWith("-") ? "-" : "";
  text = text.replace(/^[-+] ?/, "");
  const whole = (digits) => digits.replace(/^0+(?=\d)/, "") || "0";
  const fraction = /^(\d+) ?\/ ?(0*[1-9]\d*)$/.exec(text);
  if (fraction) return `${sign}${whole(fraction[1])}/${whole(fraction[2])}`;
  if (/^[1-9]\d{0,2}([ ,])\d{3}(?:\1\d{3})*(?:\.\d*)?$/.test(text)) text = text.replace(/[ ,]/g, "");
  const [, units, decimals] = /^(\d*)(?:[.,](\d*))?$/.exec(text) ?? [];
  return units || decimals ? `${sign}${whole(units)}${decimals ? `.${decimals}` : ""}` : "";
}

/** What to say under the field of what is typed in it. */
export function numberHint(typed, { range, unit }) {
  if (typedOrNull(typed) === null) return "";
  const read = numberIn(typed, unit);
  if (!read) return "This is not read as a number yet.";
  const [above, below = 1] = read.split("/").map(Number);
  const outside = above / below < Number(range[0]) || above / below > Number(range[1]);
  return `Read as ${read}${outside ? `, which is not from ${range[0]} to ${range[1]}` : ""}.`;
}

/** The controls of number (see `renderQuestion`). */
export function numberControls({ document, question, host, typing, announce, idPrefix }) {
  const { range, unit = "", counting } = question;
  const fieldset = promptFieldset(document, question.prompt);
  if (counting) drawHint(document, fieldset, `${idPrefix}-counting`, `How to count: ${counting}`, fieldset);
  const label = fieldset.appendChild(document.createElement("label"));
  label.className = "pt-entry";
  label.append(`A number from ${range[0]} to ${range[1]}: `);
  const input = drawTyped(document, label, { className: "pt-numeral" });
  // Keypads for numbers have no minus sign.
  if (Number(range[0]) >= 0) input.inputMode = "decimal";
  label.append(` ${unit}`);
  const hint = drawHint(document, fieldset, `${idPrefix}-hint`, "", input);
  const paint = () => { hint.textContent = numberHint(input.value, { range, unit }); };
  input.addEventListener("input", () => {
    paint();
    typing(typedOrNull(input.value));
  });
  // Said once it is typed, not with every digit.
  input.addEventListener("change", () => announce(hint.textContent));
  host.append(fieldset);
  return {
    show(answer) {
      const typed = typedOrNull(answer);
      input.value = typed ?? "";
      paint();
      return typed;
    },
  };
}

export default { render: renderQuestion(numberControls) };
