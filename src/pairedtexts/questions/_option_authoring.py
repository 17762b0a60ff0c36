"""What choose-one and choose-many have in common in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from ..digest import Json
from ..texts import Text
from ._options import option_id, public_options
from .authoring import AuthoringError, Path, ScoredItem, Slug, Words, check_reasons

Options = Annotated[dict[Slug, Words], Field(min_length=2, max_length=12)]


class OptionItem(ScoredItem):
    """A question with options. Labels are the author's; a release knows options by opaque ids only."""

    options: Options
    keep_order: bool = Field(False, description="keep the options in this order (years, numbers)")

    @model_validator(mode="after")
    def _distinct_options(self) -> OptionItem:
        if len(set(self.options.values())) < len(self.options):
            raise ValueError("two options have the same words")
        return self

    def right_labels(self) -> list[str]:
        raise NotImplementedError

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        return {"options": public_options(question, self.options, self.keep_order)}

    def part(self, question: str, label: str, path: Path) -> str:
        """The opaque id of an option."""
        if label not in self.options:
            raise AuthoringError(path, f'there is no option "{label}"; the options are: {", ".join(self.options)}')
        return option_id(question, self.options[label])

    def reasons(self, question: str) -> Mapping[str, str]:
        wrong = [label for label in self.options if label not in self.right_labels()]
        check_reasons(self.key.why_not, wrong, ("key",), "option")
        return {self.part(question, label, ("key", "why-not")): why for label, why in self.key.why_not.items()}
