"""``nbgrader autograde``: rebuild each hand-in from its release, and score its questions here, in this process."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import from_dict
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

from ..digest import Json
from ..errors import PairedTextsError
from ..grading import (
    GradedLesson,
    GradedQuestion,
    cell_grades,
    notes_output,
    read_hand_in,
    rebuild,
    score_output,
    twins_to_name,
)
from ..release import SETUP, grade_id, is_our_cell, kept_releases
from .gradebook import forget
from .graded import NO_RESPONSE, grade_id_of, graded_cell, graded_lesson, is_lesson
from .hand_in_files import TIMESTAMP, read_bytes
from .plain_outputs import plain_outputs

_SKIP = "skip-execution"  # nbclient's own name for cells that it leaves out


class NotRebuilt(PairedTextsError):
    """A lesson's hand-in came to grading without having been rebuilt from its release."""


class NotRead(PairedTextsError):
    """A hand-in's file cannot be read."""


class HandInExporter(NotebookExporter):  # type: ignore[misc]
    """Does not read a lesson's hand-in at all: `RebuildHandIn` reads the file as data, whatever state it is in."""

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        # In its second pass nbgrader reads what the first one wrote: that has to be a whole notebook.
        if not self.parent._sanitizing or not is_lesson(Path.cwd(), resources["nbgrader"]["assignment"]):
            return super().from_filename(filename, resources=resources, **kwargs)  # type: ignore[no-any-return]
        path = Path(filename)
        resources = self._init_resources(resources)
        resources["metadata"].update(name=path.stem, path=str(path.parent))
        return self.from_notebook_node(new_notebook(), resources=resources, **kwargs)  # type: ignore[no-any-return]


class RebuildHandIn(NbGraderPreprocessor):  # type: ignore[misc]
    """First in the sanitize pass: in place of the hand-in comes the release, with the student's answers put in."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        lesson = resources["nbgrader"]["assignment"]
        if not is_lesson(Path.cwd(), lesson):
            return nb, resources
        folder = Path(resources["metadata"]["path"])
        path = folder / f"{resources['metadata']['name']}.ipynb"
        self._leave_other_files_behind(resources["nbgrader"])
        # From here on the files are nbgrader's: what `pairedtexts grade` remembers of them is no longer so.
        forget(resources["nbgrader"]["db_url"], lesson, resources["nbgrader"]["student"])
        try:
            hand_in = read_hand_in(read_bytes(path))
        except OSError as error:
            raise NotRead(f"{path} cannot be read ({error.strerror}); mend that, then run this again") from error
        twins = _twins(folder, path.name, hand_in.answers_receipt)
        return from_dict(rebuild(hand_in, kept_releases(Path.cwd(), lesson), twins)), resources

    def _leave_other_files_behind(self, where: Any) -> None:
        """Take away what nbgrader has copied beside the notebook: it would go on to the student with the feedback.

        nbgrader follows links, so a link among the handed-in files could fetch a file of the teacher's.
        """
        converter = self.parent.parent
        copied = Path(converter._format_dest(where["assignment"], where["student"]))
        for path in copied.iterdir() if copied.is_dir() else ():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != TIMESTAMP:
                path.unlink()


class ScoreQuestions(Execute):  # type: ignore[misc]
    """In place of Execute: score the questions, and start a kernel only for graded cells of the teacher's own."""

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        lesson = resources["nbgrader"]["assignment"]
        graded = graded_lesson(nb, lesson)
        if graded is None:
            if is_lesson(Path.cwd(), lesson) or _asks_questions(resources["nbgrader"]):
                raise NotRebuilt(
                    f"the hand-in of {lesson} was not rebuilt from its release; nbgrader_config.py must keep "
                    "RebuildHandIn first in c.Autograde.sanitize_preprocessors"
                )
            return super().preprocess(nb, resources, km)  # type: ignore[no-any-return]
        questions = {grade_id(name): question for name, question in graded.questions.items()}
        nb, resources = self._run_other_cells(nb, resources, questions, km)
        for cell in nb.cells:
            question = questions.get(grade_id_of(cell))
            if cell.get("id") == SETUP:
                cell.outputs = [_joined(notes_output(graded))]
            elif question is not None:
                # The gradebook's points, which OverwriteCells has put into the cell: never the hand-in's.
                cell.outputs = [_joined(score_output(question, graded.texts, graded_cell(cell).points))]
                cell.execution_count = None
        nb.metadata["pairedtexts"].update(for_review=list(graded.for_review), nothing_answered=graded.noted.nothing_answered)
        resources["pairedtexts"] = graded
        return nb, resources

    def _run_other_cells(self, nb: Any, resources: Any, questions: dict[str, GradedQuestion], km: Any) -> tuple[Any, Any]:
        if all(grade_id_of(cell) in questions for cell in nb.cells if grade_id_of(cell)):
            return nb, resources  # nothing here needs a kernel, so nothing of the hand-in can run
        for cell in filter(is_our_cell, nb.cells):
            cell.metadata["tags"] = [_SKIP]
        nb, resources = super().preprocess(nb, resources, km)
        nb.metadata.pop("widgets", None)  # what a kernel says of its widgets goes into the page that shows the notebook
        for cell in nb.cells:
            if is_our_cell(cell):
                del cell.metadata["tags"]
            elif cell.cell_type == "code":
                if not isinstance(cell.execution_count, int):
                    cell.execution_count = None  # which a page shows as it is
                cell.outputs = plain_outputs(cell.outputs)
        return nb, resources


class MarkForReview(NbGraderPreprocessor):  # type: ignore[misc]
    """After SaveAutoGrades: what a person has to look at, or to give points for, appears under "needs manual grading"."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        graded: GradedLesson | None = resources.pop("pairedtexts", None)
        if graded is None:
            return nb, resources
        where = resources["nbgrader"]
        place = (where["notebook"], where["assignment"], where["student"])
        cells = [graded_cell(cell) for cell in nb.cells if grade_id_of(cell)]
        with Gradebook(where["db_url"]) as gradebook:
            for entered in cell_grades(graded, cells):
                grade = gradebook.find_grade(entered.cell.name, *place)
                grade.auto_score = entered.auto_score
                # As nbgrader has it: who was given points before is looked at again after another grading; the points stay.
                grade.needs_manual_grade = entered.waits or grade.manual_score is not None
                if entered.cell.by_hand:
                    comment = gradebook.find_comment(entered.cell.name, *place)
                    comment.auto_comment = NO_RESPONSE if entered.blank else None
            gradebook.db.commit()
        for reason in graded.for_review:
            self.log.warning("%s, %s: for review: %s", where["student"], where["assignment"], reason)
        return nb, resources


def _joined(output: Json) -> Any:
    """An output as it is in memory: in a file its texts are lists of lines."""
    data = {kind: "".join(lines) for kind, lines in output["data"].items()}
    return from_dict({**output, "data": data})


def _asks_questions(where: Any) -> bool:
    """Whether the gradebook knows the assignment as one with questions, whatever became of the course's own files."""
    with Gradebook(where["db_url"]) as gradebook:
        cells = gradebook.find_notebook(where["notebook"], where["assignment"]).source_cells
        return any("pt.ask(" in (cell.source or "") for cell in cells)


def _twins(folder: Path, name: str, code: str) -> list[str]:
    """Other students who handed in the very same answers, of all that lie beside this one."""
    if not code:
        return []
    # submitted/<student>/<lesson>/<lesson>.ipynb
    others = [path for path in sorted(folder.parent.parent.glob(f"*/{folder.name}/{name}")) if path.parent != folder]
    names = twins_to_name(path.parent.parent.name for path in others if _receipt_of_file(path) == code)
    # A folder's name need not be text; what is written into the notebook has to be.
    return [found.encode("utf-8", "replace").decode() for found in names]


def _receipt_of_file(path: Path) -> str:
    try:
        status = path.stat()
        return _receipt_of(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return ""  # another student's file that cannot be opened says nothing about this one


@lru_cache(maxsize=4096)
def _receipt_of(path: Path, _modified: int, _size: int) -> str:
    return read_hand_in(read_bytes(path)).answers_receipt
