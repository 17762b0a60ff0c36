import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { RETRY_AFTER, SAVE_PATIENCE, asRecord, documentContext, makeRecord, readResponse, reasonOf, revisionOf, sameRecord, savesOf, writeResponse } from "pairedtexts/saving.js";
import { fakeContext, settle } from "./fake_context.js";

const QUESTION = { id: "federalism/delegation", version: "v2" };
const RECORD = { schema: 1, question: QUESTION.id, version: "v2", revision: 3, answer: "a", at: "2026-11-21T15:58:00Z" };

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

// Records

test("a record counts one up from the highest revision and says when, in UTC", () => {
  const record = makeRecord(QUESTION, 2, "a", new Date("2026-11-21T15:58:00.987Z"));
  assert.deepEqual(record, RECORD);
});

test("a record is read only if it is of this question and version", () => {
  assert.equal(asRecord(RECORD, QUESTION), RECORD);
  for (const odd of [null, undefined, "x", [], {}, { ...RECORD, schema: 2 }, { ...RECORD, version: "v1" },
    { ...RECORD, question: "other/one" }, { ...RECORD, revision: "3" }, { ...RECORD, revision: 0 }]) {
    assert.equal(asRecord(odd, QUESTION), null);
  }
});

test("the revision of anything unreadable is 0, of another version's record it counts", () => {
  for (const odd of [null, undefined, 5, "5", [5], {}, { revision: -1 }, { revision: 1.5 }, { revision: Infinity }]) {
    assert.equal(revisionOf(odd), 0);
  }
  assert.equal(revisionOf({ ...RECORD, version: "v1" }), 3);
});

test("records are the same only with the same revision, time and answer", () => {
  assert.ok(sameRecord(RECORD, { at: RECORD.at, answer: "a", version: "v2", revision: 3 }));
  assert.ok(sameRecord({ ...RECORD, answer: [{ end: 2, text: "t" }] }, { ...RECORD, answer: [{ text: "t", end: 2 }] }));
  assert.ok(sameRecord({ ...RECORD, answer: null }, { ...RECORD, answer: undefined }));
  for (const change of [{ revision: 4 }, { answer: "b" }, { at: "2026-11-21T15:58:01Z" }]) {
    assert.ok(!sameRecord(RECORD, { ...RECORD, ...change }));
  }
  assert.ok(!sameRecord(undefined, RECORD));
});

// The notebook's metadata

test("the document context is found under either name, and only if it can do what is needed", () => {
  const context = fakeContext();
  assert.equal(documentContext({ widget_manager: { context } }), context);
  assert.equal(documentContext({ widgetManager: { context } }), context);
  const guarded = { get widget_manager() { throw new Error("private"); } };
  for (const odd of [{}, { widget_manager: {} }, { widget_manager: { context: { save() {} } } }, guarded]) {
    assert.equal(documentContext(odd), null);
  }
});

test("writing a record leaves every other key in the metadata as it is", () => {
  const context = fakeContext({ pairedtexts: { release: "r1", responses: { "other/one": 1 } }, kernelspec: 2 });
  writeResponse(context, RECORD);
  assert.deepEqual(context.metadata, {
    pairedtexts: { release: "r1", responses: { "other/one": 1, [QUESTION.id]: RECORD } },
    kernelspec: 2,
  });
  assert.deepEqual(readResponse(context, QUESTION.id), RECORD);
});

test("damaged metadata reads as nothing and is replaced only by writing", () => {
  for (const damage of [undefined, null, "text", 7, [], { responses: null }, { responses: [] }, { responses: "x" }]) {
    const context = fakeContext({ pairedtexts: damage });
    assert.equal(readResponse(context, QUESTION.id), undefined);
    assert.deepEqual(context.metadata.pairedtexts, damage);
    writeResponse(context, RECORD);
    assert.deepEqual(readResponse(context, QUESTION.id), RECORD);
  }
  assert.equal(readResponse(fakeContext({ pairedtexts: { responses: {} } }), "constructor"), undefined);
  assert.equal(readResponse({ model: { getMetadata() { throw new Error("gone"); } } }, QUESTION.id), undefined);
});

test("a reason is one short line without its full stop", () => {
  assert.equal(reasonOf(new Error("No space\n left on device.")), "No space left on device");
  assert.equal(reasonOf("Disposed"), "Disposed");
  assert.equal(reasonOf(new TypeError("Failed to fetch")), "the server does not answer");
  assert.equal(reasonOf(undefined), "unknown reason");
  assert.equal(reasonOf(new Error("x".repeat(500))).length, 160);
});

// The queue

test("all widgets of a document share one queue, and documents do not", () => {
  const context = fakeContext();
  assert.equal(savesOf(context), savesOf(context));
  assert.notEqual(savesOf(context), savesOf(fakeContext()));
});

test("saves never overlap, and many requests made during one share the next", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  saves.ask();
  await settle();
  for (let i = 0; i < 20; i += 1) saves.ask();
  await settle();
  assert.deepEqual([context.begun, context.underWay], [1, 1]);
  await context.finish();
  assert.equal(saves.proven, 1);
  assert.deepEqual([context.begun, context.underWay], [2, 1]);
  await context.finish();
  assert.deepEqual([saves.proven, context.begun, context.most], [21, 2, 1]);
});

test("a save proves only what was asked before it began", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  saves.ask();
  await settle();
  saves.note(RECORD);
  saves.ask();
  await context.finish();
  assert.ok(saves.written.get(QUESTION.id).ticket > saves.proven);
  await context.finish();
  assert.ok(saves.written.get(QUESTION.id).ticket <= saves.proven);
});

test("a refused save is told with its reason and tried once more", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  let told = 0;
  saves.watchers.add(() => { told += 1; });
  saves.ask();
  await context.finish(new Error("No space left."));
  assert.deepEqual([saves.proven, saves.refused, saves.reason, told], [0, 1, "No space left", 1]);
  mock.timers.tick(RETRY_AFTER);
  await context.finish(new Error("No space left."));
  mock.timers.tick(10 * RETRY_AFTER);
  await settle();
  assert.deepEqual([context.begun, context.underWay], [2, 0]);
});

test("a retry that works proves the answer", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  saves.ask();
  await context.finish(new Error("offline"));
  mock.timers.tick(RETRY_AFTER);
  await context.finish();
  assert.equal(saves.proven, 1);
});

test("after a refusal a later change tries again, and what it proves includes the earlier", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  saves.ask();
  await context.finish(new Error("offline"));
  saves.ask();
  await context.finish();
  assert.equal(saves.proven, 2);
  mock.timers.tick(RETRY_AFTER);
  await settle();
  assert.equal(context.begun, 2);
});

test("a context whose save throws at once is refused like any other", async () => {
  const context = fakeContext();
  context.save = () => { throw new Error("disposed"); };
  const saves = savesOf(context);
  saves.ask();
  await settle();
  assert.deepEqual([saves.refused, saves.reason], [1, "disposed"]);
});

test("a file that cannot be written is not tried", async () => {
  for (const change of [(c) => { c.model.readOnly = true; }, (c) => { c.contentsModel = { writable: false }; }]) {
    const context = fakeContext();
    change(context);
    const saves = savesOf(context);
    saves.ask();
    mock.timers.tick(RETRY_AFTER);
    await settle();
    assert.deepEqual([context.begun, saves.refused, saves.reason], [0, 1, "this file cannot be written"]);
  }
});

test("our save waits for the end of one that JupyterLab has begun", async () => {
  for (const ending of ["completed", "failed", "completed manually"]) {
    const context = fakeContext();
    const saves = savesOf(context);
    context.emit("started");
    saves.ask();
    await settle();
    assert.equal(context.begun, 0);
    context.emit(ending);
    await settle();
    assert.equal(context.begun, 1);
    await context.finish();
    assert.equal(saves.proven, 1);
  }
});

test("a save of JupyterLab's that never ends does not hold ours up for ever", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  context.emit("started");
  saves.ask();
  mock.timers.tick(SAVE_PATIENCE);
  await settle();
  assert.equal(context.begun, 1);
});

test("a save by Ctrl+S proves what was refused before", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  saves.ask();
  await context.finish(new Error("offline"));
  context.emit("started");
  assert.equal(saves.proven, 0);
  context.emit("completed");
  assert.equal(saves.proven, 1);
  mock.timers.tick(RETRY_AFTER);
  await settle();
  assert.equal(context.begun, 1);
});

test("of saves that overlap, none of JupyterLab's proves anything", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  saves.ask();
  await context.finish(new Error("offline"));
  context.emit("started");
  context.emit("started");
  context.emit("completed");
  context.emit("failed");
  assert.equal(saves.proven, 0);
});

test("a save that does not answer is given up, and counts if it answers after all", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  saves.ask();
  await settle();
  mock.timers.tick(SAVE_PATIENCE);
  assert.deepEqual([saves.refused, saves.reason], [1, "the server does not answer"]);
  await context.finish();
  assert.equal(saves.proven, 1);
});

test("a context without a save signal works", async () => {
  const context = fakeContext();
  delete context.saveState;
  const saves = savesOf(context);
  saves.ask();
  await context.finish();
  assert.equal(saves.proven, 1);
});

test("answers thrown away by reading the file again are put back, even when their widgets are gone", async () => {
  const context = fakeContext();
  const saves = savesOf(context);
  writeResponse(context, RECORD);
  saves.note(RECORD);
  saves.ask();
  await settle();
  context.metadata = { pairedtexts: { responses: { "other/one": 1 } } }; // "Revert" in JupyterLab's conflict dialog
  await context.finish();
  await context.finish();
  assert.deepEqual(context.file.pairedtexts.responses, { "other/one": 1, [QUESTION.id]: RECORD });
  assert.equal(context.underWay, 0);
});

test("of two answers with one revision the one given here is raised, a higher one from elsewhere is left", async () => {
  for (const [theirs, expected] of [[3, { revision: 4, answer: "a" }], [5, { revision: 5, answer: "b" }]]) {
    const context = fakeContext();
    const saves = savesOf(context);
    writeResponse(context, RECORD);
    saves.note(RECORD);
    saves.ask();
    await settle();
    writeResponse(context, { ...RECORD, revision: theirs, answer: "b" });
    await context.finish();
    if (context.underWay > 0) await context.finish();
    assert.deepEqual(readResponse(context, QUESTION.id), { ...RECORD, ...expected });
  }
});
