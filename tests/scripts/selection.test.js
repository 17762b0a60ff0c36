import assert from "node:assert/strict";
import { test } from "node:test";

import { merge, moveFrom, nearerEnd, rangeAt, sentenceAround, snap, withEnd, withRange, withinParagraph } from "pairedtexts/selection.js";

/** A layout from sentence lengths by paragraph: [[3, 2], [4]] is a paragraph of 3 + 2 words and one of 4. */
function layoutOf(lengths) {
  const layout = { words: [], paragraphs: [] };
  let sentence = 0;
  lengths.forEach((sentences, paragraph) => {
    const first = layout.words.length;
    for (const length of sentences) {
      sentence += 1;
      for (let i = 0; i < length; i += 1) layout.words.push({ paragraph, sentence });
    }
    layout.paragraphs.push({ first, last: layout.words.length - 1 });
  });
  return layout;
}

const layout = layoutOf([[3, 2], [4], [2, 3]]); // words 0-4, 5-8, 9-13
const range = (first, last = first) => ({ first, last });

test("a selection is cut at the paragraph where it started", () => {
  assert.equal(withinParagraph(layout, 6, 3), 5);
  assert.equal(withinParagraph(layout, 6, 12), 8);
  assert.equal(withinParagraph(layout, 6, 7), 7);
  assert.deepEqual(snap(layout, 3, 12, "words"), range(3, 4));
  assert.deepEqual(snap(layout, 6, 0, "words"), range(5, 6));
});

test("sentences snap outwards, words do not", () => {
  assert.deepEqual(sentenceAround(layout, 4), range(3, 4));
  assert.deepEqual(snap(layout, 1, 1, "sentences"), range(0, 2));
  assert.deepEqual(snap(layout, 3, 1, "sentences"), range(0, 4));
  assert.deepEqual(snap(layout, 3, 1, "words"), range(1, 3));
  assert.deepEqual(snap(layout, 3, 1), range(1, 3));
});

test("ranges that overlap or touch become one, but not across paragraphs", () => {
  assert.deepEqual(merge(layout, [range(7, 8), range(0, 1), range(2)]), [range(0, 2), range(7, 8)]);
  assert.deepEqual(merge(layout, [range(0, 4), range(1, 2)]), [range(0, 4)]);
  assert.deepEqual(merge(layout, [range(3, 4), range(5, 6)]), [range(3, 4), range(5, 6)]);
  assert.deepEqual(merge(layout, []), []);
});

test("merging leaves what it was given as it is", () => {
  const given = Object.freeze([range(3), range(0)].map(Object.freeze));
  assert.deepEqual(merge(layout, given), [range(0), range(3)]);
});

test("a range inside another narrows it", () => {
  assert.deepEqual(withRange(layout, [range(0, 4), range(6)], range(1, 2)), [range(1, 2), range(6)]);
});

test("where one passage is allowed, a new one takes its place, and one that touches extends it", () => {
  assert.deepEqual(withRange(layout, [range(0)], range(3), 1), [range(3)]);
  assert.deepEqual(withRange(layout, [range(0)], range(1), 1), [range(0, 1)]);
});

test("more passages than allowed are refused, unless merging makes room", () => {
  assert.equal(withRange(layout, [range(0), range(6)], range(9), 2), null);
  assert.deepEqual(withRange(layout, [range(0), range(2)], range(1), 2), [range(0, 2)]);
  const ten = layoutOf(Array.from({ length: 11 }, () => [1]));
  const full = Array.from({ length: 10 }, (_, i) => range(i));
  assert.equal(withRange(ten, full, range(10)), null);
});

test("the range under a word is found", () => {
  assert.equal(rangeAt([range(0, 1), range(4, 6)], 5), 1);
  assert.equal(rangeAt([range(0, 1), range(4, 6)], 2), -1);
});

test("left and right go by word and stop at both ends of the text", () => {
  assert.equal(moveFrom(layout, 4, "ArrowRight"), 5);
  assert.equal(moveFrom(layout, 5, "ArrowLeft"), 4);
  assert.equal(moveFrom(layout, 0, "ArrowLeft"), 0);
  assert.equal(moveFrom(layout, 13, "ArrowRight"), 13);
});

test("up and down, and Ctrl with left and right, go by sentence", () => {
  for (const [back, on, whole] of [["ArrowUp", "ArrowDown", false], ["ArrowLeft", "ArrowRight", true]]) {
    assert.equal(moveFrom(layout, 1, on, { whole }), 3);
    assert.equal(moveFrom(layout, 3, on, { whole }), 5);
    assert.equal(moveFrom(layout, 4, back, { whole }), 3);
    assert.equal(moveFrom(layout, 3, back, { whole }), 0);
    assert.equal(moveFrom(layout, 0, back, { whole }), 0);
    assert.equal(moveFrom(layout, 13, on, { whole }), 13);
  }
});

test("while a selection is drawn, down takes in the rest of the sentence, then the next one", () => {
  assert.equal(moveFrom(layout, 0, "ArrowDown", { extending: true }), 2);
  assert.equal(moveFrom(layout, 2, "ArrowDown", { extending: true }), 4);
  assert.equal(moveFrom(layout, 13, "ArrowDown", { extending: true }), 13);
});

test("Home and End go to the ends of the paragraph, with Ctrl of everything", () => {
  assert.equal(moveFrom(layout, 7, "Home"), 5);
  assert.equal(moveFrom(layout, 7, "End"), 8);
  assert.equal(moveFrom(layout, 7, "Home", { whole: true }), 0);
  assert.equal(moveFrom(layout, 7, "End", { whole: true }), 13);
});

test("other keys do not move", () => {
  for (const key of ["a", "Enter", " ", "Tab", "PageDown", "Escape"]) assert.equal(moveFrom(layout, 0, key), null);
});

test("the end of a range that is nearer to a word is the one that it moves", () => {
  assert.equal(nearerEnd(range(2, 6), 3), "first");
  assert.equal(nearerEnd(range(2, 6), 5), "last");
  assert.equal(nearerEnd(range(2, 6), 0), "first");
  assert.equal(nearerEnd(range(2, 6), 9), "last");
});

test("half way, and in a range of one word, it is the end that lies ahead", () => {
  assert.equal(nearerEnd(range(2, 6), 4, true), "last");
  assert.equal(nearerEnd(range(2, 6), 4, false), "first");
  assert.equal(nearerEnd(range(3), 3, true), "last");
  assert.equal(nearerEnd(range(3), 3, false), "first");
});

test("an end moves by one word and stays in its paragraph", () => {
  assert.deepEqual(withEnd(layout, range(6, 7), "first", false, "words"), range(5, 7));
  assert.deepEqual(withEnd(layout, range(6, 7), "first", true, "words"), range(7));
  assert.deepEqual(withEnd(layout, range(6, 7), "last", true, "words"), range(6, 8));
  assert.deepEqual(withEnd(layout, range(6, 7), "last", false, "words"), range(6));
  assert.equal(withEnd(layout, range(5, 7), "first", false, "words"), null);
  assert.equal(withEnd(layout, range(6, 8), "last", true, "words"), null);
  assert.equal(withEnd(layout, range(0), "first", false, "words"), null);
  assert.equal(withEnd(layout, range(13), "last", true, "words"), null);
});

test("a range never loses its last word", () => {
  assert.equal(withEnd(layout, range(6), "first", true, "words"), null);
  assert.equal(withEnd(layout, range(6), "last", false, "words"), null);
  assert.equal(withEnd(layout, range(0, 2), "last", false, "sentences"), null);
  assert.equal(withEnd(layout, range(3, 4), "first", true, "sentences"), null);
});

test("an end moves by one sentence", () => {
  assert.deepEqual(withEnd(layout, range(0, 2), "last", true, "sentences"), range(0, 4));
  assert.deepEqual(withEnd(layout, range(0, 4), "last", false, "sentences"), range(0, 2));
  assert.deepEqual(withEnd(layout, range(0, 4), "first", true, "sentences"), range(3, 4));
  assert.deepEqual(withEnd(layout, range(3, 4), "first", false, "sentences"), range(0, 4));
  assert.equal(withEnd(layout, range(0, 4), "last", true, "sentences"), null);
  assert.equal(withEnd(layout, range(5, 8), "first", false, "sentences"), null);
});

test("an end inside a sentence goes to the sentence's own end first", () => {
  assert.deepEqual(withEnd(layout, range(1, 3), "first", false, "sentences"), range(0, 3));
  assert.deepEqual(withEnd(layout, range(1, 3), "last", true, "sentences"), range(1, 4));
  assert.deepEqual(withEnd(layout, range(1, 3), "last", false, "sentences"), range(1, 2));
});
