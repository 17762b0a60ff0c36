"""survey: an opinion or a self-rating; never scored, never right or wrong.

The answer is an option's id, or a list of ids where several may be chosen. Where the question also has a line for a comment,
it is ``{"choice": such an answer or null, "comment": words or null}``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks
from .._options import option_ids, option_rows, read_choice, read_choices
from .._question import Key, Question, Row, Score, UnreadableAnswer, scored
from .._rules import rules
from .._typed import read_typed

RULES = rules("not-scored")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "survey.js"
STYLE = Path(__file__).parent / "survey.css"


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    if answer is None:
        return None
    if not question.body["comment"]:
        return _read_choices(question, answer)
    if not isinstance(answer, dict) or set(answer) - {"choice", "comment"}:
        raise UnreadableAnswer("the answer must hold a choice and a comment")
    read = {"choice": _read_choices(question, answer.get("choice")), "comment": read_typed(answer.get("comment"))}
    return read if any(value is not None for value in read.values()) else None


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    return scored(0.0, ["not scored"])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    choice, comment = (answer["choice"], answer["comment"]) if isinstance(answer, dict) else (answer, None)
    # Its key is empty: to hold the options against it would call every one of them wrong.
    shown = option_rows(question, {choice} if isinstance(choice, str) else set(choice or ()), None, set())
    return (*shown, Row("Comment", comment is not None, given=comment or "")) if question.body["comment"] else shown


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    return 0.0


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    ids = option_ids(question)
    chosen = [option for option in ids if rng.random() < 0.5] if question.body["several"] else rng.choice(ids)
    return _asked(question, chosen)


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    """Any answer is as right as another: the first option."""
    first = option_ids(question)[0]
    return _asked(question, [first] if question.body["several"] else first)


def decisions(question: Question) -> tuple[Decision, ...]:
    return ()


def decided(question: Question, picks: Picks) -> Json:
    return None


def _asked(question: Question, choice: Json) -> Json:
    return {"choice": choice, "comment": None} if question.body["comment"] else choice


def _read_choices(question: Question, choice: Json) -> Json:
    if choice is None:
        return None
    return (read_choices if question.body["several"] else read_choice)(question, choice)
