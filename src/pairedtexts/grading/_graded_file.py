"""From the bytes of a hand-in to the text of its graded notebook and to its grades, with nothing done twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..questions import Key, Question
from ..release import Kept, grade_id
from ..responses import Problem
from ._cell_grades import CellGrade, cell_grades
from ._grade import GradedLesson, GradedQuestion, Noted, grade_question, graded_questions
from ._hand_in import HandIn
from ._rebuild import reconciler
from ._template import Template, fill_template, spelled_output

# Answers that are scored and drawn once: a class gives the same ones many times. Twice as many are kept, some 10 KB each.
_REMEMBERED = 2_000
_LONG = 20_000  # characters: who writes so much is not copied by many, and would take the memory of many


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
    reconcile = reconciler(kept)
    asked = {
        release.digest: [(name, grade_id(name), *found) for name, found in graded_questions(release, latest, current).items()]
        for release in kept
    }
    texts = {release.digest: {**latest.contents.texts, **release.contents.texts} for release in kept}
    points = {digest: {cell.name: cell.points for cell in template.cells} for digest, template in templates.items()}
    known = _Remembered()

    def grade_file(hand_in: HandIn, twins: Sequence[str]) -> GradedFile:
        rebuilt, release = reconcile(hand_in, twins)
        digest, template = release.digest, templates[release.digest]
        questions, outputs = {}, {}
        problems: dict[str, tuple[Problem, ...]] = {}
        for problem in rebuilt.problems:
            problems[problem.question] = (*problems.get(problem.question, ()), problem)
        for name, cell, question, key, source in asked[digest]:
            record, odd = rebuilt.records.get(name), problems.get(name, ())
            answer = ("", "") if record is None else (record.version, record.spelled_answer)
            once = (digest, name, odd, record is None, *answer)
            found = known.get(once)
            if found is None:
                scored = grade_question(question, key, record, odd, source.contents)
                # A question that was taken out of the lesson has no cell any more.
                output = spelled_output(scored, texts[digest], points[digest][cell]) if cell in points[digest] else ""
                found = scored, output
                if len(answer[1]) + len(output) <= _LONG:
                    known.put(once, found)
            questions[name], outputs[cell] = found
        graded = GradedLesson(questions, rebuilt.receipt, problems.get("", ()), texts[digest])
        noted = graded.noted
        text = fill_template(template, rebuilt, graded, noted, outputs)
        return GradedFile(text, cell_grades(graded, template.cells), noted)

    return grade_file


class _Remembered:
    """The answers that were asked for last, and so those that are asked for often."""

    def __init__(self) -> None:
        self._new: dict[tuple[object, ...], tuple[GradedQuestion, str]] = {}
        self._old = self._new

    def get(self, once: tuple[object, ...]) -> tuple[GradedQuestion, str] | None:
        found = self._new.get(once)
        if found is None and (found := self._old.get(once)):
            self.put(once, found)
        return found

    def put(self, once: tuple[object, ...], found: tuple[GradedQuestion, str]) -> None:
        if len(self._new) >= _REMEMBERED:
            self._old, self._new = self._new, {}
        self._new[once] = found
