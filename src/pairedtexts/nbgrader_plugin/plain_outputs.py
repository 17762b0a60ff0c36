"""What a student's code shows, made plain before it is kept: Formgrader puts it into a page with the teacher's rights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import from_dict

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_DECIDE_POINTS = {("error", None), ("execute_result", None), ("stream", "stderr")}
MOST_SHOWN = 100_000
"""Characters of what one cell says."""
_LEAST_SHOWN = 100  # characters of one output that decides points


def plain_outputs(outputs: Iterable[Any]) -> list[Any]:
    """The text and the pictures among what a student's code shows: nothing in which a page would look for markup.

    Beyond `MOST_SHOWN` only what decides points is kept, and the beginning of that.
    """
    kept, room, beyond = [], MOST_SHOWN, set()
    for output in outputs:
        shown, decides = from_dict(output), (output.output_type, output.get("name"))
        if room <= 0 and (decides in beyond or decides not in _DECIDE_POINTS):
            continue
        if room <= 0:
            beyond.add(decides)
        if output.output_type == "error":
            shown.traceback = [_plain("\n".join(map(str, output.traceback)), room)]
            shown.ename, shown.evalue = _plain(str(output.ename), room), _plain(str(output.evalue), room)
            room -= len(shown.traceback[0]) + len(shown.ename) + len(shown.evalue)
        elif output.output_type == "stream":
            shown.text = _plain(str(output.text), room)
            room -= len(shown.text)
        else:
            # Metadata can name a picture's file, which a page would then load.
            shown.metadata = {}
            shown.data = {kind: value for kind, value in output.data.items() if _is_plain(kind, value)}
            if not shown.data:
                continue
            text = _plain(shown.data.get("text/plain", ""), room)
            if text:
                shown.data["text/plain"] = text
            room -= len(text)
        room -= _LEAST_SHOWN
        kept.append(shown)
    return kept


def _plain(text: str, room: int) -> str:
    """A text without what colours it in a terminal, which takes a page the square of the time."""
    plain, room = str(strip_ansi(text)), max(room, _LEAST_SHOWN)
    return plain if len(plain) <= room else f"{plain[:room]}\n(The rest is left out.)\n"


def _is_plain(kind: str, value: object) -> bool:
    """Whether an output of this kind is text, or a picture of dots and nothing else."""
    if kind in ("image/png", "image/jpeg"):
        return isinstance(value, str) and _BASE64.fullmatch(value) is not None
    return kind == "text/plain" and isinstance(value, str)
