"""Question types. One type, one folder: public half, key half, score, what it shows, its script and style.

A type is a module with the names of `QuestionType`. The folders here are the types that come with the package; a type
from elsewhere registers its module under the entry point group ``pairedtexts.question_types``.

Other rooms read, score and show answers by the functions here, which add certainty and reason to any type.
"""

from ._asking import (
    CERTAINTIES,
    answer_rows,
    chance,
    decided,
    decisions,
    given_by_hand,
    guess,
    read_answer,
    right_answer,
    right_share,
    rule_words,
    score_answer,
)
from ._decisions import Decision, Option, Picks
from ._explain import Explanation, Proof, explain
from ._points import plain_number, points_words
from ._question import Evidence, Key, Question, Row, Score, UnreadableAnswer, scored
from ._rules import rules
from ._types import QuestionType, UnknownType, question_type, type_names

__all__ = [
    "CERTAINTIES",
    "Decision",
    "Evidence",
    "Explanation",
    "Key",
    "Option",
    "Picks",
    "Proof",
    "Question",
    "QuestionType",
    "Row",
    "Score",
    "UnknownType",
    "UnreadableAnswer",
    "answer_rows",
    "chance",
    "decided",
    "decisions",
    "explain",
    "given_by_hand",
    "guess",
    "plain_number",
    "points_words",
    "question_type",
    "read_answer",
    "right_answer",
    "right_share",
    "rule_words",
    "rules",
    "score_answer",
    "scored",
    "type_names",
]
