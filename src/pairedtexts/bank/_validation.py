"""Turn what the validation library says into sentences for an author, with the line."""

from __future__ import annotations

import difflib
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ._finding import Finding
from ._sourced_yaml import PathInFile, SourcedYaml


def findings_of(
    error: ValidationError, model: type[BaseModel], source: SourcedYaml, file: str, prefix: PathInFile, question: str
) -> list[Finding]:
    """One finding an error. ``prefix`` leads from the top of the file to the value that was validated."""
    return [
        Finding(file, source.line((*prefix, *detail["loc"])), question, _sentence(detail, model))
        for detail in error.errors(include_url=False)
    ]


def _sentence(detail: ErrorDetails, model: type[BaseModel]) -> str:
    loc = detail["loc"]
    name = str(loc[-1]) if loc else ""
    path = ".".join(str(step) for step in loc)
    if detail["type"] == "extra_forbidden":
        allowed = _allowed(model, loc[:-1])
        close = difflib.get_close_matches(name, allowed, n=1)
        hint = f' did you mean "{close[0]}"?' if close else ""
        return f'"{name}" is not a known name here;{hint or ""} allowed: {", ".join(allowed)}'
    if detail["type"] == "missing":
        return f'"{name}" is missing' + (f" in {'.'.join(str(step) for step in loc[:-1])}" if len(loc) > 1 else "")
    if detail["type"] in {"model_type", "dict_type"} and not isinstance(detail["input"], dict):
        return f"{path or 'the file'} must be a mapping of names to values, found {_found(detail['input'])}"
    message = detail["msg"].removeprefix("Value error, ")
    found = "" if isinstance(detail["input"], (dict, list)) else f" (found {detail['input']!r:.80})"
    return f"{path}: {message}{found}" if path else f"{message}{found}"


def _found(value: Any) -> str:
    return "nothing" if value is None else f"{value!r:.60}"


def _allowed(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    here: Any = model
    for step in loc:
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            # A step into a list or a named mapping is no field: the model stays the same.
            here = _model_in(fields[str(step)]) if str(step) in fields else here
    if isinstance(here, type) and issubclass(here, BaseModel):
        return [field.alias or name for name, field in here.model_fields.items()]
    return []


def _model_in(annotation: Any) -> Any:
    """The model inside an annotation such as ``Annotated[list[Accepted], ...]``; the annotation itself if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if isinstance(found, type) and issubclass(found, BaseModel):
            return found
    return annotation
