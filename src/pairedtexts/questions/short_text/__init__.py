"""short-text: a word or a phrase, typed. The answer is what was typed; the key's is the list of accepted forms."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks
from .._question import Key, Question, Row, Score, scored
from .._rules import rules
from .._typed import comparable, forms_in_words, guess_word, is_one_of, read_typed, word_chance

RULES = rules("all-or-nothing")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "short_text.js"
STYLE = Path(__file__).parent.parent / "_typed.css"


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    return read_typed(answer)


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    right = is_one_of(answer, key.answer)
    return scored(float(right), ["right" if right else "not right"])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    typed: str = answer or ""
    row = Row("A word or phrase", chosen=bool(typed), given=typed)
    if key is None:
        return (row,)
    right = is_one_of(typed, key.answer)
    # A wrong answer that the author foresaw is named by the words themselves.
    note = "" if right else key.why_not.get(comparable(typed), "")
    return (row._replace(right=right, note=note, wanted=forms_in_words(key.answer)),)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser types one word of the question's texts, each place where a word stands with the same probability."""
    return word_chance(question.body["texts"], texts, key.answer)


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    return guess_word(question.body["texts"], texts, rng)


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return key.answer[0]


def decisions(question: Question) -> tuple[Decision, ...]:
    return ()


def decided(question: Question, picks: Picks) -> Json:
    return None
