import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import written, * as own from "../../src/pairedtexts/questions/written/written.js";

const { checkLine, wordCount, foldText, insertedAt, lengthWords, runChecks, writtenSource } = own;
// The same file is held against the Python checks, which score: what a student sees is what is scored.
const vectors = JSON.parse(readFileSync(new URL("../samples/written_vectors.json", import.meta.url), "utf-8"));
const known = Object.fromEntries(Object.entries(vectors.texts).map(([id, text]) => [id, writtenSource(text)]));

test("the module gives anywidget a render function", () => {
  assert.equal(typeof written.render, "function");
});

test("two spellings of the same words are folded as in Python", () => {
  for (const [text, folded] of vectors.folded) assert.equal(foldText(text), folded);
});

test("every check finds what Python finds", () => {
  assert.ok(vectors.cases.length > 60);
  for (const { name, text, check, length, done, said } of vectors.cases) {
    assert.deepEqual(runChecks(text, { checklist: [check], length }, known), [{ done, said }], `${name}: ${text}`);
  }
});

test("the count says how many words there are and how many are wanted", () => {
  assert.equal(lengthWords(63, { least: 80, most: 150 }), "63 words (80 to 150 wanted)");
  assert.equal(lengthWords(1, { least: 80, most: null }), "1 word (at least 80 wanted)");
  assert.equal(lengthWords(1, null), "1 word");
  assert.equal(lengthWords(0, null), "0 words");
  assert.equal(wordCount("One — two, 3."), 3);
});

test("a line of the checklist says its state in words and by a sign", () => {
  assert.equal(checkLine({ words: "Cites" }, { done: true, said: "cited: 2" }), "✓ done: Cites (cited: 2)");
  assert.equal(checkLine({ words: "Cites" }, { done: false, said: "cited: 1" }), "○ to do: Cites (cited: 1)");
});

test("a citation is put at the cursor, apart from the words around it", () => {
  const put = (text, start, end = start) => insertedAt(text, start, end, "LH ¶7");
  assert.deepEqual(put("", 0), { text: "LH ¶7", at: 5 });
  assert.deepEqual(put("So it says", 10), { text: "So it says LH ¶7", at: 16 });
  assert.deepEqual(put("So it says.", 10), { text: "So it says LH ¶7.", at: 16 });
  assert.deepEqual(put("So () it", 4), { text: "So (LH ¶7) it", at: 9 });
  assert.deepEqual(put("So it", 3), { text: "So LH ¶7 it", at: 9 });
  assert.deepEqual(put("So XX it", 3, 5), { text: "So LH ¶7 it", at: 8 });
});
