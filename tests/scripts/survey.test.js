import assert from "node:assert/strict";
import { test } from "node:test";

import survey, { surveyAnswer, surveyParts } from "../../src/pairedtexts/questions/survey/survey.js";

const options = [{ id: "a", text: "A" }, { id: "b", text: "B" }, { id: "c", text: "C" }];
const ONE = { options, several: false, comment: false };
const SEVERAL = { options, several: true, comment: false };
const WORDS = { options, several: false, comment: true };

test("the module gives anywidget a render function", () => {
  assert.equal(typeof survey.render, "function");
});

test("an answer survives being taken apart and put together", () => {
  for (const [question, answer] of [
    [ONE, "b"],
    [SEVERAL, ["a", "c"]],
    [WORDS, { choice: "b", comment: null }],
    [WORDS, { choice: null, comment: "mine " }],
    [{ ...WORDS, several: true }, { choice: ["b"], comment: "x" }],
  ]) {
    assert.deepEqual(surveyAnswer(question, surveyParts(question, answer)), answer);
    assert.equal(surveyAnswer(question, surveyParts(question, null)), null);
  }
});

test("an answer of the wrong shape says nothing", () => {
  for (const odd of [null, undefined, 3, "x", {}, [], ["x"], { choice: 3 }, { comment: 3 }, { comment: "  " }]) {
    for (const question of [ONE, SEVERAL, WORDS]) assert.equal(surveyAnswer(question, surveyParts(question, odd)), null);
  }
});

test("several choices come in the order shown", () => {
  assert.deepEqual(surveyParts(SEVERAL, ["c", "x", "a"]).choice, ["a", "c"]);
});
