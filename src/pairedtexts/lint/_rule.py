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


def is_keyed(entry: Entry) -> bool:
    """Whether the question has a right answer: it counts, or it is for practice."""
    return entry.question.graded or entry.question.practice
