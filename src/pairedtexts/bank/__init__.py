"""All quizzes of a course, checked against its texts. Teacher side."""

from ._bank import Bank, BankError, Entry, current_bank, load_bank, read_bank
from ._finding import Finding
from ._schema import quiz_schema
from ._sourced_yaml import SourcedYaml, YamlError, read_yaml

__all__ = [
    "Bank",
    "BankError",
    "Entry",
    "Finding",
    "SourcedYaml",
    "YamlError",
    "current_bank",
    "load_bank",
    "quiz_schema",
    "read_bank",
    "read_yaml",
]
