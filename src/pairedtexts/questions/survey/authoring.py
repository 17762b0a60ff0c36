"""survey in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...digest import Json
from ...texts import Text
from .. import authoring
from .._option_authoring import Options
from .._options import public_options
from ..authoring import Model, Words


class Scale(Model):
    """A row of steps between two ends."""

    low: Words = Field(description="what the first step means")
    high: Words = Field(description="what the last step means")
    steps: Annotated[int, Field(ge=2, le=11)] = 5


class Item(authoring.Item):
    """An opinion or a self-rating: no points, no key."""

    type: Literal["survey"]
    options: Options | None = None
    several: bool = Field(False, description="more than one option may be chosen")
    scale: Scale | None = None
    comment: bool = Field(False, description="a line for the student's own words")

    @model_validator(mode="after")
    def _options_or_scale(self) -> Item:
        if (self.options is None) == (self.scale is None):
            raise ValueError("a survey has either `options` or a `scale`")
        if self.several and self.scale:
            raise ValueError("on a scale one step is chosen; `several` goes with `options`")
        if self.options and len(set(self.options.values())) < len(self.options):
            raise ValueError("two options have the same words")
        return self

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        # In the author's order: none is right, so the order gives nothing away.
        options = public_options(question, self.options or _steps(self.scale), keep_order=True)
        return {"options": options, "several": self.several, "scale": self.scale is not None, "comment": self.comment}


def _steps(scale: Scale | None) -> dict[str, str]:
    if scale is None:
        return {}
    named = {1: f"1 – {scale.low}", scale.steps: f"{scale.steps} – {scale.high}"}
    return {str(step): named.get(step, str(step)) for step in range(1, scale.steps + 1)}
