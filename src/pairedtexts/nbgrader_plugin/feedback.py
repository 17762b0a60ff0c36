"""``nbgrader generate_feedback``: what each student gets back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets import Bool

from ..bank import load_bank
from ..grading import grade, graded_view, rebuilt_of
from ..release import SETUP, grade_id, kept_releases


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """A page of our own: one section a question, no source code, no script, nothing loaded from outside."""

    # What nbgrader and a course set for all HTML exporters is meant for nbgrader's own page; see configure().


class ShowQuestions(NbGraderPreprocessor):  # type: ignore[misc]
    """Build each question's section anew: answer, score and, once they are let out, key, explanation and evidence."""

    show_keys = Bool(
        False, help="Whether feedback shows keys, explanations and evidence; turn on when every hand-in is in."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        rebuilt = rebuilt_of(nb)
        titled = any(cell.cell_type == "markdown" and re.search(r"^# ", cell.source, re.MULTILINE) for cell in nb.cells)
        resources["pairedtexts"] = {"receipt": "", "show_keys": self.show_keys, "titled": titled}
        if rebuilt is None:
            return nb, resources
        kept = kept_releases(Path.cwd(), resources["nbgrader"]["assignment"])
        release = next(item for item in kept if item.digest == rebuilt.release)
        bank = load_bank(Path.cwd())
        current = {name: (entry.question, entry.key) for name, entry in bank.entries.items()}
        graded = grade(rebuilt, release, kept[-1], current)
        questions = {grade_id(name): question for name, question in graded.questions.items()}
        texts = {**kept[-1].contents.texts, **release.contents.texts}
        cells = []
        for cell in nb.cells:
            nbgrader = cell.metadata.get("nbgrader", {})
            question = questions.get(nbgrader.get("grade_id", ""))
            if question is not None:
                view = graded_view(question, texts, float(nbgrader["points"]), with_key=self.show_keys)
                cell.outputs = [new_output("display_data", {"text/html": view})]
                cell.metadata["pairedtexts"] = {"given": float(nbgrader["score"]), "points": float(nbgrader["points"])}
            elif cell.get("id") == SETUP or (cell.cell_type == "code" and "pt and pt." in cell.source and not nbgrader):
                continue  # what shows texts, practice and the hand-in list has nothing to say on a page
            elif nbgrader.get("locked") and cell.cell_type == "code":
                self._hide_tests(cell)
            cells.append(cell)
        nb.cells = cells
        resources["pairedtexts"]["receipt"] = rebuilt.receipt
        return nb, resources

    def _hide_tests(self, cell: Any) -> None:
        """Take hidden tests out of a teacher's own cell; nbgrader itself prints them, and a traceback quotes them."""
        marks = ClearHiddenTests(parent=self)
        begin, end = re.escape(marks.begin_test_delimeter), re.escape(marks.end_test_delimeter)
        source = re.sub(rf"^[^\n]*{begin}.*?({end}[^\n]*\n?|\Z)", "", cell.source, flags=re.DOTALL | re.MULTILINE)
        if source == cell.source:
            return
        cell.source = source
        for output in cell.outputs:
            if output.output_type == "error":
                output.traceback = [output.ename]
