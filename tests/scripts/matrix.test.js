import assert from "node:assert/strict";
import { test } from "node:test";

import matrix, { matrixHint } from "../../src/pairedtexts/questions/matrix/matrix.js";

const QUESTION = {
  rows: [{ id: "r2", text: "Two" }, { id: "r1", text: "One" }],
  columns: [{ id: "lh", text: "Only LH" }, { id: "both", text: "Both" }],
};

test("the module gives anywidget a render function", () => {
  assert.equal(typeof matrix.render, "function");
});

test("the hint says how many rows are answered, once there are any", () => {
  assert.equal(matrixHint(4, null), "Choose one answer in each row.");
  assert.equal(matrixHint(4, { r1: "lh", r2: "lh" }), "Choose one answer in each row. Answered: 2 of 4.");
});
