"""choose-many in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from ...digest import Json
from ...texts import Text
from .._option_authoring import OptionItem
from ..authoring import KeyItem, Slug


class ManyKey(KeyItem):
    answer: Annotated[list[Slug], Field(min_length=1)]


class Item(OptionItem):
    """All options that apply."""

    type: Literal["choose-many"]
    rule: Literal["net", "balanced", "each-decision", "all-or-nothing"] = "net"
    key: ManyKey

    def scoring_rule(self) -> str:
        return self.rule

    def right_labels(self) -> list[str]:
        return self.key.answer

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        return sorted({self.part(question, label, ("key", "answer", i)) for i, label in enumerate(self.key.answer)})
