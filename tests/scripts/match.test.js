import assert from "node:assert/strict";
import { test } from "node:test";

import match, { matchChoices } from "../../src/pairedtexts/questions/match/match.js";

const QUESTION = {
  left: [{ id: "l2", text: "Two" }, { id: "l1", text: "One" }],
  right: [{ id: "ice", text: "ICE" }, { id: "booker", text: "Booker" }],
};

test("the module gives anywidget a render function", () => {
  assert.equal(typeof match.render, "function");
});

test("short choices are offered as they are", () => {
  assert.deepEqual(matchChoices(QUESTION.right).map(({ text, long }) => [text, long]), [["ICE", false], ["Booker", false]]);
});

test("where one choice is too long for a closed list, all are lettered", () => {
  const right = [{ id: "a", text: "Congress may not order a state's officers" }, { id: "b", text: "ICE" }];
  const lettered = ["A. Congress may not order a state's officers", "B. ICE"];
  assert.deepEqual(matchChoices(right).map(({ text }) => text), lettered);
  assert.ok(matchChoices(right).every(({ long }) => long));
});
