import assert from "node:assert/strict";
import { test } from "node:test";

import { filledCells } from "pairedtexts/cells.js";

const PARTS = [{ id: "r2" }, { id: "r1" }];
const CHOICES = [{ id: "lh" }, { id: "both" }];
const filled = (answer) => filledCells(PARTS, CHOICES, answer);

test("an answer keeps the cells that there are, in the order shown", () => {
  assert.deepEqual(Object.entries(filled({ r1: "lh", r2: "both" })), [["r2", "both"], ["r1", "lh"]]);
  assert.deepEqual(filled({ r1: "lh", r9: "lh" }), { r1: "lh" });
  assert.deepEqual(filled({ r1: "lh", r2: "lh" }), { r2: "lh", r1: "lh" }, "the same choice may stand in two cells");
});

test("what is no choice, or left out, is not in the answer", () => {
  assert.deepEqual(filled({ r1: "lh", r2: "" }), { r1: "lh" });
  assert.deepEqual(filled({ r1: "lh", r2: "r1" }), { r1: "lh" });
  assert.equal(filled({ r1: null, r2: "", r3: "lh" }), null);
  assert.equal(filled({ r1: ["lh"], r2: { lh: true } }), null);
});

test("an answer of the wrong shape fills nothing", () => {
  for (const odd of [null, undefined, 3, NaN, true, "lh", "", [], ["lh"], {}]) assert.equal(filled(odd), null);
});
