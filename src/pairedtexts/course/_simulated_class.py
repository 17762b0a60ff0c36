"""A class of simulated students: each answers in a copy of the release, by the same code as the widget's kernel side."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ..contents import Contents
from ..digest import Json
from ..questions import Key, guess, right_answer
from ..release import Kept
from ..responses import Record, next_record
from ..widgets import answered, record_bundle

_FIRST_NAMES = (
    *("ada", "amir", "bea", "ben", "caleb", "cleo", "dev", "dora", "ella", "finn"),
    *("gus", "hana", "ivan", "june", "kofi", "lena", "milo", "nora", "omar", "pia"),
    *("quinn", "rosa", "sam", "tara", "uma", "viktor", "wren", "xiu", "yara", "zane"),
)
_FIRST_BELL = datetime(2026, 9, 1, 8, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class SimulatedStudent:
    """``skill`` is the probability of knowing an answer; ``diligence`` that of answering at all."""

    name: str
    skill: float
    diligence: float


def simulated_class(size: int, seed: int = 0) -> list[SimulatedStudent]:
    """Students of different skill; the same ones for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    rounds = range(-(-size // len(_FIRST_NAMES)))
    names = [f"{name}{number + 1 if number else ''}" for number in rounds for name in _FIRST_NAMES][:size]
    return [SimulatedStudent(name, rng.betavariate(4, 2), 0.85 + 0.15 * rng.random()) for name in names]


def work_through(student: SimulatedStudent, release: Kept, seed: int = 0) -> Json:
    """The notebook that the student hands in; knows the keys, as only a simulation may."""
    rng = random.Random(f"{seed}/{student.name}/{release.digest}")  # noqa: S311
    answers = {
        name: _choose(student, name, release.contents, release.keys, rng)
        for name in release.contents.questions
        if rng.random() < student.diligence
    }
    return fill_in(release.notebook, release.contents, answers, _FIRST_BELL + timedelta(seconds=rng.randrange(90 * 86_400)))


def fill_in(notebook: Json, contents: Contents, answers: Mapping[str, Json], begun: datetime) -> Json:
    """A copy of a release with answers put in, in both places where a response is kept; half a minute a question."""
    copied = copy.deepcopy(notebook)
    records: dict[str, Record] = {}
    for i, (name, answer) in enumerate(answers.items()):
        question = contents.questions[name]
        at = (begun + timedelta(seconds=30 * (i + 1))).strftime("%Y-%m-%dT%H:%M:%SZ")
        sent = next_record(None, name, question.version, answer, at).to_json()
        records[name] = answered(question, sent, None)
    for cell in copied["cells"]:
        for name, record in records.items():
            if cell["cell_type"] == "code" and f'pt.ask("{name}")' in cell["source"]:
                bundle = record_bundle(contents.questions[name], record, contents.texts)
                cell["outputs"] = [{"output_type": "display_data", "data": bundle, "metadata": {}}]
    copied["metadata"]["pairedtexts"]["responses"] = {name: record.to_json() for name, record in records.items()}
    return copied


def _choose(student: SimulatedStudent, name: str, contents: Contents, keys: Mapping[str, Key], rng: random.Random) -> Json:
    question = contents.questions[name]
    if rng.random() < student.skill:
        return right_answer(question, keys[name], contents.texts)
    return guess(question, contents.texts, rng)
