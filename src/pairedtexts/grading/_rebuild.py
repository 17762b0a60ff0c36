"""Rebuild, don't repair: the teacher's own release with the student's answers put in.

Cells that were copied, deleted, retyped, reordered or forged in a hand-in have no way to matter here: not one of its
cells is taken over, only answers by question id and the student's source of a teacher's own solution cells.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from ..digest import Json, digest
from ..release import SETUP, Kept, grade_id, is_our_cell
from ..responses import Problem, Record, read_record
from ..widgets import NOTES
from ._hand_in import LONGEST_SOURCE, HandIn, choose_release

_MOST_PROBLEMS = 100

_NO_FORMULA = "href|url|def|require|unicode|class|style|cssId|mmlToken|let|newcommand|renewcommand|newenvironment"

_MOST_TWINS = 20  # with all of them, a class that hands in one file would cost its square


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuilt notebook carries in its metadata, from the moment it was read to the moment it is graded."""

    release: str
    records: Mapping[str, Record]
    problems: tuple[Problem, ...]
    receipt: str

    def to_json(self) -> Json:
        return {
            "responses": {name: record.to_json() for name, record in self.records.items()},
            "handed_in": {
                "receipt": self.receipt,
                "problems": [problem._asdict() for problem in self.problems],
            },
        }


def rebuild(hand_in: HandIn, kept: Sequence[Kept], twins: Sequence[str] = ()) -> Json:
    """The notebook that is graded, shown in Formgrader and returned. ``twins`` handed in the very same answers.

    Raises NoRelease where the lesson was never released.
    """
    rebuilt, release = reconcile(hand_in, kept, twins)
    return rebuilt_notebook(rebuilt, release, kept[-1], hand_in.sources)


def twins_to_name(names: Iterable[str]) -> tuple[str, ...]:
    """Of those who handed in the very same answers as many as are named, and one more where there are more."""
    return tuple(islice(names, _MOST_TWINS + 1))


def reconcile(hand_in: HandIn, kept: Sequence[Kept], twins: Sequence[str] = ()) -> tuple[Rebuilt, Kept]:
    """What of a hand-in is graded, what was odd about it, and the release that it answers. Raises NoRelease."""
    return reconciler(kept)(hand_in, twins)


def reconciler(kept: Sequence[Kept]) -> Callable[[HandIn, Sequence[str]], tuple[Rebuilt, Kept]]:
    """`reconcile` for many hand-ins of one lesson."""
    asked: dict[str, _Asked] = {}

    def reconcile_one(hand_in: HandIn, twins: Sequence[str]) -> tuple[Rebuilt, Kept]:
        release, problems = choose_release(hand_in, kept)
        if release.digest not in asked:
            asked[release.digest] = _asked(release, kept[-1])
        here = asked[release.digest]
        for name in here.students:
            if name in hand_in.repeated:
                found = f"the cell {name!r:.60} is there more than once, with different contents; the last one counts"
                problems += (Problem("", found, review=True),)
        for name in here.students:
            if name in hand_in.too_long:
                size = f"{hand_in.too_long[name]:,} characters, more than the {LONGEST_SOURCE:,} that are read"
                found = f"the cell {name!r:.60} holds {size}; its contents are left out"
                problems += (Problem("", found, review=True),)
        problems += here.missing
        if twins:
            names = ", ".join(twins[:_MOST_TWINS]) + (" and others" if len(twins) > _MOST_TWINS else "")
            problems += (Problem("", f"the same answers, with the same receipt, were handed in by {names}", review=True),)
        stranger = sorted(hand_in.records.keys() - here.known)
        if stranger:
            names = ", ".join(f"{name!r:.60}" for name in stranger[:3])
            problems += (Problem("", f"the hand-in answers questions that this release does not ask: {names}", review=False),)
        records = {name: record for name, record in hand_in.records.items() if name in here.known}
        return Rebuilt(release.digest, records, _few(problems + hand_in.problems), hand_in.receipt), release

    return reconcile_one


class _Asked(NamedTuple):
    """What a release asks for: ``students`` are the cells that hold a student's own source, ``missing`` what it lacks."""

    known: frozenset[str]
    students: tuple[str, ...]
    missing: tuple[Problem, ...]


def _asked(release: Kept, latest: Kept) -> _Asked:
    before, now = _graded_cells(release), _graded_cells(latest)
    wanted = {grade_id(name): name for name in latest.contents.questions}
    return _Asked(
        frozenset({*release.contents.questions, NOTES}),
        tuple(name for name, cell in before.items() if name in now and _holds_students_source(cell)),
        tuple(_not_in_release(wanted.get(name, ""), name) for name in now if name not in before),
    )


def rebuilt_notebook(rebuilt: Rebuilt, release: Kept, latest: Kept, sources: Mapping[str, str]) -> Json:
    """The release's notebook with a student's answers put in; of its own cells only the solutions in ``sources`` are."""
    notebook = copy.deepcopy(release.notebook)
    now = _graded_cells(latest)
    for cell in notebook["cells"]:
        name = _grade_id_of(cell)
        if name and name not in now:
            # The gradebook holds the cells of the latest release only; a grade for another one has no place in it.
            del cell["metadata"]["nbgrader"]
        elif name and is_our_cell(cell):
            # Never the student's source, not even where nbgrader calls the cell a solution. Whether a person grades it
            # is as in the gradebook: nbgrader stops at a comment for a cell that has none there.
            flags = now[name]["metadata"]["nbgrader"]
            cell["metadata"]["nbgrader"].update({flag: flags[flag] for flag in ("solution", "locked")})
        elif name and _holds_students_source(cell) and name in sources:
            cell["source"] = _student_source(cell, sources[name])
        elif cell["id"] == SETUP:
            cell["source"] = "# The texts and questions that the student's copy loads here are left out of this view."
    present = _graded_cells(release)
    taken = {cell["id"] for cell in notebook["cells"]}
    for name, cell in now.items():
        if name not in present:
            # A question under another name can stand in the cell of the old one.
            own = {"id": digest(name)} if cell["id"] in taken else {}
            notebook["cells"].append({**copy.deepcopy(cell), **own})
    notebook["metadata"]["pairedtexts"] = {**notebook["metadata"]["pairedtexts"], **rebuilt.to_json()}
    return notebook


def rebuilt_of(notebook: Json) -> Rebuilt | None:
    """What a notebook that `rebuild` made carries; None for any other notebook."""
    ours = notebook["metadata"].get("pairedtexts", {})
    if "handed_in" not in ours:
        return None
    problems = tuple(Problem(**problem) for problem in ours["handed_in"]["problems"])
    records = {name: read_record(data) for name, data in ours["responses"].items()}
    return Rebuilt(ours["release"]["digest"], records, problems, ours["handed_in"]["receipt"])


def _not_in_release(question: str, cell: str) -> Problem:
    return Problem(question, f"{question or cell} was not in the version that was handed in", review=True)


def _student_source(cell: Json, source: str) -> str:
    """What a student wrote in a teacher's own solution cell.

    Markdown is shown as a page, in Formgrader as the teacher's own: HTML in it is shown as text, and links and pictures
    by their words. (A link can spell an address that runs a script in more ways than a pattern could name, and a picture
    that is not in the rebuilt notebook would stop the page.) What takes nbconvert the square of the time, or picks a program
    that does, is left out: many spaces in a row, LaTeX's own brackets around formulas, the language of a block of code.
    """
    if cell["cell_type"] != "markdown" or source == cell["source"]:
        return source
    plain = re.sub(r"\](?=[(\[:])", "] ", source.replace("<", "&lt;"))
    # What typesets formulas makes links as well.
    plain = re.sub(rf"\\(?=(?:{_NO_FORMULA})(?![A-Za-z]))", r"\\ ", plain)
    plain = re.sub(r"(\\\\)(?=[\[(])", r"\1 ", re.sub(" {100,}", " " * 100, plain))
    plain = re.sub(r"(?m)^([ \t>]*(?:`{3,}(?=[^`\n]*$)|~{3,}))[^\n]*$", r"\1", plain)
    return re.sub(r"(?i)(java|vb)script\s*:", r"\1script :", plain)


def _few(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """As many problems as a person reads: a forged file can hold a million of them."""
    if len(problems) <= _MOST_PROBLEMS:
        return problems
    more = Problem("", f"{len(problems) - _MOST_PROBLEMS} more problems were found", review=True)
    return (*problems[:_MOST_PROBLEMS], more)


def _graded_cells(release: Kept) -> dict[str, Json]:
    """The cells of a release that nbgrader knows, by their grade ids, in the order in which they stand."""
    return {name: cell for cell in release.notebook["cells"] if (name := _grade_id_of(cell))}


def _holds_students_source(cell: Json) -> bool:
    return not is_our_cell(cell) and bool(cell["metadata"]["nbgrader"].get("solution"))


def _grade_id_of(cell: Json) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
