"""true-or-false in a quiz file."""

from typing import Literal

from pairedtexts.questions.authoring import KeyItem, ScoredItem, Words


class TrueKey(KeyItem):
    answer: bool


class Item(ScoredItem):
    """A statement that is true or not."""

    type: Literal["true-or-false"]
    statement: Words
    key: TrueKey

    def public_body(self, question, texts):
        return {"statement": self.statement}

    def key_answer(self, question, texts):
        return self.key.answer
