"""Put the hand-ins of a simulated class where collected ones lie."""

from __future__ import annotations

from pathlib import Path

import nbformat

from ..release import kept_releases
from ..whole_file import write_whole
from ._simulated_class import simulated_class, work_through


def simulate_hand_ins(course: Path, lesson: str, size: int, seed: int = 0) -> None:
    """``size`` students answer their own copies of the latest release and hand them in."""
    release = kept_releases(course, lesson)[-1]
    for student in simulated_class(size, seed):
        notebook = nbformat.from_dict(work_through(student, release, seed))
        write_whole(course / "submitted" / student.name / lesson / f"{lesson}.ipynb", nbformat.writes(notebook) + "\n")
