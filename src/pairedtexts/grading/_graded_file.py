"""From the bytes of a hand-in to the text of its graded notebook and to its grades, with nothing done twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..digest import canonical
from ..questions import Key, Question
from ..release import Kept, grade_id
from ._cell_grades import CellGrade, cell_grades
from ._grade import GradedLesson, GradedQuestion, Noted, grade_question, graded_questions
from ._hand_in import HandIn
from ._rebuild import reconcile
from ._template import Template, fill_template, spelled_output

_REMEMBERED = 20_000
"""Answers to one question that are scored and drawn once; about 3 KB each. A class gives the same answers many times."""


@dataclass(frozen=True)
class GradedFile:
    """One graded hand-in: the notebook as nbgrader would write it, the grades, and what it says of itself."""

    text: str
    grades: tuple[CellGrade, ...]
    noted: Noted


def file_grader(
    kept: Sequence[Kept], current: Mapping[str, tuple[Question, Key]], templates: Mapping[str, Template]
) -> Callable[[HandIn, Sequence[str]], GradedFile]:
    """A function that grades hand-ins of one lesson, each with the names of who handed in the very same answers.

    ``templates`` are those of the ``kept`` releases, by digest; ``current`` is the teacher's bank of today, as in `grade`.
    """
    latest = kept[-1]
    asked = {release.digest: graded_questions(release, latest, current) for release in kept}
    texts = {release.digest: {**latest.contents.texts, **release.contents.texts} for release in kept}
    points = {digest: {cell.name: cell.points for cell in template.cells} for digest, template in templates.items()}
    known: dict[tuple[object, ...], tuple[GradedQuestion, str]] = {}

    def grade_file(hand_in: HandIn, twins: Sequence[str]) -> GradedFile:
        rebuilt, release = reconcile(hand_in, kept, twins)
        digest, template = release.digest, templates[release.digest]
        questions, outputs = {}, {}
        for name, (question, key, source) in asked[digest].items():
            record, cell = rebuilt.records.get(name), grade_id(name)
            odd = tuple(problem for problem in rebuilt.problems if problem.question == name)
            answer = ("", "") if record is None else (record.version, canonical(record.answer))
            once = (digest, name, odd, record is None, *answer)
            if once not in known:
                if len(known) >= _REMEMBERED:
                    known.clear()
                scored = grade_question(question, key, record, odd, source.contents)
                # A question that was taken out of the lesson has no cell any more.
                known[once] = (
                    scored,
                    spelled_output(scored, texts[digest], points[digest][cell]) if cell in points[digest] else "",
                )
            questions[name], outputs[cell] = known[once]
        everywhere = tuple(problem for problem in rebuilt.problems if not problem.question)
        graded = GradedLesson(questions, rebuilt.receipt, everywhere, texts[digest])
        text = fill_template(template, rebuilt, graded, outputs)
        return GradedFile(text, cell_grades(graded, template.cells), graded.noted)

    return grade_file
