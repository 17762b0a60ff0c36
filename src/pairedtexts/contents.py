"""What a notebook carries: texts, public halves, pictures, and the keys of its practice questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .digest import Json
from .questions import Key, Question
from .texts import Text

SCHEMA = 1


@dataclass(frozen=True)
class Picture:
    """A picture of the texts, and the same in words and numbers: ``alt`` in a sentence or two, the table with all of its data.

    ``spec`` is Vega-Lite. Students need nothing to see it: Jupyter draws it in the browser.
    """

    name: str
    title: str
    alt: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    spec: Mapping[str, Json]

    def to_json(self) -> Json:
        """The JSON that a release holds."""
        return {
            "name": self.name,
            "title": self.title,
            "alt": self.alt,
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "spec": self.spec,
        }

    @classmethod
    def from_json(cls, data: Json) -> Picture:
        """What `to_json` made."""
        rows = tuple(tuple(row) for row in data["rows"])
        return cls(data["name"], data["title"], data["alt"], tuple(data["header"]), rows, data["spec"])


@dataclass(frozen=True)
class Contents:
    """The contents of one lesson, by id. Keys of graded questions are not in it.

    ``preview_keys`` is filled in the teacher's own course only; it is no part of the JSON that a release holds.
    """

    lesson: str
    texts: Mapping[str, Text]
    questions: Mapping[str, Question]
    practice_keys: Mapping[str, Key]
    preview_keys: Mapping[str, Key] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """What people call a question of this lesson: "Question 3", "Practice 2", "Survey 1"; each kind counts by itself."""
        kind, quiz = _kind(self.questions[name]), name.partition("/")[0]
        # A course's preview holds the questions of all its quizzes; they are counted quiz by quiz.
        alike = [
            other
            for other, question in self.questions.items()
            if _kind(question) == kind and (not self.preview_keys or other.partition("/")[0] == quiz)
        ]
        return f"{kind} {alike.index(name) + 1}"

    def to_json(self) -> Json:
        """The JSON of a release."""
        data = {
            "schema": SCHEMA,
            "lesson": self.lesson,
            "texts": [text.to_json() for text in self.texts.values()],
            "questions": [question.to_json() for question in self.questions.values()],
            "practice_keys": {name: key.to_json() for name, key in self.practice_keys.items()},
        }
        if self.pictures:
            data["pictures"] = [picture.to_json() for picture in self.pictures.values()]
        return data

    @classmethod
    def from_json(cls, data: Json) -> Contents:
        """What `to_json` made."""
        return cls(
            lesson=data["lesson"],
            texts={item["id"]: Text.from_json(item) for item in data["texts"]},
            questions={item["id"]: Question.from_json(item) for item in data["questions"]},
            practice_keys={name: Key.from_json(item) for name, item in data["practice_keys"].items()},
            pictures={item["name"]: Picture.from_json(item) for item in data.get("pictures", ())},
        )


def _kind(question: Question) -> str:
    return "Question" if question.graded else "Practice" if question.practice else "Survey"
