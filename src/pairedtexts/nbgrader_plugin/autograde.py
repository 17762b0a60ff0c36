"""``nbgrader autograde``: rebuild each hand-in from its release, and score its questions here, in this process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import from_dict
from nbformat.v4 import new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

from ..bank import load_bank
from ..errors import PairedTextsError
from ..grading import GradedLesson, GradedQuestion, grade, graded_view, notes_view, read_hand_in, rebuild, rebuilt_of
from ..release import SETUP, Kept, grade_id, kept_releases
from ..responses import LARGEST

_SKIP = "skip-execution"  # nbclient's own name for cells that it leaves out


class NotRebuilt(PairedTextsError):
    """A lesson's hand-in came to grading without having been rebuilt from its release."""


class HandInExporter(NotebookExporter):  # type: ignore[misc]
    """Lets a hand-in through that is no readable notebook: `RebuildHandIn` reads the file itself, and says what it found."""

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        try:
            return super().from_filename(filename, resources=resources, **kwargs)  # type: ignore[no-any-return]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            if not getattr(self.parent, "_sanitizing", False):
                raise  # the second pass reads what the first one wrote: that has to be whole
            self.log.warning("%s is not a readable notebook (%s)", filename, type(error).__name__)
        resources = self._init_resources(resources)
        resources["metadata"].update(name=Path(filename).stem, path=str(Path(filename).parent))
        return self.from_notebook_node(new_notebook(), resources=resources, **kwargs)  # type: ignore[no-any-return]


class RebuildHandIn(NbGraderPreprocessor):  # type: ignore[misc]
    """First in the sanitize pass: in place of the hand-in comes the release, with the student's answers put in."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        lesson = resources["nbgrader"]["assignment"]
        kept = kept_releases(Path.cwd(), lesson)
        if not kept and not _is_lesson(lesson):
            return nb, resources
        folder = Path(resources["metadata"]["path"])
        path = folder / f"{resources['metadata']['name']}.ipynb"
        hand_in = read_hand_in(_read(path))
        twins = [] if not hand_in.receipt else _twins(folder, path.name, hand_in.receipt)
        return from_dict(rebuild(hand_in, kept, twins)), resources


class ScoreQuestions(Execute):  # type: ignore[misc]
    """In place of Execute: score the questions, and start a kernel only for graded cells of the teacher's own."""

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        lesson = resources["nbgrader"]["assignment"]
        kept = kept_releases(Path.cwd(), lesson)
        rebuilt = rebuilt_of(nb)
        if rebuilt is None:
            if kept or _is_lesson(lesson):
                raise NotRebuilt(
                    f"the hand-in of {lesson} was not rebuilt from its release; nbgrader_config.py must keep "
                    "RebuildHandIn first in c.Autograde.sanitize_preprocessors"
                )
            return super().preprocess(nb, resources, km)  # type: ignore[no-any-return]
        release = next(item for item in kept if item.digest == rebuilt.release)
        bank = load_bank(Path.cwd())
        current = {name: (entry.question, entry.key) for name, entry in bank.entries.items()}
        graded = grade(rebuilt, release, kept[-1], current)
        questions = {grade_id(name): question for name, question in graded.questions.items()}
        nb, resources = self._run_other_cells(nb, resources, questions, km)
        for cell in nb.cells:
            question = questions.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            if cell.get("id") == SETUP:
                notes = notes_view(graded.receipt, graded.notes, teacher=True)
                cell.outputs = [new_output("display_data", {"text/html": notes, "text/plain": f"Receipt: {graded.receipt}"})]
            elif question is not None:
                cell.outputs = [_score_output(cell, question, graded, kept)]
                cell.execution_count = None
        resources["pairedtexts"] = graded
        return nb, resources

    def _run_other_cells(self, nb: Any, resources: Any, questions: dict[str, GradedQuestion], km: Any) -> tuple[Any, Any]:
        names = [cell.metadata["nbgrader"]["grade_id"] for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        if all(name in questions for name in names):
            return nb, resources  # nothing here needs a kernel, so nothing of the hand-in can run
        ours = [cell for cell in nb.cells if cell.cell_type == "code" and _is_call(cell)]
        tags = [cell.metadata.get("tags") for cell in ours]
        for cell in ours:
            cell.metadata["tags"] = [_SKIP]
        nb, resources = super().preprocess(nb, resources, km)
        ours = [cell for cell in nb.cells if cell.cell_type == "code" and _is_call(cell)]
        for cell, before in zip(ours, tags, strict=True):
            cell.metadata.pop("tags")
            if before is not None:
                cell.metadata["tags"] = before
        return nb, resources


class MarkForReview(NbGraderPreprocessor):  # type: ignore[misc]
    """After SaveAutoGrades: what a person has to look at appears under "needs manual grading"."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        graded: GradedLesson | None = resources.pop("pairedtexts", None)
        if graded is None:
            return nb, resources
        names = [grade_id(name) for name, question in graded.questions.items() if question.reasons]
        present = [
            cell.metadata["nbgrader"]["grade_id"] for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade")
        ]
        if any(note.review for note in graded.notes) and not names:
            # nbgrader has no flag for a whole notebook; its first grade stands for it.
            names = present[:1]
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            for name in names:
                if name in present:
                    grade_ = gradebook.find_grade(name, where["notebook"], where["assignment"], where["student"])
                    grade_.needs_manual_grade = True
            gradebook.db.commit()
        for note in graded.notes:
            self.log.warning("%s, %s: %s", where["student"], where["assignment"], note.message)
        for question in graded.questions.values():
            for reason in question.reasons:
                self.log.warning("%s, %s: for review: %s", where["student"], question.question.id, reason)
        return nb, resources


def _score_output(cell: Any, question: GradedQuestion, graded: GradedLesson, kept: list[Kept]) -> Any:
    # The gradebook's points, which OverwriteCells has put into the cell: never the hand-in's.
    points = float(cell.metadata["nbgrader"]["points"])
    texts = {**kept[-1].contents.texts, **graded.contents.texts}
    score = min(points, max(0.0, question.score.share * points))
    html = graded_view(question, texts, points, with_key=True)
    # nbgrader reads the score from the text of the first result: a plain number, nothing else.
    return new_output("execute_result", {"text/html": html, "text/plain": repr(score)}, execution_count=None)


def _is_call(cell: Any) -> bool:
    # A student's own solution may hold any words.
    own = cell.metadata.get("nbgrader", {}).get("solution", False)
    return cell.get("id") == SETUP or ("pt and pt." in cell.source and not own)


def _is_lesson(lesson: str) -> bool:
    """Whether the teacher's own notebook of this name asks questions of this package."""
    path = Path("lessons") / lesson / f"{lesson}.ipynb"
    return path.is_file() and "pairedtexts" in path.read_text(encoding="utf-8")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _twins(folder: Path, name: str, code: str) -> list[str]:
    """Other students who handed in the very same answers, of all that lie beside this one."""
    # submitted/<student>/<lesson>/<lesson>.ipynb
    others = sorted(folder.parent.parent.glob(f"*/{folder.name}/{name}"))
    return [
        path.parent.parent.name
        for path in others
        if path.parent.parent.name != folder.parent.name
        and _receipt_of(path, path.stat().st_mtime_ns, path.stat().st_size) == code
    ]


@lru_cache(maxsize=4096)
def _receipt_of(path: Path, _modified: int, _size: int) -> str:
    return read_hand_in(_read(path)).receipt
