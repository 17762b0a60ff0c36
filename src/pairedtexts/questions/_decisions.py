"""What there is to decide in a question, apart from what it means: what one sees of it who knows neither texts nor key.

`pairedtexts check --blind` answers questions by tricks (always the longest option, always the same column). A trick knows
no types; a type says by `Decision` what it offers, and makes an answer of what was picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from ..digest import Json

Picks = Mapping[str, Sequence[Json]]
"""What was picked, by the part of each decision: one value, some, or all of them in order."""


class Option(NamedTuple):
    """What can be picked: its value in an answer, and its words on the page."""

    value: Json
    words: str


class Decision(NamedTuple):
    """One thing to decide.

    ``part`` is its name, ``asked`` what it is about beside the prompt (a row, the words around a gap; "" for nothing).
    ``options`` stand in the order shown; of them "one" is picked, "some", or "all" in an order.
    """

    part: str
    asked: str
    options: tuple[Option, ...]
    pick: Literal["one", "some", "all"] = "one"


def as_options(items: Iterable[Mapping[str, Json]]) -> tuple[Option, ...]:
    """Options of a public half, ``[{"id": id, "text": words}]``."""
    return tuple(Option(item["id"], item["text"]) for item in items)


def picked_cells(picks: Picks) -> Json:
    """An answer of one value a part."""
    return {part: values[0] for part, values in picks.items()}
