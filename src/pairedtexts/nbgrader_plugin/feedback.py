"""``nbgrader generate_feedback``: what each student gets back."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets import Bool

from ..grading import GradedLesson, GradedQuestion, graded_view
from ..release import grade_id, is_our_cell
from .graded import NO_RESPONSE, grade_id_of, graded_lesson

_TITLE = r"^# (.+)$"


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """A page of our own: one section a question, no source code, no script, nothing loaded from outside."""

    # What nbgrader and a course set for all HTML exporters is meant for nbgrader's own page; see configure().


class ShowQuestions(NbGraderPreprocessor):  # type: ignore[misc]
    """Build each question's section anew: answer, score and, once they are released, key, explanation and evidence."""

    show_keys = Bool(
        False, help="Whether feedback shows keys, explanations and evidence; turn on when every hand-in is in."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        titles = [cell for cell in nb.cells if _is_text(cell) and re.search(_TITLE, cell.source, re.MULTILINE)]
        page = {"receipt": "", "show_keys": self.show_keys, "ours": False, "overview": []}
        page["title"] = _title_in(titles[0]) if titles else resources["nbgrader"]["notebook"].replace("_", " ").capitalize()
        # The one first heading of a page that stays as nbgrader has it is the notebook's own.
        page["titled"] = bool(titles)
        resources["pairedtexts"] = page
        graded = graded_lesson(nb, resources["nbgrader"]["assignment"])
        if graded is None:
            return nb, resources
        page.update(receipt=graded.receipt, ours=True, titled=False)
        if titles:
            titles[0].source = re.sub(_TITLE, "", titles[0].source, count=1, flags=re.MULTILINE)
        questions = {grade_id(name): question for name, question in graded.questions.items()}
        # What loads or shows texts, asks for practice or lists the hand-in has nothing to say on a page.
        nb.cells = [cell for cell in nb.cells if grade_id_of(cell) in questions or not is_our_cell(cell)]
        for cell in nb.cells:
            question = questions.get(grade_id_of(cell))
            if question is not None:
                section = self._section(cell, question, graded, resources["nbgrader"])
                page["overview"].append({"id": grade_id_of(cell), **section})
                cell.metadata["pairedtexts"] = section
            elif cell.metadata.get("nbgrader", {}).get("locked") and cell.cell_type == "code":
                self._hide_tests(cell)
            elif _is_text(cell):
                # The lesson's own text is in the student's notebook; its headings say where each question stood.
                cell.source = "\n\n".join(re.findall(r"^#+ .*$", cell.source, re.MULTILINE))
        nb.cells = _without_idle_headings(nb.cells)
        return nb, resources

    def _section(self, cell: Any, question: GradedQuestion, graded: GradedLesson, where: Any) -> dict[str, Any]:
        """Draw one question into its cell; what stands around it on the page."""
        given, points = (float(cell.metadata["nbgrader"][name]) for name in ("score", "points"))
        by_person, waits = _by_person(where, grade_id_of(cell))
        waiting = question.score.state == "manual" and waits
        view = graded_view(
            question,
            graded.texts,
            points,
            with_key=self.show_keys,
            teacher=False,
            given=given,
            by_person=by_person,
            waiting=waiting,
        )
        cell.outputs = [new_output("display_data", {"text/html": view})]
        # Of a blank answer the view says so itself; nbgrader's "No response." is no teacher's comment.
        comment = cell.metadata["nbgrader"].get("comment") or ""
        said = "" if question.score.state == "blank" and comment == NO_RESPONSE else comment
        return {"label": question.label, "given": given, "points": points, "waiting": waiting, "comment": said}

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


def _by_person(where: Any, name: str) -> tuple[bool, bool]:
    """Whether a person has given points for a cell of this hand-in, and whether one still has to."""
    with Gradebook(where["db_url"]) as gradebook:
        grade = gradebook.find_grade(name, where["notebook"], where["assignment"], where["student"])
        given = grade.manual_score is not None
        return given, bool(grade.needs_manual_grade) and not given


def _is_text(cell: Any) -> bool:
    """Whether a cell is the lesson's own text, to read and no more."""
    return bool(cell.cell_type == "markdown" and "nbgrader" not in cell.metadata)


def _title_in(cell: Any) -> str:
    """The words of a cell's first heading."""
    found = re.search(_TITLE, cell.source, re.MULTILINE)
    return re.sub(r"[*`]", "", found[1]).strip() if found else ""


def _without_idle_headings(cells: list[Any]) -> list[Any]:
    """Headings stay where something stands under them."""
    kept: list[Any] = []
    for cell in reversed(cells):
        if _is_text(cell) and (not cell.source or not kept or _is_text(kept[0])):
            continue
        kept.insert(0, cell)
    return kept
