"""Look through a bank and the lessons' prose with every rule, and leave out what authors waive with a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..bank import Bank, Entry, Finding
from ..texts import paragraphs
from ._question_rules import QUESTION_RULES
from ._quiz_rules import QUIZ_RULES
from ._reading import grade_level, too_hard
from ._rule import Course

NEEDLESS = "needless-waiver"
_READING = "reading-level"
_ENOUGH_WORDS = 25
"""A piece with fewer words is not called the hardest one: a heading or a single sentence."""


@dataclass(frozen=True)
class Prose:
    """What students read in a lesson beside its questions: pieces of Markdown, each with the line of ``file`` where it begins.

    The waivers of ``quiz`` hold for it.
    """

    quiz: str
    file: str
    pieces: Sequence[tuple[int, str]]


def lint(bank: Bank, prose: Iterable[Prose] = (), known_standards: Collection[str] | None = None) -> list[Finding]:
    """What is wrong or doubtful about quizzes that are proven. Standards are looked up only if it is said which are known."""
    course, lessons = Course(bank, known_standards), list(prose)
    unchecked = {"unknown-standard"} if known_standards is None else set()
    findings = [finding for entry in bank.entries.values() for finding in _of_question(entry, course, unchecked)]
    for quiz, entries in bank.quizzes().items():
        of_lesson = [finding for lesson in lessons if lesson.quiz == quiz for finding in _of_prose(lesson)]
        findings += _of_quiz(entries, course, bank.waived.get(quiz, {}), of_lesson)
    findings += [finding for lesson in lessons if lesson.quiz not in bank.quizzes() for finding in _of_prose(lesson)]
    return sorted([*findings, *_of_packets(bank)])


def _of_question(entry: Entry, course: Course, unchecked: Collection[str]) -> Iterator[Finding]:
    def finding(message: str, rule: str = "") -> Finding:
        return Finding(entry.file, entry.line, entry.item.id, message, rule)

    for text in entry.item.critical:
        if text not in entry.item.about:
            yield finding(f"`critical` names {text}, but `about` does not")
    rules = QUESTION_RULES if entry.question.keyed else {}
    found = [finding(message, name) for name, rule in rules.items() for message in rule(entry, course)]
    yield from _left(found, entry.item.waive, QUESTION_RULES, finding, unchecked)


def _of_quiz(entries: list[Entry], course: Course, waive: Mapping[str, str], of_lesson: list[Finding]) -> Iterator[Finding]:
    def finding(message: str, rule: str = "") -> Finding:
        return Finding(entries[0].file, 1, "", message, rule)

    found = [finding(message, name) for name, rule in QUIZ_RULES.items() for message in rule(entries, course)]
    yield from _left([*found, *of_lesson], waive, QUIZ_RULES, finding)


def _of_prose(lesson: Prose) -> Iterator[Finding]:
    found = too_hard(*(said for _, said in lesson.pieces))
    if not found:
        return
    grades = [(grade_level(said) or 0.0, line) for line, said in lesson.pieces if len(said.split()) >= _ENOUGH_WORDS]
    hardest, line = max(grades, default=(0.0, 0))
    also = f"; the hardest piece, grade {hardest:.1f}, begins here" if line else ""
    yield Finding(lesson.file, line, "", f"the lesson reads {found}{also}", _READING)


def _of_packets(bank: Bank) -> Iterator[Finding]:
    """A packet is written for the lesson; articles are as they are."""
    for name, text in bank.texts.items():
        if text.role == "packet":
            found = too_hard(*(text.verbatim[p.start : p.end] for p in paragraphs(text) if p.kind == "body"))
            if found:
                said = f"the packet reads {found}; write shorter sentences"
                yield Finding(f"source_texts/{name}.txt", 1, "", said, _READING)


def _left(
    found: list[Finding],
    waive: Mapping[str, str],
    rules: Collection[str],
    finding: Callable[[str, str], Finding],
    unchecked: Collection[str] = (),
) -> Iterator[Finding]:
    """What is not waived, and what is wrong with the waivers themselves."""
    fired = {each.rule for each in found}
    for name in waive:
        if name not in rules:
            there_are = ", ".join(sorted(rules))
            yield finding(f'`waive` names "{name}", which is no warning that can be waived here; there are: {there_are}', "")
        elif name not in fired and name not in unchecked:
            yield finding(f'`waive` names "{name}", but there is no such warning here; take it out', NEEDLESS)
    yield from (each for each in found if each.rule not in waive)
