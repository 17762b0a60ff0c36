/**
 * Selected ranges of words, and where the arrow keys lead: plain functions on a layout (see `layOut`).
 *
 * A range `{ first, last }` holds both its ends and never leaves a paragraph.
 */

/** The passages one answer may hold when the question does not say. */
export const MOST_PASSAGES = 10;

/** `to`, or the last word on the way there that is in the paragraph of `from`. */
export function withinParagraph(layout, from, to) {
  const { first, last } = layout.paragraphs[layout.words[from].paragraph];
  return Math.min(Math.max(to, first), last);
}

/** The sentence around a word, as a range. */
export function sentenceAround({ words }, at) {
  const { sentence } = words[at];
  let [first, last] = [at, at];
  while (words[first - 1]?.sentence === sentence) first -= 1;
  while (words[last + 1]?.sentence === sentence) last += 1;
  return { first, last };
}

/** The range from one word to another in either direction, cut at the first one's paragraph, snapped to the unit. */
export function snap(layout, from, to, unit) {
  const end = withinParagraph(layout, from, to);
  const [first, last] = [Math.min(from, end), Math.max(from, end)];
  if (unit !== "sentences") return { first, last };
  return { first: sentenceAround(layout, first).first, last: sentenceAround(layout, last).last };
}

/** The ranges in order, those that overlap or touch (in one paragraph) made one. */
export function merge({ words }, ranges) {
  const merged = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    const touches = before && range.first <= before.last + 1 && words[range.first].paragraph === words[before.last].paragraph;
    if (touches) merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
    else merged.push(range);
  }
  return merged;
}

/**
 * The ranges with one more. A range inside another narrows that one; where only one is allowed, a range apart from it
 * takes its place. Null when there would be more than `most`.
 */
export function withRange(layout, ranges, range, most = MOST_PASSAGES) {
  const apart = ranges.filter(({ first, last }) => !(first <= range.first && range.last <= last));
  const merged = merge(layout, [...apart, range]);
  if (merged.length <= most) return merged;
  return most === 1 ? [range] : null;
}

/** The index of the range that holds a word, -1 if none does. */
export function rangeAt(ranges, at) {
  return ranges.findIndex(({ first, last }) => first <= at && at <= last);
}

function sentenceStep(layout, at, forward, extending) {
  const { first, last } = sentenceAround(layout, at);
  if (forward) {
    // To extend is to take in the rest of the sentence; to move is to go to the start of the next.
    if (extending && at < last) return last;
    const next = Math.min(last + 1, layout.words.length - 1);
    return extending ? sentenceAround(layout, next).last : next;
  }
  return at > first ? first : sentenceAround(layout, Math.max(first - 1, 0)).first;
}

/** Which end of a range is nearer to a word, "first" or "last"; half way it is the one that lies ahead. */
export function nearerEnd({ first, last }, at, forward = true) {
  const [before, after] = [Math.abs(at - first), Math.abs(last - at)];
  if (before === after) return forward ? "last" : "first";
  return before < after ? "first" : "last";
}

/** The word to which one end of a range goes by one unit. */
function endStep(layout, range, end, forward, unit) {
  const at = range[end];
  if (unit !== "sentences") return at + (forward ? 1 : -1);
  if (end === "last" && !forward) return sentenceAround(layout, at).first - 1;
  return sentenceStep(layout, at, forward, end === "last");
}

/**
 * The range with its "first" or "last" word one unit further on (`forward`) or back; null where it would leave its
 * paragraph or have no words left.
 */
export function withEnd(layout, range, end, forward, unit) {
  const to = endStep(layout, range, end, forward, unit);
  const next = { ...range, [end]: to };
  const inside = withinParagraph(layout, range.first, to) === to;
  return inside && to !== range[end] && next.first <= next.last ? next : null;
}

/**
 * The word a key leads to from the word `at`, or null if the key is not one that moves. `whole` steps by sentence (for
 * Home and End: to the end of everything), `extending` means that a selection is being drawn.
 */
export function moveFrom(layout, at, key, { whole = false, extending = false } = {}) {
  const end = layout.words.length - 1;
  const paragraph = layout.paragraphs[layout.words[at].paragraph];
  switch (key) {
    case "ArrowLeft": return whole ? sentenceStep(layout, at, false, extending) : Math.max(at - 1, 0);
    case "ArrowRight": return whole ? sentenceStep(layout, at, true, extending) : Math.min(at + 1, end);
    case "ArrowUp": return sentenceStep(layout, at, false, extending);
    case "ArrowDown": return sentenceStep(layout, at, true, extending);
    case "Home": return whole ? 0 : paragraph.first;
    case "End": return whole ? end : paragraph.last;
    default: return null;
  }
}
