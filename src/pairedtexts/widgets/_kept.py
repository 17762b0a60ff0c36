"""What every widget has whose answers are kept in the notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from ..contents import Contents
from ..digest import Json
from ..responses import Record
from ..texts import Text, paragraphs, sentences
from ._record_output import Asked, answered


class KeptWidget(anywidget.AnyWidget):  # type: ignore[misc]
    """Takes every answer as a response record in ``response``.

    The browser makes the record and keeps it in the notebook's metadata; ``recorded`` tells it that the kernel has
    put that revision into the cell's output as well. ``places`` are the names by which a text is cited ("LH ¶ 7").
    """

    question = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    places = traitlets.Dict().tag(sync=True)
    response = traitlets.Dict().tag(sync=True)
    recorded = traitlets.Int(0).tag(sync=True)
    keeps = traitlets.Bool(True).tag(sync=True)

    def __init__(self, asked: Asked, contents: Contents, record: Record | None, **traits: Any) -> None:
        self._asked = asked
        self.record = record
        super().__init__(
            places=_places(contents.texts),
            response=record.to_json() if record else {},
            recorded=record.revision if record else 0,
            keeps=not contents.preview_keys,
            **traits,
        )

    def take(self, sent: Json) -> Record | None:
        """The newest record, given what a front end sent last; None where it sent nothing newer. Raises BadRecord."""
        record = answered(self._asked, sent, self.record)
        if record is self.record:
            return None
        self.record = record
        return record


def text_traits(text: Text) -> Json:
    """A text as the scripts draw it; offsets count code points."""
    return {
        "id": text.id,
        "title": text.title,
        "outlet": text.outlet,
        "short": text.short,
        "verbatim": text.verbatim,
        "paragraphs": [{"number": p.number, "start": p.start, "end": p.end, "kind": p.kind} for p in paragraphs(text)],
        "sentences": [list(span) for span in sentences(text)],
    }


def _places(texts: Mapping[str, Text]) -> Json:
    """By each name that says which text is meant, short or in full: the text, and its last paragraph's number."""
    named = [(name, text) for text in texts.values() for name in dict.fromkeys([text.short, text.outlet]) if name]
    bearers = Counter(name for name, _ in named)
    return {
        name: {"text": text.id, "last": max((p.number or 0 for p in paragraphs(text)), default=0)}
        for name, text in named
        if bearers[name] == 1
    }
