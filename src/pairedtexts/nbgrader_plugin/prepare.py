"""Prepare the grading of a whole class: once for a lesson, what nbgrader does anew for every hand-in."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbformat.v4.rwbase import split_lines, strip_transient
from traitlets.config import Config

from .. import __version__
from ..bank import current_bank
from ..digest import digest
from ..grading import Rebuilt, Template, make_template, rebuilt_notebook
from ..questions import Key, Question
from ..release import Kept, grade_id, is_our_cell, kept_releases
from . import CONFIG, configure
from .file_desk import Prepared
from .gradebook import lesson_tables
from .graded import grade_id_of, graded_cell
from .kernel_desk import KernelPlan

_REBUILD = f"{__package__}.autograde.RebuildHandIn"


def prepare(course: Path, lesson: str, converter: Any) -> Prepared | KernelPlan | None:
    """Everything that is the same for all hand-ins of a lesson; ``converter`` is the course's own nbgrader Autograde.

    None where nbgrader itself has to grade, because the course does more in grading than this package asks for.
    """
    kept = tuple(kept_releases(course, lesson))
    if not kept or not _is_as_configured(converter):
        return None
    asked = {name for release in kept for name in release.contents.questions}
    entries = current_bank(course).entries
    current = {name: (entries[name].question, entries[name].key) for name in sorted(asked & entries.keys())}
    templates = {release.digest: _template(lesson, release, kept[-1], converter) for release in kept}
    made_from = _made_from(course, kept, current, templates)
    questions = {grade_id(name) for name in asked}
    cells = [cell for template in templates.values() for cell in template.cells]
    if all(cell.name in questions for cell in cells) and not any(_has_teachers_solution(release) for release in kept):
        return Prepared(lesson, kept, current, templates, made_from)
    of_questions = {
        name: tuple(cell for cell in template.cells if cell.name in questions) for name, template in templates.items()
    }
    tables = lesson_tables(converter.coursedir.db_url, lesson)
    made_from = digest([made_from, repr(tables)], 64)
    return KernelPlan(course.resolve(), lesson, kept, current, of_questions, tables, made_from)


def _made_from(
    course: Path,
    kept: Sequence[Kept],
    current: Mapping[str, tuple[Question, Key]],
    templates: Mapping[str, Template],
) -> str:
    """A digest of everything that grades depend on beside the hand-ins."""
    keys = {name: [question.version, key.to_json()] for name, (question, key) in current.items()}
    kept_keys = {release.digest: {name: key.to_json() for name, key in release.keys.items()} for release in kept}
    made = {name: [template.pieces, template.gaps, template.cells] for name, template in templates.items()}
    return digest([__version__, (course / CONFIG).read_text(encoding="utf-8"), keys, kept_keys, made], 64)


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
    same = same and _classes([converter.exporter_class]) == _classes([ours.Autograde.exporter_class])
    more = converter.pre_convert_hook or converter.post_convert_hook
    return bool(same and not more and converter.create_student and not converter.coursedir.groupshared)


def _classes(preprocessors: Sequence[Any]) -> list[Any]:
    found = []
    for preprocessor in preprocessors:
        if isinstance(preprocessor, str):
            module, _, name = preprocessor.rpartition(".")
            found.append(getattr(importlib.import_module(module), name))
        else:
            found.append(preprocessor)
    return found


def _has_teachers_solution(release: Kept) -> bool:
    flags = [cell["metadata"].get("nbgrader", {}) for cell in release.notebook["cells"] if not is_our_cell(cell)]
    return any(flag.get("solution") or flag.get("task") for flag in flags)
