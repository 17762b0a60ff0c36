/** The reading room's plain functions: searching, counting, the list of notes, and the places that people name. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut } from "pairedtexts/article.js";
import { LONGEST_NOTE, MOST_NOTES, entriesOf, entryKey, tooMuch, withEntry, withoutEntry } from "pairedtexts/notes.js";
import { placesNamed } from "pairedtexts/places.js";
import { countWords, foldedText, searchMatches } from "pairedtexts/search.js";

const VERBATIM = "The “PROTECT Act” isn’t new.\nMenu: ICE\nICE 🚓 and\u00a0police; ice, Police ICE police.";
const LINES = VERBATIM.split("\n").map((line) => Array.from(line).length);
const TEXTS = {
  a: {
    verbatim: VERBATIM,
    paragraphs: [
      { number: 1, kind: "body", start: 0, end: LINES[0] },
      { number: null, kind: "furniture", start: LINES[0] + 1, end: LINES[0] + 1 + LINES[1] },
      { number: 2, kind: "body", start: LINES[0] + LINES[1] + 2, end: LINES[0] + LINES[1] + 2 + LINES[2] },
    ],
  },
};
const LAYOUT = layOut(["a"], TEXTS);

/** The words that each match touches. */
function found(query) {
  const words = ({ first, last }) => LAYOUT.words.slice(first, last + 1).map(({ text, start, end }) => LAYOUT.points[text].slice(start, end).join(""));
  return searchMatches(LAYOUT, query).map((range) => words(range).join(" "));
}

test("a search finds small and capital letters, and not what is no part of the article", () => {
  assert.deepEqual(found("ice"), ["ICE", "police;", "ice,", "Police", "ICE", "police."]);
});

test("straight and curly quotation marks are the same", () => {
  assert.deepEqual(found('"protect act"'), ["“PROTECT Act”"]);
  assert.deepEqual(found("isn't"), ["isn’t"]);
  assert.deepEqual(found("isn’t"), ["isn’t"]);
});

test("a space is any white space, and more than one", () => {
  assert.deepEqual(found("and police"), ["and police;"]);
  assert.deepEqual(found("  and   police "), ["and police;"]);
});

test("a match may begin and end inside words, and knows which", () => {
  assert.deepEqual(found("ce 🚓 a"), ["ICE 🚓 and"]);
  assert.deepEqual(found("ice p"), ["ICE police."]);
});

test("nothing is found for nothing, nor across paragraphs", () => {
  assert.deepEqual(found(""), []);
  assert.deepEqual(found(" \u00a0"), []);
  assert.deepEqual(found("new. ICE"), []);
});

test("two matches in one word are two matches", () => {
  assert.deepEqual(found("t"), ["The", "“PROTECT", "“PROTECT", "Act”", "isn’t"]);
});

test("characters that fold to two keep their place", () => {
  const points = Array.from("aİb  c");
  assert.deepEqual(foldedText(points, 0, points.length).at, [0, 1, 1, 2, 3, 5]);
});

test("the count says how many in all and in each text", () => {
  assert.equal(countWords([["LH", 4], ["NBC", 3]]), "7 matches, 4 in LH, 3 in NBC");
  assert.equal(countWords([["LH", 0], ["NBC", 1]]), "1 match, 0 in LH, 1 in NBC");
  assert.equal(countWords([["LH", 2]]), "2 matches");
  assert.equal(countWords([["LH", 0], ["NBC", 0]]), "No matches");
});

const entry = (text, start, note = "") => ({ text, start, end: start + 5, quote: "words", note });

test("notes stand in the order of texts and places", () => {
  const entries = [entry("b", 3), entry("a", 20), entry("a", 3)].reduce(withEntry, []);
  assert.deepEqual(entries.map(({ text, start }) => `${text}${start}`), ["a3", "a20", "b3"]);
});

test("a note that is there already is changed, not added", () => {
  const entries = withEntry([entry("a", 3), entry("b", 3)], entry("a", 3, "why?"));
  assert.deepEqual(entries, [entry("a", 3, "why?"), entry("b", 3)]);
});

test("adding, changing and removing leave the notes on other texts as they are, whatever they are", () => {
  const strange = [null, 5, { text: "c" }, { text: "z", start: "x", more: [1] }];
  const before = [...strange, entry("a", 1)];
  const after = withoutEntry(withEntry(withEntry(before, entry("a", 9)), entry("a", 9, "x")), entry("a", 1));
  assert.deepEqual(after.filter((one) => entryKey(one) !== entryKey(entry("a", 9))), withEntry(strange, entry("a", 9)).filter((one) => entryKey(one) !== entryKey(entry("a", 9))));
  for (const one of strange) assert.ok(after.includes(one));
  assert.equal(before.length, 5, "the list that was given is not changed");
});

test("an answer of another shape holds no notes", () => {
  for (const answer of [null, undefined, "x", 5, {}]) assert.deepEqual(entriesOf(answer), []);
});

test("there is an end to the highlights and to their size", () => {
  const many = Array.from({ length: MOST_NOTES }, (_, i) => entry("a", i));
  assert.equal(tooMuch(many), "");
  assert.match(tooMuch([...many, entry("b", 1)]), /100 highlights are the most/);
  const long = "ü".repeat(LONGEST_NOTE);
  assert.equal(tooMuch(many.slice(0, 30).map((one) => ({ ...one, note: long }))), "");
  assert.match(tooMuch(many.map((one) => ({ ...one, note: long }))), /no room for more/);
});

const PLACES = { LH: { text: "lh", last: 14 }, NBC: { text: "nbc", last: 16 }, "Liberty Headlines": { text: "lh", last: 14 } };

test("a place that a line names is found under every name of its text", () => {
  const pieces = placesNamed("See LH ¶7, NBC ¶\u00a012 and Liberty Headlines, ¶ 2.", PLACES);
  assert.deepEqual(pieces, [
    "See ",
    { label: "LH ¶7", text: "lh", number: 7 },
    ", ",
    { label: "NBC ¶\u00a012", text: "nbc", number: 12 },
    " and ",
    { label: "Liberty Headlines, ¶ 2", text: "lh", number: 2 },
    ".",
  ]);
});

test("only a paragraph that exists is a place", () => {
  for (const line of ["LH ¶ 15", "LH ¶0", "LH ¶ 77777", "XLH ¶ 3", "AP ¶ 3", "LH 7", "lh ¶ 3", ""]) {
    assert.deepEqual(placesNamed(line, PLACES).filter((piece) => typeof piece !== "string"), [], line);
    assert.equal(placesNamed(line, PLACES).join(""), line);
  }
  assert.deepEqual(placesNamed("LH ¶ 3", {}), ["LH ¶ 3"]);
});

test("a text's name is plain words, whatever characters it has", () => {
  const odd = { "A.P.(+)": { text: "ap", last: 3 } };
  assert.deepEqual(placesNamed("A.P.(+) ¶ 3", odd), [{ label: "A.P.(+) ¶ 3", text: "ap", number: 3 }]);
  assert.deepEqual(placesNamed("AxP.(+) ¶ 3", odd), ["AxP.(+) ¶ 3"]);
});
