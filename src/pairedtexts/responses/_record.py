"""One student's answer to one question, as JSON that is the same wherever it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from json.encoder import encode_basestring

from ..digest import Json, canonical
from ..errors import PairedTextsError

SCHEMA = 1
MIME = "application/vnd.pairedtexts.response+json"

# Generous bounds on what a record may hold: a record beyond them was not made by this package.
_LONGEST_NAME = 200
_LONGEST_TIME = 40
_HIGHEST_REVISION = 10**9
_LONGEST_ANSWER = 200_000
_DEEPEST_ANSWER = 50  # no type needs more than four levels; what reads a notebook later walks it by recursion

_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


class BadRecord(PairedTextsError):
    """Something that stands where a response record should stand is not one. ``question`` is its question, if it names one."""

    def __init__(self, message: str, question: str = "") -> None:
        super().__init__(message)
        self.question = question


@dataclass(frozen=True)
class Record:
    """The contract's response record. ``answer`` is None when the student has taken an answer back."""

    question: str
    version: str
    revision: int
    answer: Json
    at: str

    @cached_property
    def spelled_answer(self) -> str:
        """The answer, as `canonical` spells it; once, because a class has millions of records."""
        return canonical(self.answer)

    @property
    def spelled(self) -> str:
        """The whole record, as `canonical` spells it."""
        return (
            f'{{"answer":{self.spelled_answer},"at":{encode_basestring(self.at)},"question":{encode_basestring(self.question)},'
            f'"revision":{self.revision},"schema":{SCHEMA},"version":{encode_basestring(self.version)}}}'
        )

    def to_json(self) -> Json:
        return {
            "schema": SCHEMA,
            "question": self.question,
            "version": self.version,
            "revision": self.revision,
            "answer": self.answer,
            "at": self.at,
        }


def next_record(previous: Record | None, question: str, version: str, answer: Json, at: str) -> Record:
    """The record of a new answer: one revision after ``previous``. ``at`` is UTC, ISO 8601."""
    return Record(question, version, (previous.revision if previous else 0) + 1, answer, at)


def read_record(data: Json) -> Record:
    """The record that ``data`` spells out. Raises BadRecord, which says what is wrong with it."""
    if not isinstance(data, dict):
        raise BadRecord(f"a response must be a JSON object, found {type(data).__name__}")
    question = data.get("question")
    if not isinstance(question, str) or not is_question_name(question):
        raise BadRecord("a response does not name its question")
    if data.get("schema") != SCHEMA or isinstance(data["schema"], (bool, float)):
        raise BadRecord(f"the response has schema {_shown(data.get('schema'))}, this version reads {SCHEMA}", question)
    version, revision, at = data.get("version"), data.get("revision"), data.get("at")
    if not isinstance(version, str) or len(version) > _LONGEST_NAME or not _is_writable(version):
        raise BadRecord("the response does not say which version of the question it answers", question)
    # bool is an int in Python; a record that says "revision": true was not made by a widget.
    if not isinstance(revision, int) or isinstance(revision, bool) or not 0 < revision <= _HIGHEST_REVISION:
        raise BadRecord(f"the response has revision {_shown(revision)}, which must be a whole number from 1", question)
    if not isinstance(at, str) or len(at) > _LONGEST_TIME or not _is_writable(at):
        raise BadRecord("the response has no time", question)
    record = Record(question, version, revision, data.get("answer"), at)
    _check_answer(record, question)
    return record


def _shown(value: Json) -> str:
    """A value as a sentence names it; Python refuses to write out a number of thousands of digits, or a deep list."""
    if isinstance(value, (dict, list)):
        return "a list or an object"
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a number of more than 40 digits"
    return f"{value!r:.40}"


def is_question_name(name: str) -> bool:
    """Whether a text can be the name of a question: not empty, not endless, and writable."""
    return 0 < len(name) <= _LONGEST_NAME and _is_writable(name)


def _is_writable(text: str) -> bool:
    # JSON can spell half of a surrogate pair; UTF-8, and so a file, cannot.
    return text.isascii() or _HALF_A_CHARACTER.search(text) is None


def _check_answer(record: Record, question: str) -> None:
    """See that an answer can be kept in a file. Raises BadRecord."""
    try:
        size = len(record.spelled_answer.encode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadRecord(
            "the answer holds what no file can keep (NaN, infinity, half a character) or is too deep", question
        ) from error
    if size > _LONGEST_ANSWER:
        raise BadRecord(f"the answer is {size:,} bytes long, more than {_LONGEST_ANSWER:,}", question)
    if record.spelled_answer.count("[") + record.spelled_answer.count("{") < _DEEPEST_ANSWER:
        return  # it cannot be deeper than it has brackets
    level, depth = [record.answer], 0
    while level:
        depth += 1
        inside = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, (dict, list))]
        level = [child for children in inside for child in children]
    if depth > _DEEPEST_ANSWER:
        raise BadRecord(f"the answer is nested {depth} levels deep, more than {_DEEPEST_ANSWER}", question)
