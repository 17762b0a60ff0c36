"""matrix: statements by columns, one choice for each statement. The answer is ``{row id: column id}``; the key's, too."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._cells import CELL_RULES, cells_chance, choice_rows, in_choices, read_cells, same_as_key, score_cells, words_by_id
from .._decisions import Decision, Picks, as_options, picked_cells
from .._question import Key, Question, Row, Score

RULES = CELL_RULES
BY_HAND = ()
SCRIPT = Path(__file__).parent / "matrix.js"
STYLE = Path(__file__).parent / "matrix.css"


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    return read_cells([*_rows(question)], answer, in_choices(_columns(question)))


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    return score_cells(question, key, answer, [*_rows(question)], same_as_key)


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    return choice_rows(_rows(question), _columns(question), answer, key)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser chooses a column for each row, every one with the same probability."""
    return cells_chance(question.rule, [1 / len(_columns(question))] * len(_rows(question)))


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    columns = [*_columns(question)]
    return {row: rng.choice(columns) for row in _rows(question)}


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return {row: key.answer[row] for row in _rows(question)}


def decisions(question: Question) -> tuple[Decision, ...]:
    columns = as_options(question.body["columns"])
    return tuple(Decision(cell, words, columns) for cell, words in _rows(question).items())


def decided(question: Question, picks: Picks) -> Json:
    return picked_cells(picks)


def _rows(question: Question) -> dict[str, str]:
    return words_by_id(question.body["rows"])


def _columns(question: Question) -> dict[str, str]:
    return words_by_id(question.body["columns"])
