/** The list of passages selected in an article: each can be removed, and its ends can be moved without dragging. */

import { drawChip } from "pairedtexts/article.js";

const CHIP_MOVES = [
  ["first", false, "Start earlier"],
  ["first", true, "Start later"],
  ["last", false, "End earlier"],
  ["last", true, "End later"],
];

/**
 * Which of the chips there are (their ranges, in order) goes on as the chip of each range: the one that stands for it
 * already, else one whose words it shares, else none (-1). A chip that goes on keeps the focus, which may be in it.
 */
export function chipsFor(shown, ranges) {
  const same = ranges.map(({ first, last }) => shown.findIndex((chip) => chip.first === first && chip.last === last));
  return ranges.map(({ first, last }, i) => {
    if (same[i] >= 0) return same[i];
    const at = shown.findIndex((chip, j) => !same.includes(j) && chip.first <= last && first <= chip.last);
    same.push(at);
    return at;
  });
}

/**
 * Fills the list. `removed(index)` and `moved(index, end, forward)` are asked for by buttons, `movable(index, end, forward)`
 * says which of them lead anywhere, `opened()` tells that another passage, or none, is being adjusted.
 * Returns `{ paint(ranges, quote), adjusting(), close() }`.
 */
export function passageChips(document, list, unit, { removed, moved, movable, opened }) {
  let shown = [];
  let open = null; // the chip whose buttons are shown
  const indexOf = (chip) => [...list.children].indexOf(chip);

  function toggle(chip) {
    const before = open;
    open = before === chip ? null : chip;
    for (const each of [before, open].filter(Boolean)) {
      each.querySelector(".pt-change").setAttribute("aria-expanded", each === open);
      each.querySelector(".pt-adjust")?.remove();
    }
    open?.append(drawMoves(chip));
    mark();
    opened();
  }

  function drawMoves(chip) {
    const row = document.createElement("fieldset");
    row.className = "pt-adjust";
    const one = unit === "sentences" ? "sentence" : "word";
    const legend = row.appendChild(document.createElement("legend"));
    legend.textContent = `By one ${one} at a time, or click the ${one} in the text where the passage is to begin or end:`;
    for (const [end, forward, name] of CHIP_MOVES) {
      const button = row.appendChild(document.createElement("button"));
      Object.assign(button, { type: "button", className: "pt-button", textContent: name });
      button.addEventListener("click", () => moved(indexOf(chip), end, forward, name));
    }
    return row;
  }

  /** Says of each button whether it leads anywhere. Not by `disabled`, which would drop the focus. */
  function mark() {
    open?.querySelectorAll(".pt-adjust button").forEach((button, i) => {
      const [end, forward] = CHIP_MOVES[i];
      button.setAttribute("aria-disabled", !movable(indexOf(open), end, forward));
    });
  }

  function draw() {
    const chip = drawChip(document, "", () => removed(indexOf(chip)));
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "pt-button pt-change", textContent: "Adjust" });
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => toggle(chip));
    chip.querySelector(".pt-remove").before(button);
    return chip;
  }

  return {
    paint(ranges, quote) {
      const chips = [...list.children];
      const used = chipsFor(shown, ranges).map((at) => chips[at]);
      chips.filter((chip) => !used.includes(chip)).forEach((chip) => chip.remove());
      if (!used.includes(open)) open = null;
      ranges.forEach((range, i) => {
        const chip = used[i] ?? draw();
        const words = quote(range);
        chip.querySelector("q").textContent = words;
        chip.querySelector(".pt-remove").setAttribute("aria-label", `Remove: ${words}`);
        chip.querySelector(".pt-change").setAttribute("aria-label", `Adjust: ${words}`);
        if (list.children[i] !== chip) list.insertBefore(chip, list.children[i] ?? null);
      });
      shown = ranges;
      mark();
    },
    /** The index of the passage that is being adjusted, -1 if none is. */
    adjusting: () => (open ? indexOf(open) : -1),
  };
}
