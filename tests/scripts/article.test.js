import assert from "node:assert/strict";
import { test } from "node:test";

import { changesBetween, layOut, passageOf, rangeOf, wordsBetween } from "pairedtexts/article.js";

/** One text whose lines are its paragraphs; `kinds` by line, "body" when not given. */
function textOf(id, lines, kinds = [], sentences = []) {
  let at = 0;
  const paragraphs = lines.map((line, i) => {
    const start = at;
    const end = start + Array.from(line).length;
    at = end + 1;
    return { number: i + 1, start, end, kind: kinds[i] ?? "body" };
  });
  return { [id]: { id, title: id, outlet: id, verbatim: lines.join("\n"), paragraphs, sentences } };
}

const quotes = (layout) => layout.words.map((_, i) => passageOf(layout, { first: i, last: i }).quote);

test("words are runs of anything but white space", () => {
  assert.deepEqual(wordsBetween([..." a, “b”  c"], 0, 9), [{ start: 1, end: 3 }, { start: 4, end: 7 }]);
  assert.deepEqual(wordsBetween([..."ab cd"], 1, 4), [{ start: 1, end: 2 }, { start: 3, end: 4 }]);
  assert.deepEqual(wordsBetween([..."   "], 0, 3), []);
  assert.deepEqual(wordsBetween([], 0, 0), []);
});

test("a non-breaking space ends a word and stays in the quote", () => {
  const layout = layOut(["t"], textOf("t", ["will harm\u00a0Immigration now"]));
  assert.deepEqual(quotes(layout), ["will", "harm", "Immigration", "now"]);
  assert.equal(passageOf(layout, { first: 1, last: 2 }).quote, "harm\u00a0Immigration");
});

test("offsets count code points: an emoji is one", () => {
  const layout = layOut(["t"], textOf("t", ["👩‍🏫 says 🎉 yes", "𝒂𝒃 end"]));
  assert.deepEqual(passageOf(layout, { first: 3, last: 3 }), { text: "t", start: 11, end: 14, quote: "yes" });
  assert.deepEqual(passageOf(layout, { first: 4, last: 5 }), { text: "t", start: 15, end: 21, quote: "𝒂𝒃 end" });
});

test("page furniture is left out and paragraphs keep their numbers", () => {
  const layout = layOut(["t"], textOf("t", ["Menu", "Head line", "", "Body"], ["furniture", "headline"]));
  assert.deepEqual(quotes(layout), ["Head", "line", "Body"]);
  assert.deepEqual(layout.paragraphs.map(({ number, kind, first, last }) => [number, kind, first, last]), [
    [2, "headline", 0, 1],
    [4, "body", 2, 2],
  ]);
});

test("words of one sentence share a number that no other sentence has", () => {
  const texts = { ...textOf("t", ["One two. Three.", "Four five"], [], [[0, 8], [9, 15]]), ...textOf("u", ["Six"], [], [[0, 3]]) };
  const layout = layOut(["t", "u"], texts);
  const numbers = layout.words.map(({ sentence }) => sentence);
  assert.deepEqual(numbers.map((n) => n - numbers[0]), [0, 0, 1, 2, 2, 3]);
});

test("texts are laid out in the order asked for, and unknown ones are left out", () => {
  const texts = { ...textOf("t", ["One"]), ...textOf("u", ["Two"]) };
  assert.deepEqual(layOut(["u", "missing", "t"], texts).words.map(({ text }) => text), ["u", "t"]);
});

test("a passage that was made can be found again", () => {
  const layout = layOut(["t"], textOf("t", ["One 🎉 two three.", "Four\u00a0five"]));
  for (const range of [{ first: 0, last: 0 }, { first: 1, last: 3 }, { first: 4, last: 5 }]) {
    assert.deepEqual(rangeOf(layout, passageOf(layout, range)), range);
  }
});

test("when offsets and quote disagree, the quote is searched for", () => {
  const layout = layOut(["t"], textOf("t", ["🎉 One two three"]));
  assert.deepEqual(rangeOf(layout, { text: "t", start: 0, end: 3, quote: "two three" }), { first: 2, last: 3 });
  assert.deepEqual(rangeOf(layout, { text: "t", quote: "two" }), { first: 2, last: 2 });
  assert.equal(rangeOf(layout, { text: "t", start: 2, end: 5, quote: "not there" }), null);
});

test("a passage that cuts into a word takes the whole word", () => {
  const layout = layOut(["t"], textOf("t", ["safe, they said"]));
  assert.deepEqual(rangeOf(layout, { text: "t", start: 0, end: 4, quote: "safe" }), { first: 0, last: 0 });
});

test("a passage across paragraphs is cut where the first one ends", () => {
  const layout = layOut(["t"], textOf("t", ["One two", "three"]));
  assert.deepEqual(rangeOf(layout, { text: "t", start: 4, end: 13, quote: "two\nthree" }), { first: 1, last: 1 });
});

test("what is not a passage of these texts is none", () => {
  const layout = layOut(["t"], textOf("t", ["One"]));
  for (const odd of [null, undefined, 3, "One", [], {}, { text: "u", quote: "One" }, { text: "t" }, { text: "t", quote: " " },
    { text: "t", start: 0, end: 3, quote: 7 }, { text: "constructor", quote: "One" }]) {
    assert.equal(rangeOf(layout, odd), null);
  }
});

const range = (first, last = first) => ({ first, last });

test("painting touches only the words and gaps that change", () => {
  assert.deepEqual(changesBetween([], [range(2, 3)]), [[2, true, true], [3, true, null]]);
  assert.deepEqual(changesBetween([range(2, 3)], []), [[2, false, false], [3, false, null]]);
  assert.deepEqual(changesBetween([range(0, 99)], [range(0, 99)]), []);
  assert.deepEqual(changesBetween([range(0, 99)], [range(0, 100)]), [[99, null, true], [100, true, null]]);
  assert.deepEqual(changesBetween([range(0, 100)], [range(1, 100)]), [[0, false, false]]);
});

test("two passages that become one have the gap between them painted, too", () => {
  assert.deepEqual(changesBetween([range(0, 1), range(2, 3)], [range(0, 3)]), [[1, null, true]]);
  assert.deepEqual(changesBetween([range(0, 3)], [range(0, 1), range(2, 3)]), [[1, null, false]]);
});
