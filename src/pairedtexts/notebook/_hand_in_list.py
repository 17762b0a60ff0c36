"""What a student sees before handing in: the state of the saved file, question by question."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..contents import Contents
from ..digest import Json
from ..markup import Markup, tag
from ..questions import Question, UnreadableAnswer, answer_rows, read_answer
from ..responses import Record, collect, receipt
from ..widgets import NOTES, read_notes
from ._saved_file import load

_SHORT = 70  # characters: one line on a laptop


class _State(NamedTuple):
    """What the saved file holds of a question, in words, and the signs for it on a page and in plain text."""

    words: str
    sign: str = "–"
    box: str = "[ ]"

    @property
    def answered(self) -> bool:
        return self.sign != "–"


_ANSWERED = _State("answered", "✔", "[x]")


def hand_in_list(contents: Contents, path: Path) -> dict[str, Json]:
    """A MIME bundle: answered and missing questions as the file at ``path`` has them, and the receipt."""
    records = collect(load(path)).records
    states = {name: _state(contents, question, records.get(name)) for name, question in contents.questions.items()}
    graded = [name for name, question in contents.questions.items() if question.graded]
    uncounted = {
        "Practice": [name for name, question in contents.questions.items() if question.practice],
        "Survey": [name for name, question in contents.questions.items() if not question.keyed],
    }
    summary = _summary([states[name] for name in graded])
    code = receipt(records)
    if code:
        notes = [
            f"Your receipt: {code} (note it down; your teacher sees the same letters if this file arrives whole)",
            f"Hand in this one file: {path.name} (this list shows it as it was just now; run this again after a change)",
        ]
    else:
        notes = ["There are no answers in the saved file, so there is no receipt and nothing to hand in yet."]
    for kind, names in uncounted.items():
        done = sum(states[name].answered for name in names)
        if names:
            notes.append(f"{kind}: {done} of {len(names)} answered ({kind.lower()} earns no points)")
    own, unread = read_notes(records.get(NOTES), contents.texts)
    if own:
        notes.append(f"Highlights and notes: {len(own)} (never graded)")
    notes += [unread] if unread else []
    lines = [(contents.label(name), _first_words(contents.questions[name].prompt), states[name]) for name in graded]
    plain = [f"{state.box} {label}: {words} ({state.words})" for label, words, state in lines]
    rows = [
        tag("tr", tag("th", f"{state.sign} {label}", scope="row"), tag("td", words), tag("td", state.words))
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


def _summary(states: Sequence[_State]) -> str:
    missing = sum(not state.answered for state in states)
    in_part = sum(state.answered and state != _ANSWERED for state in states)
    said = [f"{missing} {'question is' if missing == 1 else 'questions are'} not answered yet"] if missing else []
    if in_part:
        said.append(f"{in_part} {'question is' if in_part == 1 else 'questions are'} answered in part")
    return f"{', '.join(said)}." if said else "Every question is answered."


def _first_words(prompt: str) -> str:
    return textwrap.shorten(prompt, _SHORT, placeholder=" …")


def _state(contents: Contents, question: Question, record: Record | None) -> _State:
    if record is None:
        return _State("not answered")
    try:
        answer = read_answer(question, record.answer, contents.texts)
    except UnreadableAnswer as error:
        return _State(f"cannot be read: {error}")
    if record.version != question.version:
        return _State("answers another version of this question: answer it again")
    if answer is None:
        return _State("not answered")
    # What has a name and is to be filled in; a row that only shows or chooses something has no "given".
    parts = [row for row in answer_rows(question, answer, None, contents.texts) if row.part and row.given is not None]
    filled = sum(bool(row.given) for row in parts)
    return _State(f"answered in part ({filled} of {len(parts)})", "◐", "[~]") if filled < len(parts) else _ANSWERED
