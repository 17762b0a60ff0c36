import assert from "node:assert/strict";
import { test } from "node:test";

import label, { chosenLabels, labelAnswer } from "../../src/pairedtexts/questions/label/label.js";

const options = [{ id: "b", text: "B" }, { id: "a", text: "A" }, { id: "c", text: "C" }];
const ONE = { options, several: false };
const SEVERAL = { options, several: true };

test("the module gives anywidget a render function", () => {
  assert.equal(typeof label.render, "function");
});

test("one label is an id, several are a list in the order shown", () => {
  assert.deepEqual(chosenLabels(ONE, "a"), ["a"]);
  assert.deepEqual(chosenLabels(SEVERAL, ["c", "x", "b"]), ["b", "c"]);
  assert.equal(labelAnswer(ONE, ["a"]), "a");
  assert.deepEqual(labelAnswer(SEVERAL, ["b", "c"]), ["b", "c"]);
  assert.deepEqual(labelAnswer(SEVERAL, ["b"]), ["b"]);
});

test("no label is no answer", () => {
  assert.equal(labelAnswer(ONE, []), null);
  assert.equal(labelAnswer(SEVERAL, []), null);
});

test("an answer of the wrong shape chooses nothing", () => {
  for (const odd of [null, undefined, 3, "x", {}, [], ["a"]]) assert.deepEqual(chosenLabels(ONE, odd), []);
  for (const odd of [null, undefined, 3, "a", {}, [], ["x"], [["a"]]]) assert.deepEqual(chosenLabels(SEVERAL, odd), []);
});
