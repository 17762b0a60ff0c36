"""What types have in common whose answer is one value a cell: ``{part id: value}``, parts in the order shown.

Cells are the rows of a matrix, the left side of a match, the gaps of a passage. What may stand in a cell, and when it is
right, only the type knows: it hands over functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from ..digest import Json
from ._question import Key, Question, Row, Score, UnreadableAnswer, scored
from ._rules import rules

CELL_RULES = rules("each-cell", "all-or-nothing")


def read_cells(parts: Sequence[str], answer: Json, read_value: Callable[[str, Json], Json]) -> Json:
    """The cells that are filled in, in the order shown; None when none is. Raises UnreadableAnswer.

    ``read_value(part, value)`` gives a value in its canonical form, None where it is blank after all, and raises
    UnreadableAnswer for what cannot stand in that cell. It is not asked about cells left out, null, or of white space.
    """
    if answer is None:
        return None
    if not isinstance(answer, dict):
        raise UnreadableAnswer("the answer must say for each part what its answer is")
    if not answer.keys() <= set(parts):
        raise UnreadableAnswer("the answer names a part that this question does not have")
    read = ((part, read_value(part, answer[part])) for part in parts if not _is_blank(answer.get(part)))
    return {part: value for part, value in read if value is not None} or None


def in_choices(choices: Container[str]) -> Callable[[str, Json], str]:
    """A ``read_value`` for cells that are filled in from one list."""

    def read_value(_: str, value: Json) -> str:
        if not isinstance(value, str) or value not in choices:
            raise UnreadableAnswer("the answer names a choice that this question does not have")
        return value

    return read_value


def same_as_key(key: Key, part: str, value: Json) -> bool:
    """An ``is_right`` for keys that name the one right value of each cell."""
    return bool(key.answer[part] == value)


def score_cells(
    question: Question, key: Key, answer: Json, parts: Sequence[str], is_right: Callable[[Key, str, Json], bool]
) -> Score:
    """Score a canonical answer. ``is_right(key, part, value)`` is asked about every cell that is filled in."""
    hits = sum(is_right(key, part, value) for part, value in answer.items())
    share = hits / len(parts) if question.rule == "each-cell" else float(hits == len(parts))
    missing = len(parts) - len(answer)
    return scored(share, [f"{hits} of {len(parts)} right", *([f"{missing} left out"] if missing else [])])


def cells_chance(rule: str, chances: Sequence[float]) -> float:
    """The share that a guesser expects who fills in every cell for itself, right with the chance given for it."""
    return math.fsum(chances) / len(chances) if rule == "each-cell" else math.prod(chances)


def cell_rows(
    lines: Mapping[str, str],
    answer: Json | None,
    key: Key | None,
    *,
    words: Callable[[str, Json], str],
    wanted: Callable[[Key, str], str],
    is_right: Callable[[Key, str, Json], bool],
) -> tuple[Row, ...]:
    """One row a cell: what it is about (``lines``, by part, in the order shown), ``words(part, value)`` for a student's
    value, and with a key ``wanted(key, part)`` for what would have been right."""
    filled = answer or {}
    rows = []
    for part, line in lines.items():
        given = words(part, filled[part]) if part in filled else ""
        row = Row(line, chosen=bool(given), given=given, part=part)
        if key is not None:
            right = part in filled and is_right(key, part, filled[part])
            note = "" if right else key.why_not.get(part, "")
            row = row._replace(right=right, note=note, wanted=wanted(key, part))
        rows.append(row)
    return tuple(rows)


def words_by_id(items: Json) -> dict[str, str]:
    """Cells or choices of a public half, ``[{"id": id, "text": words}]``, in the order shown."""
    return {item["id"]: item["text"] for item in items}


def choice_rows(cells: Mapping[str, str], choices: Mapping[str, str], answer: Json | None, key: Key | None) -> tuple[Row, ...]:
    """The rows of cells that are filled in from one list, below what there is to choose from."""
    rows = cell_rows(
        cells,
        answer,
        key,
        words=lambda _, chosen: choices[chosen],
        wanted=lambda key, cell: choices[key.answer[cell]],
        is_right=same_as_key,
    )
    return (choices_row(choices.values()), *rows)


def choices_row(choices: Iterable[str]) -> Row:
    """What there is to choose from, for a reader of a printed page."""
    return Row(f"Choose from: {' · '.join(choices)}", chosen=False)


def _is_blank(value: Json) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
