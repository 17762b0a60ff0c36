"""number in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from ...digest import Json
from ...texts import Text
from ..authoring import AuthoringError, KeyItem, ScoredItem, Words
from . import decimal

Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class NumberKey(KeyItem):
    """The right number, and how far off is still right."""

    answer: Number
    tolerance: Annotated[Number, Field(ge=0)] = Field(0, description="how far off is still right, in the number's own unit")
    tolerance_percent: Annotated[float, Field(ge=0, le=100)] | None = Field(None, description="the same, in percent of it")

    @model_validator(mode="after")
    def _one_tolerance(self) -> NumberKey:
        if self.tolerance and self.tolerance_percent is not None:
            raise ValueError("give `tolerance` or `tolerance-percent`, not both")
        return self


class Item(ScoredItem):
    """A number that is counted or computed."""

    type: Literal["number"]
    range: Annotated[list[Number], Field(min_length=2, max_length=2)] = Field(
        description="lowest and highest plausible number; shown to students"
    )
    step: Annotated[Number, Field(gt=0)] = Field(1, description="what two plausible numbers that follow each other differ by")
    unit: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)] | None = Field(
        None, description="what is counted; shown after the field"
    )
    counting: Words | None = Field(None, description="what counts as one and what does not; shown under the prompt")
    key: NumberKey

    @model_validator(mode="after")
    def _plausible(self) -> Item:
        low, high = self.range
        if low >= high:
            raise ValueError("`range` runs from the lowest to the highest number, such as [0, 400]")
        if self.step > high - low:
            raise ValueError("`step` is larger than the whole `range`")
        return self

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        shown = {"unit": self.unit, "counting": self.counting}
        return {
            "range": [decimal(_exact(number)) for number in self.range],
            "step": decimal(_exact(self.step)),
            **{name: words for name, words in shown.items() if words is not None},
        }

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        value, (low, high) = _exact(self.key.answer), map(_exact, self.range)
        if not low <= value <= high:
            shown = f"{decimal(low)} to {decimal(high)}"
            raise AuthoringError(
                ("key", "answer"), f"{decimal(value)} lies outside the range of plausible numbers, {shown}; widen `range`"
            )
        percent = self.key.tolerance_percent
        tolerance = _exact(self.key.tolerance) if percent is None else abs(value) * _exact(percent) / 100
        return {"value": decimal(value), "tolerance": decimal(tolerance)}

    def reasons(self, question: str) -> Mapping[str, str]:
        if self.key.why_not:
            raise AuthoringError(("key", "why-not"), "a number has no wrong options; say in the `explanation` what goes wrong")
        return {}


def _exact(number: float) -> Fraction:
    # The digits that the author wrote: a float's own value is off by a trace.
    return Fraction(repr(number))
