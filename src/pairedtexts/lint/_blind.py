"""A reader without the texts, who answers by tricks: always the longest option, always the same column.

The reader sees the public halves only. A trick puts the options of every decision in an order and takes the best one; of
several that may be ticked, a number of them. Options that are alike to a trick are taken in turn, and the mean counts. Where
a trick finds all options of a question alike, or a question offers none, the reader guesses like anybody: the question then
counts what `chance` says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..bank import Bank, Entry
from ..digest import Json
from ..questions import Decision, Question, chance, decided, decisions, given_by_hand, read_answer, score_answer
from ..texts import Text
from ._words import absolutes, first_number, hedges, stems

LIMIT = 0.05
"""What a trick may earn above chance, as a share of a quiz's points."""

_MOST_TURNS = 60
"""Turns in which options that are alike are taken; more would only make the mean finer."""

Rank = Sequence[float | tuple[float, ...]]
"""For each option of a decision how much a trick likes it."""


@dataclass(frozen=True)
class Trick:
    """``rank`` sees the question, the decision, and which row it is where several have the same columns; None is no opinion.

    ``ticks`` is how many are ticked where several may be: None for half of them.
    """

    name: str
    rank: Callable[[Question, Decision, int | None], Rank | None]
    ticks: int | None = None


@dataclass(frozen=True)
class BlindResult:
    """What a trick earns in a quiz, what chance earns there, and the points there are to earn by machine.

    ``gained`` names the questions in which the trick earns more than chance, those with the most points first.
    """

    trick: str
    earned: float
    chance: float
    points: float
    gained: tuple[str, ...]

    @property
    def over(self) -> float:
        """How much the trick earns above chance, as a share of the points."""
        return (self.earned - self.chance) / self.points

    @property
    def caught(self) -> bool:
        """Whether that is too much."""
        return self.over > LIMIT + 1e-9


def blind_results(bank: Bank, quiz: str) -> list[BlindResult]:
    """What every trick earns that has an opinion on anything in the quiz, the best one first."""
    counted = [e for e in bank.quizzes().get(quiz, []) if e.question.graded and not given_by_hand(e.question)]
    points = math.fsum(entry.question.points for entry in counted)
    chances = {e.question.id: chance(e.question, e.key, bank.texts) for e in counted}
    by_chance = math.fsum(entry.question.points * chances[entry.question.id] for entry in counted)
    results = []
    for trick in _tricks(counted):
        shares = {entry.question.id: _share(trick, entry, bank.texts) for entry in counted}
        if any(share is not None for share in shares.values()):
            above = {
                e.question.id: e.question.points * (share - chances[e.question.id])
                for e in counted
                if (share := shares[e.question.id]) is not None
            }
            gained = sorted((name for name in above if above[name] > 0), key=lambda name: -above[name])
            results.append(BlindResult(trick.name, by_chance + math.fsum(above.values()), by_chance, points, tuple(gained)))
    return sorted(results, key=lambda result: -result.over)


def _tricks(entries: Sequence[Entry]) -> Iterator[Trick]:
    every = [decision for entry in entries for decision in decisions(entry.question)]
    most = max((len(decision.options) for decision in every), default=0)
    ticked = max((len(decision.options) for decision in every if decision.pick == "some"), default=0)
    for number in range(1, max(2, ticked)):
        yield Trick("the longest option" if number == 1 else f"the {number} longest options", _longest, number)
    yield Trick("the shortest option", _shortest)
    yield Trick("the most hedged option", _most_hedged)
    yield Trick("the option that shares most words with the prompt", _like_prompt)
    yield Trick("the option most like the others", _like_others)
    yield Trick("the middle number", _middle_number)
    yield Trick("the smallest number, or numbers upwards", _smallest_number)
    for number in range(1, max(2, ticked)):
        yield Trick("the first option, column or order shown" if number == 1 else f"the first {number}", _first, number)
    for place in range(1, most):
        yield Trick(f"option or column {place + 1}", _at(place), 1)
    yield Trick("the last option or column, the order shown reversed", _last, 1)
    yield Trick("columns in turn", _in_turn)
    yield Trick("columns in turn, from the last", _in_turn_from_the_last)
    if ticked:
        yield Trick("everything ticked", _everything, ticked)


def _longest(question: Question, decision: Decision, row: int | None) -> Rank:
    return [len(option.words) for option in decision.options]


def _shortest(question: Question, decision: Decision, row: int | None) -> Rank:
    return [-len(option.words) for option in decision.options]


def _most_hedged(question: Question, decision: Decision, row: int | None) -> Rank:
    return [(hedges(option.words), -absolutes(option.words)) for option in decision.options]


def _like_prompt(question: Question, decision: Decision, row: int | None) -> Rank:
    """What stands beside the very row or gap says more than the prompt of the whole question."""
    near, far = stems(decision.asked), stems(question.prompt)
    return [(len(stems(option.words) & near), len(stems(option.words) & far)) for option in decision.options]


def _like_others(question: Question, decision: Decision, row: int | None) -> Rank:
    said = [stems(option.words) for option in decision.options]
    return [sum(_overlap(one, other) for j, other in enumerate(said) if i != j) for i, one in enumerate(said)]


def _middle_number(question: Question, decision: Decision, row: int | None) -> Rank | None:
    found = _numbers(decision)
    if found is None or decision.pick != "one":
        return None
    middle = sorted(found)[(len(found) - 1) // 2 : len(found) // 2 + 1]
    return [float(each in middle) for each in found]


def _smallest_number(question: Question, decision: Decision, row: int | None) -> Rank | None:
    found = _numbers(decision)
    return None if found is None else [-each for each in found]


def _first(question: Question, decision: Decision, row: int | None) -> Rank:
    return [-float(i) for i in range(len(decision.options))]


def _last(question: Question, decision: Decision, row: int | None) -> Rank:
    return [float(i) for i in range(len(decision.options))]


def _at(place: int) -> Callable[[Question, Decision, int | None], Rank | None]:
    def rank(question: Question, decision: Decision, row: int | None) -> Rank | None:
        # Where there is no such place there is no opinion; an order has no place to choose.
        if decision.pick == "all" or place >= len(decision.options):
            return None
        return [float(i == place) for i in range(len(decision.options))]

    return rank


def _in_turn(question: Question, decision: Decision, row: int | None) -> Rank | None:
    return None if row is None else [float(i == row % len(decision.options)) for i in range(len(decision.options))]


def _in_turn_from_the_last(question: Question, decision: Decision, row: int | None) -> Rank | None:
    found = _in_turn(question, decision, row)
    return None if found is None else found[::-1]


def _everything(question: Question, decision: Decision, row: int | None) -> Rank | None:
    return _first(question, decision, row) if decision.pick == "some" else None


def _numbers(decision: Decision) -> list[float] | None:
    """The number in each option, None where one has none or all are the same."""
    found = [number for option in decision.options if (number := first_number(option.words)) is not None]
    return found if len(found) == len(decision.options) and len(set(found)) > 1 else None


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _share(trick: Trick, entry: Entry, texts: Mapping[str, Text]) -> float | None:
    """The share of a question's points that a trick earns; None where it has no opinion."""
    question, choices = entry.question, decisions(entry.question)
    offered = [choice.options for choice in choices]
    grouped = []
    for number, choice in enumerate(choices):
        # Options that are offered once only are no columns, and have no row.
        row = number if offered.count(choice.options) > 1 else None
        rank = trick.rank(question, choice, row)
        grouped.append(_groups(rank or [0.0] * len(choice.options)))
    if all(len(groups) == 1 for groups in grouped):
        return None
    turns = min(_MOST_TURNS, math.lcm(*(len(group) for groups in grouped for group in groups)))
    shares = []
    for turn in range(turns):
        picks = {c.part: _picked(c, groups, trick.ticks, turn) for c, groups in zip(choices, grouped, strict=True)}
        answer = read_answer(question, decided(question, picks), texts)
        shares.append(0.0 if answer is None else score_answer(question, entry.key, answer, texts).share)
    return math.fsum(shares) / turns


def _groups(rank: Rank) -> list[list[int]]:
    """The options' places, best ones first, those that are alike in one group."""
    return [[i for i, liked in enumerate(rank) if liked == value] for value in sorted(set(rank), reverse=True)]


def _picked(decision: Decision, groups: list[list[int]], ticks: int | None, turn: int) -> list[Json]:
    places = [group[(i + turn) % len(group)] for group in groups for i in range(len(group))]
    values = [decision.options[place].value for place in places]
    several = max(1, len(values) // 2) if ticks is None else ticks
    return values[: {"one": 1, "some": several, "all": len(values)}[decision.pick]]
