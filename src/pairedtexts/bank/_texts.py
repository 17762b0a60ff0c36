"""Read ``source_texts/``: the articles byte for byte, and ``texts.yaml``, which says what is known of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from ..questions.authoring import Model, Slug, Words
from ..texts import Part, Text
from ._finding import Finding
from ._sourced_yaml import SourcedYaml, YamlError, read_yaml
from ._validation import findings_of

FOLDER = "source_texts"
INDEX = f"{FOLDER}/texts.yaml"


def _line_range(value: object) -> tuple[int, int]:
    first, dash, last = str(value).partition("-")
    if not first.strip().isdigit() or (dash and not last.strip().isdigit()):
        raise ValueError('lines are a number or a range: 5, or "9-36"')
    numbers = int(first), int(last if dash else first)
    if not 1 <= numbers[0] <= numbers[1]:
        raise ValueError("lines count from 1, and a range runs upwards")
    return numbers


class _PartItem(Model):
    kind: Literal["headline", "deck", "subhead", "body", "caption", "furniture"]
    lines: Annotated[tuple[int, int], BeforeValidator(_line_range)]


class _TextItem(Model):
    outlet: Words
    short: Annotated[str, StringConstraints(pattern=r"^[^\s¶]{1,8}$")] = Field(
        description="how the text is cited in answers, such as LH in “LH ¶7”"
    )
    title: Words
    byline: Words
    date: Words
    rights: Words
    role: Literal["article", "packet"] = Field(
        "article", description="an article that is read against the others, or a packet of what they are checked with"
    )
    parts: Annotated[list[_PartItem], Field(min_length=1)]


class _TextsFile(Model):
    texts: Annotated[dict[Slug, _TextItem], Field(min_length=1)]


def read_texts(course: Path) -> tuple[dict[str, Text], list[Finding]]:
    """All texts of a course by id, and what is wrong with the rest."""
    try:
        source = read_yaml(course / INDEX)
    except YamlError as error:
        return {}, [Finding(INDEX, error.line, "", str(error))]
    except OSError as error:
        return {}, [Finding(INDEX, 0, "", f"cannot be read ({error.strerror}); a course needs this file")]
    try:
        index = _TextsFile.model_validate(source.data)
    except ValidationError as error:
        return {}, findings_of(error, _TextsFile, source, INDEX, (), "")
    texts: dict[str, Text] = {}
    findings: list[Finding] = _same_short(index, source)
    for name, item in index.texts.items():
        found = _read_text(course, name, item, source)
        if isinstance(found, Text):
            texts[name] = found
        else:
            findings.append(found)
    return texts, findings


def _same_short(index: _TextsFile, source: SourcedYaml) -> list[Finding]:
    """A citation has to say which text it means."""
    first: dict[str, str] = {}
    return [
        Finding(INDEX, source.line(("texts", name, "short")), "", f'"{item.short}" is already the short name of {other}')
        for name, item in index.texts.items()
        if (other := first.setdefault(item.short.casefold(), name)) != name
    ]


def _read_text(course: Path, name: str, item: _TextItem, source: SourcedYaml) -> Text | Finding:
    file = f"{FOLDER}/{name}.txt"
    line = source.line(("texts", name))
    try:
        verbatim = (course / file).read_bytes().decode("utf-8")
    except OSError as error:
        return Finding(INDEX, line, "", f'the text "{name}" has no readable file {file} ({error.strerror})')
    except UnicodeDecodeError as error:
        return Finding(file, 0, "", f"is not UTF-8 text (byte {error.start}); save it as UTF-8")
    length = verbatim.count("\n") + 1
    for i, part in enumerate(item.parts):
        if part.lines[1] > length:
            return Finding(
                INDEX,
                source.line(("texts", name, "parts", i)),
                "",
                f"{file} has {length} lines, this part ends at line {part.lines[1]}",
            )
    parts = tuple(Part(part.kind, *part.lines) for part in item.parts)
    return Text(name, item.outlet, item.title, item.byline, item.date, item.rights, parts, verbatim, item.short, item.role)
