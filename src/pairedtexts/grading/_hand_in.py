"""Read a hand-in as data, and find out which release it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..digest import Json
from ..errors import PairedTextsError
from ..release import Kept
from ..responses import Problem, Record, collect, read_notebook, receipt
from ..widgets import NOTES

LONGEST_SOURCE = 20_000
"""Characters of a teacher's own solution cell, as many as a written answer has: some texts take a page the square of that."""


class NoRelease(PairedTextsError):
    """The course has released nothing that a hand-in could answer."""


@dataclass(frozen=True)
class HandIn:
    """What a handed-in file says: answers by question id, the student's source of cells by grade id, and what was odd.

    ``repeated`` are grade ids that stand there more than once with different contents; ``too_long`` are those whose source
    is not kept, with its characters. ``lesson`` and ``release`` are what the file states of itself; both may be wrong,
    forged or "".
    """

    records: Mapping[str, Record]
    sources: Mapping[str, str]
    repeated: frozenset[str]
    too_long: Mapping[str, int]
    problems: tuple[Problem, ...]
    lesson: str
    release: str

    @cached_property
    def receipt(self) -> str:
        return receipt(self.records)

    @cached_property
    def answers_receipt(self) -> str:
        """Like `receipt`, of the answers alone: a copied file with a highlight of one's own holds the same answers."""
        if NOTES not in self.records:
            return self.receipt
        return receipt({name: record for name, record in self.records.items() if name != NOTES})


def read_hand_in(data: bytes) -> HandIn:
    """Read a file that was handed in, whatever it is; never raises and runs nothing of it."""
    file = read_notebook(data)
    collected = collect(file.content, file.bundles)
    records, problems = collected.records, list(collected.problems)
    if file.damage:
        kept = f"answers that could still be read: {len(records)}"
        problems.insert(0, Problem("", f"{file.damage}; {kept}", review=True))
    elif not records.keys() - {NOTES}:
        problems.insert(0, Problem("", "the hand-in holds no readable answer", review=True))
    sources, repeated = _solution_sources(file.content)
    too_long = {name: len(source) for name, source in sources.items() if len(source) > LONGEST_SOURCE}
    kept_sources = {name: source for name, source in sources.items() if name not in too_long}
    stated = _stated_release(file.content)
    return HandIn(records, kept_sources, repeated, too_long, tuple(problems), *stated)


def choose_release(hand_in: HandIn, kept: Sequence[Kept]) -> tuple[Kept, tuple[Problem, ...]]:
    """The release that a hand-in answers: the one it states, else the one whose questions its answers fit best.

    ``kept`` are the lesson's releases, oldest first. Raises NoRelease.
    """
    if not kept:
        raise NoRelease("this lesson was never released from this course; release it, or restore kept_releases/")
    latest = kept[-1]
    lesson = latest.contents.lesson
    if hand_in.lesson and hand_in.lesson != lesson:
        problem = Problem("", f"this is a hand-in of the lesson {hand_in.lesson!r:.60}, not of {lesson}", review=True)
        return latest, (problem,)
    for release in kept:
        if release.digest == hand_in.release:
            if release is latest:
                return release, ()
            number = f"(number {release.number}, the latest is {latest.number})"
            return release, (Problem("", f"an older release was handed in {number}; graded as that one", review=False),)
    best = max(kept, key=lambda release: (_fit(hand_in, release), release.number))
    found = "names a release that this course did not make, and so does not say" if hand_in.release else "does not say"
    graded_as = f"graded as number {best.number} (the latest is {latest.number}), which fits its answers best"
    return best, (Problem("", f"the hand-in {found} which release it answers; {graded_as}", review=True),)


def _fit(hand_in: HandIn, release: Kept) -> int:
    questions = release.contents.questions
    return sum(record.version == questions[name].version for name, record in hand_in.records.items() if name in questions)


def _stated_release(notebook: Json) -> tuple[str, str]:
    place = notebook
    for key in ("metadata", "pairedtexts", "release"):
        place = place.get(key) if isinstance(place, dict) else None
    stated = [place.get(key) if isinstance(place, dict) else None for key in ("lesson", "digest")]
    lesson, digest = (value if isinstance(value, str) else "" for value in stated)
    return lesson, digest


def _solution_sources(notebook: Json) -> tuple[dict[str, str], frozenset[str]]:
    """The sources of cells with a grade id. Of a cell that stands there twice, the last one counts, as in nbgrader."""
    sources: dict[str, str] = {}
    repeated = set()
    for name, source in _cells_with_grade_id(notebook):
        if sources.get(name, source) != source:
            repeated.add(name)
        sources[name] = source
    return sources, frozenset(repeated)


def _cells_with_grade_id(notebook: Json) -> Iterator[tuple[str, str]]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
        source = cell.get("source") if isinstance(name, str) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if isinstance(name, str) and isinstance(source, str):
            # A lone half of a character has no place in a file.
            yield name, source if source.isascii() else source.encode("utf-8", "replace").decode("utf-8")
