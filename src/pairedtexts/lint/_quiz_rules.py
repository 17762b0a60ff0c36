"""What may be doubtful about a quiz as a whole."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..bank import Entry
from ..questions import chance
from ._blind import LIMIT, blind_results
from ._keyed import Keyed, keyed_decisions
from ._reading import too_hard
from ._rule import Course, QuizRules

MOST_CHANCE = 0.3
BALANCED = 1.1
"""How much more of one article there may be than of another."""
_ENOUGH = 5
"""In a quiz of fewer graded questions one question decides: nothing can be balanced."""
_SELDOM = 0.02
"""How seldom chance alone would crowd right options at one place as they are."""
_AXES = ("narrator", "sources")


def _blind(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    if len(_graded(entries)) < _ENOUGH:
        return
    for result in blind_results(course.bank, _quiz(entries)):
        if result.caught:
            gained = ", ".join(name.partition("/")[2] for name in result.gained[:6])
            yield (
                f"who always takes {result.trick} earns {result.earned:.2f} of {result.points:g} points without the texts, "
                f"{result.over * 100:.1f} points of 100 more than chance ({LIMIT * 100:g} are allowed); it pays in {gained}"
            )


def _option_length(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    if len(_graded(entries)) < _ENOUGH:
        return
    single = _single(entries, course)
    expected = math.fsum(1 / len(keyed.decision.options) for keyed in single)
    ends: Mapping[str, Callable[[Iterable[int]], int]] = {"longest": max, "shortest": min}
    for name, end in ends.items():
        hits = sum(_is_the(end, keyed) for keyed in single)
        if hits > expected + 1:
            yield f"the right option is the {name} in {hits} of {len(single)} choices; by chance it would be in {expected:.1f}"


def _key_position(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    single = _single(entries, course)
    for place in range(max((len(keyed.decision.options) for keyed in single), default=0)):
        chances = [1 / len(keyed.decision.options) for keyed in single if place < len(keyed.decision.options)]
        hits = sum(place < len(k.decision.options) and k.decision.options[place] in k.right for k in single)
        if _at_least(hits, chances) < _SELDOM:
            yield (
                f"the right option stands at place {place + 1} in {hits} of {len(chances)} choices, as they are shown; "
                f"by chance it would in {math.fsum(chances):.1f}"
            )


def _chance(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    graded = _graded(entries)
    if len(graded) < _ENOUGH:
        return
    points = math.fsum(e.question.points for e in graded)
    expected = math.fsum(e.question.points * chance(e.question, e.key, course.bank.texts) for e in graded)
    if expected / points > MOST_CHANCE + 1e-9:
        yield f"blind guessing earns {expected / points:.0%} of the points, more than {MOST_CHANCE:.0%}"


def _balance(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    graded, articles = _graded(entries), _articles(entries, course)
    if len(graded) < _ENOUGH or len(articles) < 2:
        return
    weights: Mapping[str, Callable[[Entry, str], float]] = {
        "questions": lambda entry, text: _part_of(entry, text, articles),
        "points": lambda entry, text: _part_of(entry, text, articles) * entry.question.points,
        "critical findings": lambda entry, text: float(text in entry.item.critical),
    }
    for what, weight in weights.items():
        sums = {text: math.fsum(weight(entry, text) for entry in graded) for text in articles}
        less, more = min(sums.values()), max(sums.values())
        if more > BALANCED * less + 1e-9:
            found = ", ".join(f"{text} {value:g}" for text, value in sums.items())
            yield f"{what} are not balanced between the articles: {found}; none may have more than a tenth more than another"


def _axes(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    graded = _graded(entries)
    if len(graded) < _ENOUGH or not any(entry.item.axis or entry.item.critical for entry in graded):
        return
    for text in _articles(entries, course):
        for axis in _AXES:
            if not any(entry.item.axis == axis and text in entry.item.about for entry in graded):
                yield f"no graded question about {text} has `axis: {axis}`; a fair look at an article takes both"


def _practice(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    graded, practice = len(_graded(entries)), sum(entry.question.practice for entry in entries)
    if 2 * practice < graded:
        yield f"{practice} practice and {graded} graded questions: there should be at least half as many to practice"


def _reading_level(entries: Sequence[Entry], course: Course) -> Iterator[str]:
    said = [words for e in entries if e.question.keyed for words in (e.key.explanation, *e.key.why_not.values())]
    found = too_hard(*said)
    if found:
        yield f"the explanations and reasons read {found}; write shorter sentences"


QUIZ_RULES: QuizRules = {
    "blind": _blind,
    "option-length": _option_length,
    "key-position": _key_position,
    "chance": _chance,
    "balance": _balance,
    "axes": _axes,
    "practice": _practice,
    "reading-level": _reading_level,
}


def _quiz(entries: Sequence[Entry]) -> str:
    return entries[0].question.id.partition("/")[0]


def _graded(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.question.graded]


def _articles(entries: Sequence[Entry], course: Course) -> list[str]:
    """The articles that the quiz is about; a packet is what they are checked with."""
    about = {text for entry in _graded(entries) for text in entry.item.about}
    return [name for name, text in course.bank.texts.items() if text.role == "article" and name in about]


def _part_of(entry: Entry, text: str, articles: Sequence[str]) -> float:
    """How much of a question an article has: one about both counts half for each."""
    about = [name for name in entry.item.about if name in articles]
    return 1 / len(about) if text in about else 0.0


def _single(entries: Sequence[Entry], course: Course) -> list[Keyed]:
    """The decisions of the quiz in which one of some options is right."""
    every = [keyed for entry in entries if entry.question.keyed for keyed in keyed_decisions(entry, course.bank.texts)]
    return [keyed for keyed in every if keyed.decision.pick == "one" and len(keyed.right) == 1 and not keyed.shared]


def _is_the(end: Callable[[Iterable[int]], int], keyed: Keyed) -> bool:
    """Whether the right option, and no other, is the longest or the shortest."""
    lengths = [len(option.words) for option in keyed.decision.options]
    return lengths.count(end(lengths)) == 1 and len(keyed.right[0].words) == end(lengths)


def _at_least(hits: int, chances: Sequence[float]) -> float:
    """How likely at least so many hits are in trials with these chances."""
    likely = [1.0]
    for each in chances:
        likely = [
            (likely[i] * (1 - each) if i < len(likely) else 0.0) + (likely[i - 1] * each if i else 0.0)
            for i in range(len(likely) + 1)
        ]
    return math.fsum(likely[hits:])
