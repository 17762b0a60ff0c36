"""choose-many: all options that apply. The answer is a list of option ids; the key's, too."""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import comb
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks, as_options
from .._options import option_ids, option_rows, read_choices
from .._question import Key, Question, Row, Score, scored
from .._rules import OPTION_RULES, rules

RULES = rules("net", "balanced", "each-decision", "all-or-nothing")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "choose_many.js"
STYLE = None


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    return None if answer is None else read_choices(question, answer)


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    right, chosen = set(key.answer), set(answer)
    c, w = len(right), len(option_ids(question)) - len(right)
    t, f = len(chosen & right), len(chosen - right)
    share = OPTION_RULES[question.rule](c, w, t, f)
    return scored(share, [f"{t} of {c} right ones chosen", f"{f} wrong {'one' if f == 1 else 'ones'} chosen"])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    return option_rows(question, set(answer or ()), key, set(key.answer) if key else set())


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser ticks each option with probability one half; who ticks nothing has not answered and earns nothing."""
    c = len(key.answer)
    w = len(option_ids(question)) - c
    rule = OPTION_RULES[question.rule]
    total = sum(
        comb(c, t) * comb(w, f) * min(1.0, max(0.0, rule(c, w, t, f))) for t in range(c + 1) for f in range(w + 1) if t + f
    )
    return float(total) / 2.0 ** (c + w)


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    return [option for option in option_ids(question) if rng.random() < 0.5]


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return [option for option in option_ids(question) if option in key.answer]


def decisions(question: Question) -> tuple[Decision, ...]:
    return (Decision("", "", as_options(question.body["options"]), "some"),)


def decided(question: Question, picks: Picks) -> Json:
    return list(picks[""])
