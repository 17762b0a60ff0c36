"""``nbgrader generate_assignment``: put texts and questions into the lesson, and keep what was released."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor

from ..bank import load_bank
from ..contents import Contents
from ..release import is_our_cell, keep, make_release, refuse_extra_files, release_digest


class EmbedQuestions(NbGraderPreprocessor):  # type: ignore[misc]
    """First of all preprocessors: what it expands is what nbgrader records in the gradebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        if not _is_ours(nb):
            return nb, resources
        lesson = resources["nbgrader"]["assignment"]
        # nbgrader copies every other file of the folder to the students, and again into each feedback.
        refuse_extra_files(Path(resources["metadata"]["path"]))
        # nbgrader makes the course's folder the current one before it converts.
        bank = load_bank(Path.cwd())
        released, contents = make_release(lesson, nb, bank)
        resources["pairedtexts"] = (bank, contents)
        return from_dict(released), resources


class ClearOtherSolutions(ClearSolutions):  # type: ignore[misc]
    """Clears what is a solution; our own cells that a person grades are for nbgrader solutions, but hold none."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        if is_our_cell(cell):
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]


class KeepRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """Last of all preprocessors: name the finished notebook by its digest, and keep it with the keys of its day."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        if "pairedtexts" not in resources:
            return nb, resources
        bank, contents = resources.pop("pairedtexts")
        for cell in filter(is_our_cell, nb.cells):
            if cell.metadata.get("nbgrader", {}).get("solution"):
                # Unchanged, as it always is, nbgrader would call it unanswered: its Validate button would tell students
                # that it fails. The gradebook keeps the checksum, and grading takes it from there.
                del cell.metadata.nbgrader["checksum"]
        nb.metadata["pairedtexts"]["release"]["digest"] = release_digest(nb)
        keep(Path.cwd(), nb, contents, _keys(bank, contents))
        return nb, resources


def _keys(bank: Any, contents: Contents) -> dict[str, Any]:
    return {name: bank.entries[name].key for name in contents.questions}


def _is_ours(nb: Any) -> bool:
    """Whether a notebook uses this package; a course may hold other nbgrader assignments beside its lessons."""
    return any(cell.cell_type == "code" and "pairedtexts" in cell.source for cell in nb.cells)
