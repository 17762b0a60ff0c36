"""What a student sees before handing in: the state of the saved file, question by question."""

from __future__ import annotations

import textwrap
from pathlib import Path

from ..contents import Contents
from ..digest import Json
from ..markup import Markup, tag
from ..questions import Question, UnreadableAnswer, read_answer
from ..responses import Record, collect, receipt
from ..widgets import NOTES, read_notes
from ._saved_file import load

_ANSWERED = "answered"
_SHORT = 70  # characters: one line on a laptop


def hand_in_list(contents: Contents, path: Path) -> dict[str, Json]:
    """A MIME bundle: answered and missing questions as the file at ``path`` has them, and the receipt."""
    records = collect(load(path)).records
    states = {name: _state(contents, question, records.get(name)) for name, question in contents.questions.items()}
    graded = [name for name, question in contents.questions.items() if question.graded]
    uncounted = {
        "Practice": [name for name, question in contents.questions.items() if question.practice],
        "Survey": [name for name, question in contents.questions.items() if not question.graded and not question.practice],
    }
    missing = sum(states[name] != _ANSWERED for name in graded)
    verb = "question is" if missing == 1 else "questions are"
    summary = f"{missing} {verb} not answered yet." if missing else "Every question is answered."
    code = receipt(records)
    if code:
        notes = [
            f"Your receipt: {code} (note it down; your teacher sees the same letters if this file arrives whole)",
            f"Hand in this one file: {path.name} (this list shows it as it was just now; run this again after a change)",
        ]
    else:
        notes = ["There are no answers in the saved file, so there is no receipt and nothing to hand in yet."]
    for kind, names in uncounted.items():
        done = sum(states[name] == _ANSWERED for name in names)
        if names:
            notes.append(f"{kind}: {done} of {len(names)} answered ({kind.lower()} earns no points)")
    own, unread = read_notes(records.get(NOTES), contents.texts)
    if own:
        notes.append(f"Highlights and notes: {len(own)} (never graded)")
    notes += [unread] if unread else []
    lines = [(contents.label(name), _first_words(contents.questions[name].prompt), states[name]) for name in graded]
    plain = [f"{'[x]' if state == _ANSWERED else '[ ]'} {label}: {words} ({state})" for label, words, state in lines]
    rows = [
        tag("tr", tag("th", f"{'✔' if state == _ANSWERED else '–'} {label}", scope="row"), tag("td", words), tag("td", state))
        for label, words, state in lines
    ]
    head = tag("tr", *(tag("th", title, scope="col") for title in ("Question", "It begins", "In the saved file")))
    html = tag(
        "div",
        # Notebooks align tables to the right, which suits numbers, not sentences.
        tag("style", Markup(".pt-hand-in th, .pt-hand-in td { text-align: start !important; }")),
        tag("p", tag("strong", summary)),
        *(tag("p", note) for note in notes),
        # Last, because it is long: on a small screen a notebook puts long results into a box that scrolls.
        tag("table", tag("thead", head), tag("tbody", *rows)),
        class_="pt-hand-in",
    )
    return {"text/plain": "\n".join([summary, *notes, *plain]), "text/html": html}


def _first_words(prompt: str) -> str:
    return textwrap.shorten(prompt, _SHORT, placeholder=" …")


def _state(contents: Contents, question: Question, record: Record | None) -> str:
    if record is None:
        return "not answered"
    try:
        answer = read_answer(question, record.answer, contents.texts)
    except UnreadableAnswer as error:
        return f"cannot be read: {error}"
    if record.version != question.version:
        return "answers another version of this question: answer it again"
    return "not answered" if answer is None else _ANSWERED
