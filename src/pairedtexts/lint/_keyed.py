"""What there is to decide in a question, with what the key decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..bank import Entry
from ..digest import Json
from ..questions import Decision, Option, decided, decisions, right_answer, score_answer
from ..texts import Text


class Keyed(NamedTuple):
    """A decision with its right and its wrong options.

    ``shared`` says that other decisions of the question have the same options: that they are columns, not options of its own.
    """

    decision: Decision
    right: tuple[Option, ...]
    wrong: tuple[Option, ...]
    shared: bool


def keyed_decisions(entry: Entry, texts: Mapping[str, Text]) -> Iterator[Keyed]:
    """The decisions in which some options are right and some are not."""
    question, found = entry.question, decisions(entry.question)
    if not found:
        return
    offered = [decision.options for decision in found]
    answer = right_answer(question, entry.key, texts)
    picked = {decision.part: _picked(decision, answer) for decision in found}
    for decision in found:
        wanted = list(picked[decision.part])
        if decision.pick == "one" and len(found) == 1:
            # Of several labels more than one may be accepted.
            tried = ((option.value, decided(question, {decision.part: [option.value]})) for option in decision.options)
            wanted += [value for value, given in tried if score_answer(question, entry.key, given, texts).share > 0]
        right = tuple(option for option in decision.options if option.value in wanted)
        wrong = tuple(option for option in decision.options if option.value not in wanted)
        if decision.pick != "all" and right and wrong:
            yield Keyed(decision, right, wrong, offered.count(decision.options) > 1)


def _picked(decision: Decision, answer: Json) -> list[Json]:
    """What an answer picks, by its shape: one value, a list, or a value a part; below certainty and reason, if it has them."""
    if isinstance(answer, dict) and answer.keys() == {"answer", "certainty", "reason"}:
        own = _picked(decision, answer["answer"])
        # Only the second tier is no part of the type's own answer.
        return own or [answer["reason"]]
    if isinstance(answer, dict):
        return [answer[decision.part]] if decision.part in answer else []
    values = answer if isinstance(answer, list) else [answer]
    return [value for value in values if any(value == option.value for option in decision.options)]
