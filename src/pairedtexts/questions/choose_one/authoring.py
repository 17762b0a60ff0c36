"""choose-one in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ...digest import Json
from ...texts import Text
from .._option_authoring import OptionItem
from ..authoring import KeyItem, Slug


class OneKey(KeyItem):
    answer: Slug


class Item(OptionItem):
    """One of several options."""

    type: Literal["choose-one"]
    key: OneKey

    def right_labels(self) -> list[str]:
        return [self.key.answer]

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        return self.part(question, self.key.answer, ("key", "answer"))
