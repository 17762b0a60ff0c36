"""Fixtures that stand on the real lessons, quizzes and texts of this repository."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timezone
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, settings

from pairedtexts.bank import Bank, load_bank
from pairedtexts.contents import Contents
from pairedtexts.course import fill_in, new_course
from pairedtexts.questions import right_answer, score_answer
from pairedtexts.release import Kept, kept_releases
from sample_course import EVERY_TYPE, REPOSITORY, make_sample_course, read_samples

LESSONS = ("federalism", "lateral_reading", "media_bias", "write_it_fair")

# Machines are shared and noisy: no test asserts on seconds, so hypothesis must not either.
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The bank of the lessons that come with the package."""
    return load_bank(REPOSITORY)


@pytest.fixture(scope="session")
def one_question(bank: Bank) -> str:
    """A graded question of the lesson `federalism`, whose name is part of no other name."""
    names = [name for name, entry in bank.entries.items() if entry.question.graded and name.startswith("federalism/")]
    return next(name for name in names if sum(other.startswith(name) for other in bank.entries) == 1)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A new course, nothing released."""
    return new_course(tmp_path / "course")


@pytest.fixture(scope="session")
def _released_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pairedtexts.nbgrader_plugin import steps

    made = new_course(tmp_path_factory.mktemp("released") / "course")
    for lesson in LESSONS:
        steps.release(made, lesson)
    return made


@pytest.fixture
def released(_released_template: Path, tmp_path: Path) -> Path:
    """A course of its own in which all lessons are released."""
    return Path(shutil.copytree(_released_template, tmp_path / "course"))


@pytest.fixture(scope="session")
def samples() -> Bank:
    """The bank of the sample questions of every type."""
    return read_samples()[0]


@pytest.fixture(scope="session")
def _sample_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pairedtexts.nbgrader_plugin import steps

    made = make_sample_course(tmp_path_factory.mktemp("samples") / "course")
    steps.release(made, EVERY_TYPE)
    return made


@pytest.fixture
def sample_course(_sample_template: Path, tmp_path: Path) -> Path:
    """A course of its own with the sample questions, whose one lesson, `every_type`, is released."""
    return Path(shutil.copytree(_sample_template, tmp_path / "samples"))


@pytest.fixture(scope="session")
def sample_release(_sample_template: Path) -> Kept:
    """The release of the lesson `every_type`."""
    return latest(_sample_template, EVERY_TYPE)


def latest(course: Path, lesson: str) -> Kept:
    """The lesson's latest release."""
    return kept_releases(course, lesson)[-1]


def right_answers(release: Kept) -> dict[str, object]:
    """An answer that earns everything, for every question of a release."""
    contents: Contents = release.contents
    return {name: right_answer(question, release.keys[name], contents.texts) for name, question in contents.questions.items()}


def most_points(release: Kept) -> tuple[float, float]:
    """What a machine gives for right answers, and what all graded questions are worth; a person gives the rest."""
    contents, right = release.contents, right_answers(release)
    graded = [question for question in contents.questions.values() if question.graded]
    shares = [score_answer(q, release.keys[q.id], right[q.id], contents.texts).share for q in graded]
    given = sum(share * question.points for share, question in zip(shares, graded, strict=True))
    return given, sum(question.points for question in graded)


def misspelled(name: str) -> str:
    """The name of a question with a letter left out."""
    return name[:-2] + name[-1]


def handed_in(release: Kept, answers: dict[str, object], minute: int = 0) -> dict:
    """A student's notebook with these answers; another ``minute`` makes another receipt."""
    begun = datetime(2026, 9, 1, 8, minute % 60, tzinfo=timezone.utc)
    return fill_in(release.notebook, release.contents, answers, begun)


def put_hand_in(course: Path, student: str, lesson: str, notebook: dict | bytes) -> Path:
    """Lay a hand-in where collected ones lie, or in the place of an earlier one: a notebook, or the bytes of a file."""
    path = course / "submitted" / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, bytes):
        path.write_bytes(notebook)
    else:
        path.write_text(nbformat.writes(nbformat.from_dict(json.loads(json.dumps(notebook)))), encoding="utf-8")
    return path
