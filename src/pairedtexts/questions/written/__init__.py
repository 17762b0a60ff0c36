"""written: free text. A checklist is scored by machine, and seen live by the student; a teacher gives the rest by a rubric.

The answer is the text. The checklist is part of the task, so all of it is public, each check with its share of the points;
the key's answer is ``{"rubric": [{"id", "for", "points"}], "model": words}``.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks
from .._points import points_words
from .._question import Key, Question, Row, Score, UnreadableAnswer, scored
from .._rules import rules
from ._checks import Found, bounds_words, count_words, length_words, run_checks, sources
from ._compose import compose

RULES = rules("checklist", "by-hand", "checklist-alone")
BY_HAND = ("checklist", "by-hand")
SCRIPT = Path(__file__).parent / "written.js"
STYLE = Path(__file__).parent / "written.css"

LONGEST = 20_000
"""Characters of an answer: about ten pages."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")
_FILLER = "I have not read the texts."


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    """The text with one kind of line end, without control characters and direction marks, and without spaces at its end."""
    if answer is None:
        return None
    if not isinstance(answer, str):
        raise UnreadableAnswer("the answer must be a text")
    if any("\ud800" <= char <= "\udfff" for char in answer):
        raise UnreadableAnswer("the text holds half a character, which no file can keep")
    text = _NOT_TEXT.sub("", answer.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
    if len(text) > LONGEST:
        raise UnreadableAnswer(f"the text has {len(text):,} characters, at most {LONGEST:,} are allowed")
    return text or None


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    checks = question.body["checklist"]
    found = _found(question, answer, texts)
    parts = [
        f"{check['words']}: {'yes' if done else 'no'} ({said})" for check, (done, said) in zip(checks, found, strict=True)
    ]
    share = math.fsum(check["share"] for check, (done, _) in zip(checks, found, strict=True) if done)
    if question.rule == "checklist-alone":
        done = sum(done for done, _ in found)
        # The checklist itself stands in the rows.
        return scored(1.0 if done == len(found) else share, [f"{done} of {len(found)} on the checklist"])
    most = math.fsum(check["share"] for check in checks)
    rest = question.points * (1 - most)
    return scored(share, [*parts, f"teacher's part: {points_words(rest)} to give"], "manual", most)


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    """The text, paragraph by paragraph; how long it is; the checklist; with a key the rubric and the model answer."""
    length = question.body["length"]
    shown = [Row(line, True) for line in (answer or "").split("\n") if line.strip()]
    if answer:
        shown.append(Row(f"Length: {length_words(count_words(answer), length)}", False))
        found = _found(question, answer, texts)
        shown += [
            Row(_state(*pair), False, part=pair[0]["id"]) for pair in zip(question.body["checklist"], found, strict=True)
        ]
    else:
        shown += [Row(f"Length: {bounds_words(length)}", False)] if length else []
        shown += [Row(f"Checklist: {check['words']}", False, part=check["id"]) for check in question.body["checklist"]]
    if key is not None:
        rubric = key.answer["rubric"]
        shown += [Row(f"Rubric, {points_words(r['points'])}", False, note=r["for"], part=r["id"]) for r in rubric]
        model = [line for line in key.answer["model"].split("\n") if line.strip()]
        shown += [Row(f"Model answer: {line}", False, True, called="") for line in model]
    return tuple(shown)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """What `guess` earns: it is always the same text, so this is exact."""
    return score(question, key, _blind(question), texts).share


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    """Who has not read writes as much as is asked for and says nothing: no line cited, no fact, no quotation."""
    return _blind(question)


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return key.answer["model"] or compose(question.body, texts)


def decisions(question: Question) -> tuple[Decision, ...]:
    return ()


def decided(question: Question, picks: Picks) -> Json:
    return None


def _blind(question: Question) -> str:
    words = _FILLER.split()
    length = question.body["length"]
    number = length["least"] if length else len(words)
    return " ".join(words[i % len(words)] for i in range(number))


def _found(question: Question, answer: str, texts: Mapping[str, Text]) -> list[Found]:
    return run_checks(answer, question.body, sources(question.body["texts"], texts))


def _state(check: Json, found: Found) -> str:
    return f"{'✓ done' if found.done else '○ to do'}: {check['words']} ({found.said})"
