"""matrix in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...digest import Json
from ...texts import Text
from .._cell_authoring import CellItem, check_distinct, choice_names
from .._options import public_options
from ..authoring import Slug, Words


class Item(CellItem):
    """Statements, each to be put into one of several columns (a claim by its source, a sentence by its kind)."""

    type: Literal["matrix"]
    rule: Literal["each-cell", "all-or-nothing"] = "each-cell"
    rows: Annotated[dict[Slug, Words], Field(min_length=2, max_length=12)]
    columns: Annotated[dict[Slug, Words], Field(min_length=2, max_length=6, description="always shown in this order")]
    keep_order: bool = Field(False, description="keep the rows in this order (events, paragraphs)")

    @model_validator(mode="after")
    def _distinct(self) -> Item:
        check_distinct(self.rows, "row")
        check_distinct(self.columns, "column")
        return self

    def cells(self) -> tuple[str, Mapping[str, str]]:
        return "row", self.rows

    def choices(self) -> tuple[str, Mapping[str, str]]:
        return "column", self.columns

    def scoring_rule(self) -> str:
        return self.rule

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        return {
            "rows": public_options(question, self.rows, self.keep_order),
            # The same for every row, so their order says nothing of the key.
            "columns": public_options(choice_names(question), self.columns, keep_order=True),
        }
