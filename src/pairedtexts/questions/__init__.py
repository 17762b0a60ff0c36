"""Question types. One type, one folder: public half, key half, score, what it shows, its script and style.

A type is a module with the names of `QuestionType`. The folders here are the types that come with the package; a type
from elsewhere registers its module under the entry point group ``pairedtexts.question_types``.
"""

from ._explain import Explanation, Proof, explain
from ._question import Evidence, Key, Question, Row, Score, UnreadableAnswer, scored
from ._rules import RULE_WORDS, balanced, each_decision, net
from ._types import QuestionType, UnknownType, question_type, type_names

__all__ = [
    "RULE_WORDS",
    "Evidence",
    "Explanation",
    "Key",
    "Proof",
    "Question",
    "QuestionType",
    "Row",
    "Score",
    "UnknownType",
    "UnreadableAnswer",
    "balanced",
    "each_decision",
    "explain",
    "net",
    "question_type",
    "scored",
    "type_names",
]
