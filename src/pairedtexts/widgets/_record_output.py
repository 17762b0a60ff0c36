"""The kernel's side of an answer: read what the browser sent, and write the record into the question's output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..digest import Json
from ..markup import Markup, join, tag
from ..questions import Question, Row, UnreadableAnswer, answer_rows, read_answer
from ..responses import MIME, BadRecord, Record, read_record
from ..texts import Text


class Asked(Protocol):
    """What a record answers: a question, or the student's notes."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> str: ...


def answered(question: Asked, sent: Json, current: Record | None) -> Record:
    """The record that a front end sent for ``question``, if it is newer than the current one, else the current one.

    Raises BadRecord where it is none, or belongs to another question.
    """
    record = read_record(sent)
    if record.question != question.id:
        raise BadRecord(f"a response to {record.question} was sent to {question.id}", question.id)
    return current if current is not None and current.revision >= record.revision else record


def record_bundle(question: Question, record: Record | None, texts: Mapping[str, Text]) -> dict[str, Json]:
    """The MIME bundle that keeps a record in a cell's output, with a view of it that needs neither kernel nor script."""
    rows, state = _rows(question, record, texts)
    lines = [f"[{'x' if row.chosen else ' '}] {row.answer}" for row in rows]
    bundle: dict[str, Json] = {
        "text/plain": "\n".join([question.prompt, *lines, state]),
        "text/html": _static_view(question, rows, state),
    }
    if record is not None:
        bundle[MIME] = record.to_json()
    return bundle


def _rows(question: Question, record: Record | None, texts: Mapping[str, Text]) -> tuple[tuple[Row, ...], str]:
    try:
        answer = read_answer(question, record.answer, texts) if record else None
    except UnreadableAnswer as error:
        # Shown, not hidden: the record itself is kept as it came, and a person will look at it.
        return answer_rows(question, None, None, texts), f"The recorded answer cannot be read: {error}."
    return answer_rows(question, answer, None, texts), "Recorded answer." if answer is not None else "Not answered yet."


def _static_view(question: Question, rows: tuple[Row, ...], state: str) -> Markup:
    items = [
        tag(
            "li",
            tag("strong", f"✔ {row.answer}") if row.chosen else Markup(join(row.answer)),
            class_="pt-chosen" if row.chosen else None,
        )
        for row in rows
    ]
    return tag(
        "div",
        tag("p", question.prompt),
        *([tag("ul", *items)] if items else []),
        tag("p", tag("em", state, " To answer or to change the answer, run this cell (Shift+Enter).")),
        # Notebooks typeset what stands between dollar signs, unless a class forbids it: a student wrote this, not TeX.
        class_="pt-record tex2jax_ignore mathjax_ignore",
    )
