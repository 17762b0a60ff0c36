"""A lesson as its papers show it: the questions in the order in which students meet them."""

from __future__ import annotations

from dataclasses import dataclass

from ..bank import Entry


@dataclass(frozen=True)
class Asked:
    """A question as a lesson asks it.

    ``label`` is what students see ("Question 3", "Practice 1"); ``chance`` the share that a blind guesser expects.
    """

    label: str
    entry: Entry
    chance: float

    @property
    def kind(self) -> str:
        """What becomes of an answer: it is "graded", for "practice", or part of a "survey"."""
        question = self.entry.question
        return "graded" if question.graded else "practice" if question.practice else "survey"


@dataclass(frozen=True)
class AskedLesson:
    """One lesson: the name of its folder, its title, and what it asks, in order."""

    name: str
    title: str
    asked: tuple[Asked, ...]

    def of_kind(self, kind: str) -> list[Asked]:
        """What it asks of one kind."""
        return [asked for asked in self.asked if asked.kind == kind]

    @property
    def points(self) -> float:
        """What all its graded questions are worth."""
        return sum(asked.entry.question.points for asked in self.asked)

    @property
    def by_chance(self) -> float:
        """The points that a blind guesser expects."""
        return sum(asked.entry.question.points * asked.chance for asked in self.asked)
