"""The lessons, quizzes, texts and teacher's guides that come with the package."""

from __future__ import annotations

from pathlib import Path

from ..errors import PairedTextsError

FOLDERS = ("lessons", "quizzes", "source_texts", "guides")


def materials() -> Path:
    """The folder that holds them: inside an installed package, or the repository that the package is run from."""
    package = Path(__file__).parents[1]
    for place in (package / "materials", package.parents[1]):
        if all((place / folder).is_dir() for folder in FOLDERS):
            return place
    raise PairedTextsError("this installation lacks its lessons, quizzes, texts and guides; install pairedtexts again")
