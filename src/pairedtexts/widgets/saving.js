/**
 * Response records, the notebook's metadata, and the queue of saves.
 *
 * The browser writes an answer into the notebook itself, so that it outlives the kernel. Everything here that touches
 * the notebook goes through JupyterLab's document context, which widgets reach by an unofficial road: it is guarded.
 */

const METADATA_KEY = "pairedtexts";
const SHARED_SAVES = Symbol.for("pairedtexts.saving");
const READ_ONLY = "this file cannot be written";
/** A save that was refused is tried once more after this many milliseconds. */
export const RETRY_AFTER = 2000;
/** A save that has not answered after this many milliseconds no longer holds up the next one. */
export const SAVE_PATIENCE = 30000;

function isPlainObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The revision of anything that may be a record, 0 when it has none: even a record we cannot read is counted on from. */
export function revisionOf(value) {
  const revision = isPlainObject(value) ? value.revision : 0;
  return Number.isSafeInteger(revision) && revision > 0 && revision < Number.MAX_SAFE_INTEGER ? revision : 0;
}

/** `value` if it is a readable record of this question and version, otherwise null. The answer's shape is its type's affair. */
export function asRecord(value, question) {
  const readable =
    revisionOf(value) > 0 && value.schema === 1 && value.question === question.id && value.version === question.version;
  return readable ? value : null;
}

/** Whether two records are the same: two tabs can give one revision to different answers. */
export function sameRecord(one, other) {
  // Jupyter sorts the keys of what it saves: their order says nothing.
  const sorted = (_, value) => (isPlainObject(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
  const [a, b] = [one, other].map((r) => JSON.stringify([revisionOf(r), r?.version, r?.at, r?.answer ?? null], sorted));
  return a === b;
}

/** The record of a change: revision one above the highest known, time in UTC to the second. */
export function makeRecord(question, highest, answer, date = new Date()) {
  const at = `${date.toISOString().slice(0, 19)}Z`;
  return { schema: 1, question: question.id, version: question.version, revision: highest + 1, answer, at };
}

/** JupyterLab's document context of this widget, or null (VS Code, Colab). */
export function documentContext(model) {
  for (const manager of ["widget_manager", "widgetManager"]) {
    try {
      const context = model[manager]?.context;
      const parts = [context?.model?.getMetadata, context?.model?.setMetadata, context?.save];
      if (parts.every((part) => typeof part === "function")) return context;
    } catch {
      // A getter that throws is as good as no context.
    }
  }
  return null;
}

/** What the notebook's metadata holds for a question: anything at all, undefined when nothing. Never throws. */
export function readResponse(context, id) {
  try {
    const responses = context.model.getMetadata(METADATA_KEY)?.responses;
    return isPlainObject(responses) && Object.hasOwn(responses, id) ? responses[id] : undefined;
  } catch {
    return undefined;
  }
}

/** Puts a record into the notebook's metadata, at once, leaving every other key there as it is. */
export function writeResponse(context, record) {
  const kept = context.model.getMetadata(METADATA_KEY);
  const copy = isPlainObject(kept) ? { ...kept } : {};
  copy.responses = { ...(isPlainObject(copy.responses) ? copy.responses : {}), [record.question]: record };
  context.model.setMetadata(METADATA_KEY, copy);
}

const PLAIN_REASONS = {
  Cancel: "saving was cancelled",
  "Modal is already displayed": "first answer the question that is open about this file",
  "Failed to fetch": "the server does not answer",
};

/** One line for a student out of whatever was thrown. */
export function reasonOf(error) {
  const words = String(error?.message || error || "unknown reason").replace(/\s+/g, " ").trim().replace(/\.+$/, "");
  if (Object.hasOwn(PLAIN_REASONS, words)) return PLAIN_REASONS[words];
  return words.length > 160 ? `${words.slice(0, 159)}…` : words;
}

/**
 * The queue of saves of a document, shared by all widgets on the page. Each widget has its own copy of this module,
 * so the queue hangs on the page, not on the module.
 */
export function savesOf(context) {
  const all = (globalThis[SHARED_SAVES] ??= new WeakMap());
  if (!all.has(context)) all.set(context, openSaves(context));
  return all.get(context);
}

/**
 * A queue counts requests ("tickets"). A save holds every ticket given out before it began, and only its fulfilment
 * proves them: `model.dirty` does not, since JupyterLab clears it after a save even if the model changed meanwhile.
 */
function openSaves(context) {
  const saves = {
    asked: 0, // the last ticket given out
    begun: 0, // the last ticket in a save of ours
    proven: 0, // every ticket up to here is in the file
    refused: 0, // every ticket up to here, if not proven, was refused for this reason:
    reason: "",
    written: new Map(), // question id -> { record, ticket, rescued } written on this page
    watchers: new Set(), // called after every save
  };
  let own = null; // our save that is under way
  let open = 0; // saves under way by JupyterLab's count, ours among them
  let alone = 0; // the last ticket in a save that nothing overlapped, 0 when its end cannot be told from another's
  let retried = false;
  let waiting = null;

  const tell = () => [...saves.watchers].forEach((watcher) => watcher());

  /** Says that a record was put into the metadata: the next ticket stands for it. */
  saves.note = (record) => saves.written.set(record.question, { record, ticket: saves.asked + 1, rescued: false });

  /** Asks for a save of the document as it is now. */
  saves.ask = () => {
    saves.asked += 1;
    retried = false;
    proceed();
  };

  function proceed() {
    if (own || Math.max(saves.begun, saves.proven) >= saves.asked) return;
    if (open === 0) return start();
    // A conflict that JupyterLab asks the student about can leave "started" without an end.
    waiting ??= setTimeout(() => { waiting = null; open = 0; proceed(); }, SAVE_PATIENCE);
  }

  function start() {
    const ticket = saves.asked;
    const attempt = {};
    own = attempt;
    saves.begun = ticket;
    if (context.model.readOnly || context.contentsModel?.writable === false) {
      retried = true; // trying again cannot help
      return end(attempt, ticket, READ_ONLY);
    }
    attempt.timer = setTimeout(() => end(attempt, ticket, PLAIN_REASONS["Failed to fetch"]), SAVE_PATIENCE);
    new Promise((resolve) => resolve(context.save())).then(
      () => end(attempt, ticket, ""),
      (error) => end(attempt, ticket, reasonOf(error)),
    );
  }

  function end(attempt, ticket, reason) {
    clearTimeout(attempt.timer);
    if (reason && own !== attempt) return; // given up before, and told so
    if (reason) {
      open = 0;
      saves.refused = ticket;
      saves.reason = reason;
      if (!retried) setTimeout(retry, RETRY_AFTER);
    } else {
      saves.proven = Math.max(saves.proven, ticket);
      rescue();
    }
    if (own === attempt) own = null;
    tell();
    proceed();
  }

  /**
   * Puts back what the notebook has lost. When the file was changed by another tab, JupyterLab asks; "Revert" reads the
   * file again, throws our answers and their widgets away, and calls that saved.
   */
  function rescue() {
    for (const [id, { record, rescued }] of saves.written) {
      const found = readResponse(context, id);
      const theirs = revisionOf(found);
      if (rescued || theirs > record.revision || sameRecord(found, record)) continue;
      const again = theirs < record.revision ? record : { ...record, revision: theirs + 1 };
      try {
        writeResponse(context, again);
      } catch {
        continue; // the watchers find it missing and say so
      }
      saves.note(again);
      saves.written.get(id).rescued = true; // once: what does not stay is told, not tried for ever
      saves.asked += 1;
    }
  }

  function retry() {
    if (retried || own || saves.proven >= saves.asked) return;
    retried = true;
    saves.begun = saves.proven;
    proceed();
  }

  // Saves that are not ours (autosave, Ctrl+S) prove as much as ours, and ours must not overlap them.
  context.saveState?.connect?.((_, state) => {
    if (state === "started") {
      open += 1;
      alone = open === 1 ? saves.asked : 0;
      return;
    }
    open = Math.max(0, open - 1);
    if (open > 0) return;
    clearTimeout(waiting);
    waiting = null;
    if (String(state).startsWith("completed")) {
      saves.proven = Math.max(saves.proven, alone);
      rescue();
      tell();
    }
    proceed();
  });
  return saves;
}
