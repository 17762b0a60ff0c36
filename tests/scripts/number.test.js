import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { typedOrNull } from "pairedtexts/typed.js";
import number, { numberHint, numberIn } from "../../src/pairedtexts/questions/number/number.js";
import shortText from "../../src/pairedtexts/questions/short_text/short_text.js";

const { cases } = JSON.parse(readFileSync(new URL("../samples/numbers.json", import.meta.url), "utf8"));

test("the modules give anywidget a render function", () => {
  for (const type of [number, shortText]) assert.equal(typeof type.render, "function");
});

test("the field reads numbers as Python does", () => {
  for (const [typed, unit, read] of cases) assert.equal(numberIn(typed, unit), read, JSON.stringify(typed));
});

test("the hint says how a number is read, and when it is none or not plausible", () => {
  const question = { range: ["0", "400"], unit: "words" };
  assert.equal(numberHint("", question), "");
  assert.equal(numberHint("  ", question), "");
  assert.equal(numberHint("1 2", question), "This is not read as a number yet.");
  assert.equal(numberHint("34 words", question), "Read as 34.");
  assert.equal(numberHint("1/2", question), "Read as 1/2.");
  assert.equal(numberHint("1,234", question), "Read as 1234, which is not from 0 to 400.");
  assert.equal(numberHint("-1", question), "Read as -1, which is not from 0 to 400.");
});

test("blank or no text is no typed answer", () => {
  for (const odd of [null, undefined, "", " \u00a0", 3, {}, ["x"]]) assert.equal(typedOrNull(odd), null);
  assert.equal(typedOrNull(" harm "), " harm ");
});
