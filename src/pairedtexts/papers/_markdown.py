"""Write Markdown in which nothing a person typed can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~$&]")
# JupyterLab looks for formulas once more when the page is drawn, between "$" and "$" or after a backslash, escaped or not;
# only an element of its own keeps them apart.
_APART = {"$": "<span>&#36;</span>", "\\": "<span>&#92;</span>"}
_AT_START = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)]))")


def words(text: str) -> str:
    """What a person typed, in one line and without any markup."""
    # Only at the start of a line do these make a list, or a heading of the line above.
    return _AT_START.sub(lambda at: f"\\{at[1]}" if at[1] else f"{at[2]}\\{at[3]}", _escaped(text).strip())


def lines(text: str) -> list[str]:
    """The same, line by line."""
    return [words(line) for line in text.splitlines() if line.strip()]


def strong_in(before: str, quote: str, after: str) -> str:
    """A line in which the words between the two others stand out; to be put behind something on the same line."""
    core = quote.strip()
    at = quote.index(core)
    before, after = before + quote[:at], quote[at + len(core) :] + after
    # Two asterisks between a letter and a punctuation mark are not read as markup.
    glued = (before[-1:].isalnum() and not core[:1].isalnum()) or (after[:1].isalnum() and not core[-1:].isalnum())
    opening, closing = ("<strong>", "</strong>") if glued else ("**", "**")
    return f"{_escaped(before)}{opening}{_escaped(core)}{closing}{_escaped(after)}".strip()


def strong(text: str) -> str:
    """A text that stands out."""
    return strong_in("", text, "")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """A table of cells that are Markdown already; its last ``numbers`` columns are set to the right."""
    align = ["---"] * (len(header) - numbers) + ["---:"] * numbers
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, align, *rows])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda char: _APART.get(char[0], f"\\{char[0]}"), re.sub(r"\s+", " ", text))
