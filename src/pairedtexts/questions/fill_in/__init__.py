"""fill-in: a passage with gaps. The answer is ``{gap id: option id, or what was typed}``.

The body holds the passage's ``pieces``, one more than there are gaps, and the ``gaps``: a gap with ``options`` is chosen,
one without is typed. The key's answer is ``{gap id: option id, or the list of accepted forms}``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from ...digest import Json
from ...texts import Text
from .._cells import CELL_RULES, cell_rows, cells_chance, read_cells, score_cells
from .._decisions import Decision, Picks, as_options, picked_cells
from .._question import Key, Question, Row, Score, UnreadableAnswer
from .._typed import forms_in_words, guess_word, is_one_of, read_typed, word_chance

RULES = CELL_RULES
BY_HAND = ()
SCRIPT = Path(__file__).parent / "fill_in.js"
STYLE = Path(__file__).parent.parent / "_typed.css"

_AROUND = 5
"""Words of the passage that a gap is shown between."""


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    return read_cells(list(_gaps(question)), answer, partial(_read_gap, question))


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    return score_cells(question, key, answer, list(_gaps(question)), partial(_is_right, question))


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    lines = {gap: f"Gap {number} ({_place(question, number)})" for number, gap in enumerate(_gaps(question), start=1)}
    gaps = cell_rows(
        lines,
        answer,
        key,
        words=partial(_words, question),
        wanted=partial(_wanted, question),
        is_right=partial(_is_right, question),
    )
    return Row(_passage(question), chosen=False), *gaps


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser fills every gap for itself: with one of its options, or with one word of the question's texts."""
    names = question.body.get("texts", ())
    return cells_chance(
        question.rule,
        [
            1 / len(gap["options"]) if "options" in gap else word_chance(names, texts, key.answer[name])
            for name, gap in _gaps(question).items()
        ],
    )


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    names = question.body.get("texts", ())
    return {
        name: rng.choice(gap["options"])["id"] if "options" in gap else guess_word(names, texts, rng)
        for name, gap in _gaps(question).items()
    }


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    return {name: key.answer[name] if "options" in gap else key.answer[name][0] for name, gap in _gaps(question).items()}


def decisions(question: Question) -> tuple[Decision, ...]:
    """The gaps that are chosen; one that is typed offers nothing."""
    return tuple(
        Decision(name, _place(question, number), as_options(gap["options"]))
        for number, (name, gap) in enumerate(_gaps(question).items(), start=1)
        if "options" in gap
    )


def decided(question: Question, picks: Picks) -> Json:
    return picked_cells(picks)


def _gaps(question: Question) -> dict[str, Json]:
    return {gap["id"]: gap for gap in question.body["gaps"]}


def _options(question: Question, gap: str) -> dict[str, str]:
    """The words of a gap's options by id; none for a gap that is typed."""
    return {option["id"]: option["text"] for option in _gaps(question)[gap].get("options", ())}


def _read_gap(question: Question, gap: str, value: Json) -> Json:
    options = _options(question, gap)
    if not options:
        return read_typed(value)
    if not isinstance(value, str) or value not in options:
        raise UnreadableAnswer("the answer names a word that this gap does not offer")
    return value


def _is_right(question: Question, key: Key, gap: str, value: Json) -> bool:
    wanted = key.answer[gap]
    return bool(value == wanted) if _options(question, gap) else is_one_of(value, wanted)


def _words(question: Question, gap: str, value: Json) -> str:
    return str(_options(question, gap).get(value, value))


def _wanted(question: Question, key: Key, gap: str) -> str:
    wanted = key.answer[gap]
    return _options(question, gap)[wanted] if isinstance(wanted, str) else forms_in_words(wanted)


def _passage(question: Question) -> str:
    """The whole passage, its gaps numbered, with what can be chosen for each."""
    text: str = question.body["pieces"][0]
    following = zip(_gaps(question), question.body["pieces"][1:], strict=True)
    for number, (gap, piece) in enumerate(following, start=1):
        options = _options(question, gap).values()
        text += f"[{number}] ____" + (f" ({' / '.join(options)})" if options else "") + piece
    return text


def _place(question: Question, number: int) -> str:
    """A gap between the words before and after it."""
    pieces = question.body["pieces"]
    before, after = pieces[number - 1].split(" "), pieces[number].split(" ")
    left = " ".join(before[-_AROUND - 1 :]).lstrip(" ,;:.")
    right = " ".join(after[: _AROUND + 1]).rstrip()
    start = "… " if number > 1 or len(before) > _AROUND + 1 else ""
    end = " …" if number < len(pieces) - 1 or len(after) > _AROUND + 1 else ""
    return f"{start}{left}[{number}]{right}{end}"
