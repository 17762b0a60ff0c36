"""An editor's eye for quizzes and lessons: what is doubtful about them, and what tricks would earn. Teacher side, pure.

`RULES` are the names of all warnings, by which an author waives one with a reason.
"""

from ._blind import LIMIT, BlindResult, blind_results
from ._lint import NEEDLESS, Prose, lint
from ._question_rules import QUESTION_RULES
from ._quiz_rules import QUIZ_RULES

RULES = frozenset({*QUESTION_RULES, *QUIZ_RULES, NEEDLESS})

__all__ = ["LIMIT", "RULES", "BlindResult", "Prose", "blind_results", "lint"]
