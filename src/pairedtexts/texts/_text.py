"""One text: its characters as published, and which of its lines are what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ..digest import Json, digest

KINDS = ("headline", "deck", "subhead", "body", "caption", "furniture")
"""What a line of a text can be. Furniture (menus, related links, credits) is printed on the page but is not the article."""

_WORD = re.compile(r"\S+")


class Span(NamedTuple):
    """A stretch of a text: offsets in Unicode code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """Lines ``first`` to ``last`` (counted from 1, inclusive) are of one ``kind``."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class Text:
    """One text with what is known of it.

    ``verbatim`` is the file, character for character; ``short`` is how the text is cited ("LH"). ``role`` is "article" for
    one of the texts that are read against each other, "packet" for what they are checked with.
    """

    id: str
    outlet: str
    title: str
    byline: str
    date: str
    rights: str
    parts: tuple[Part, ...]
    verbatim: str
    short: str = ""
    role: str = "article"

    def __hash__(self) -> int:
        # Python keeps the hash of a string, but not of what is made of many: texts are looked up by the million.
        return hash(self.verbatim)

    @property
    def version(self) -> str:
        """Digest of the characters and of the division into parts: what offsets and paragraph numbers rest on."""
        return digest([self.verbatim, [[part.kind, part.first, part.last] for part in self.parts]])

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "outlet": self.outlet,
            "title": self.title,
            "byline": self.byline,
            "date": self.date,
            "rights": self.rights,
            "parts": [[part.kind, part.first, part.last] for part in self.parts],
            "verbatim": self.verbatim,
            "short": self.short,
            "role": self.role,
        }

    @classmethod
    def from_json(cls, data: Json) -> Text:
        return cls(
            id=data["id"],
            outlet=data["outlet"],
            title=data["title"],
            byline=data["byline"],
            date=data["date"],
            rights=data["rights"],
            parts=tuple(Part(*part) for part in data["parts"]),
            verbatim=data["verbatim"],
            short=data.get("short", ""),
            role=data.get("role", "article"),
        )


class Paragraph(NamedTuple):
    """One non-blank line of a text. ``number`` counts body paragraphs from 1 and is None for everything else."""

    number: int | None
    kind: str
    line: int
    start: int
    end: int


@lru_cache(maxsize=64)
def paragraphs(text: Text) -> tuple[Paragraph, ...]:
    """Every non-blank line that belongs to a part, without the white space at its ends."""
    kinds = {line: part.kind for part in text.parts for line in range(part.first, part.last + 1)}
    found: list[Paragraph] = []
    number = 0
    for line, (start, content) in enumerate(_lines(text.verbatim), start=1):
        stripped = content.strip()
        if not stripped or line not in kinds:
            continue
        kind = kinds[line]
        if kind == "body":
            number += 1
        first = start + content.index(stripped)
        found.append(Paragraph(number if kind == "body" else None, kind, line, first, first + len(stripped)))
    return tuple(found)


@lru_cache(maxsize=4096)
def words(text: Text, span: Span | Paragraph) -> tuple[Span, ...]:
    """The words inside a span: runs without white space that hold at least one letter or digit."""
    runs = _WORD.finditer(text.verbatim, span.start, span.end)
    return tuple(Span(*run.span()) for run in runs if any(char.isalnum() for char in run.group()))


def _lines(verbatim: str) -> Iterator[tuple[int, str]]:
    # Not str.splitlines: it also breaks at characters (U+2028, form feed) that do not end a line of an article file.
    start = 0
    for line in verbatim.split("\n"):
        yield start, line
        start += len(line) + 1
