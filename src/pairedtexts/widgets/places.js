/** Places that people name, "LH ¶ 7", and the way to them. */

/** How long a place that was jumped to stays marked, in milliseconds. */
export const MARKED_FOR = 2500;

/** Where a question speaks to its reader. */
const PROSE = ".pt-prompt-paragraph, .pt-hint, .pt-hint p, .pt-notes li, .pt-explanation, .pt-evidence-place";

/**
 * What a line says, cut where it names a paragraph: strings, and `{ label, text, number }` for each place there is.
 * `places` gives by name the text's id and its last paragraph's number.
 */
export function placesNamed(line, places) {
  const names = Object.keys(places).sort((a, b) => b.length - a.length);
  if (names.length === 0) return [line];
  const spelled = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|");
  const pieces = [];
  let done = 0;
  for (const found of line.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])(${spelled}),?\\s*¶\\s*(\\d{1,4})(?!\\d)`, "gu"))) {
    const [label, name, digits] = found;
    const number = Number(digits);
    if (number < 1 || number > places[name].last) continue;
    pieces.push(line.slice(done, found.index), { label, text: places[name].text, number });
    done = found.index + label.length;
  }
  return [...pieces, line.slice(done)].filter((piece) => piece !== "");
}

/** Makes the places that a question names into buttons that lead there; `announce` says where there is no way. */
export function linkPlaces(section, places, announce) {
  for (const element of section.querySelectorAll(PROSE)) {
    for (const node of [...element.childNodes].filter(({ nodeType }) => nodeType === 3)) {
      const pieces = placesNamed(node.data, places);
      if (pieces.every((piece) => typeof piece === "string")) continue;
      node.replaceWith(...pieces.map((piece) => (typeof piece === "string" ? piece : placeButton(section.ownerDocument, piece, announce))));
    }
  }
}

function placeButton(document, { label, text, number }, announce) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "pt-place", textContent: label });
  button.addEventListener("click", () => {
    if (!goToPlace(button, text, number)) announce("Run the cell that shows the texts first.");
  });
  return button;
}

/** The paragraph in the reading room of the same notebook, or else in the static copy of the texts. */
function goToPlace(button, text, number) {
  const notebook = button.closest(".jp-Notebook") ?? button.ownerDocument;
  const inText = `[data-text="${CSS.escape(text)}"] [data-number="${number}"]`;
  const paragraph = notebook.querySelector(`.pt-reading ${inText}`) ?? notebook.querySelector(`.pt-read ${inText}`);
  if (!paragraph) return false;
  arriveAt(paragraph);
  paragraph.dispatchEvent(new CustomEvent("pt-arrived", { bubbles: true, detail: button }));
  return true;
}

/** Brings an element into view, with the focus, marked for a moment. */
export function arriveAt(element) {
  element.setAttribute("tabindex", "-1");
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
  element.classList.add("pt-arrived");
  setTimeout(() => element.classList.remove("pt-arrived"), MARKED_FOR);
}
