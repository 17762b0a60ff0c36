"""Every release that a course made, kept by digest, with the key halves of its day.

A hand-in of an older release is graded as what it was. The files are the teacher's: students never get them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..contents import Contents
from ..digest import Json, digest
from ..errors import PairedTextsError
from ..questions import Key
from ..whole_file import write_whole

FOLDER = "kept_releases"
_SCHEMA = 1


class KeptError(PairedTextsError):
    """A kept release cannot be read."""


@dataclass(frozen=True)
class Kept:
    """One release: its ``number`` (1 is the lesson's first), its notebook as students got it, its contents and keys."""

    number: int
    digest: str
    notebook: Json
    contents: Contents
    keys: Mapping[str, Key]


def release_digest(notebook: Json) -> str:
    """The name of a release: a digest of the whole notebook, apart from this name itself."""
    metadata = {
        **notebook["metadata"],
        "pairedtexts": {"release": {"lesson": notebook["metadata"]["pairedtexts"]["release"]["lesson"]}},
    }
    return digest({**notebook, "metadata": metadata})


def keep(course: Path, notebook: Json, contents: Contents, keys: Mapping[str, Key]) -> None:
    """Keep a finished release as the lesson's latest, with the keys of today, which may have been corrected.

    One that was made before, and is made again after another, moves to the end: the gradebook follows what was released
    last, and so does `kept_releases`.
    """
    name = notebook["metadata"]["pairedtexts"]["release"]["digest"]
    known = kept_releases(course, contents.lesson)
    last = max((old.number for old in known), default=0)
    before = next((old.number for old in known if old.digest == name), None)
    number = last if before == last and before is not None else last + 1
    data = {
        "schema": _SCHEMA,
        "notebook": notebook,
        "contents": contents.to_json(),
        "keys": {question: key.to_json() for question, key in keys.items()},
    }
    folder = course / FOLDER / contents.lesson
    write_whole(folder / f"{number:04d}-{name}.json", json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    if before is not None and before != number:
        (folder / f"{before:04d}-{name}.json").unlink()


def kept_releases(course: Path, lesson: str) -> list[Kept]:
    """All releases of a lesson, oldest first. Raises KeptError."""
    return [_load(path) for path in sorted((course / FOLDER / lesson).glob("[0-9]*-*.json"))]


def _load(path: Path) -> Kept:
    number, _, name = path.stem.partition("-")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        contents = Contents.from_json(data["contents"])
        keys = {question: Key.from_json(data["keys"][question]) for question in contents.questions}
        return Kept(int(number), name, data["notebook"], contents, keys)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeptError(f"{path} is no longer a kept release ({error}); restore it from a backup") from error
