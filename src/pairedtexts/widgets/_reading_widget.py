"""The reading room as a Jupyter widget: search, highlights and notes beside the texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..contents import Contents
from ..responses import Record
from ..texts import Text
from ._kept import KeptWidget, text_traits
from ._notes import notes_on
from ._script import join_modules

_FOLDER = Path(__file__).parent


class ReadingWidget(KeptWidget):
    """Shows some texts of a lesson; ``response`` holds the student's notes on all of them."""

    # One look: what holds for a question holds for the reading room.
    _esm = join_modules(
        _FOLDER / "reading_room.js", *(_FOLDER / name for name in ("widget.css", "places.css", "reading_room.css"))
    )

    def __init__(self, shown: Sequence[Text], contents: Contents, record: Record | None) -> None:
        notes = notes_on(contents.texts)
        super().__init__(
            notes,
            contents,
            record,
            question={**notes._asdict(), "texts": [text.id for text in shown]},
            texts={text.id: _traits(text) for text in shown},
        )

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_()
        data["text/plain"] = "Run this cell (Shift+Enter) to search the texts, to highlight and to take notes."
        data["text/html"] = f"<p>{data['text/plain']}</p>"
        return data, metadata


def _traits(text: Text) -> Any:
    return {**text_traits(text), "role": text.role, "byline": text.byline, "date": text.date, "rights": text.rights}
