"""order: the student puts items in order. The answer is the list of all item ids as the student has them.

The key's answer is a list of groups of ids, from first to last; the order inside a group does not matter. A list that
the student has neither moved nor confirmed is blank: every order is an answer, the one shown at first included.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import permutations
from math import factorial, prod
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks, as_options
from .._question import Key, Question, Row, Score, UnreadableAnswer, scored
from .._rules import rules

RULES = rules("longest-run", "all-or-nothing")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "order.js"
STYLE = Path(__file__).parent / "order.css"

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_SHIFTED = "In the right order with other items, but shifted by one that is not."


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    """All items, each once: an order that leaves one out cannot be told from a damaged one."""
    if answer is None:
        return None
    if not isinstance(answer, list):
        raise UnreadableAnswer("the answer must be a list of all items in order")
    ids = _ids(question)
    # Compared one by one: what a damaged answer holds need not be hashable, or a string.
    if any(not isinstance(item, str) or item not in ids for item in answer):
        raise UnreadableAnswer("the answer names an item that this question does not have")
    if len(set(answer)) < len(answer):
        raise UnreadableAnswer("the answer names an item twice")
    if len(answer) < len(ids):
        raise UnreadableAnswer(f"the answer leaves out {len(ids) - len(answer)} of the {len(ids)} items")
    return list(answer)


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    """Under longest-run, the longest common subsequence with any valid order, as a share of all items."""
    right, n = len(longest_run(_ranks(key, answer))), len(answer)
    share = right / n if question.rule == "longest-run" else float(right == n)
    if question.rule == "longest-run":
        return scored(share, [f"the longest run in the right order has {right} of {n}"])
    return scored(share, [f"{right} of {n} in the right order"])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    """One row an item, in the student's order: feedback without the key shows these rows, and the key's order would tell.

    With the key, an item at a place of its own is right; one out of the longest run is not; what stands in that run, but
    shifted, is neither.
    """
    order = answer or _ids(question)
    words = {item["id"]: item["text"] for item in question.body["items"]}
    in_run = {order[i] for i in longest_run(_ranks(key, order))} if key and answer else set()
    places = _places(key) if key else {}
    found = []
    for i, item in enumerate(order):
        given = _place_words(question, i) if answer else ""
        row = Row(words[item], chosen=bool(given), given=given, part=item)
        if key is not None:
            shifted = item in in_run and i not in places[item]
            right = None if shifted else bool(given) and i in places[item]
            note = _SHIFTED if shifted else "" if right else key.why_not.get(item, "")
            wanted = " or ".join(_place_words(question, place) for place in places[item])
            row = row._replace(right=right, note=note, wanted=wanted)
        found.append(row)
    if key is None and not answer:
        # The places have no items yet: whoever reads the page without the script is told what the ends are called.
        found += [
            Row(f"{end.capitalize()} place: {question.body[end]}", False) for end in ("first", "last") if end in question.body
        ]
    return tuple(found)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """Every order is as likely as every other."""
    sizes = tuple(len(group) for group in key.answer)
    return _mean_run(sizes) / sum(sizes) if question.rule == "longest-run" else _valid_orders(sizes)


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    ids = _ids(question)
    return rng.sample(ids, len(ids))


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return [item for group in key.answer for item in group]


def decisions(question: Question) -> tuple[Decision, ...]:
    return (Decision("", "", as_options(question.body["items"]), "all"),)


def decided(question: Question, picks: Picks) -> Json:
    return list(picks[""])


def longest_run(ranks: Sequence[int]) -> list[int]:
    """The positions of a longest subsequence of ``ranks`` that never falls; of several, the same one every time.

    As items of one rank may stand in any order, this is also a longest subsequence that an order of these ranks has in
    common with any valid one. Patience sorting: ``ends[k]`` is the position at which the best run of k + 1 items ends.
    """
    ends: list[int] = []
    lowest: list[int] = []  # the ranks at these positions
    before: list[int | None] = []
    for i, rank in enumerate(ranks):
        k = bisect_right(lowest, rank)
        before.append(ends[k - 1] if k else None)
        ends[k : k + 1], lowest[k : k + 1] = [i], [rank]
    run: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        run.append(at)
        at = before[at]
    return run[::-1]


@lru_cache(maxsize=256)
def _mean_run(sizes: tuple[int, ...]) -> float:
    """The mean length of the longest run over all orders of groups of these sizes."""
    ranks = [rank for rank, size in enumerate(sizes) for _ in range(size)]
    total = 0
    for order in permutations(ranks):
        # The length alone: 8! orders are 40,320, and there is no need of the run itself.
        lowest: list[int] = []
        for rank in order:
            k = bisect_right(lowest, rank)
            lowest[k : k + 1] = [rank]
        total += len(lowest)
    return total / factorial(len(ranks))


def _valid_orders(sizes: tuple[int, ...]) -> float:
    """The share of all orders that are valid."""
    return prod(map(factorial, sizes)) / factorial(sum(sizes))


def _ids(question: Question) -> list[str]:
    return [item["id"] for item in question.body["items"]]


def _ranks(key: Key, order: Sequence[str]) -> list[int]:
    ranks = {item: rank for rank, group in enumerate(key.answer) for item in group}
    return [ranks[item] for item in order]


def _places(key: Key) -> dict[str, range]:
    """The places, counted from 0, at which each item may stand."""
    found: dict[str, range] = {}
    start = 0
    for group in key.answer:
        found.update(dict.fromkeys(group, range(start, start + len(group))))
        start += len(group)
    return found


def _place_words(question: Question, index: int) -> str:
    """A place in the order, counted from 0, in words; the ends with what they are called: "1st (earliest)"."""
    end = {0: question.body.get("first"), len(question.body["items"]) - 1: question.body.get("last")}.get(index)
    ordinal = f"{index + 1}{_ENDINGS.get(index + 1, 'th')}"
    return f"{ordinal} ({end})" if end else ordinal
