"""Which question types there are, and what each must offer.

A type knows nothing of certainty and reasons: those are added to any type in `_asking`, which is what the other rooms call.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import random
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from ..digest import Json
from ..errors import PairedTextsError
from ..texts import Text
from ._decisions import Decision, Picks
from ._question import Key, Question, Row, Score

_GROUP = "pairedtexts.question_types"


class UnknownType(PairedTextsError):
    """No question type has this name."""


class QuestionType(Protocol):
    """The names that a question type's module defines. Answers are JSON; ``None`` is never passed for an answer."""

    RULES: Mapping[str, str]
    """The scoring rules it allows, by name and in a student's words, its default first."""
    BY_HAND: tuple[str, ...]
    """The rules by which a person gives points, beside what `score` finds or instead."""
    SCRIPT: Path
    """Its ES module, whose default export is an anywidget ``render``."""
    STYLE: Path | None
    """Its own style sheet, on top of the shared one."""

    def read_answer(self, question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
        """The answer in its one canonical form, None when it is blank. Raises UnreadableAnswer."""

    def score(self, question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
        """The score of a canonical answer."""

    def rows(self, question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
        """What a page shows under the prompt: the canonical answer, set against the key where one is given."""

    def chance(self, question: Question, key: Key, texts: Mapping[str, Text]) -> float:
        """The share that the blind guesser of `guess` expects."""

    def guess(self, question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
        """An answer given without reading."""

    def right_answer(self, question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
        """An answer that earns everything that `score` can give."""

    def decisions(self, question: Question) -> tuple[Decision, ...]:
        """What there is to decide, in the order shown; nothing where nothing is offered to choose from."""

    def decided(self, question: Question, picks: Picks) -> Json:
        """The answer in which every decision is made so."""


@lru_cache(maxsize=1)
def _own() -> dict[str, str]:
    package = importlib.import_module(__package__)
    found = pkgutil.iter_modules(package.__path__)
    return {module.name.replace("_", "-"): f"{__package__}.{module.name}" for module in found if module.ispkg}


def type_names() -> tuple[str, ...]:
    """The names of all installed question types."""
    return tuple(sorted({*_own(), *(point.name for point in entry_points(group=_GROUP))}))


@cache
def module_name(name: str) -> str:
    """The dotted name of a type's module. Raises UnknownType, naming the closest type there is."""
    if name in _own():
        return _own()[name]
    for point in entry_points(group=_GROUP, name=name):
        return point.value
    close = difflib.get_close_matches(name, type_names(), n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    raise UnknownType(f'no question type is called "{name}".{hint} There are: {", ".join(type_names())}')


@cache
def question_type(name: str) -> QuestionType:
    """The type called ``name`` ("choose-one"). Raises UnknownType."""
    return cast(QuestionType, importlib.import_module(module_name(name)))
