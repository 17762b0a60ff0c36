"""written in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...digest import Json, digest
from ...texts import Text
from .._points import points_words
from ..authoring import AuthoringError, KeyedItem, KeyItem, Model, Path, Slug, Words
from ._checks import bounds_words, run_checks, sources
from ._compose import compose

_SAME = 1e-9
_KINDS = ("cites", "quotations", "keeps", "avoids", "length")


class Length(Model):
    """How many words are asked for."""

    least: Annotated[int, Field(ge=1, le=2000)]
    most: Annotated[int, Field(ge=1, le=3000)] | None = None

    @model_validator(mode="after")
    def _upwards(self) -> Length:
        if self.most is not None and self.most < self.least:
            raise ValueError("`most` is less than `least`")
        return self


class Check(Model):
    """One point of the checklist: exactly one of cites, quotations, keeps, avoids, length, and its share of the points."""

    share: Annotated[float, Field(gt=0, le=1)] = Field(description="its share of the question's points")
    label: Slug | None = Field(None, description="its name for evidence; default: its kind")
    words: Words | None = Field(None, description="how it is put to the student; default: made from what is checked")
    cites: Annotated[int, Field(ge=1, le=50)] | None = Field(
        None, description="at least so many different paragraphs, “LH ¶7”"
    )
    of: Slug | None = Field(None, description="of this text only")
    each: bool = Field(False, description="so many of each text")
    quotations: Literal["verbatim"] | None = Field(None, description="what stands in quotation marks stands in a text")
    least: Annotated[int, Field(ge=0, le=20)] = Field(0, description="at least so many quotations")
    keeps: Annotated[list[Words | list[Words]], Field(min_length=1, max_length=20)] | None = Field(
        None, description="facts that are there: each its words, or a list of forms of which one is there"
    )
    avoids: Annotated[list[Words], Field(min_length=1, max_length=40)] | None = Field(
        None, description="words that are not there"
    )
    length: Literal[True] | None = Field(None, description="the text is as long as the question's `length` says")

    @model_validator(mode="after")
    def _one_kind(self) -> Check:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"a check is exactly one of {', '.join(_KINDS)}; this one has {', '.join(given) or 'none'}")
        if (self.of or self.each) and not self.cites:
            raise ValueError("`of` and `each` go with `cites`")
        if self.of and self.each:
            raise ValueError("a check has either `of` or `each`")
        if self.least and not self.quotations:
            raise ValueError("`least` goes with `quotations`")
        if any(form == [] for form in self.keeps or ()):
            raise ValueError("a fact under `keeps` has no form")
        return self

    @property
    def kind(self) -> str:
        return next(kind for kind in _KINDS if getattr(self, kind) is not None)

    @property
    def name(self) -> str:
        return self.label or self.kind


class Criterion(Model):
    """One line of the rubric: what the teacher gives points for."""

    label: Slug | None = Field(None, description="its name for evidence")
    for_: Words = Field(alias="for", description="what the points are for")
    points: Annotated[float, Field(gt=0, le=100)]


class WrittenKey(KeyItem):
    rubric: list[Criterion] = Field(default_factory=list)
    model_answer: Words | None = None

    @model_validator(mode="after")
    def _no_options(self) -> WrittenKey:
        if self.why_not or self.reason:
            raise ValueError("a written answer has no wrong options and no second tier: leave out `why-not` and `reason`")
        return self


class Item(KeyedItem):
    """Free text, with a checklist, a rubric, or both."""

    type: Literal["written"]
    texts: list[Slug] | None = Field(None, description="what may be cited and quoted; default: what the question is about")
    length: Length | None = None
    checklist: Annotated[list[Check], Field(max_length=12)] = Field(default_factory=list)
    key: WrittenKey

    @model_validator(mode="after")
    def _checks_stand(self) -> Item:
        names = [check.name for check in self.checklist]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f'two checks are called "{twice}"; give one of them a `label` of its own')
        if len({_check_id("", check) for check in self.checklist}) < len(self.checklist):
            raise ValueError("two checks are the same")
        if self.machine_share > 1 + _SAME:
            raise ValueError(f"the checklist's shares sum to {self.machine_share:g}, more than 1")
        return self

    @property
    def machine_share(self) -> float:
        return math.fsum(check.share for check in self.checklist)

    def scoring_rule(self) -> str:
        if not self.checklist:
            return "by-hand"
        return "checklist" if self.machine_share < 1 - _SAME else "checklist-alone"

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        shown = self._shown()
        at: Path = ("texts",) if self.texts is not None else ("about",)
        for i, name in enumerate(shown):
            if name not in texts:
                raise AuthoringError((*at, i), f'there is no text "{name}"; the course has: {", ".join(sorted(texts))}')
        return {
            "texts": shown,
            # Paragraph numbers and quotations mean nothing in a text that has changed.
            "versions": [texts[name].version for name in shown],
            "length": _bounds(self.length),
            "checklist": [
                {"id": _check_id(question, check), "kind": check.kind, "share": check.share, **self._check(i, check, texts)}
                for i, check in enumerate(self.checklist)
            ],
        }

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        self._check_rubric()
        body = self.public_body(question, texts)
        model = self.key.model_answer or ""
        path: Path = ("key", "model-answer") if model else ("checklist",)
        what = "the model answer does not pass the checklist" if model else "no text passes the whole checklist"
        found = run_checks(model or compose(body, texts), body, sources(body["texts"], texts))
        for check, (done, said) in zip(body["checklist"], found, strict=True):
            if not done:
                raise AuthoringError(path, f"{what}: {check['words']} ({said})")
        rubric = [{"id": _criterion_id(question, c), "for": c.for_, "points": c.points} for c in self.key.rubric]
        return {"rubric": rubric, "model": model}

    def part(self, question: str, label: str, path: Path) -> str:
        """The opaque id of a check, or of a line of the rubric."""
        for check in self.checklist:
            if check.name == label:
                return _check_id(question, check)
        for criterion in self.key.rubric:
            if criterion.label == label:
                return _criterion_id(question, criterion)
        names = [check.name for check in self.checklist] + [c.label for c in self.key.rubric if c.label]
        raise AuthoringError(path, f'nothing is called "{label}" here; there are: {", ".join(names) or "no labels"}')

    def _shown(self) -> list[str]:
        return list(self.about if self.texts is None else self.texts)

    def _check(self, index: int, check: Check, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        """What a check looks for, and how it is put to the student."""
        path: Path = ("checklist", index)
        if check.kind in {"cites", "quotations"} and not self._shown():
            raise AuthoringError(path, f"`{check.kind}` needs a text; list it under `texts`")
        if check.kind == "length" and self.length is None:
            raise AuthoringError(path, "`length: true` holds the text against the question's `length`, which is missing")
        if self.length is None and (check.kind == "avoids" or (check.quotations and not check.least)):
            raise AuthoringError(
                path, "an empty text would pass this check; give the question a `length` with its `least` words"
            )
        match check.kind:
            case "cites":
                parts = self._cites(path, check, texts)
            case "quotations":
                parts = _quotations(self._shown(), check)
            case "keeps":
                facts = [[fact] if isinstance(fact, str) else fact for fact in check.keeps or ()]
                parts = {"words": f"Keeps these facts: {'; '.join(forms[0] for forms in facts)}", "facts": facts}
            case "avoids":
                parts = {"words": f"Avoids these words: {', '.join(check.avoids or ())}", "avoided": check.avoids}
            case _:
                parts = {"words": f"Is {bounds_words(_bounds(self.length))} long"}
        worth = f" – {points_words(check.share * self.points)}" if self.points else ""
        return {**parts, "words": f"{check.words or parts['words']}{worth}"}

    def _cites(self, path: Path, check: Check, texts: Mapping[str, Text]) -> dict[str, Json]:
        if check.of and check.of not in self._shown():
            raise AuthoringError((*path, "of"), f'the question does not show the text "{check.of}"; list it under `texts`')
        names, least = [check.of] if check.of else self._shown(), check.cites or 1
        known = sources(names, texts)
        for each in [[name] for name in names] if check.each else [names]:
            there = sum(len(known[name].numbers) for name in each)
            if there < least:
                raise AuthoringError(
                    (*path, "cites"), f"{' and '.join(each)} has {there} numbered paragraphs, fewer than {least}"
                )
        shorts = " and ".join(source.short for source in known.values())
        example = next(f"{source.short} ¶{min(source.numbers)}" for source in known.values() if source.numbers)
        number = f"at least {least} different paragraphs" if least > 1 else "at least one paragraph"
        where = f" of each text ({shorts})" if check.each else f" of {shorts}" if check.of else ""
        words = f"Cites {number}{where}, in the form {example}"
        return {"words": words, "texts": names, "least": least, "each": check.each}

    def _check_rubric(self) -> None:
        """See that rubric and checklist share out the points between them. Raises AuthoringError."""
        given = math.fsum(criterion.points for criterion in self.key.rubric)
        if self.practice and (self.key.rubric or self.scoring_rule() != "checklist-alone"):
            raise AuthoringError(
                ("key",), "nobody reads a practice answer: its checklist's shares must sum to 1, and it has no rubric"
            )
        whole = self.points or 0.0
        left = whole * (1 - self.machine_share)
        if not self.practice and abs(given - left) > _SAME * 1000:
            raise AuthoringError(
                ("key", "rubric") if self.key.rubric else ("key",),
                f"the rubric's points sum to {given:g}; the checklist leaves {left:g} of {whole:g} points to the teacher",
            )


def _quotations(shown: list[str], check: Check) -> dict[str, Json]:
    least = check.least
    some = "" if not least else ", and quotes at least once" if least == 1 else f", and quotes at least {least} times"
    words = f"Quotes word for word what stands in quotation marks (three words or more){some}"
    return {"words": words, "texts": shown, "least": least}


def _bounds(length: Length | None) -> Json:
    return {"least": length.least, "most": length.most} if length else None


def _check_id(question: str, check: Check) -> str:
    return "c" + digest([question, check.model_dump(exclude={"label"})], 8)


def _criterion_id(question: str, criterion: Criterion) -> str:
    return "r" + digest([question, criterion.for_], 8)
