"""What every question has, of whatever type: a public half, a key half, and a score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ..digest import Json, digest
from ..errors import PairedTextsError
from ..texts import Passage


class UnreadableAnswer(PairedTextsError):
    """The answer does not have the shape that its question asks for; a person has to look."""


@dataclass(frozen=True)
class Question:
    """The public half: everything a student's notebook knows of a question.

    ``id`` is "quiz/question". ``body`` holds what only its type knows (options, texts), as JSON. Practice and survey
    questions have no points. With ``certainty`` the student also says how sure they are; ``reason`` is a second tier,
    ``{"prompt": words, "options": [{"id": id, "text": words}]}``.
    """

    id: str
    type: str
    prompt: str
    points: float
    rule: str
    practice: bool
    body: Mapping[str, Json]
    certainty: bool = False
    reason: Mapping[str, Json] | None = None

    @property
    def graded(self) -> bool:
        """Whether it counts: it is neither for practice nor a survey."""
        return self.points > 0

    @property
    def keyed(self) -> bool:
        """Whether it has a right answer: it counts, or it is for practice."""
        return self.graded or self.practice

    @cached_property
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
            # A question without modifiers keeps the digest that it had before there were any.
            **({"certainty": True} if self.certainty else {}),
            **({"reason": dict(self.reason)} if self.reason else {}),
        }

    @classmethod
    def from_json(cls, data: Json) -> Question:
        always = {name: data[name] for name in ("id", "type", "prompt", "points", "rule", "practice", "body")}
        return cls(**always, certainty=data.get("certainty", False), reason=data.get("reason"))


@dataclass(frozen=True)
class Evidence:
    """What proves a key: a passage of a text, or a primary source by name, number and date (then ``passage`` is None).

    ``of`` names the part of the question that it proves (an option, a row, a gap), "" for all of it.
    """

    passage: Passage | None = None
    source: str = ""
    date: str = ""
    quote: str = ""
    of: str = ""

    def to_json(self) -> Json:
        passage = list(self.passage) if self.passage else None
        return {"passage": passage, "source": self.source, "date": self.date, "quote": self.quote, "of": self.of}

    @classmethod
    def from_json(cls, data: Json) -> Evidence:
        passage = Passage(*data["passage"]) if data["passage"] else None
        return cls(passage, data["source"], data["date"], data["quote"], data.get("of", ""))


@dataclass(frozen=True)
class Key:
    """The key half: never in a release, unless the question is for practice.

    ``answer`` has the shape its type gives it. ``why_not`` says why a part is wrong, by the part's name; ``reason`` is
    the right option of the second tier, "" where there is none.
    """

    answer: Json
    evidence: tuple[Evidence, ...]
    explanation: str
    why_not: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def to_json(self) -> Json:
        return {
            "answer": self.answer,
            "evidence": [item.to_json() for item in self.evidence],
            "explanation": self.explanation,
            "why_not": dict(self.why_not),
            **({"reason": self.reason} if self.reason else {}),
        }

    @classmethod
    def from_json(cls, data: Json) -> Key:
        evidence = tuple(Evidence.from_json(item) for item in data["evidence"])
        return cls(data["answer"], evidence, data["explanation"], data["why_not"], data.get("reason", ""))


@dataclass(frozen=True)
class Score:
    """What an answer earns: ``share`` of the question's points, from 0 to 1, and the reason in a student's words.

    ``state`` is "scored", "manual" (the share is what a machine can tell; a person gives the rest), "blank" (nothing was
    answered) or "review" (a person has to look; the share is then 0). ``most`` is the share that a machine can give.
    """

    share: float
    parts: tuple[str, ...]
    state: str = "scored"
    most: float = 1.0

    @classmethod
    def blank(cls) -> Score:
        return cls(0.0, ("not answered",), "blank")

    @classmethod
    def for_review(cls, reason: str) -> Score:
        return cls(0.0, (reason,), "review")


def scored(share: float, parts: Iterable[str], state: str = "scored", most: float = 1.0) -> Score:
    """A score with its share inside 0 and 1. A share that is not a number is a fault of the type, and raises ValueError."""
    if math.isnan(share):
        raise ValueError("a scoring rule gave NaN")
    return Score(min(1.0, max(0.0, share)), tuple(parts), state, most)


class Row(NamedTuple):
    """One line of a question as a page shows it, with what the student and the key say of it.

    ``line`` is what the line is about: an option that is ``chosen`` or not, a passage, a row or gap that is filled in.
    What is filled in has ``given``, the student's answer in words ("" if left out; None for what is only chosen), and
    ``wanted``, the key's. ``right`` is None where the key is not shown or says nothing; ``called`` is the word for a line
    that is right, "" for none. ``note`` is why. ``part`` is the name by which evidence refers to it.
    """

    line: str
    chosen: bool
    right: bool | None = None
    note: str = ""
    given: str | None = None
    wanted: str = ""
    part: str = ""
    called: str = "right"

    @property
    def answer(self) -> str:
        """The line with the student's answer in words."""
        return self.line if self.given is None else _labelled(self.line, self.given or "no answer")

    @property
    def solution(self) -> str:
        """The line with the key's answer in words; "" where the key does not want it."""
        if self.given is None:
            return self.line if self.right else ""
        return _labelled(self.line, self.wanted) if self.wanted else ""


def _labelled(line: str, words: str) -> str:
    # A statement keeps its own full stop only where nothing follows.
    return f"{line.removesuffix('.')}: {words}" if line else words
