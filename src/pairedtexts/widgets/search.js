/** Searching the words of a layout (see `layOut`), as a reader means it: small or capital, whatever quotes and spaces. */

const SAME = { "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'" };

/** Code points `start` to `end` folded into one spelling, and for each unit of that the offset it stands for. */
export function foldedText(points, start, end) {
  let text = "";
  const at = [];
  for (let i = start; i < end; i += 1) {
    const folded = /\s/u.test(points[i]) ? " " : SAME[points[i]] ?? points[i].toLowerCase();
    if (folded === " " && text.endsWith(" ")) continue;
    text += folded;
    for (let unit = 0; unit < folded.length; unit += 1) at.push(i);
  }
  return { text, at };
}

/** Every place where the query stands in a paragraph, in reading order, as the range of words it touches. */
export function searchMatches(layout, query) {
  const points = Array.from(query);
  const wanted = foldedText(points, 0, points.length).text.trim();
  if (wanted === "") return [];
  return layout.paragraphs.flatMap(({ text, first, last }) => {
    const words = layout.words.slice(first, last + 1);
    const folded = foldedText(layout.points[text], words[0].start, words.at(-1).end);
    const found = [];
    for (let i = folded.text.indexOf(wanted); i >= 0; i = folded.text.indexOf(wanted, i + wanted.length)) {
      const [start, end] = [folded.at[i], folded.at[i + wanted.length - 1]];
      const from = words.findIndex((word) => start < word.end);
      found.push({ first: first + from, last: first + words.findLastIndex((word) => word.start <= end) });
    }
    return found;
  });
}

/** "7 matches, 4 in LH, 3 in NBC", given `[["LH", 4], ["NBC", 3]]`. */
export function countWords(counts) {
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return "No matches";
  const parts = counts.length > 1 ? counts.map(([name, count]) => `${count} in ${name}`) : [];
  return [`${all} ${all === 1 ? "match" : "matches"}`, ...parts].join(", ");
}
