"""What a rule is: its name, and a function that says what is doubtful about a question or a quiz."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..bank import Bank, Entry


@dataclass(frozen=True)
class Course:
    """What rules may look at beside the question: the bank, the codes of standards that are known (None: nobody knows)."""

    bank: Bank
    known_standards: Collection[str] | None = None


QuestionRules = Mapping[str, Callable[[Entry, Course], Iterator[str]]]
QuizRules = Mapping[str, Callable[[Sequence[Entry], Course], Iterator[str]]]
