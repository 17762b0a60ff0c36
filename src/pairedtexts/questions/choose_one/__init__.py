"""choose-one: one of several options, each wrong one with the misconception behind it. The answer is an option's id."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks, as_options
from .._options import option_ids, option_rows, read_choice
from .._question import Key, Question, Row, Score, scored
from .._rules import rules

RULES = rules("all-or-nothing")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "choose_one.js"
STYLE = None


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    return None if answer is None else read_choice(question, answer)


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    right = answer == key.answer
    return scored(1.0 if right else 0.0, ["right" if right else "not right"])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    return option_rows(question, {answer} if answer else set(), key, {key.answer} if key else set())


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    return 1 / len(option_ids(question))


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    return rng.choice(option_ids(question))


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return key.answer


def decisions(question: Question) -> tuple[Decision, ...]:
    return (Decision("", "", as_options(question.body["options"])),)


def decided(question: Question, picks: Picks) -> Json:
    return picks[""][0]
