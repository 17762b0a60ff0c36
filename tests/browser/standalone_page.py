"""Questions in a plain page with JupyterLab's colours: the widget's own script and style, a model in place of Jupyter's.

What does not hang on Jupyter (names, sizes, colours, states) is seen here in a second, in every state a question has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from pairedtexts.bank import Bank, Entry
from pairedtexts.contents import Contents
from pairedtexts.digest import Json
from pairedtexts.questions import right_answer
from pairedtexts.responses import read_record
from pairedtexts.widgets._widget import practice_feedback, widget_class
from sample_course import less_than_right

from .question_page import MILLISECONDS, QuestionOnPage

THEMES = ("light", "dark")
_COLOURS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Questions</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style id="theme"></style>
<style>body { margin: 0; background: var(--jp-layout-color0); color: var(--jp-content-font-color1) }</style>
</head><body><main><h1>Questions</h1></main></body></html>"""

# As much of anywidget's model as a question uses; what it sends is recorded at once, and `check` is answered by Python.
_MODEL = """
class Model {
  constructor(state) { this.state = state; this.changed = new Set(); this.listeners = []; }
  get(name) { return this.state[name]; }
  set(name, value) { this.state[name] = value; this.changed.add(name); this.tell(name); }
  on(event, heard) { this.listeners.push([event, heard]); }
  off(event, heard) { this.listeners = this.listeners.filter(([name, other]) => name !== event || other !== heard); }
  tell(name) { for (const [event, heard] of this.listeners) if (event === `change:${name}`) heard(); }
  async save_changes() {
    const changed = [...this.changed];
    this.changed.clear();
    await null;
    if (changed.includes("response") && this.state.keeps) this.set("recorded", this.state.response.revision);
    if (changed.includes("check") && this.state.check) {
      this.set("feedback", await window.checkedByPython(this.state.question.id, this.state.response));
    }
  }
}
window.drawQuestion = async ({ esm, state, shown }) => {
  window.modules ??= {};
  const source = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const type = state.question.type;
  window.modules[type] ??= await import(source);
  const el = document.querySelector("main").appendChild(document.createElement("div"));
  el.className = "shown";
  el.dataset.shown = shown;
  window.modules[type].default.render({ model: new Model(state), el });
};
"""


class StandalonePage:
    """One page; `draw` adds a question to it, as fresh as a kernel would send it."""

    def __init__(self, browser: Browser, bank: Bank, *, theme: str = "light", **context: Any) -> None:
        self.bank = bank
        self._context = browser.new_context(**{"viewport": {"width": 1000, "height": 900}, **context})
        self.page: Page = self._context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.expose_function("checkedByPython", self._checked)
        self.page.set_content(_PAGE)
        self.set_theme(theme)
        self.page.evaluate(f"() => {{ {_MODEL} }}")

    def set_theme(self, theme: str) -> None:
        """JupyterLab's own colours, "light" or "dark"."""
        colours = (_COLOURS / f"theme-{theme}-extension" / "index.css").read_text(encoding="utf-8")
        self.page.locator("style#theme").evaluate("(style, colours) => { style.textContent = colours; }", colours)
        self.page.locator("body").evaluate(
            "(body, light) => { body.dataset.jpThemeLight = light; }", str(theme == "light").lower()
        )

    def close(self) -> None:
        self._context.close()

    def draw(self, name: str, *, preview: bool = False, shown: str = "fresh", answer: Json = None) -> QuestionOnPage:
        """A question; ``preview`` draws it as the teacher's own copy does, ``answer`` with a recorded answer."""
        entry = self.bank.entries[name]
        state, esm = sent(self.bank, entry, preview=preview)
        if answer is not None:
            version = entry.question.version
            state["response"] = {
                "schema": 1,
                "question": name,
                "version": version,
                "revision": 1,
                "answer": answer,
                "at": "2026-11-21T15:58:00Z",
            }
            state["recorded"] = 1
        self.page.evaluate("(sent) => window.drawQuestion(sent)", {"esm": esm, "state": state, "shown": shown})
        return QuestionOnPage(self.page, name)

    def _checked(self, name: str, response: Json) -> Json:
        entry = self.bank.entries[name]
        return practice_feedback(entry.question, entry.key, read_record(response), contents_of(self.bank, preview=False))


def contents_of(bank: Bank, *, preview: bool) -> Contents:
    questions = {name: entry.question for name, entry in bank.entries.items()}
    practice = {name: entry.key for name, entry in bank.entries.items() if entry.question.practice}
    keys = {name: entry.key for name, entry in bank.entries.items()}
    return Contents("every_type", bank.texts, questions, practice, keys if preview else {})


def sent(bank: Bank, entry: Entry, *, preview: bool) -> tuple[dict[str, Any], str]:
    """What the kernel sends of a question: its state, and its script, which brings the style along."""
    widget = widget_class(entry.question.type)(entry.question, contents_of(bank, preview=preview), None)
    state = widget.get_state()
    state.pop("_esm")
    public = {name: value for name, value in state.items() if not name.startswith("_")}
    return json.loads(json.dumps(public, default=str)), widget.script.whole


def wrong_answer(bank: Bank, name: str) -> Json:
    """An answer that earns less than the right one."""
    entry = bank.entries[name]
    return less_than_right(entry.question, entry.key, bank.texts)


def draw_states(page: StandalonePage, names: Mapping[str, Entry]) -> None:
    """Questions in every state: fresh, answered, practised right and wrong, and the teacher's preview, its key open."""
    for name, entry in names.items():
        question, key, texts = entry.question, entry.key, page.bank.texts
        answer = right_answer(question, key, texts)
        page.draw(name)
        page.draw(name, shown="answered", answer=answer)
        if question.practice:
            page.draw(name, shown="checked right", answer=answer)
            page.draw(name, shown="checked wrong", answer=wrong_answer(page.bank, name))
        page.draw(name, shown="preview", preview=True)
    for shown in ("checked right", "checked wrong"):
        for button in page.page.locator(f'[data-shown="{shown}"] .pt-check').all():
            button.click()
        for feedback in page.page.locator(f'[data-shown="{shown}"] .pt-verdict').all():
            feedback.wait_for(timeout=MILLISECONDS)
    page.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
