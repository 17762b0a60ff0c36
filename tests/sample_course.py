"""A course made of this repository's texts and of every sample quiz: what holds for every question type is tested on it.

A new type needs one file here, ``samples/quizzes/<type>.yaml``, and all of those tests run over its questions.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pairedtexts.bank import Bank, Entry, Finding, load_bank, read_bank
from pairedtexts.course import new_course
from pairedtexts.digest import Json
from pairedtexts.questions import Key, Question, guess, read_answer, right_answer, score_answer
from pairedtexts.texts import Text

REPOSITORY = Path(__file__).parents[1]
SAMPLES = Path(__file__).parent / "samples" / "quizzes"
EVERY_TYPE = "every_type"
"""The lesson that reads both texts and asks every question of every sample quiz."""


def make_sample_course(target: Path) -> Path:
    """A course ready for nbgrader: the samples in place of the shipped quizzes, one lesson that asks them all."""
    course = new_course(target)
    for folder in ("lessons", "quizzes"):
        shutil.rmtree(course / folder)
    shutil.copytree(SAMPLES, course / "quizzes")
    bank, _ = read_bank(course)
    lesson = course / "lessons" / EVERY_TYPE / f"{EVERY_TYPE}.ipynb"
    lesson.parent.mkdir(parents=True)
    lesson.write_text(json.dumps(lesson_of(bank)), encoding="utf-8")
    return course


def lesson_of(bank: Bank) -> Json:
    """A lesson notebook that reads all texts of a bank, asks all of its questions under a heading each quiz, and hands in."""
    cells = [_markdown("title", "# Every type of question"), _code("import", "import pairedtexts as pt")]
    cells.append(_code("read", f"pt.read({', '.join(map(json.dumps, bank.texts))})"))
    for quiz, entries in bank.quizzes().items():
        cells.append(_markdown(f"quiz-{quiz}", f"## {quiz}"))
        cells += [_code(f"q-{quiz}-{number}", f'pt.ask("{entry.question.id}")') for number, entry in enumerate(entries)]
    cells.append(_code("hand-in", "pt.hand_in()"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}


def _markdown(name: str, source: str) -> Json:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _code(name: str, source: str) -> Json:
    return {"cell_type": "code", "id": name, "metadata": {}, "source": source, "execution_count": None, "outputs": []}


@cache
def read_samples() -> tuple[Bank, list[Finding]]:
    """The bank of the samples, and what is wrong with them."""
    with TemporaryDirectory() as folder:
        return read_bank(make_sample_course(Path(folder) / "course"))


@cache
def everything() -> Bank:
    """The samples, and what ships with the package."""
    samples, shipped = read_samples()[0], load_bank(REPOSITORY)
    return Bank(shipped.texts, {**samples.entries, **shipped.entries})


def with_keys(bank: Bank) -> dict[str, Entry]:
    """The questions that have a right answer: all but surveys."""
    return {name: entry for name, entry in bank.entries.items() if entry.question.rule != "not-scored"}


def other_answers(question: Question, key: Key, texts: dict[str, Text], limit: int = 400) -> Iterator[tuple[Json, float]]:
    """Guesses that can be read and are not blank, each with the share it earns; the same ones every time."""
    rng = random.Random(f"other answers {question.id}")
    for _ in range(limit):
        answer = read_answer(question, guess(question, texts, rng), texts)
        if answer is not None:
            yield answer, score_answer(question, key, answer, texts).share


def less_than_right(question: Question, key: Key, texts: dict[str, Text]) -> Json:
    """An answer that earns less than the right one, and more than nothing where a guess finds one."""
    best = score_answer(question, key, right_answer(question, key, texts), texts).share
    found = [(answer, share) for answer, share in other_answers(question, key, texts) if share < best - 1e-9]
    return max(found, key=lambda pair: pair[1])[0] if found else None
