"""order in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ...digest import Json
from ...texts import Text
from .._options import option_id, public_options
from ..authoring import AuthoringError, KeyItem, Path, ScoredItem, Slug, Words


def _as_group(value: Any) -> Any:
    # Most items stand alone, and are written without brackets.
    return [value] if isinstance(value, str) else value


Group = Annotated[list[Slug], Field(min_length=1), BeforeValidator(_as_group, json_schema_input_type=Slug | list[Slug])]


class OrderKey(KeyItem):
    """The right order, and, if wanted, what to say of an item out of place."""

    answer: Annotated[list[Group], Field(min_length=2)] = Field(
        description="all items from first to last; items whose order does not matter stand in a list of their own"
    )
    why_not: dict[Slug, Words] = Field(default_factory=dict, description="optional: what to say of an item out of place")


class Item(ScoredItem):
    """The student puts items in order."""

    type: Literal["order"]
    items: Annotated[dict[Slug, Words], Field(min_length=3, max_length=8)]
    first: Words | None = Field(None, description='what the first place means ("earliest")')
    last: Words | None = Field(None, description='what the last place means ("latest")')
    rule: Literal["longest-run", "all-or-nothing"] = "longest-run"
    key: OrderKey

    @model_validator(mode="after")
    def _distinct_items(self) -> Item:
        if len(set(self.items.values())) < len(self.items):
            raise ValueError("two items have the same words")
        return self

    def scoring_rule(self) -> str:
        return self.rule

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        # The order in which students find the items comes from their words: it may be anything, the right one included.
        body: dict[str, Json] = {"items": public_options(question, self.items, keep_order=False)}
        ends = {"first": self.first, "last": self.last}
        return body | {name: words for name, words in ends.items() if words}

    def part(self, question: str, label: str, path: Path) -> str:
        """The opaque id of an item."""
        if label not in self.items:
            raise AuthoringError(path, f'there is no item "{label}"; the items are: {", ".join(self.items)}')
        return option_id(question, self.items[label])

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        path: Path = ("key", "answer")
        placed = [label for group in self.key.answer for label in group]
        groups = [sorted(self.part(question, label, (*path, i)) for label in group) for i, group in enumerate(self.key.answer)]
        for label in self.items:
            if placed.count(label) != 1:
                found = "does not place" if label not in placed else "places more than once"
                raise AuthoringError(path, f'the key {found} the item "{label}"; every item has one place')
        return groups

    def reasons(self, question: str) -> Mapping[str, str]:
        """Notes are optional: why an item stands where it does is often said once, in the explanation."""
        path: Path = ("key", "why-not")
        return {self.part(question, label, (*path, label)): why for label, why in self.key.why_not.items()}
