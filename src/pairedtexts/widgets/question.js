/** The frame around every question: header, the type's own controls, status, and for practice a check with feedback. */

import { feedbackParts, keyDetails } from "pairedtexts/feedback.js";
import { keepAnswer } from "pairedtexts/keeping.js";
import { guardKeys } from "pairedtexts/keys.js";
import { withModifiers } from "pairedtexts/modifiers.js";
import { addStyles, hideStatic } from "pairedtexts/page.js";
import { linkPlaces } from "pairedtexts/places.js";

/** A check that Python has not answered after this many milliseconds is reported. */
export const CHECK_PATIENCE = 5000;

/** The header line of a question: what it is worth. */
export function headerWords({ label, practice, points, graded = true }) {
  if (!practice && !graded) return `${label ?? "Survey"} · not scored`;
  if (practice) return `${label ?? "Practice"} · as many tries as you like`;
  return `${label ?? "Question"} · ${points} ${points === 1 ? "point" : "points"}`;
}

/**
 * anywidget's `render` for a type. `controls({ document, question, texts, host, change, typing, announce, idPrefix })` builds
 * into `host`, calls `change(answer)`, and returns `{ show(answer), clear() }`: `show` draws a restored answer and
 * returns what it understood of it (null: nothing); `clear`, for types that need a button for it, takes the answer back.
 * `typing(answer)` is `change` for what is typed letter by letter: it is passed on at the next pause.
 */
export function renderQuestion(controls) {
  return ({ model, el }) => {
    const document = el.ownerDocument;
    addStyles(document);
    const question = model.get("question");
    const frame = drawFrame(document, question);
    let keeper = null;
    let checking = 0; // the revision being checked
    let patience = null;

    const view = withModifiers(controls, {
      document,
      question,
      texts: model.get("texts") ?? {},
      host: frame.host,
      change: (answer) => keeper.answer(answer),
      typing: (answer) => keeper.answer(answer, { typing: true }),
      announce: announcer(frame.announcement),
      idPrefix: `pt-${Math.random().toString(36).slice(2)}`, // random: each widget has its own copy of this module
    });

    function paint({ state, text, record }) {
      setText(frame.status, text);
      if (frame.status.dataset.state !== state) frame.status.dataset.state = state;
      const blank = record?.answer == null;
      if (frame.check) frame.check.disabled = blank;
      if (frame.clear) frame.clear.disabled = blank;
      paintFeedback(record);
    }

    function paintFeedback(record) {
      const feedback = model.get("feedback") ?? {};
      const current = record != null && record.answer != null && feedback.revision === record.revision;
      const shown = current ? JSON.stringify(feedback) : checking && checking === record?.revision ? "checking" : "";
      if (frame.feedback.dataset.shown === shown) return;
      if (current) clearTimeout(patience);
      frame.feedback.dataset.shown = shown;
      const parts = current ? feedbackParts(document, feedback) : shown ? [document.createTextNode("Checking…")] : [];
      frame.feedback.replaceChildren(...parts);
      link();
      // What was asked for by a button low on the screen would appear below its edge.
      if (current && checking === record.revision) frame.feedback.scrollIntoView?.({ block: "nearest" });
    }

    function check() {
      const record = keeper.record();
      if (record?.answer == null) return;
      checking = record.revision;
      clearTimeout(patience);
      patience = setTimeout(checkFailed, CHECK_PATIENCE, checking);
      paintFeedback(record);
      try {
        if (model.get("check") === checking) model.set("check", 0); // or a second try would not be sent
        model.set("check", checking);
        model.save_changes();
      } catch {
        checkFailed(checking);
      }
    }

    function checkFailed(revision) {
      if (checking !== revision || frame.feedback.dataset.shown !== "checking") return;
      checking = 0;
      frame.feedback.dataset.shown = "";
      frame.feedback.textContent = "Not checked: Python is not answering. Run this cell again, then check again.";
    }

    function clear() {
      view.clear();
      frame.host.querySelector("input, select, textarea, [tabindex='0']")?.focus(); // the button is disabled now and would drop the focus
    }

    function paintKey() {
      frame.section.querySelector(".pt-key")?.remove();
      const key = keyDetails(document, question, model.get("key_view"));
      if (key) frame.section.append(key);
      link();
    }

    const link = () => linkPlaces(frame.section, model.get("places") ?? {}, announcer(frame.announcement));
    const checked = () => paintFeedback(keeper.record());
    if (!view.clear) frame.clear.remove();
    keeper = keepAnswer(model, { show: (answer) => understoodBy(view, answer), paint });
    paintKey();
    frame.check?.addEventListener("click", check);
    frame.clear.addEventListener("click", clear);
    guardKeys(frame.section, keeper);
    model.on("change:feedback", checked);
    model.on("change:key_view", paintKey);
    el.append(frame.section);
    const showStatic = hideStatic(frame.section);

    return () => {
      showStatic();
      clearTimeout(patience);
      keeper.stop();
      view.stop?.();
      model.off("change:feedback", checked);
      model.off("change:key_view", paintKey);
      frame.section.remove(); // and every listener on it or in it
    };
  };
}

function understoodBy(view, answer) {
  const understood = view.show(answer);
  return understood === undefined ? answer : understood;
}

/** A live region reads only what changes: the same words twice need a difference that nobody hears. */
function announcer(region) {
  return (text) => { region.textContent = region.textContent === text ? `${text}\u00a0` : text; };
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function drawFrame(document, question) {
  const make = (tag, className, text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };
  const button = (className, text) => Object.assign(make("button", `pt-button ${className}`, text), { type: "button" });
  const section = make("section", "pt-widget pt-question");
  section.dataset.question = question.id;
  section.dataset.type = question.type;
  section.setAttribute("aria-label", headerWords(question));
  const host = make("div", "pt-host");
  const actions = make("div", "pt-actions");
  const check = question.practice ? button("pt-check", "Check my answer") : null;
  const clear = button("pt-clear", "Clear my answer");
  actions.append(...[check, clear].filter(Boolean));
  const status = make("p", "pt-status");
  status.setAttribute("role", "status");
  const feedback = make("div", "pt-feedback");
  const announcement = make("p", "pt-announcement pt-unseen");
  for (const region of [feedback, announcement]) region.setAttribute("aria-live", "polite");
  section.append(make("p", "pt-header", headerWords(question)), host);
  if (question.rule_words) section.append(make("p", "pt-rule", question.rule_words));
  section.append(actions, status, feedback, announcement);
  return { section, host, actions, check, clear, status, feedback, announcement };
}
