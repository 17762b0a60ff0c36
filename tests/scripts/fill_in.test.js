import assert from "node:assert/strict";
import { test } from "node:test";

import fillIn, { aroundGap, filledGaps } from "../../src/pairedtexts/questions/fill_in/fill_in.js";

const GAPS = [{ id: "g1", options: [{ id: "o1", text: "repeal" }, { id: "o2", text: "reform" }] }, { id: "g2" }];

test("the module gives anywidget a render function", () => assert.equal(typeof fillIn.render, "function"));

test("an answer holds the gaps that are filled in, in the order of the passage", () => {
  assert.deepEqual(Object.entries(filledGaps(GAPS, { g2: "law", g1: "o2" })), [["g1", "o2"], ["g2", "law"]]);
  assert.deepEqual(filledGaps(GAPS, { g1: "", g2: "law" }), { g2: "law" });
});

test("what no gap can hold is left out", () => {
  assert.deepEqual(filledGaps(GAPS, { g1: "o9", g2: "law", g3: "x" }), { g2: "law" });
  for (const odd of [null, undefined, "x", 3, [], {}, { g2: " " }, { g2: 3 }, { g1: "", g2: "" }]) assert.equal(filledGaps(GAPS, odd), null);
});

test("a gap is described by the words around it", () => {
  const pieces = ["One two three four five six seeks to ", " the program, which ", "."];
  assert.equal(aroundGap(pieces, 0), "four five six seeks to … the program, which");
  assert.equal(aroundGap(pieces, 1), "the program, which … .");
});
