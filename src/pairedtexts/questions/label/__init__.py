"""label: the student names the technique of a highlighted phrase. The answer is an option's id, or a list of them.

Experts disagree about such labels, so the key's answer is a weight for each label that counts, by the option's id. Where
one label is chosen it lies above 0 and up to 1; where several may be chosen weights add up, and may lie below 0.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from itertools import combinations
from math import fsum
from pathlib import Path
from typing import Literal

from ...digest import Json
from ...texts import Text
from .._decisions import Decision, Picks, as_options
from .._options import option_ids, option_rows, read_choice, read_choices
from .._question import Key, Question, Row, Score, scored
from .._rules import rules

RULES = rules("weights")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "label.js"
STYLE = None


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    if answer is None:
        return None
    return (read_choices if question.body["several"] else read_choice)(question, answer)


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    share = _share(key, _chosen(answer))
    if question.body["several"]:
        fit = sum(_weight(key, option) > 0 for option in answer)
        labels = sum(weight > 0 for weight in key.answer.values())
        wrong = len(answer) - fit
        return scored(
            share, [f"{fit} of {labels} labels that fit chosen", f"{wrong} that {'does' if wrong == 1 else 'do'} not"]
        )
    if 0 < share < 1:
        return scored(share, ["a label that is accepted", f"{_percent(share)} of the points"])
    return scored(share, ["the label that fits best" if share else "not a label that fits"])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    fitting = {option for option, weight in key.answer.items() if weight > 0} if key else set()
    labels = option_rows(question, set(_chosen(answer)), key, fitting)
    if key is not None:
        labels = tuple(row._replace(note=_note(question, key, row), called=_called(question, key, row)) for row in labels)
    return (_phrase_row(question.body["phrase"]), *labels)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser chooses one label, or ticks each with probability one half; who ticks nothing earns nothing."""
    options = option_ids(question)
    if not question.body["several"]:
        return fsum(key.answer.values()) / len(options)
    shares = [_share(key, chosen) for size in range(1, len(options) + 1) for chosen in combinations(options, size)]
    return float(fsum(shares) / 2.0 ** len(options))


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    options = option_ids(question)
    if not question.body["several"]:
        return rng.choice(options)
    return [option for option in options if rng.random() < 0.5]


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    if not question.body["several"]:
        return max(option_ids(question), key=lambda option: _weight(key, option))
    return [option for option in option_ids(question) if _weight(key, option) > 0]


def decisions(question: Question) -> tuple[Decision, ...]:
    pick: Literal["one", "some"] = "some" if question.body["several"] else "one"
    return (Decision("", question.body["phrase"]["quote"], as_options(question.body["options"]), pick),)


def decided(question: Question, picks: Picks) -> Json:
    return list(picks[""]) if question.body["several"] else picks[""][0]


def _chosen(answer: Json | None) -> list[str]:
    return [answer] if isinstance(answer, str) else list(answer or ())


def _weight(key: Key, option: str) -> float:
    return float(key.answer.get(option, 0.0))


def _share(key: Key, chosen: Collection[str]) -> float:
    # fsum: ten tenths are one, in whatever order they come.
    return min(1.0, max(0.0, fsum(_weight(key, option) for option in chosen)))


def _percent(weight: float) -> str:
    return f"{abs(weight) * 100:.4g} %"


def _called(question: Question, key: Key, row: Row) -> str:
    """What a label that counts is called: the best is told from one that is only accepted."""
    weight = _weight(key, row.part)
    if weight == 1:
        return "fits best"
    said = "fits" if question.body["several"] else "accepted"
    return f"{said}, {'half' if weight == 0.5 else _percent(weight)}"


def _note(question: Question, key: Key, row: Row) -> str:
    """What the key says of a label: how much it counts, and why not more."""
    weight, why = _weight(key, row.part), key.why_not.get(row.part, "")
    if weight == 1:
        said = "Fits best."
    elif weight > 0:
        said = f"{'Fits' if question.body['several'] else 'Accepted'}: counts {_percent(weight)}."
    else:
        said = f"Takes {_percent(weight)} away." if weight else ""
    return " ".join(filter(None, [why, said] if weight <= 0 else [said, why]))


def _phrase_row(phrase: Mapping[str, str]) -> Row:
    """The phrase and its sentence, for a reader of a printed page."""
    # Shown between quotation marks of its own: those that the phrase begins or ends with would double them.
    words = " ".join(phrase["quote"].split()).strip('"“”‘’')
    sentence = " ".join((phrase["before"] + phrase["quote"] + phrase["after"]).split())
    around = f", in: {sentence}" if phrase["before"].strip() or phrase["after"].strip() else ""
    return Row(f"In the text: “{words}” ({phrase['outlet']}, {phrase['place']}){around}", chosen=False)
