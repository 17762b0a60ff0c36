/**
 * A student's highlights and notes as they stand in the record: plain functions on its list of entries
 * `{ text, start, end, quote, note }`. Entries of texts that are not on the screen are never touched.
 */

/** Characters. */
export const LONGEST_NOTE = 2000;
export const MOST_NOTES = 100;
const LARGEST_NOTES = 150000; // bytes; Python reads records up to 200,000

/** The entries of an answer of whatever shape. */
export function entriesOf(answer) {
  return Array.isArray(answer) ? answer : [];
}

/** What tells one entry from another. */
export function entryKey(entry) {
  return JSON.stringify([entry?.text, entry?.start, entry?.end]);
}

function byPlace(a, b) {
  const [one, other] = [a, b].map((entry) => String(entry?.text));
  if (one !== other) return one < other ? -1 : 1;
  return (Number(a?.start) || 0) - (Number(b?.start) || 0) || (Number(a?.end) || 0) - (Number(b?.end) || 0);
}

/** The entries with this one added, or changed if it was among them, in the order of texts and places. */
export function withEntry(entries, entry) {
  return [...withoutEntry(entries, entry), entry].sort(byPlace);
}

/** The entries without this one. */
export function withoutEntry(entries, entry) {
  return entries.filter((other) => entryKey(other) !== entryKey(entry));
}

/** Why these entries cannot be kept, "" if they can. */
export function tooMuch(entries) {
  if (entries.length > MOST_NOTES) return `Not added: ${MOST_NOTES} highlights are the most. Remove one first.`;
  const bytes = new TextEncoder().encode(JSON.stringify(entries)).length;
  return bytes > LARGEST_NOTES ? "Not added: there is no room for more. Shorten or remove a note first." : "";
}
