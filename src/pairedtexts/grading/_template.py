"""The graded notebook of a release, with gaps for what differs from hand-in to hand-in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring

from ..digest import Json
from ..release import SETUP
from ..responses import SCHEMA, Record
from ..texts import Text
from ._cell_grades import GradedCell, cell_score
from ._grade import GradedLesson, GradedQuestion, Noted
from ._rebuild import Rebuilt
from ._view import graded_view, notes_view

_METADATA = "metadata"
# How deep a value stands in the file that nbformat writes.
_METADATA_DEPTH, _RECORD_DEPTH, _OUTPUTS_DEPTH = 2, 4, 3

_SHORT = 2_000  # characters of an answer that is laid out once for the whole class


@dataclass(frozen=True)
class Template:
    """The text of a graded notebook, cut at its gaps: ``pieces`` is one longer than ``gaps``.

    A gap is called by the cell's grade id, by the id of the setup cell, or "metadata". ``cells`` are the graded cells in
    their order, ``metadata`` what stands in the gap "metadata" of every hand-in.
    """

    pieces: tuple[str, ...]
    gaps: tuple[str, ...]
    cells: tuple[GradedCell, ...]
    metadata: Mapping[str, Json]


def make_template(notebook: Json, cells: Sequence[GradedCell]) -> Template:
    """Cut a graded notebook, laid out as nbformat writes it to a file, at what differs from hand-in to hand-in."""
    questions = {cell.name for cell in cells}
    gaps: list[str] = []

    def gap(name: str) -> str:
        gaps.append(name)
        return f"\ufffegap {len(gaps) - 1}\ufffe"  # U+FFFE is no character: no text has it

    laid_out = []
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        filled = name if name in questions else SETUP if cell.get("id") == SETUP else ""
        laid_out.append({**cell, "outputs": gap(filled)} if filled else cell)
    # Plain data: with nbformat's own kind of dictionary in it, every worker process would spend a second on its imports.
    release = json.loads(json.dumps(notebook["metadata"]["pairedtexts"]["release"]))
    text = _spelled({**notebook, "cells": laid_out, "metadata": {**notebook["metadata"], "pairedtexts": gap(_METADATA)}})
    # Keys are sorted in the file: the gaps come in its order, not in the order in which they were made.
    order = sorted(range(len(gaps)), key=lambda number: text.index(_mark(number)))
    pieces, rest = [], text
    for number in order:
        piece, _, rest = rest.partition(_mark(number))
        pieces.append(piece)
    return Template((*pieces, rest + "\n"), tuple(gaps[number] for number in order), tuple(cells), {"release": release})


def fill_template(template: Template, rebuilt: Rebuilt, graded: GradedLesson, noted: Noted, outputs: Mapping[str, str]) -> str:
    """The text of the graded notebook of one hand-in; ``outputs`` are those of its questions' cells, as `spelled_output`."""
    filled = []
    for piece, gap in zip(template.pieces, template.gaps, strict=False):
        filled.append(piece)
        if gap == _METADATA:
            own = {**template.metadata, **rebuilt.to_json(), **noted._asdict()}
            own["responses"] = {name: _spelled_record(record) for name, record in rebuilt.records.items()}
            filled.append(_spelled(own, _METADATA_DEPTH))
        elif gap == SETUP:
            filled.append(_spelled([notes_output(graded)], _OUTPUTS_DEPTH))
        else:
            filled.append(outputs[gap])
    filled.append(template.pieces[-1])
    return "".join(filled)


def spelled_output(question: GradedQuestion, texts: Mapping[str, Text], points: float) -> str:
    """The outputs of a question's cell as they stand in the file."""
    return _spelled([score_output(question, texts, points)], _OUTPUTS_DEPTH)


def score_output(question: GradedQuestion, texts: Mapping[str, Text], points: float) -> Json:
    """What a question's cell shows to the teacher. nbgrader reads the score from its text: a plain number, nothing else."""
    html = graded_view(question, texts, points, with_key=True, teacher=True)
    data = {"text/html": _lines(html), "text/plain": [repr(cell_score(question, points))]}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}


def notes_output(graded: GradedLesson) -> Json:
    """What the first cell shows to the teacher: the receipt, and what was odd about the hand-in."""
    html = notes_view(graded.receipt, graded.notes)
    data = {"text/html": _lines(html), "text/plain": [f"Receipt: {graded.receipt}"]}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _lines(text: str) -> list[str]:
    return str(text).splitlines(keepends=True)


def _mark(number: int) -> str:
    return json.dumps(f"\ufffegap {number}\ufffe", ensure_ascii=False)


class _Spelled(str):
    """JSON that is spelled out already."""

    __slots__ = ()


def _spelled_record(record: Record) -> _Spelled:
    given = record.spelled_answer
    answer = _laid_out(given) if len(given) <= _SHORT else _spelled(record.answer, _RECORD_DEPTH + 1)
    at, question, version = map(encode_basestring, (record.at, record.question, record.version))
    end = "\n" + " " * _RECORD_DEPTH
    return _Spelled(
        f'{{{end} "answer": {answer},{end} "at": {at},{end} "question": {question},{end} "revision": {record.revision},'
        f'{end} "schema": {SCHEMA},{end} "version": {version}{end}}}'
    )


@lru_cache(maxsize=10_000)
def _laid_out(answer: str) -> str:
    return _spelled(json.loads(answer), _RECORD_DEPTH + 1)


def _spelled(value: Json, depth: int = 0) -> str:
    """JSON as nbformat writes it, for a place ``depth`` levels deep.

    The same as json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False), which is four times as slow with an indent.
    """
    if isinstance(value, str):
        return value if isinstance(value, _Spelled) else encode_basestring(value)
    if type(value) is int:
        return str(value)
    if isinstance(value, dict):
        opened, closed = "{}"
        # Most values are words: to see that here saves a call for each.
        items = [
            f"{encode_basestring(name)}: {encode_basestring(item) if type(item) is str else _spelled(item, depth + 1)}"
            for name, item in sorted(value.items())
        ]
    elif isinstance(value, (list, tuple)):
        opened, closed = "[]"
        items = [encode_basestring(item) if type(item) is str else _spelled(item, depth + 1) for item in value]
    else:
        return json.dumps(value)
    end = "\n" + " " * depth
    return f"{opened}{end} {f',{end} '.join(items)}{end}{closed}" if items else opened + closed
