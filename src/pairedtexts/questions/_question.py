"""What every question has, of whatever type: a public half, a key half, and a score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..digest import Json, digest
from ..errors import PairedTextsError
from ..texts import Passage


class UnreadableAnswer(PairedTextsError):
    """The answer does not have the shape that its question asks for; a person has to look."""


@dataclass(frozen=True)
class Question:
    """The public half: everything a student's notebook knows of a question.

    ``id`` is "quiz/question". ``body`` holds what only its type knows (options, texts), as JSON. A practice question
    has no points.
    """

    id: str
    type: str
    prompt: str
    points: float
    rule: str
    practice: bool
    body: Mapping[str, Json]

    @property
    def version(self) -> str:
        """Digest of the public half: an answer says with it which wording it answers."""
        return digest(self.to_json())

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "type": self.type,
            "prompt": self.prompt,
            "points": self.points,
            "rule": self.rule,
            "practice": self.practice,
            "body": dict(self.body),
        }

    @classmethod
    def from_json(cls, data: Json) -> Question:
        return cls(**{name: data[name] for name in ("id", "type", "prompt", "points", "rule", "practice", "body")})


@dataclass(frozen=True)
class Evidence:
    """What proves a key: a passage of a text, or a primary source by name, number and date (then ``passage`` is None)."""

    passage: Passage | None = None
    source: str = ""
    date: str = ""
    quote: str = ""

    def to_json(self) -> Json:
        passage = list(self.passage) if self.passage else None
        return {"passage": passage, "source": self.source, "date": self.date, "quote": self.quote}

    @classmethod
    def from_json(cls, data: Json) -> Evidence:
        passage = Passage(*data["passage"]) if data["passage"] else None
        return cls(passage, data["source"], data["date"], data["quote"])


@dataclass(frozen=True)
class Key:
    """The key half: never in a release, unless the question is for practice. ``answer`` has the shape its type gives it."""

    answer: Json
    evidence: tuple[Evidence, ...]
    explanation: str
    why_not: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "answer": self.answer,
            "evidence": [item.to_json() for item in self.evidence],
            "explanation": self.explanation,
            "why_not": dict(self.why_not),
        }

    @classmethod
    def from_json(cls, data: Json) -> Key:
        evidence = tuple(Evidence.from_json(item) for item in data["evidence"])
        return cls(data["answer"], evidence, data["explanation"], data["why_not"])


@dataclass(frozen=True)
class Score:
    """What an answer earns: ``share`` of the question's points, from 0 to 1, and the reason in a student's words.

    ``state`` is "scored", "blank" (nothing was answered) or "review" (a person has to look; the share is then 0).
    """

    share: float
    parts: tuple[str, ...]
    state: str = "scored"

    @classmethod
    def blank(cls) -> Score:
        return cls(0.0, ("not answered",), "blank")

    @classmethod
    def for_review(cls, reason: str) -> Score:
        return cls(0.0, (reason,), "review")


def scored(share: float, parts: Iterable[str]) -> Score:
    """A score with its share inside 0 and 1. A share that is not a number is a fault of the type, and raises ValueError."""
    if math.isnan(share):
        raise ValueError("a scoring rule gave NaN")
    return Score(min(1.0, max(0.0, share)), tuple(parts))


class Row(NamedTuple):
    """One line of a question as a page shows it: an option, or a passage, with what the student and the key say of it.

    ``right`` is None where the key is not shown or says nothing. ``note`` is why. ``line`` is read aloud and printed.
    """

    line: str
    chosen: bool
    right: bool | None = None
    note: str = ""
