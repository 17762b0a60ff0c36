"""All quizzes of a course, checked against its texts. Teacher side."""

from ._annotated import Annotations, Claim, Event, Name, Place, Quotation, Speaker, TextAnnotations, counted_words
from ._bank import Bank, BankError, Entry, current_bank, load_bank, read_bank
from ._closest import closest_name
from ._finding import Finding
from ._schema import quiz_schema
from ._sourced_yaml import SourcedYaml, YamlError, read_yaml

__all__ = [
    "Annotations",
    "Bank",
    "BankError",
    "Claim",
    "Entry",
    "Event",
    "Finding",
    "Name",
    "Place",
    "Quotation",
    "SourcedYaml",
    "Speaker",
    "TextAnnotations",
    "YamlError",
    "closest_name",
    "counted_words",
    "current_bank",
    "load_bank",
    "quiz_schema",
    "read_bank",
    "read_yaml",
]
