import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { layOut } from "pairedtexts/article.js";
import { feedbackParts, placeOf, rightness } from "pairedtexts/feedback.js";
import { paragraphsOf } from "pairedtexts/prompt.js";
import { keyCourse } from "pairedtexts/keys.js";
import { headerWords } from "pairedtexts/question.js";
import { inOrderShown } from "pairedtexts/options.js";
import chooseMany, { chosenOptions } from "../../src/pairedtexts/questions/choose_many/choose_many.js";
import chooseOne, { chosenOption } from "../../src/pairedtexts/questions/choose_one/choose_one.js";
import markEvidence, { helpWords, rangesOf } from "../../src/pairedtexts/questions/mark_evidence/mark_evidence.js";

const OPTIONS = [{ id: "b", text: "B" }, { id: "a", text: "A" }, { id: "c", text: "C" }];

test("every type's module gives anywidget a render function", () => {
  for (const type of [chooseOne, chooseMany, markEvidence]) assert.equal(typeof type.render, "function");
});

test("the header says what a question is worth", () => {
  assert.equal(headerWords({ points: 2 }), "Question · 2 points");
  assert.equal(headerWords({ points: 1 }), "Question · 1 point");
  assert.equal(headerWords({ points: 0.5 }), "Question · 0.5 points");
  assert.equal(headerWords({ practice: true }), "Practice · as many tries as you like");
  assert.equal(headerWords({ label: "Question 3", points: 2 }), "Question 3 · 2 points");
  assert.equal(headerWords({ label: "Practice 1", practice: true }), "Practice 1 · as many tries as you like");
});

test("a prompt keeps its paragraphs and folds its lines", () => {
  assert.deepEqual(paragraphsOf("One\ntwo.\n\n \nThree.\n"), ["One two.", "Three."]);
  assert.deepEqual(paragraphsOf(undefined), []);
});

test("keys stay in the question, except Tab and the commands of the editor around it", () => {
  assert.equal(keyCourse({ key: "x" }), "stop");
  assert.equal(keyCourse({ key: "Escape" }), "leave");
  assert.equal(keyCourse({ key: "Escape", defaultPrevented: true }), "stop", "a selection was cancelled");
  assert.equal(keyCourse({ key: "Escape", isComposing: true }), "stop");
  assert.equal(keyCourse({ key: "Tab", shiftKey: true }), "pass");
  assert.equal(keyCourse({ key: "p", ctrlKey: true }), "pass");
  assert.equal(keyCourse({ key: "z", ctrlKey: true, defaultPrevented: true }), "stop");
  assert.equal(keyCourse({ key: "s", ctrlKey: true }), "save");
  assert.equal(keyCourse({ key: "S", metaKey: true }), "save");
  assert.equal(keyCourse({ key: "S", ctrlKey: true, shiftKey: true }), "pass");
  assert.equal(keyCourse({ key: "@", ctrlKey: true, altKey: true }), "stop");
});

test("chosen options come in the order shown, unknown ids left out", () => {
  assert.deepEqual(inOrderShown(OPTIONS, ["c", "x", "b"]), ["b", "c"]);
  assert.deepEqual(chosenOptions(OPTIONS, ["a", "b"]), ["b", "a"]);
  assert.deepEqual(chosenOption(OPTIONS, "a"), ["a"]);
});

test("an answer of the wrong shape chooses nothing", () => {
  for (const odd of [null, undefined, 3, "b", {}, [], ["x"], [{ id: "b" }]]) assert.equal(chosenOptions(OPTIONS, odd), null);
  for (const odd of [null, undefined, 3, "x", {}, ["b"]]) assert.deepEqual(chosenOption(OPTIONS, odd), []);
});

test("the ranges of an answer are in the order of the text, whatever was in the record", () => {
  const paragraphs = [{ number: 1, start: 0, end: 13, kind: "body" }];
  const layout = layOut(["t"], { t: { verbatim: "One two three", paragraphs } });
  const passage = (start, end, quote) => ({ text: "t", start, end, quote });
  assert.deepEqual(rangesOf(layout, [passage(8, 13, "three"), null, passage(0, 3, "One")]), [
    { first: 0, last: 0 },
    { first: 2, last: 2 },
  ]);
  for (const odd of [null, undefined, "One", {}, 7]) assert.deepEqual(rangesOf(layout, odd), []);
});

test("the help names the unit and a limit of one", () => {
  assert.match(helpWords("sentences", 10)[0], /sentences/);
  assert.match(helpWords("words", 1)[0], /Only one passage/);
  assert.doesNotMatch(helpWords("words", 10)[0], /Only one/);
});

test("feedback says how right an answer is and where its evidence stands", () => {
  assert.deepEqual([1, 0.5, 0].map(rightness), ["right", "partly", "wrong"]);
  assert.equal(placeOf({ source: "NBC News", place: "¶ 4" }), "NBC News, ¶ 4");
  assert.equal(placeOf({ source: "8 U.S.C.", place: "" }), "8 U.S.C.");
  assert.deepEqual(feedbackParts(null, {}, {}), []);
});

// Python joins the modules into one before a browser sees them, line by line.
const ROOT = new URL("../../src/pairedtexts/", import.meta.url);
const SOURCES = readdirSync(ROOT, { recursive: true })
  .filter((path) => path.endsWith(".js"))
  .map((path) => [path, readFileSync(new URL(path, ROOT), "utf8")]);

test("top-level names are unique across all modules", () => {
  const owners = new Map();
  for (const [path, source] of SOURCES) {
    for (const [, name] of source.matchAll(/^(?:export )?(?:async function|function|const|let|class) (\w+)/gm)) {
      assert.ok(!owners.has(name), `${name} stands in ${owners.get(name)} and ${path}`);
      owners.set(name, path);
    }
  }
});

test("imports and exports have the only forms that can be joined", () => {
  for (const [path, source] of SOURCES) {
    const lines = source.trimEnd().split("\n");
    lines.forEach((line, i) => {
      if (/^import\b/.test(line)) assert.match(line, /^import \{ [\w, ]+ \} from "pairedtexts\/\w+\.js";$/, path);
      if (/^export default\b/.test(line)) assert.equal(i, lines.length - 1, path);
      else if (/^export\b/.test(line)) assert.match(line, /^export (function|async function|const|class) /, path);
      assert.doesNotMatch(line, /^await\b| as .* from "/, path);
      // What Python sends when it is asked is imported when it comes; nothing else is.
      if (!path.endsWith("brought.js")) assert.doesNotMatch(line, /\bimport\(/, path);
    });
  }
});
