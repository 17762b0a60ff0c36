"""What an author may have meant by words that are not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from rapidfuzz import fuzz

from ..texts import Text


def closest_passage(text: Text, quote: str) -> str:
    """The passage most like a quotation that was not found, as the end of a sentence."""
    verbatim = text.verbatim
    match = fuzz.partial_ratio_alignment(quote, verbatim)
    if match is None or match.score < 50:
        return "; nothing in the text is like it"
    start, end = match.dest_start, match.dest_end
    while start > 0 and not verbatim[start - 1].isspace() and not verbatim[start].isspace():
        start -= 1
    while end < len(verbatim) and not verbatim[end - 1].isspace() and not verbatim[end].isspace():
        end += 1
    line = verbatim.count("\n", 0, start) + 1
    return f"; closest match at line {line}: “{verbatim[start:end].strip()}”"


def closest_name(name: str, known: Iterable[str]) -> str:
    """The name that may have been meant, or all that there are, as the end of a sentence."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f'; did you mean "{close[0]}"?' if close else f"; there are: {', '.join(names) or 'none'}"
