"""Prepare the grading of a whole class: once for a lesson, what nbgrader does anew for every hand-in."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbformat.v4.rwbase import split_lines, strip_transient
from traitlets.config import Config

from ..bank import current_bank
from ..grading import GradedCell, Rebuilt, Template, make_template, rebuilt_notebook
from ..questions import Key, Question
from ..release import Kept, grade_id, is_our_cell, kept_releases
from . import configure
from .graded import grade_id_of, graded_cell

_REBUILD = f"{__package__}.autograde.RebuildHandIn"


@dataclass(frozen=True)
class Prepared:
    """What the grading of a lesson's hand-ins needs to know; it can be sent to another process."""

    lesson: str
    kept: tuple[Kept, ...]
    current: Mapping[str, tuple[Question, Key]]
    templates: Mapping[str, Template]

    @property
    def cells(self) -> tuple[GradedCell, ...]:
        """The graded cells of the gradebook."""
        return self.templates[self.kept[-1].digest].cells


def prepare(course: Path, lesson: str, converter: Any) -> Prepared | None:
    """Everything that is the same for all hand-ins of a lesson; ``converter`` is the course's own nbgrader Autograde.

    None where nbgrader itself has to grade: if the lesson has graded or solution cells of the teacher's own, or if the
    course does more in grading than this package asks for.
    """
    kept = kept_releases(course, lesson)
    if not kept or not _is_as_configured(converter):
        return None
    templates = {release.digest: _template(lesson, release, kept[-1], converter) for release in kept}
    questions = {grade_id(name) for release in kept for name in release.contents.questions}
    if any(cell.name not in questions for template in templates.values() for cell in template.cells):
        return None
    if any(_is_teachers_solution(cell) for release in kept for cell in release.notebook["cells"]):
        return None
    current = {name: (entry.question, entry.key) for name, entry in current_bank(course).entries.items()}
    return Prepared(lesson, tuple(kept), current, templates)


def _template(lesson: str, release: Kept, latest: Kept, converter: Any) -> Template:
    blank = Rebuilt(release.digest, {}, (), "")
    notebook = from_dict(rebuilt_notebook(blank, release, latest, {}))
    resources = {
        "nbgrader": {"notebook": lesson, "assignment": lesson, "student": "", "db_url": converter.coursedir.db_url},
        "metadata": {"name": lesson, "path": ""},
    }
    for preprocessor in _classes(converter.sanitize_preprocessors):
        if f"{preprocessor.__module__}.{preprocessor.__name__}" != _REBUILD:
            notebook, resources = preprocessor(parent=converter).preprocess(notebook, resources)
    cells = [graded_cell(cell) for cell in notebook.cells if grade_id_of(cell)]
    return make_template(strip_transient(split_lines(deepcopy(notebook))), cells)


def _is_as_configured(converter: Any) -> bool:
    """Whether the course grades as this package's configuration says, and does nothing else besides."""
    ours = Config()
    configure(ours)
    lists = ("sanitize_preprocessors", "autograde_preprocessors")
    same = all(_classes(getattr(converter, name)) == _classes(getattr(ours.Autograde, name)) for name in lists)
    hooks = converter.pre_convert_hook or converter.post_convert_hook
    return bool(same and not hooks and converter.create_student and not converter.coursedir.groupshared)


def _classes(preprocessors: Sequence[Any]) -> list[Any]:
    found = []
    for preprocessor in preprocessors:
        if isinstance(preprocessor, str):
            module, _, name = preprocessor.rpartition(".")
            found.append(getattr(importlib.import_module(module), name))
        else:
            found.append(preprocessor)
    return found


def _is_teachers_solution(cell: Any) -> bool:
    flags = cell["metadata"].get("nbgrader", {})
    return not is_our_cell(cell) and bool(flags.get("solution") or flags.get("task"))
