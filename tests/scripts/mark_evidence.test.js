import assert from "node:assert/strict";
import { test } from "node:test";

import { chipsFor } from "pairedtexts/chips.js";
import { helpWords, spokenWords } from "../../src/pairedtexts/questions/mark_evidence/mark_evidence.js";

const range = (first, last = first) => ({ first, last });

test("a chip stays with its passage", () => {
  assert.deepEqual(chipsFor([range(0, 3), range(6)], [range(0, 3), range(6)]), [0, 1]);
  assert.deepEqual(chipsFor([range(0, 3), range(6)], [range(6)]), [1]);
  assert.deepEqual(chipsFor([range(6)], [range(0, 3), range(6)]), [-1, 0]);
  assert.deepEqual(chipsFor([], [range(0)]), [-1]);
});

test("a passage that grows or shrinks keeps its chip, in which the focus may be", () => {
  assert.deepEqual(chipsFor([range(0, 3)], [range(0, 4)]), [0]);
  assert.deepEqual(chipsFor([range(0, 3), range(6, 9)], [range(0, 3), range(7, 9)]), [0, 1]);
});

test("of passages that became one, one chip stays", () => {
  assert.deepEqual(chipsFor([range(0, 3), range(5, 9)], [range(0, 9)]), [0]);
});

test("of a passage that became two, one has its chip", () => {
  assert.deepEqual(chipsFor([range(0, 9)], [range(0, 3), range(5, 9)]), [0, -1]);
  assert.deepEqual(chipsFor([range(0, 3), range(5, 9)], [range(0, 3), range(5, 6), range(8, 9)]), [0, 1, -1]);
});

test("a long passage is read out by its first and last words", () => {
  const words = Array.from({ length: 15 }, (_, i) => `w${i}`);
  assert.equal(spokenWords(words.slice(0, 14).join(" ")), words.slice(0, 14).join(" "));
  assert.equal(spokenWords(words.join(" ")), "w0 w1 w2 w3 w4 w5 … w9 w10 w11 w12 w13 w14");
});

test("the help names every way: by pointer, by buttons, by keys", () => {
  const help = helpWords("words", 10).join(" ");
  for (const way of [/Drag/, /click/, /“Adjust”/, /arrow keys/, /Shift with an arrow/, /Delete/, /Ctrl\+Z/]) assert.match(help, way);
  assert.match(helpWords("sentences", 1)[0], /first or last sentence/);
});
