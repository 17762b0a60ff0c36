import assert from "node:assert/strict";
import { test } from "node:test";

import { withModifiers, withParts } from "pairedtexts/modifiers.js";

test("an answer without any part is none, and missing parts are null", () => {
  for (const none of [null, undefined, {}, [], "o1", 3, { answer: null, certainty: null, reason: null }]) {
    assert.equal(withParts(none), null);
  }
  assert.deepEqual(withParts({ certainty: 2 }), { answer: null, certainty: 2, reason: null });
  assert.deepEqual(withParts({ answer: "o1", reason: "o2", other: 1 }), { answer: "o1", certainty: null, reason: "o2" });
});

test("a question without certainty and reason is its type's own affair", () => {
  const view = { show: () => null };
  const parts = { question: { id: "q/a" } };
  assert.equal(withModifiers((given) => (given === parts ? view : null), parts), view);
});
