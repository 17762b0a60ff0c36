"""Read the quizzes of a course into proven questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from ..errors import PairedTextsError
from ..questions import Key, Question, UnknownType, type_names
from ..questions.authoring import AuthoringError, Item, Model, Slug, Words, build, item_class
from ..texts import Text
from ._annotated import Annotations
from ._annotations import FOLDER as ANNOTATIONS
from ._annotations import read_annotations
from ._closest import closest_passage
from ._finding import Finding
from ._sourced_yaml import SourcedYaml, YamlError, read_yaml
from ._texts import read_texts
from ._validation import findings_of

FOLDER = "quizzes"


class BankError(PairedTextsError):
    """The course's quizzes or texts have errors; ``findings`` holds them all."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = tuple(findings)


class QuizFile(Model):
    """The outside of a quiz file; each question is validated by its own type."""

    title: Words
    waive: dict[Slug, Words] = Field(
        default_factory=dict,
        description="warnings of `check` about the quiz as a whole that do not hold here, each with the reason",
    )
    questions: Annotated[list[dict[str, Any]], Field(min_length=1)]


@dataclass(frozen=True)
class Entry:
    """One question of the bank: both halves, what its author says of it, and where it stands."""

    question: Question
    key: Key
    item: Item
    file: str
    line: int


@dataclass(frozen=True)
class Bank:
    """All texts by id, and all questions by "quiz/question", in the order of their files.

    ``waived`` holds, by quiz, the warnings that its author waives for the quiz as a whole, each with the reason.
    ``annotations`` is what was found in the texts by close reading; pictures are made of it.
    """

    texts: Mapping[str, Text]
    entries: Mapping[str, Entry]
    waived: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    annotations: Annotations = field(default_factory=Annotations)

    def quizzes(self) -> dict[str, list[Entry]]:
        """The questions by quiz."""
        found: dict[str, list[Entry]] = {}
        for name, entry in self.entries.items():
            found.setdefault(name.partition("/")[0], []).append(entry)
        return found


def load_bank(course: Path) -> Bank:
    """The bank of a course. Raises BankError when anything in it is wrong: a key that is not proven is not used."""
    bank, findings = read_bank(course)
    if findings:
        raise BankError(findings)
    return bank


def current_bank(course: Path) -> Bank:
    """Like `load_bank`, but the bank is read and proven again only when one of its files has changed."""
    places = (f"{FOLDER}/*.yaml", "source_texts/*", f"{ANNOTATIONS}/*")
    files = sorted(path for place in places for path in course.glob(place))
    return _load_once(course, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(maxsize=2)
def _load_once(course: Path, _files: tuple[tuple[Path, int, int], ...]) -> Bank:
    return load_bank(course)


def read_bank(course: Path) -> tuple[Bank, list[Finding]]:
    """As much of the bank as is right, and everything that is wrong."""
    texts, findings = read_texts(course)
    if findings:
        # Evidence cannot be proven against texts that are not there: more errors would only hide these.
        return Bank(texts, {}), findings
    annotations, found = read_annotations(course, texts)
    findings += found
    files = sorted((course / FOLDER).glob("*.yaml"))
    if not files:
        findings.append(Finding(FOLDER, 0, "", "holds no quiz; a course has one YAML file for each lesson"))
    entries: dict[str, Entry] = {}
    waived: dict[str, Mapping[str, str]] = {}
    for path in files:
        file = path.relative_to(course).as_posix()
        try:
            source = read_yaml(path)
        except YamlError as error:
            findings.append(Finding(file, error.line, "", str(error)))
            continue
        try:
            content = QuizFile.model_validate(source.data)
        except ValidationError as error:
            findings.extend(findings_of(error, QuizFile, source, file, (), ""))
            continue
        waived[path.stem] = content.waive
        quiz_entries, quiz_findings = _read_questions(path.stem, file, content, source, texts)
        entries.update(quiz_entries)
        findings.extend(quiz_findings)
    return Bank(texts, entries, waived, annotations), findings


def _read_questions(
    quiz: str, file: str, content: QuizFile, source: SourcedYaml, texts: Mapping[str, Text]
) -> tuple[dict[str, Entry], list[Finding]]:
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for i, data in enumerate(content.questions):
        label = str(data.get("id", f"number {i + 1}"))
        line = source.line(("questions", i))
        found = _read_question(quiz, i, data, label, source, file, texts)
        if isinstance(found, list):
            findings.extend(found)
        elif found.question.id in entries:
            first = entries[found.question.id].line
            findings.append(Finding(file, line, label, f"the id is already used at line {first}; give every question its own"))
        else:
            entries[found.question.id] = found
    return entries, findings


def _read_question(
    quiz: str, index: int, data: dict[str, Any], label: str, source: SourcedYaml, file: str, texts: Mapping[str, Text]
) -> Entry | list[Finding]:
    at = ("questions", index)
    if "type" not in data:
        return [Finding(file, source.line(at), label, f'"type" is missing; there are: {", ".join(type_names())}')]
    try:
        model = item_class(str(data["type"]))
    except UnknownType as error:
        return [Finding(file, source.line((*at, "type")), label, str(error))]
    try:
        item = model.model_validate(data)
    except ValidationError as error:
        return findings_of(error, model, source, file, at, label)
    try:
        question, key = build(item, quiz, texts)
    except AuthoringError as error:
        message = str(error) + (closest_passage(texts[error.quote[0]], error.quote[1]) if error.quote else "")
        return [Finding(file, source.line((*at, *error.path)), label, message)]
    return Entry(question, key, item, file, source.line(at))
