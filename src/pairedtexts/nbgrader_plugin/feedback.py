"""``nbgrader generate_feedback``: what each student gets back."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets import Bool

from ..grading import graded_view
from ..release import grade_id, is_our_cell
from .graded import grade_id_of, graded_lesson


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """A page of our own: one section a question, no source code, no script, nothing loaded from outside."""

    # What nbgrader and a course set for all HTML exporters is meant for nbgrader's own page; see configure().


class ShowQuestions(NbGraderPreprocessor):  # type: ignore[misc]
    """Build each question's section anew: answer, score and, once they are let out, key, explanation and evidence."""

    show_keys = Bool(
        False, help="Whether feedback shows keys, explanations and evidence; turn on when every hand-in is in."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        titled = any(cell.cell_type == "markdown" and re.search(r"^# ", cell.source, re.MULTILINE) for cell in nb.cells)
        resources["pairedtexts"] = {"receipt": "", "show_keys": self.show_keys, "titled": titled}
        graded = graded_lesson(nb, resources["nbgrader"]["assignment"])
        if graded is None:
            return nb, resources
        resources["pairedtexts"]["receipt"] = graded.receipt
        questions = {grade_id(name): question for name, question in graded.questions.items()}
        # What loads or shows texts, asks for practice or lists the hand-in has nothing to say on a page.
        nb.cells = [cell for cell in nb.cells if grade_id_of(cell) in questions or not is_our_cell(cell)]
        for cell in nb.cells:
            question = questions.get(grade_id_of(cell))
            if question is not None:
                given, points = (float(cell.metadata["nbgrader"][name]) for name in ("score", "points"))
                view = graded_view(question, graded.texts, points, with_key=self.show_keys, teacher=False, given=given)
                cell.outputs = [new_output("display_data", {"text/html": view})]
                cell.metadata["pairedtexts"] = {"given": given, "points": points}
            elif cell.metadata.get("nbgrader", {}).get("locked") and cell.cell_type == "code":
                self._hide_tests(cell)
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
