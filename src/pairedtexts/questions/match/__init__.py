"""match: each item on the left goes with one on the right. The answer is ``{left id: right id}``; the key's, too."""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import perm
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._cells import CELL_RULES, cells_chance, choice_rows, in_choices, read_cells, same_as_key, score_cells, words_by_id
from .._decisions import Decision, Picks, as_options, picked_cells
from .._question import Key, Question, Row, Score

RULES = CELL_RULES
BY_HAND = ()
SCRIPT = Path(__file__).parent / "match.js"
STYLE = Path(__file__).parent / "match.css"


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    return read_cells([*_left(question)], answer, in_choices(_right(question)))


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    return score_cells(question, key, answer, [*_left(question)], same_as_key)


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    return choice_rows(_left(question), _right(question), answer, key)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser gives each item something on the right, and the same to no two where the question says so."""
    left, right = len(_left(question)), len(_right(question))
    if question.body["once"] and question.rule == "all-or-nothing":
        return 1 / perm(right, left)
    return cells_chance(question.rule, [1 / right] * left)


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    left, right = [*_left(question)], [*_right(question)]
    chosen = rng.sample(right, len(left)) if question.body["once"] else rng.choices(right, k=len(left))
    return dict(zip(left, chosen, strict=True))


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return {item: key.answer[item] for item in _left(question)}


def decisions(question: Question) -> tuple[Decision, ...]:
    right = as_options(question.body["right"])
    return tuple(Decision(cell, words, right) for cell, words in _left(question).items())


def decided(question: Question, picks: Picks) -> Json:
    return picked_cells(picks)


def _left(question: Question) -> dict[str, str]:
    return words_by_id(question.body["left"])


def _right(question: Question) -> dict[str, str]:
    return words_by_id(question.body["right"])
