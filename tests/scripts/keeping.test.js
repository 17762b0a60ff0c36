import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { KERNEL_PATIENCE, TYPING_PAUSE, keepAnswer, newerRecord, statusWords } from "pairedtexts/keeping.js";
import { RETRY_AFTER } from "pairedtexts/saving.js";
import { fakeContext, fakeModel, settle } from "./fake_context.js";

const ID = "federalism/delegation";
const record = (revision, answer, more = {}) => (
  { schema: 1, question: ID, version: "v2", revision, answer, at: "2026-11-21T15:58:00Z", ...more }
);
const holding = (response, more = {}) => ({ pairedtexts: { ...more, responses: { [ID]: response } } });

/** A keeper as a question has it: strings are answers, anything else is not understood. */
function keeperOf({ context, traits = {}, model = null } = {}) {
  const seen = { states: [], text: "", shown: undefined, record: null };
  seen.model = model ?? fakeModel({ question: { id: ID, version: "v2" }, response: {}, recorded: 0, keeps: true, ...traits }, context);
  seen.keeper = keepAnswer(seen.model, {
    show: (answer) => (seen.shown = typeof answer === "string" ? answer : null),
    paint(status) {
      if (seen.states.at(-1) !== status.state) seen.states.push(status.state);
      Object.assign(seen, { text: status.text, record: status.record });
    },
  });
  return seen;
}

const inFile = (context) => context.file.pairedtexts?.responses?.[ID];

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

test("the words of a failure name the reason and a way out", () => {
  assert.equal(
    statusWords("failed", { reason: "No space left on device" }),
    "Not saved: No space left on device. Your answer is still on this page: save the notebook (Ctrl+S), or download it.",
  );
  assert.match(statusWords("failed", { reason: "this file cannot be written" }), /cannot be written.*save a copy/);
});

test("of two records the higher revision is gone on from, the file's when they are equal", () => {
  assert.equal(newerRecord(record(2, "a"), record(3, "b")).answer, "b");
  assert.equal(newerRecord(record(3, "a"), record(3, "b")).answer, "a");
  assert.equal(newerRecord(null, record(1, "b")).answer, "b");
  assert.equal(newerRecord(null, null), null);
});

test("an answer is called saved only when a save that holds it is done", async () => {
  const context = fakeContext({ pairedtexts: { release: "r1" } });
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  assert.equal(context.metadata.pairedtexts.responses[ID].answer, "a", "the metadata holds it at once");
  assert.deepEqual(seen.states, ["blank", "saving"]);
  await context.finish();
  assert.deepEqual(seen.states, ["blank", "saving", "saved"]);
  assert.equal(seen.text, "Saved in the file.");
  assert.equal(inFile(context).answer, "a");
  assert.equal(context.file.pairedtexts.release, "r1");
});

test("a change during a save stays unsaved until the next save", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  await settle();
  seen.keeper.answer("b");
  await context.finish();
  assert.equal(seen.states.at(-1), "saving");
  await context.finish();
  assert.equal(seen.states.at(-1), "saved");
  assert.deepEqual([inFile(context).answer, inFile(context).revision], ["b", 2]);
});

test("the kernel's record asks for one more save, which never takes a true status back", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  await context.finish();
  seen.model.set("recorded", 1);
  assert.equal(seen.states.at(-1), "saved");
  await context.finish(new Error("offline"));
  assert.equal(seen.states.at(-1), "saved");
  assert.equal(context.begun, 2);
});

test("a dead kernel does not stop the file from being saved, and is told", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  const warn = mock.method(console, "warn", () => {});
  seen.model.dead = true;
  seen.keeper.answer("a");
  await context.finish();
  assert.equal(seen.states.at(-1), "saved");
  assert.match(seen.text, /^Saved in the file\. .*Python is not answering/);
  assert.equal(warn.mock.callCount(), 1);
  warn.mock.restore();
});

test("a refused save says why, and the retry repairs the status", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  await context.finish(new Error("No space left."));
  assert.equal(seen.states.at(-1), "failed");
  assert.match(seen.text, /^Not saved: No space left\. Your answer is still on this page/);
  mock.timers.tick(RETRY_AFTER);
  await context.finish();
  assert.equal(seen.states.at(-1), "saved");
});

test("an old failure is not painted over a newer change", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  await settle();
  seen.keeper.answer("b");
  await context.finish(new Error("offline"));
  assert.equal(seen.states.at(-1), "saving");
});

test("metadata that cannot be written is a failure, not a crash", () => {
  const context = fakeContext();
  context.model.setMetadata = () => { throw new Error("frozen"); };
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  assert.deepEqual([seen.states.at(-1), seen.record.answer], ["failed", "a"]);
  assert.match(seen.text, /frozen/);
});

test("an answer in the file comes back, is called saved, and the kernel is told", async () => {
  const context = fakeContext(holding(record(7, "a")));
  const seen = keeperOf({ context });
  await settle();
  assert.deepEqual([seen.shown, seen.states.at(-1), context.begun], ["a", "saved", 0]);
  assert.deepEqual(seen.model.sent, [{ response: record(7, "a") }]);
  seen.keeper.answer("b");
  assert.equal(seen.record.revision, 8);
});

test("an answer that only the kernel has is written and saved before it is called saved", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context, traits: { response: record(4, "a"), recorded: 4 } });
  assert.deepEqual([seen.shown, seen.states.at(-1)], ["a", "saving"]);
  await context.finish();
  assert.deepEqual([seen.states.at(-1), inFile(context).revision], ["saved", 4]);
});

test("another version's answer is not shown but counted on from", () => {
  const context = fakeContext(holding(record(9, "a", { version: "v1" })));
  const seen = keeperOf({ context });
  assert.deepEqual([seen.shown, seen.states.at(-1)], [null, "blank"]);
  seen.keeper.answer("b");
  assert.equal(seen.record.revision, 10);
});

test("a kernel's answer below another version's revision in the file is raised above it", async () => {
  const context = fakeContext(holding(record(9, "x", { version: "v1" })));
  const seen = keeperOf({ context, traits: { response: record(3, "a") } });
  await context.finish();
  assert.deepEqual([seen.shown, seen.states.at(-1), inFile(context).revision, inFile(context).answer], ["a", "saved", 10, "a"]);
});

test("damaged metadata counts as unanswered and stays as it is until the student answers", async () => {
  for (const damage of [{ pairedtexts: "x" }, { pairedtexts: { responses: 3 } }, holding("x"), holding({ revision: 2 }),
    holding(record(5, { wrong: "shape" }))]) {
    const before = structuredClone(damage);
    const context = fakeContext(damage);
    const seen = keeperOf({ context });
    await settle();
    assert.deepEqual([seen.states, seen.shown, seen.record], [["blank"], null, null]);
    assert.deepEqual(context.metadata, before);
    seen.keeper.answer("a");
    await context.finish();
    assert.deepEqual([seen.states.at(-1), inFile(context).answer], ["saved", "a"]);
  }
});

test("clearing is a change like any other, and reads as blank when it comes back", async () => {
  const context = fakeContext(holding(record(2, "a")));
  const seen = keeperOf({ context });
  seen.keeper.answer(null);
  await context.finish();
  assert.deepEqual([seen.states.at(-1), seen.text], ["saved", "Cleared. Saved in the file."]);
  assert.deepEqual([inFile(context).revision, inFile(context).answer], [3, null]);
  assert.deepEqual(keeperOf({ context }).states, ["blank"]);
});

test("two questions answered at once are both in the file", async () => {
  const context = fakeContext();
  const one = keeperOf({ context });
  const two = keeperOf({ context, traits: { question: { id: "federalism/other", version: "v1" } } });
  one.keeper.answer("a");
  two.keeper.answer("b");
  await context.finish();
  assert.deepEqual(Object.keys(context.file.pairedtexts.responses), [ID, "federalism/other"]);
  assert.deepEqual([one.states.at(-1), two.states.at(-1)], ["saved", "saved"]);
});

test("a second view, and a second cell with the same question, follow the first", async () => {
  const context = fakeContext();
  const first = keeperOf({ context });
  const view = keeperOf({ model: first.model });
  const cell = keeperOf({ context });
  first.keeper.answer("a");
  assert.deepEqual([view.shown, view.states.at(-1)], ["a", "saving"]);
  await context.finish();
  assert.deepEqual([view.states.at(-1), cell.shown, cell.states.at(-1)], ["saved", "a", "saved"]);
  cell.keeper.answer("b");
  assert.equal(cell.record.revision, 2);
});

test("an answer thrown away by reading the notebook again is put back", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  await settle();
  context.metadata = { pairedtexts: { responses: { "federalism/other": 1 } } }; // "Revert" in JupyterLab's conflict dialog
  await context.finish();
  assert.equal(seen.states.at(-1), "saving");
  await context.finish();
  assert.equal(seen.states.at(-1), "saved");
  assert.deepEqual([inFile(context).answer, context.file.pairedtexts.responses["federalism/other"]], ["a", 1]);
});

test("an answer that does not stay in the notebook is called lost there, not saved", async () => {
  const context = fakeContext();
  context.model.setMetadata = () => {};
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  await context.finish();
  assert.equal(seen.states.at(-1), "failed");
  assert.ok(!seen.states.includes("saved"));
});

test("without a document the kernel's record is what counts", () => {
  const seen = keeperOf();
  seen.keeper.answer("a");
  seen.model.set("recorded", 1);
  assert.deepEqual(seen.states, ["blank", "sending", "recorded"]);
  mock.timers.tick(KERNEL_PATIENCE);
  assert.equal(seen.states.at(-1), "recorded");
});

test("without a document a silent kernel is told after a while, and believed when it answers after all", () => {
  const seen = keeperOf();
  seen.keeper.answer("a");
  mock.timers.tick(KERNEL_PATIENCE);
  assert.equal(seen.states.at(-1), "unsent");
  seen.model.set("recorded", 1);
  assert.equal(seen.states.at(-1), "recorded");
  seen.keeper.answer("b");
  assert.equal(seen.states.at(-1), "sending");
});

test("without a document an answer from the kernel comes back", () => {
  const seen = keeperOf({ traits: { response: record(4, "a"), recorded: 4 } });
  assert.deepEqual([seen.shown, seen.states.at(-1)], ["a", "recorded"]);
});

test("Python's None, which is undefined in the browser, is not an answer", () => {
  const seen = keeperOf({ traits: { response: undefined, recorded: undefined, keeps: undefined } });
  assert.deepEqual(seen.states, ["blank"]);
});

test("the teacher's preview writes and saves nothing", async () => {
  const context = fakeContext({ pairedtexts: { release: "r1" } });
  const seen = keeperOf({ context, traits: { keeps: false } });
  seen.keeper.answer("a");
  await settle();
  assert.deepEqual(seen.states, ["preview"]);
  assert.deepEqual([context.metadata, context.begun, seen.keeper.save()], [{ pairedtexts: { release: "r1" } }, 0, false]);
  assert.equal(seen.model.get("response").answer, "a");
});

test("a view that is gone listens no more, and its save goes on", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.answer("a");
  seen.keeper.stop();
  await context.finish();
  assert.deepEqual([seen.model.listening(), seen.states.at(-1), inFile(context).answer], [0, "saving", "a"]);
});

test("what is typed is in the notebook at once, and is saved and sent at the next pause", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  for (const text of ["w", "wo", "wor"]) seen.keeper.answer(text, { typing: true });
  assert.equal(context.metadata.pairedtexts.responses[ID].answer, "wor");
  assert.deepEqual(seen.states, ["blank", "saving"], "never called saved before it is");
  await settle();
  assert.equal(context.begun, 0);
  assert.deepEqual(seen.model.sent, []);
  mock.timers.tick(TYPING_PAUSE);
  await context.finish();
  assert.equal(context.begun, 1, "one save for all three letters");
  assert.equal(seen.model.sent.length, 1);
  assert.equal(seen.states.at(-1), "saved");
  assert.equal(inFile(context).answer, "wor");
});

test("leaving the field, Ctrl+S and leaving the page do not wait for the pause", async () => {
  for (const leave of [(keeper) => keeper.flush(), (keeper) => keeper.save(), (keeper) => keeper.stop()]) {
    const context = fakeContext();
    const seen = keeperOf({ context });
    seen.keeper.answer("w", { typing: true });
    leave(seen.keeper);
    await context.finish();
    assert.equal(inFile(context).answer, "w");
    assert.equal(seen.model.sent.length, 1);
  }
});

test("a pause after nothing was typed passes nothing on", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.flush();
  seen.keeper.answer("a", { typing: true });
  seen.keeper.answer("b");
  mock.timers.tick(TYPING_PAUSE);
  await context.finish();
  assert.equal(context.begun, 1);
  assert.deepEqual(seen.model.sent.map(({ response }) => response.answer), ["b"]);
});

test("a save by another question, begun while this one is being typed, does not call later letters saved", async () => {
  const context = fakeContext();
  const seen = keeperOf({ context });
  seen.keeper.answer("w", { typing: true });
  seen.keeper.flush();
  await settle();
  seen.keeper.answer("wo", { typing: true });
  await context.finish();
  assert.equal(seen.states.at(-1), "saving");
  assert.equal(inFile(context).answer, "w");
  mock.timers.tick(TYPING_PAUSE);
  await context.finish();
  assert.equal(seen.states.at(-1), "saved");
  assert.equal(inFile(context).answer, "wo");
});
