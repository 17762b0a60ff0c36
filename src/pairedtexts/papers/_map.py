"""The map from questions to standards, skills and articles: a table for a spreadsheet, and a paper that sums it up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..questions import plain_number
from ..texts import Text
from ._lesson import Asked, AskedLesson
from ._markdown import table, words

_COLUMNS = ("question", "lesson", "label", "type", "kind", "points", "skill", "standard", "state")

_HEAD = """\
<!-- Written by `pairedtexts guide` from the quizzes: change those, and run it again. -->

# What the lessons cover

Points of graded questions, by lesson. `map.csv` beside this file has the same, question by question, for a spreadsheet.
The keys are in `keys/`.
"""

Shares = Callable[[Asked], Mapping[str, float]]
"""What of a question counts for which lines of a table."""


@dataclass(frozen=True)
class Standard:
    """A line of a course's table of standards: the ``code`` as quizzes write it, what it ``asks``, the ``state``'s codes."""

    code: str
    framework: str
    asks: str
    note: str = ""
    state: str = ""


def map_table(lessons: Sequence[AskedLesson], standards: Mapping[str, Standard]) -> str:
    """CSV: a line for each question and each of its standards, or one line for a question that has none."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for lesson in lessons:
        for asked in lesson.asked:
            question, item = asked.entry.question, asked.entry.item
            for code in item.standards or [""]:
                state = standards[code].state if code in standards else ""
                points = plain_number(question.points)
                about = (question.id, lesson.name, asked.label, question.type, asked.kind, points, item.skill)
                writer.writerow([*about, code, state])
    return file.getvalue()


def map_paper(lessons: Sequence[AskedLesson], texts: Mapping[str, Text], standards: Mapping[str, Standard]) -> str:
    """Markdown: points by lesson, standard, skill and article."""
    blocks = [
        _HEAD,
        "## Lessons",
        _by_lesson(lessons),
        "## Standards",
        "A question counts in full for each of its standards, so a column does not add up to the lesson's points. What a "
        "standard asks is said in our own words; codes are those of `standards.csv`.",
        _by_standard(lessons, standards),
        "## Skills",
        "Each question has one skill.",
        _by_skill(lessons),
        "## Articles",
        "A question about several articles counts for each in equal parts. A *finding* is a fault that the key proves in an "
        "article, such as a claim without a source, a loaded word or a stale number.",
        _by_article(lessons, texts),
    ]
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


def _by_lesson(lessons: Sequence[AskedLesson]) -> str:
    rows = []
    for lesson in lessons:
        counts = [str(len(lesson.of_kind(kind))) for kind in ("graded", "practice", "survey")]
        points = [plain_number(value) for value in (lesson.points, lesson.by_chance)]
        rows.append([words(lesson.name), words(lesson.title), *counts, *points])
    return table(["lesson", "title", "graded", "practice", "not scored", "points", "by chance"], rows, numbers=5)


def _by_standard(lessons: Sequence[AskedLesson], standards: Mapping[str, Standard]) -> str:
    def shares(asked: Asked) -> Mapping[str, float]:
        return dict.fromkeys(asked.entry.item.standards, 1.0)

    used = _names(lessons, shares)
    codes = [*(code for code in standards if code in used), *(code for code in used if code not in standards)]
    known = [standards.get(code, Standard(code, "", "")) for code in codes]
    with_state = any(standard.state for standard in known)
    rows = []
    for standard in known:
        first = [words(standard.code), words(standard.asks), *([words(standard.state)] if with_state else [])]
        rows.append([*first, *_points(standard.code, lessons, shares)])
    return _table(["standard", "asks", *(["state"] if with_state else [])], rows, lessons)


def _by_skill(lessons: Sequence[AskedLesson]) -> str:
    def shares(asked: Asked) -> Mapping[str, float]:
        return {asked.entry.item.skill: 1.0}

    rows = [[words(skill), *_points(skill, lessons, shares)] for skill in sorted(_names(lessons, shares))]
    return _table(["skill"], rows, lessons)


def _by_article(lessons: Sequence[AskedLesson], texts: Mapping[str, Text]) -> str:
    articles = [name for name, text in texts.items() if text.role == "article"]

    def shares(asked: Asked) -> Mapping[str, float]:
        about = [name for name in asked.entry.item.about if name in articles] or [""]
        return dict.fromkeys(about, 1 / len(about))

    rows = []
    for name in [*articles, ""]:
        findings = sum(name in asked.entry.item.critical for lesson in lessons for asked in lesson.of_kind("graded"))
        title = f"{texts[name].outlet} ({texts[name].short})" if name else "none: the law, other sources"
        rows.append([words(title), *_points(name, lessons, shares), str(findings) if name else ""])
    return _table(["article"], rows, lessons, "findings")


def _names(lessons: Sequence[AskedLesson], shares: Shares) -> list[str]:
    """All lines of a table, in the order in which the lessons come to them."""
    return list(dict.fromkeys(name for lesson in lessons for asked in lesson.asked for name in shares(asked)))


def _points(name: str, lessons: Sequence[AskedLesson], shares: Shares) -> list[str]:
    """Points by lesson and in all, then how many questions are graded and how many are for practice; "" for none."""

    def share(asked: Asked) -> float:
        return shares(asked).get(name, 0.0)

    points = [sum(asked.entry.question.points * share(asked) for asked in lesson.of_kind("graded")) for lesson in lessons]
    counts = [sum(share(asked) for lesson in lessons for asked in lesson.of_kind(kind)) for kind in ("graded", "practice")]
    return [plain_number(value) if value else "" for value in [*points, sum(points), *counts]]


def _table(first: Sequence[str], rows: Sequence[Sequence[str]], lessons: Sequence[AskedLesson], *last: str) -> str:
    numbers = [*(words(lesson.name) for lesson in lessons), "all points", "graded", "practice", *last]
    return table([*first, *numbers], rows, numbers=len(numbers))
