"""number: a number that is counted or computed. The answer is what was typed, ``"122"``; what it means is read leniently.

All numbers in the two halves are decimal strings: they are compared exactly, as fractions. The body holds ``range``
([lowest, highest]) and ``step``, and where the author gave them ``unit`` and ``counting``; the key's answer is
``{"value": "122", "tolerance": "2"}``.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks
from .._question import Key, Question, Row, Score, scored
from .._rules import rules
from .._typed import read_typed

RULES = rules("all-or-nothing")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "number.js"
STYLE = Path(__file__).parent.parent / "_typed.css"

_SAME = str.maketrans({**dict.fromkeys("‐‑‒–—−﹣－", "-"), "⁄": "/", "∕": "/", "％": "%", "٪": "%", "＋": "+"})
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([ ,])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]*)?")
_NUMBER = re.compile(r"([0-9]*)(?:[.,]([0-9]*))?")
_FRACTION = re.compile(r"([0-9]+) ?/ ?(0*[1-9][0-9]*)")


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    """What was typed. What is no number is wrong, not unreadable: the field has said so all the time."""
    return read_typed(answer)


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    right = _is_right(question, key, answer)
    read = number_in(answer, question.body.get("unit", ""))
    return scored(float(right), ["right" if right else "not right" if read else "not read as a number"])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    body = question.body
    unit = body.get("unit", "")
    line = f"A number from {body['range'][0]} to {body['range'][1]}" + (f" ({unit})" if unit else "")
    typed: str = answer or ""
    row = Row(line, chosen=bool(typed), given=_as_read(typed, unit) if typed else "")
    if key is not None:
        row = row._replace(right=_is_right(question, key, typed), wanted=_accepted_words(key))
    # The counting rule is part of what is asked: without it the number means nothing.
    return (Row(f"How to count: {body['counting']}", chosen=False), row) if "counting" in body else (row,)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser types a number of the range, each step with the same probability."""
    low, step, steps = _steps(question)
    first = max(0, math.ceil((_least(key) - low) / step))
    last = min(steps - 1, math.floor((_most(key) - low) / step))
    return max(0, last - first + 1) / steps


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    low, step, steps = _steps(question)
    return decimal(low + step * rng.randrange(steps))


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return str(key.answer["value"])


def decisions(question: Question) -> tuple[Decision, ...]:
    return ()


def decided(question: Question, picks: Picks) -> Json:
    return None


def number_in(typed: str, unit: str = "") -> str:
    """The number that was typed, plainly written ("1234", "0.5", "-3", "1/2"); "" where it is not read as one.

    Thousands may be grouped, a percent sign or the question's own unit may follow, digits may be of any script; both
    "0.5" and "0,5" are one half, but "1,234" is more than a thousand. The field in the browser says how it reads what
    is typed, by the same rules.
    """
    text = "".join(str(int(char)) if char.isdecimal() else char for char in typed.translate(_SAME)).lower()
    text = text.removesuffix(unit.lower()).rstrip().removesuffix("%").rstrip()
    sign = "-" if text.startswith("-") else ""
    text = re.sub("^[-+] ?", "", text)
    if fraction := _FRACTION.fullmatch(text):
        return f"{sign}{_whole(fraction[1])}/{_whole(fraction[2])}"
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "").replace(",", "")
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[1] or found[2]):
        return ""
    return f"{sign}{_whole(found[1])}" + (f".{found[2]}" if found[2] else "")


def decimal(value: Fraction) -> str:
    """A number that has a finite decimal form, in that form."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = str(abs(int(value * 10**digits))).rjust(digits + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole)


def _whole(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _is_right(question: Question, key: Key, answer: str) -> bool:
    read = number_in(answer, question.body.get("unit", ""))
    return bool(read) and _least(key) <= Fraction(read) <= _most(key)


def _least(key: Key) -> Fraction:
    return Fraction(key.answer["value"]) - Fraction(key.answer["tolerance"])


def _most(key: Key) -> Fraction:
    return Fraction(key.answer["value"]) + Fraction(key.answer["tolerance"])


def _steps(question: Question) -> tuple[Fraction, Fraction, int]:
    """Where the range begins, the step, and how many numbers lie on it."""
    low, high = map(Fraction, question.body["range"])
    step = Fraction(question.body["step"])
    return low, step, math.floor((high - low) / step) + 1


def _as_read(answer: str, unit: str) -> str:
    read = number_in(answer, unit)
    if not read:
        return f"{answer} (not read as a number)"
    return answer if read == answer else f"{answer} (read as {read})"


def _accepted_words(key: Key) -> str:
    value = str(key.answer["value"])
    least, most = decimal(_least(key)), decimal(_most(key))
    return value if least == most else f"{value} (from {least} to {most} counts as right)"
