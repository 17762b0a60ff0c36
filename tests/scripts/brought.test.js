import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import standIn from "../../src/pairedtexts/widgets/brought.js";
import { fakeModel, settle } from "./fake_context.js";

const modules = globalThis[Symbol.for("pairedtexts.modules")];
const real = { render: ({ el }) => { el.textContent = "a question"; return "cleanup"; } };

async function pass(milliseconds) {
  for (let passed = 0; passed < milliseconds; passed += 20) {
    mock.timers.tick(20);
    await settle();
  }
}

function drawn() {
  const [model, el] = [fakeModel({}), { textContent: "" }];
  model.asked = [];
  model.send = (message) => model.asked.push(message);
  return { model, el, cleanup: standIn.render({ model, el }) };
}

beforeEach(() => { modules.clear(); mock.timers.enable({ apis: ["setTimeout"] }); });
afterEach(() => mock.timers.reset());

test("a module that is on the page already is drawn by at once", async () => {
  modules.set("", real);
  const { model, el, cleanup } = drawn();
  assert.equal(await cleanup, "cleanup");
  assert.equal(el.textContent, "a question");
  assert.deepEqual(model.asked, []);
});

test("a module that comes a moment later is waited for, and nobody is asked", async () => {
  const { model, el, cleanup } = drawn();
  await pass(200);
  assert.equal(el.textContent, "");
  modules.set("", real);
  await pass(40);
  await cleanup;
  assert.equal(el.textContent, "a question");
  assert.deepEqual(model.asked, []);
});

test("where nobody brings it, Python is asked once, and the student is told", async () => {
  const { model, el, cleanup } = drawn();
  await pass(6000);
  assert.deepEqual(model.asked, [{ ask: "script" }]);
  assert.match(el.textContent, /being loaded.*run this cell again/);
  modules.set("", real);
  await pass(400);
  await cleanup;
  assert.equal(el.textContent, "a question");
});
