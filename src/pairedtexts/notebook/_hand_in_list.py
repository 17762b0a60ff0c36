"""What a student sees before handing in: the state of the saved file, question by question."""

from __future__ import annotations

from pathlib import Path

from ..contents import Contents
from ..digest import Json
from ..markup import Markup, tag
from ..questions import Question, UnreadableAnswer, question_type
from ..responses import Record, collect, receipt
from ._saved_file import load


def hand_in_list(contents: Contents, path: Path) -> dict[str, Json]:
    """A MIME bundle: answered and missing questions as the file at ``path`` has them, and the receipt."""
    records = collect(load(path)).records
    states = [(question, _state(contents, question, records.get(question.id))) for question in contents.questions.values()]
    missing = [question for question, state in states if state != "answered" and not question.practice]
    code = receipt(records)
    summary = (
        "Every question is answered."
        if not missing
        else f"{len(missing)} {'question is' if len(missing) == 1 else 'questions are'} not answered yet."
    )
    todo = f"Hand in this one file: {path.name} (This list shows the file as it was just now; run it again after a change.)"
    note = f"Your receipt: {code}" if code else "There are no answers in the file, so there is no receipt."
    plain = [f"{'[x]' if state == 'answered' else '[ ]'} {question.prompt} ({state})" for question, state in states]
    rows = [
        tag(
            "tr",
            tag("td", "✔" if state == "answered" else "–"),
            tag("td", question.prompt),
            tag("td", _kind(question)),
            tag("td", state),
        )
        for question, state in states
    ]
    head = tag("tr", *(tag("th", title, scope="col") for title in ("", "Question", "Points", "In the saved file")))
    html = tag(
        "div",
        # Notebooks align tables to the right, which suits numbers, not sentences.
        tag("style", Markup(".pt-hand-in th, .pt-hand-in td { text-align: start !important; }")),
        tag("p", tag("strong", summary)),
        tag(
            "p",
            tag("strong", note),
            " Note it down: your teacher sees the same letters if this file arrived whole." * bool(code),
        ),
        tag("p", todo),
        # Last, because it is long: on a small screen a notebook puts long results into a box that scrolls.
        tag("table", tag("thead", head), tag("tbody", *rows)),
        class_="pt-hand-in",
    )
    return {"text/plain": "\n".join([summary, note, todo, *plain]), "text/html": html}


def _state(contents: Contents, question: Question, record: Record | None) -> str:
    if record is None:
        return "not answered"
    try:
        answer = question_type(question.type).read_answer(question, record.answer, contents.texts)
    except UnreadableAnswer as error:
        return f"cannot be read: {error}"
    if record.version != question.version:
        return "answers another version of this question: answer it again"
    return "not answered" if answer is None else "answered"


def _kind(question: Question) -> str:
    return "practice" if question.practice else f"{question.points:g}"
