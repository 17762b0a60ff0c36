"""The graded notebook of a release, with gaps for what differs from hand-in to hand-in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..digest import Json
from ..release import SETUP
from ..texts import Text
from ._cell_grades import GradedCell, cell_score
from ._grade import GradedLesson, GradedQuestion
from ._rebuild import Rebuilt
from ._view import graded_view, notes_view

_METADATA = "metadata"
# How deep a value stands in the file that nbformat writes.
_METADATA_DEPTH, _OUTPUTS_DEPTH = 2, 3


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
    metadata = notebook["metadata"]["pairedtexts"]
    whole = {**notebook, "cells": laid_out, "metadata": {**notebook["metadata"], "pairedtexts": gap(_METADATA)}}
    text = _spelled(whole)
    # Keys are sorted in the file: the gaps come in its order, not in the order in which they were made.
    order = sorted(range(len(gaps)), key=lambda number: text.index(_mark(number)))
    pieces, rest = [], text
    for number in order:
        piece, _, rest = rest.partition(_mark(number))
        pieces.append(piece)
    return Template(
        (*pieces, rest + "\n"), tuple(gaps[number] for number in order), tuple(cells), {"release": metadata["release"]}
    )


def fill_template(template: Template, rebuilt: Rebuilt, graded: GradedLesson, outputs: Mapping[str, str]) -> str:
    """The text of the graded notebook of one hand-in; ``outputs`` are those of its questions' cells, as `spelled_output`."""
    filled = []
    for piece, gap in zip(template.pieces, template.gaps, strict=False):
        filled.append(piece)
        if gap == _METADATA:
            own = {**template.metadata, **rebuilt.to_json(), **graded.noted._asdict()}
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


def _spelled(value: Json, depth: int = 0) -> str:
    """JSON as nbformat writes it, for a place ``depth`` levels deep."""
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, separators=(",", ": "))
    return text.replace("\n", "\n" + " " * depth) if depth else text
