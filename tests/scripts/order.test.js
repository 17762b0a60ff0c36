import assert from "node:assert/strict";
import { test } from "node:test";

import order, { orderOf, placeUnder } from "../../src/pairedtexts/questions/order/order.js";

const ITEMS = [{ id: "b", text: "B" }, { id: "a", text: "A" }, { id: "c", text: "C" }];

test("the module gives anywidget a render function", () => {
  assert.equal(typeof order.render, "function");
});

test("an order of all items is shown as it is", () => {
  const answer = ["c", "b", "a"];
  assert.deepEqual(orderOf(ITEMS, answer), answer);
  assert.notEqual(orderOf(ITEMS, answer), answer);
});

test("what is no order of exactly these items shows none", () => {
  const odd = [null, undefined, 3, "bac", {}, [], ["a", "b"], ["a", "b", "b"], ["a", "b", "x"], ["a", "b", "c", "a"], [["a"], "b", "c"]];
  for (const answer of odd) assert.equal(orderOf(ITEMS, answer), null);
});

test("a pointer points to the place after every item whose middle it has passed", () => {
  const middles = [10, 30, 50];
  assert.deepEqual([-5, 9, 10, 11, 31, 51, 500].map((y) => placeUnder(middles, y)), [0, 0, 0, 1, 2, 3, 3]);
});

test("an item that was just moved stays where the pointer put it", () => {
  // 20 px high items; the one at the top, dragged past the middle of the next one, makes that one move up by its own height
  assert.equal(placeUnder([30, 50], 31), 1);
  assert.equal(placeUnder([10, 50], 31), 1);
});
