"""YAML with the line of every value, read by the rules of YAML 1.2 (``no`` is a word, a date is a text)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from ..digest import Json
from ..errors import PairedTextsError

PathInFile = Sequence[str | int]


class YamlError(PairedTextsError):
    """The file is not YAML. ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Constructor(RoundTripConstructor):
    """Leaves dates as the words they are: YAML 1.2 has no dates."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


@dataclass(frozen=True)
class SourcedYaml:
    """A YAML file's content as plain JSON values, and where each of them stands. Nobody changes it: it may be shared."""

    data: Json
    _marked: Any

    def line(self, path: PathInFile) -> int:
        """The line of the value at ``path``, or of the innermost mapping or list on the way to it that has a line."""
        node: Any = self._marked
        line = 1
        for step in path:
            try:
                at = node.lc.key(step) if hasattr(node, "keys") else node.lc.item(step)
                line = at[0] + 1
                node = node[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break  # the path leads into a value that is not there, or is no collection: its parent's line is the best
        return line


def read_yaml(path: Path) -> SourcedYaml:
    """Read one file. What it holds is kept for who reads it again: it is not to be changed. Raises YamlError, OSError."""
    return _parsed(path.read_bytes())


# Finding out the line of every value is slow, a tenth of a second a quiz, and one command reads a course more than once.
@lru_cache(maxsize=32)
def _parsed(content: bytes) -> SourcedYaml:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise YamlError(f"the file is not UTF-8 text (byte {error.start}); save it as UTF-8", 1) from error
    try:
        marked = yaml.load(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(f"holds the character {error.character!r}, which YAML does not allow; delete it", line) from error
    except MarkedYAMLError as error:
        # Of what ruamel says only the problem itself helps an author; the rest is advice to programmers.
        problem = next(iter(str(error.problem or error.context or error).splitlines()), "")
        begun, found = error.context_mark, error.problem_mark or error.context_mark
        line = found.line + 1 if found else 1
        if begun and "end of stream" in problem:
            # An unclosed quotation mark is noticed at the end of the file, and has to be mended where it opens.
            problem, line = f"{problem} (noticed at line {line}, in what begins here)", begun.line + 1
        raise YamlError(f"not YAML: {problem}", line) from error
    except (YAMLError, ValueError, RecursionError) as error:
        # Python's own limits: a number of thousands of digits, brackets in brackets in brackets.
        raise YamlError(f"not YAML that can be read: {str(error).splitlines()[0]}", 1) from error
    return SourcedYaml(_plain(marked), marked)


def _plain(value: Any) -> Json:
    if isinstance(value, dict):
        return {(key if not isinstance(key, str) else str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value
