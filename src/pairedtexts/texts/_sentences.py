"""A small sentence splitter for news prose.

Off-the-shelf splitters end a sentence at "D-N.J." and "I-Vt." and stumble over mixed straight and curly quotation
marks; a wrong boundary here would show a student half a sentence as evidence.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ._text import Paragraph, Span, Text, paragraphs

# A stop, then any closing quotation marks or brackets, then white space, then something that can open a sentence.
_BOUNDARY = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])")

_TITLES = {"Sen.", "Sens.", "Rep.", "Reps.", "Gov.", "Gen.", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Hon.", "Lt.", "Sgt."}
_MONTHS = {"Jan.", "Feb.", "Mar.", "Apr.", "Jun.", "Jul.", "Aug.", "Sep.", "Sept.", "Oct.", "Nov.", "Dec."}
_OTHERS = {"No.", "St.", "v.", "vs.", "Inc.", "Art.", "Amend.", "Pub.", "Stat.", "e.g.", "i.e."}
_NEVER_LAST = _TITLES | _MONTHS | _OTHERS
# Initials and initialisms ("J.", "U.S."); "D-N.J." is not one: news style puts a comma after it inside a sentence.
_INITIALS = re.compile(r"(?:[A-Z]\.)+")


@lru_cache(maxsize=64)
def sentences(text: Text) -> tuple[Span, ...]:
    """The sentences of the article in order; a headline, a subhead or a caption without a stop is one. Furniture has none."""
    return tuple(span for paragraph in paragraphs(text) if paragraph.kind != "furniture" for span in _split(text, paragraph))


def _split(text: Text, paragraph: Paragraph) -> list[Span]:
    found: list[Span] = []
    start = paragraph.start
    for stop in _BOUNDARY.finditer(text.verbatim, paragraph.start, paragraph.end):
        if _is_abbreviation(text.verbatim, stop):
            continue
        found.append(Span(start, stop.end()))
        start = stop.end() + _gap(text.verbatim, stop.end())
    found.append(Span(start, paragraph.end))
    return found


def _is_abbreviation(verbatim: str, stop: re.Match[str]) -> bool:
    first = stop.start()
    while first > 0 and not verbatim[first - 1].isspace():
        first -= 1
    token = verbatim[first : stop.end()].lstrip("\"'“‘([")
    return token in _NEVER_LAST or _INITIALS.fullmatch(token) is not None


def _gap(verbatim: str, end: int) -> int:
    rest = verbatim[end:]
    return len(rest) - len(rest.lstrip())
