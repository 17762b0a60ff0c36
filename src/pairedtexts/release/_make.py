"""Make a student's notebook: texts and public halves inside, everything that is not the student's folded and locked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..contents import Contents
from ..digest import Json
from ..questions import Question, given_by_hand
from ._lesson import Lesson, LessonError, read_lesson

if TYPE_CHECKING:
    from ..bank import Bank

SETUP = "pairedtexts-setup"
"""Id of the cell that loads a release's contents."""

MISSING_PACKAGE = (
    "This notebook needs the Python package pairedtexts, which is not installed here: ask your teacher how to install it, "
    "restart the kernel, then run the notebook again from the top."
)

_COMMENTS = {
    "open_release": "load the lesson",
    "read": "show the texts",
    "ask": "show the question",
    "picture": "show the picture",
    "hand_in": "list what is saved",
}

_NBGRADER_SCHEMA = 3


def make_release(name: str, notebook: Json, bank: Bank) -> tuple[Json, Contents]:
    """The release of lesson ``name`` and what it carries. Raises LessonError.

    Nothing of a key half goes into it, unless the question is for practice: of the bank only public halves, texts and
    practice keys are read here. Outputs, widget states and responses that the teacher's copy holds are left behind.
    """
    lesson = read_lesson(notebook, bank)
    if not lesson.questions:
        raise LessonError(0, 'the lesson asks no question; a question\'s cell is pt.ask("quiz/question")')
    contents = _contents(name, lesson, bank)
    cells = [_released_cell(index, cell, lesson, contents) for index, cell in enumerate(notebook["cells"])]
    setup = _setup_cell(contents)
    if lesson.setup is None:
        cells.insert(0, setup)
    else:
        # The setup comes first, whatever stood before the import: a question run before it can only say so.
        cells.pop(lesson.setup)
        cells.insert(min(lesson.setup, _first_code(cells)), setup)
    metadata = {key: notebook["metadata"][key] for key in ("kernelspec", "language_info") if key in notebook["metadata"]}
    metadata["pairedtexts"] = {"release": {"lesson": name}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}, contents


def is_our_cell(cell: Json) -> bool:
    """Whether a cell of a release makes one of this package's calls, and is not the teacher's or the student's own."""
    return "call" in cell["metadata"].get("pairedtexts", {})


def grade_id(question: str) -> str:
    """nbgrader's name for a question's cell: "media_bias/lead" is "media_bias__lead" (a question's own id has no "_")."""
    return question.replace("/", "__")


def _contents(name: str, lesson: Lesson, bank: Bank) -> Contents:
    questions = {question: bank.entries[question].question for question in lesson.questions}
    shown = lesson.texts.union(*(question.body.get("texts", ()) for question in questions.values()))
    # The explanation of a practice question may quote a text that no other cell shows.
    practice = {name: bank.entries[name].key for name, question in questions.items() if question.practice}
    shown |= {item.passage.text for key in practice.values() for item in key.evidence if item.passage}
    texts = {text: bank.texts[text] for text in sorted(shown)}
    from ..pictures import pictures_of

    pictures = pictures_of(bank)
    return Contents(name, texts, questions, practice, pictures={name: pictures[name] for name in lesson.pictures})


def _first_code(cells: list[Json]) -> int:
    return next((index for index, cell in enumerate(cells) if cell["cell_type"] == "code"), len(cells))


def _setup_cell(contents: Contents) -> Json:
    data = json.dumps(contents.to_json(), indent=1, sort_keys=True, ensure_ascii=False)
    # A raw string may hold anything but its own quotation marks; JSON can spell an apostrophe in another way.
    literal = data.replace("'''", "\\u0027\\u0027\\u0027")
    return _our_cell(SETUP, "open_release", f"r'''{literal}'''")


def _our_cell(cell_id: str, call: str, arguments: str) -> dict[str, Any]:
    source = "\n".join(
        [
            f"# Shift+Enter: {_COMMENTS[call]}",
            "try:",
            "    import pairedtexts as pt",
            "except ImportError:",
            f"    pt = print({MISSING_PACKAGE!r}, file=__import__('sys').stderr)",
            # The last line is an expression, so that a question's widget becomes the cell's result.
            f"pt and pt.{call}({arguments})",
        ]
    )
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {
            "deletable": False,
            "editable": False,
            "jupyter": {"source_hidden": True},
            "pairedtexts": {"call": call},
        },
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _released_cell(index: int, cell: Json, lesson: Lesson, contents: Contents) -> Json:
    cell_id = cell.get("id") or f"cell-{index + 1}"
    if index in lesson.calls:
        name, arguments = lesson.calls[index]
        released = _our_cell(cell_id, name, ", ".join(json.dumps(argument, ensure_ascii=False) for argument in arguments))
        if name == "ask" and contents.questions[arguments[0]].graded:
            released["metadata"]["nbgrader"] = _graded(contents.questions[arguments[0]])
        return released
    kept = {"cell_type": cell["cell_type"], "id": cell_id, "metadata": {}, "source": cell["source"]}
    if cell["cell_type"] == "code":
        kept.update(execution_count=None, outputs=[])
    elif "attachments" in cell:
        kept["attachments"] = cell["attachments"]
    if "nbgrader" in cell["metadata"]:
        kept["metadata"]["nbgrader"] = cell["metadata"]["nbgrader"]
    elif cell["cell_type"] != "code":
        kept["metadata"] = {"deletable": False, "editable": False}
    return kept


def _graded(question: Question) -> Json:
    by_hand = given_by_hand(question)
    return {
        "schema_version": _NBGRADER_SCHEMA,
        "grade_id": grade_id(question.id),
        "cell_type": "code",
        "grade": True,
        # nbgrader has a field for a comment, and its manual grading, for solution cells alone. Nothing of the student's
        # is ever taken from this one: it stays folded and not editable, and `grading.rebuild` leaves its source alone.
        "solution": by_hand,
        "locked": not by_hand,
        "task": False,
        "points": question.points,
    }
