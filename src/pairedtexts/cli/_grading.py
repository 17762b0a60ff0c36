"""What `pairedtexts grade` does and says, for a class of thirty as for a district of a hundred thousand."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ..errors import PairedTextsError

if TYPE_CHECKING:
    from ..nbgrader_plugin.class_grading import Change, ClassGrading
    from ..nbgrader_plugin.hand_in_files import Graded

_T = TypeVar("_T")
_MOST_ROWS = 200  # of a table
_MOST_NAMED = 100  # hand-ins of which something is said


class NothingCollected(PairedTextsError):
    """There is no hand-in to grade."""


class OnlyNbgrader(PairedTextsError):
    """What was asked for needs this package's own grading, and the course leaves grading to nbgrader."""


class _Rate(ProgressColumn):
    """How many are graded in a second."""

    def render(self, task: Task) -> Text:
        # Not rich's own speed: hand-ins come in batches, many in a moment and then none for a while.
        return Text(_pace(int(task.completed), task.elapsed) if task.completed and task.elapsed else "")


class _Tally:
    """Counts what became of the hand-ins, and keeps what has to be said of some: not of a hundred thousand."""

    def __init__(self) -> None:
        self.graded: set[str] = set()
        self.unchanged: set[str] = set()
        self.failed: set[str] = set()
        self.for_review: set[str] = set()
        self.empty: list[str] = []
        self._said: dict[str, Graded] = {}

    def add(self, result: Graded) -> None:
        """Count one; of a student who comes twice, the last time counts."""
        name = result.student
        for names, holds in (
            (self.failed, bool(result.failure)),
            (self.unchanged, result.unchanged),
            (self.graded, not result.failure and not result.unchanged),
            (self.for_review, bool(result.for_review)),
        ):
            names.add(name) if holds else names.discard(name)
        if result.nothing_answered and not result.for_review and len(self.empty) < _MOST_NAMED:
            self.empty.append(name)
        self._said.pop(name, None)
        if (result.for_review or result.failure) and len(self._said) < 2 * _MOST_NAMED:
            self._said[name] = result

    def reasons(self) -> Iterator[str]:
        """A line for everything that a person has to look at, and then for every hand-in that was not graded."""
        for names, head, more in (
            (self.for_review, "for review", "each of them waits in Formgrader under Manual Grading"),
            (self.failed, "not graded", "mend these first, then run this again"),
        ):
            said = [(name, result) for name, result in self._said.items() if name in names][:_MOST_NAMED]
            for name, result in said:
                yield from (
                    f"{head}: {name}: {why}" for why in (result.for_review if not result.failure else [result.failure])
                )
            if len(names) > len(said):
                yield f"{head}: {len(names) - len(said):,} more; {more}"


def grade_lesson(
    out: Console, course: Path, lesson: str, *, everything: bool = False, dry_run: bool = False, cluster: str = ""
) -> int:
    """Grade, print what became of it, and return how many hand-ins could not be graded."""
    from ..nbgrader_plugin import steps

    ready, misplaced = steps.collected(course, lesson)
    if not ready and not misplaced:
        raise NothingCollected(
            f"no hand-in of {lesson} is there yet; each belongs at {course / 'submitted'}/STUDENT/{lesson}/{lesson}.ipynb"
        )
    grading = steps.class_grading(course, lesson, cluster)
    if grading is None and (everything or dry_run or cluster):
        raise OnlyNbgrader(
            "this course's nbgrader_config.py asks for more in grading than pairedtexts does, so nbgrader itself grades every "
            "hand-in again, one after the other; run this without --all, --dry-run and --dask"
        )
    failing = 0
    if grading is not None and (everything or dry_run):
        failing = _show_changes(out, grading, lesson, ready, everything=everything)
    if dry_run:
        for student, why in misplaced:
            _say(out, f"not graded: {student}: {why}")
        _say(out, "Nothing was written.")
        return failing + len(misplaced)
    tally, begun = _Tally(), time.monotonic()
    results = steps.autograde(course, lesson, ready) if grading is None else grading.grade(ready, everything=everything)
    try:
        for result in _watched(out, f"Grading {lesson}", results, len(ready)):
            tally.add(result)
    except KeyboardInterrupt:
        done = len(tally.graded) + len(tally.unchanged)
        _say(out, f"Stopped: {done:,} of {len(ready):,} hand-ins are graded; run this again for the rest.")
        raise
    seconds = time.monotonic() - begun
    shown = _print_gradebook(out, course, lesson, tally.for_review) if len(tally.failed) < len(ready) else _Waiting()
    for line in tally.reasons():
        _say(out, line)
    if tally.empty:
        _say(out, f"no graded question answered: {', '.join(tally.empty)}")
    if shown.unread:
        _say(out, f"{_hold(shown.unread)} texts that wait for your points (Formgrader, Manual Grading)")
    if shown.again:
        _say(
            out,
            f"{_hold(shown.again)} points that a person gave before it was graded again; look whether they still fit "
            "(Formgrader, Manual Grading)",
        )
    for student, why in misplaced:
        _say(out, f"not graded: {student}: {why}")
    failed = len(misplaced) + len(tally.failed)
    counts = (
        ("graded", len(tally.graded)),
        ("unchanged", len(tally.unchanged)),
        ("for review", len(tally.for_review)),
        ("not graded", failed),
    )
    said = ", ".join(f"{number:,} {what}" for what, number in counts if number or what == "graded")
    _say(out, f"{lesson}: {said}; {_pace(len(ready), seconds, 'hand-ins ')}.")
    return failed


def _hold(number: int) -> str:
    return "1 hand-in holds" if number == 1 else f"{number:,} hand-ins hold"


def _pace(number: int, seconds: float, things: str = "") -> str:
    """How many in a second, or where that is less than two, in a minute."""
    each = number / max(seconds, 1e-9)
    return f"{each:,.0f} {things}a second" if each >= 2 else f"{each * 60:,.0f} {things}a minute"


def counted(number: int, thing: str) -> str:
    """ "1 page", "2 pages" """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _show_changes(out: Console, grading: ClassGrading, lesson: str, ready: list[str], *, everything: bool) -> int:
    """Print whose points grading would change, and return how many hand-ins could not be graded."""
    changes: Iterable[Change] = grading.changes(ready, everything=everything)
    table = Table(title=f"{lesson}: whose points change")
    table.add_column("student")
    for head in ("before", "after", "change"):
        table.add_column(head, justify="right")
    table.add_column("questions")
    changed = new = same = failing = 0
    for change in _watched(out, f"Comparing {lesson}", changes, len(ready)):
        if change.failure:
            failing += 1
            if failing <= _MOST_NAMED:
                _say(out, f"cannot be graded: {change.student}: {change.failure}")
        elif change.before is None:
            new += 1
        elif not change.cells:
            same += 1
        else:
            changed += 1
            if changed <= _MOST_ROWS:
                points = (f"{change.before:.2f}", f"{change.after:.2f}", f"{change.after - change.before:+.2f}")
                table.add_row(change.student, *points, ", ".join(name.replace("__", "/", 1) for name in change.cells))
    if changed:
        out.print(table)
    if changed > _MOST_ROWS:
        _say(out, f"{changed - _MOST_ROWS:,} more change.")
    rest = len(ready) - changed - new - same - failing
    counts = (
        ("change", changed),
        ("stay", same),
        ("none yet", new),
        ("unchanged", rest),
        ("not graded", failing),
    )
    said = ", ".join(f"{number:,} {what}" for what, number in counts if number)
    _say(out, f"Points of {len(ready):,} hand-ins, late penalties left out: {said}.")
    return failing


class _Waiting(NamedTuple):
    """How many hand-ins wait for a person, and not for a review: to read a text, or to look at points given before."""

    unread: int = 0
    again: int = 0


def _print_gradebook(out: Console, course: Path, lesson: str, for_review: Collection[str]) -> _Waiting:
    """Print the lesson's rows, and return how many wait for a person though they are not ``for_review``."""
    from ..nbgrader_plugin import steps

    rows = steps.gradebook_rows(course, lesson)
    first = list(islice(rows, _MOST_ROWS + 1))
    table = Table(title=lesson)
    table.add_column("student")
    table.add_column("score", justify="right")
    table.add_column("of", justify="right")
    table.add_column("for review")
    for row in first if len(first) <= _MOST_ROWS else []:
        table.add_row(row.student, f"{row.score:.2f}", f"{row.max_score:g}", "yes" if row.needs_review else "")
    number, total, unread, again = 0, 0.0, 0, 0
    for part in (first, rows):
        for row in part:
            number, total, unread = number + 1, total + row.score, unread + row.unread
            again += row.needs_review and not row.unread and row.student not in for_review
    if number:
        table.title = f"{lesson}: {number:,} hand-in{'' if number == 1 else 's'}"
        table.add_section()
        table.add_row("mean", f"{total / number:.2f}", f"{first[0].max_score:g}", "")
    out.print(table)
    return _Waiting(unread, again)


def _watched(out: Console, said: str, results: Iterable[_T], number: int) -> Iterator[_T]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    # What it shows is said again below it; above a refusal it would only be odd.
    with Progress(*columns, console=out, transient=True) as progress:
        bar = progress.add_task(said, total=number)
        for seen, result in enumerate(results, 1):
            yield result
            progress.update(bar, completed=min(seen, number))  # twins come twice


def _say(out: Console, line: str) -> None:
    out.print(line, markup=False)
