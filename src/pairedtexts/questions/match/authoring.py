"""match in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...digest import Json
from ...texts import Text
from .._cell_authoring import CellItem, check_distinct, choice_names
from .._options import public_options
from ..authoring import AuthoringError, Slug, Words


class Item(CellItem):
    """Items on the left, each to be matched with one on the right (a case with its holding, a claim with its source)."""

    type: Literal["match"]
    rule: Literal["each-cell", "all-or-nothing"] = "each-cell"
    left: Annotated[dict[Slug, Words], Field(min_length=2, max_length=12)]
    right: Annotated[dict[Slug, Words], Field(min_length=2, max_length=16, description="some may belong to nothing")]
    once: bool = Field(False, description="tell the student that nothing on the right is used twice")
    keep_order: bool = Field(False, description="keep both sides in this order; see that it does not give the key away")

    @model_validator(mode="after")
    def _two_sides(self) -> Item:
        check_distinct(self.left, "left item")
        check_distinct(self.right, "right item")
        if self.once and len(self.right) < len(self.left):
            raise ValueError("with `once: true` there must be at least as many right items as left ones")
        return self

    def cells(self) -> tuple[str, Mapping[str, str]]:
        return "left item", self.left

    def choices(self) -> tuple[str, Mapping[str, str]]:
        return "right item", self.right

    def scoring_rule(self) -> str:
        return self.rule

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        return {
            "left": public_options(question, self.left, self.keep_order),
            "right": public_options(choice_names(question), self.right, self.keep_order),
            "once": self.once,
        }

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        taken: dict[str, str] = {}
        for label, chosen in self.key.answer.items():
            if self.once and taken.setdefault(chosen, label) != label:
                twice = f'"{chosen}" belongs to "{taken[chosen]}" and to "{label}"'
                raise AuthoringError(("key", "answer", label), f"{twice}, but `once: true` says that nothing is used twice")
        return super().key_answer(question, texts)
