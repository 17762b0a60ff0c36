/** Keeping the answer of one question: what the notebook and the kernel hold, and what to tell the student about it. */

import { asRecord, documentContext, makeRecord, readResponse, reasonOf, revisionOf, sameRecord, savesOf, writeResponse } from "pairedtexts/saving.js";

/** With no document to write to, a kernel that has not recorded an answer after this many milliseconds is not answering. */
export const KERNEL_PATIENCE = 5000;

/** What is typed is passed on when the student has paused for this many milliseconds. */
export const TYPING_PAUSE = 500;

const STATUS_WORDS = {
  blank: "Not answered yet.",
  saving: "Saving…",
  saved: "Saved in the file.",
  sending: "Sending…",
  recorded: "Recorded. Save the notebook to keep it (Ctrl+S).",
  unsent: "Not recorded: Python is not answering. Run this cell again, then answer again.",
  preview: "Preview: answers are not kept.",
};

/**
 * The words for a state. `reason` says why a save failed, `cleared` that what is kept is "no answer", `unheard` that
 * the kernel did not take it.
 */
export function statusWords(state, { reason = "", cleared = false, unheard = false } = {}) {
  if (state === "failed") {
    const way = reason.endsWith("cannot be written")
      ? "save a copy of the notebook under another name"
      : "save the notebook (Ctrl+S), or download it";
    return `Not saved: ${reason}. Your answer is still on this page: ${way}.`;
  }
  const words = [STATUS_WORDS[state]];
  if (cleared && (state === "saved" || state === "recorded")) words.unshift("Cleared.");
  if (unheard && state === "saved") words.push("(Python is not answering; your answer is kept all the same.)");
  return words.join(" ");
}

/** The record to go on from: the higher revision, the file's when they are equal. Either may be null. */
export function newerRecord(inFile, inModel) {
  return revisionOf(inModel) > revisionOf(inFile) ? inModel : inFile;
}

/**
 * Restores the answer to the model's question and keeps every change of it.
 *
 * `show(answer)` draws a restored answer and returns what it understood of it (null: nothing); `paint(status)` is given
 * `{ state, text, record }` whenever one of them may have changed. Returns `{ record, answer, save, stop }`.
 */
export function keepAnswer(model, { show, paint }) {
  const question = model.get("question");
  const preview = model.get("keeps") === false;
  const context = preview ? null : documentContext(model);
  const saves = context && savesOf(context);
  let record = null; // what the student sees
  let changed = false; // by the student, in this view
  let unwritten = ""; // why the metadata could not be written
  let unheard = false; // the kernel did not take the last message
  let late = false; // the kernel was given its time
  let timer = null;
  let pause = null; // running while what was typed waits to be passed on
  let passed = 0; // the revision of an answer of the wrong shape: it stays as it is until the student answers
  let kept = 0; // the recorded revision for which a second save was asked

  const recorded = () => model.get("recorded") ?? 0;
  const inFile = () => (context ? readResponse(context, question.id) : undefined);
  const inModel = () => model.get("response");

  function status() {
    if (preview) return { state: "preview" };
    if (record === null || (record.answer == null && !changed)) return { state: "blank" };
    if (context) return fileStatus();
    if (recorded() >= record.revision) return { state: "recorded" };
    return { state: late || unheard ? "unsent" : "sending" };
  }

  function fileStatus() {
    if (unwritten) return { state: "failed", reason: unwritten };
    if (!sameRecord(inFile(), record)) return { state: "failed", reason: "the notebook was read again from the file" };
    const written = saves.written.get(question.id);
    // What nobody wrote on this page came from the file.
    if (!written || written.record.revision < record.revision || written.ticket <= saves.proven) return { state: "saved" };
    return written.ticket <= saves.refused ? { state: "failed", reason: saves.reason } : { state: "saving" };
  }

  function report() {
    const { state, reason } = status();
    const cleared = record !== null && record.answer == null;
    paint({ state, text: statusWords(state, { reason, cleared, unheard }), record });
  }

  function write() {
    if (!context) return;
    try {
      writeResponse(context, record);
      saves.note(record);
      unwritten = "";
    } catch (error) {
      unwritten = reasonOf(error);
    }
  }

  function send() {
    try {
      unheard = false;
      model.set("response", record);
      model.save_changes();
    } catch (error) {
      unheard = true; // the status tells; the file keeps the answer all the same
      console.warn("pairedtexts: Python did not take the answer:", reasonOf(error));
    }
  }

  function awaitKernel() {
    clearTimeout(timer);
    late = false;
    if (context || preview) return;
    timer = setTimeout(() => { late = true; report(); }, KERNEL_PATIENCE);
  }

  /** Keeps a change. The order matters: the file's copy first, since only that survives whatever happens next. */
  function keep(answer, { typing = false } = {}) {
    const highest = Math.max(revisionOf(record), revisionOf(inFile()), revisionOf(inModel()));
    record = makeRecord(question, highest, answer);
    changed = true;
    write();
    clearTimeout(pause);
    pause = typing ? setTimeout(flush, TYPING_PAUSE) : null;
    if (!typing) passOn();
    report();
  }

  function passOn() {
    send();
    awaitKernel();
    if (context && !unwritten) saves.ask();
  }

  /** Passes on at once what was typed. */
  function flush() {
    if (pause === null) return;
    clearTimeout(pause);
    pause = null;
    passOn();
    report();
  }

  /** Takes over a newer record from the file or the kernel, and brings the other of the two up to it. */
  function reconcile() {
    const [ofFile, ofModel] = [asRecord(inFile(), question), asRecord(inModel(), question)];
    const newer = newerRecord(ofFile, ofModel);
    if (revisionOf(newer) <= Math.max(revisionOf(record), passed)) return;
    const answer = newer.answer ?? null;
    if (show(answer) === null && answer !== null) {
      passed = newer.revision;
      show(record?.answer ?? null);
      return;
    }
    record = newer;
    changed = false;
    // The file may hold a higher revision of another version of the question: go on from that one.
    if (context && revisionOf(inFile()) > record.revision) return keep(answer);
    if (context && record !== ofFile) {
      write();
      if (!unwritten) saves.ask();
    }
    if (!sameRecord(ofModel, record)) send();
    awaitKernel();
  }

  const refresh = () => { reconcile(); report(); };

  function hear() {
    // The kernel has put the record into the cell's output: the file should hold that too.
    if (context && record && recorded() >= record.revision && kept < record.revision) {
      kept = record.revision;
      saves.ask();
    }
    report();
  }

  show(null);
  refresh();
  model.on("change:response", refresh);
  model.on("change:recorded", hear);
  saves?.watchers.add(refresh);

  return {
    /** The record on the screen, or null. */
    record: () => record,
    /** Keeps a change made by the student; `typing` waits for a pause before it is sent and saved. */
    answer: keep,
    flush,
    /** Asks for a save of the document; false when there is none to save. */
    save() { flush(); saves?.ask(); return saves !== null; },
    stop() {
      flush();
      clearTimeout(timer);
      model.off("change:response", refresh);
      model.off("change:recorded", hear);
      saves?.watchers.delete(refresh);
    },
  };
}
