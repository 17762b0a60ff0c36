"""Score a rebuilt hand-in against the key halves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..contents import Contents
from ..digest import Json
from ..questions import Key, Question, Score, UnreadableAnswer, read_answer, score_answer
from ..release import Kept
from ..responses import Problem, Record
from ..texts import Text
from ._rebuild import Rebuilt


@dataclass(frozen=True)
class GradedQuestion:
    """One graded question of a hand-in. ``answer`` is canonical, None when blank or unreadable.

    ``reasons`` say why a person has to look; empty when nobody has to. ``notes`` tell a teacher what was odd and settled.
    """

    question: Question
    key: Key
    answer: Json | None
    score: Score
    reasons: tuple[str, ...]
    label: str
    notes: tuple[str, ...] = ()


class Noted(NamedTuple):
    """What a graded notebook says of itself in its metadata, for who reads no more than that.

    ``nothing_answered``: there are questions that count, and none of them is answered.
    """

    for_review: tuple[str, ...]
    nothing_answered: bool


@dataclass(frozen=True)
class GradedLesson:
    """A whole hand-in: its questions by id, its receipt, and the notes that concern all of it."""

    questions: Mapping[str, GradedQuestion]
    receipt: str
    notes: tuple[Problem, ...]
    texts: Mapping[str, Text]

    @property
    def for_review(self) -> tuple[str, ...]:
        """Why a person has to look at this hand-in, a sentence each; empty when nobody has to."""
        whole = [note.message for note in self.notes if note.review]
        return (*whole, *(f"{name}: {reason}" for name, graded in self.questions.items() for reason in graded.reasons))

    @property
    def noted(self) -> Noted:
        """The short of it."""
        blank = [graded.score.state == "blank" for graded in self.questions.values()]
        return Noted(self.for_review, bool(blank) and all(blank))


def grade(rebuilt: Rebuilt, release: Kept, latest: Kept, current: Mapping[str, tuple[Question, Key]]) -> GradedLesson:
    """Score every graded question of ``release`` and of the ``latest`` one, which the gradebook follows.

    ``current`` is the teacher's bank of today: its key counts where its wording is still the released one, so that a
    corrected key reaches hand-ins that are graded later; else the key that was kept with the release counts.
    """
    questions = {}
    for name, (question, key, source) in graded_questions(release, latest, current).items():
        odd = tuple(problem for problem in rebuilt.problems if problem.question == name)
        questions[name] = grade_question(question, key, rebuilt.records.get(name), odd, source.contents)
    everywhere = tuple(problem for problem in rebuilt.problems if not problem.question)
    return GradedLesson(questions, rebuilt.receipt, everywhere, {**latest.contents.texts, **release.contents.texts})


def graded_questions(
    release: Kept, latest: Kept, current: Mapping[str, tuple[Question, Key]]
) -> dict[str, tuple[Question, Key, Kept]]:
    """The questions that count for hand-ins of a release: each with the key that holds and the release that asks it."""
    found: dict[str, tuple[Question, Key, Kept]] = {}
    for source in (release, latest):
        for name, question in source.contents.questions.items():
            if question.graded and name not in found:
                found[name] = (question, _key(question, source, current), source)
    return found


def _key(question: Question, release: Kept, current: Mapping[str, tuple[Question, Key]]) -> Key:
    if question.id in current and current[question.id][0].version == question.version:
        return current[question.id][1]
    return release.keys[question.id]


def grade_question(
    question: Question, key: Key, record: Record | None, odd: Sequence[Problem], contents: Contents
) -> GradedQuestion:
    """Score one question; ``odd`` is what was found odd about its answer."""
    reasons = [problem.message for problem in odd if problem.review]
    notes = tuple(problem.message for problem in odd if not problem.review)
    if record is None:
        score = Score.for_review(reasons[0]) if reasons else Score.blank()
        return GradedQuestion(question, key, None, score, tuple(reasons), contents.label(question.id), notes)
    if record.version != question.version:
        reasons.append("the answer was given to another wording of this question")
    answer, score = _score(question, key, record, contents)
    if score.state == "review":
        reasons.extend(score.parts)
    return GradedQuestion(question, key, answer, score, tuple(reasons), contents.label(question.id), notes)


def _score(question: Question, key: Key, record: Record, contents: Contents) -> tuple[Json | None, Score]:
    try:
        answer = read_answer(question, record.answer, contents.texts)
    except UnreadableAnswer as error:
        return None, Score.for_review(str(error))
    if answer is None:
        return None, Score.blank()
    return answer, score_answer(question, key, answer, contents.texts)
