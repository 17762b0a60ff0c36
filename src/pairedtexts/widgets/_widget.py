"""One question as a Jupyter widget."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from ..contents import Contents
from ..digest import Json
from ..questions import (
    CERTAINTIES,
    Explanation,
    Key,
    Proof,
    Question,
    Row,
    Score,
    UnreadableAnswer,
    explain,
    question_type,
    read_answer,
    right_share,
    rule_words,
    score_answer,
)
from ..responses import Record, read_record
from ._kept import KeptWidget, text_traits
from ._script import Script, script_of

_STYLES = [Path(__file__).parent / name for name in ("widget.css", "places.css")]

_VERDICTS = {1.0: "Right.", 0.0: "Not right yet."}


class QuestionWidget(KeptWidget):
    """Shows one question.

    The first widget of a type brings the type's script to the page; the others are sent what stands for it. With forty
    questions in a lesson that is a fifth of the wait.
    """

    script: ClassVar[Script]
    brought: ClassVar[bool] = False

    feedback = traitlets.Dict().tag(sync=True)
    check = traitlets.Int(0).tag(sync=True)
    key_view = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question, contents: Contents, record: Record | None) -> None:
        self._public = question
        self._contents = contents
        preview_key = contents.preview_keys.get(question.id)
        kind = type(self)
        esm, kind.brought = (kind.script.stand_in if kind.brought else kind.script.whole), True
        self.on_msg(self._answer_script)
        super().__init__(
            question,
            contents,
            record,
            _esm=esm,
            question={**_question_traits(question), "label": contents.label(question.id)},
            texts={name: text_traits(contents.texts[name]) for name in _shown_texts(question)},
            # A survey has nothing that could be right: its key is empty.
            key_view=_key_view(question, preview_key, contents) if preview_key and preview_key.explanation else {},
        )

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_()
        # nbgrader takes a graded cell's score from the text of its result, and full marks from any text that is no
        # number. A release that is graded without this package's plugin must earn nothing: its text is a zero. But
        # `nbgrader validate`, with which students see whether their cells run, would call a zero a failure.
        validating = os.environ.get("NBGRADER_EXECUTION") == "validate"
        data["text/plain"] = repr(self._public.points) if validating else "0.0"
        data["text/html"] = "<p>Run this cell (Shift+Enter) to answer the question.</p>"
        return data, metadata

    def _answer_script(self, _: Json, message: Json, __: Json) -> None:
        # Where no other widget stands on the same page, the one that stands for the script asks for it.
        if message == {"ask": "script"}:
            self.send({"script": self.script.whole})

    @traitlets.observe("check")  # type: ignore[untyped-decorator]
    def _check(self, _: Json) -> None:
        key = self._contents.practice_keys.get(self._public.id)
        if key is not None and self.response:
            self.feedback = practice_feedback(self._public, key, read_record(self.response), self._contents)


def _shown_texts(question: Question) -> list[str]:
    """The texts that the script needs: a question that says which version of a text it means shows or searches it."""
    return list(question.body["texts"]) if "versions" in question.body else []


def practice_feedback(question: Question, key: Key, record: Record, contents: Contents) -> Json:
    """What a practice question says at once: a verdict, the parts of the score, and the explanation with its proof."""
    try:
        answer = read_answer(question, record.answer, contents.texts)
    except UnreadableAnswer as error:
        return {"revision": record.revision, "share": 0.0, "verdict": f"{error}.", "parts": [], "notes": [], "evidence": []}
    result = Score.blank() if answer is None else score_answer(question, key, answer, contents.texts)
    # How sure a student is changes what an answer would earn, not whether it is right.
    share = 0.0 if answer is None else right_share(question, key, answer, contents.texts)
    explanation = explain(question, key, answer, contents.texts)
    return {
        "revision": record.revision,
        "share": share,
        "verdict": "Not answered yet." if answer is None else _VERDICTS.get(share, "Partly right."),
        # Of one choice the verdict says all there is to say.
        "parts": list(result.parts) if len(result.parts) > 1 else [],
        "notes": [_note(row, explanation) for row in explanation.rows if row.chosen and row.right is not None],
        **_solution(explanation),
    }


def _key_view(question: Question, key: Key, contents: Contents) -> Json:
    explanation = explain(question, key, None, contents.texts)
    return {
        "notes": [
            {"line": row.line, "text": row.note, "evidence": _proofs(explanation.proofs(row))}
            for row in explanation.rows
            if row.note or explanation.proofs(row)
        ],
        **_solution(explanation),
    }


def _note(row: Row, explanation: Explanation) -> Json:
    """What feedback says of one part of an answer, without giving away what would have been right."""
    return {
        "line": row.answer,
        "right": row.right,
        "text": row.note,
        "evidence": _proofs(explanation.proofs(row)) if row.right else [],
    }


def _solution(explanation: Explanation) -> Json:
    return {
        "answer": [row.solution for row in explanation.rows if row.solution],
        "explanation": explanation.explanation,
        "evidence": _proofs(explanation.general),
    }


def _proofs(proofs: Iterable[Proof]) -> Json:
    return [asdict(proof) for proof in proofs]


@cache
def widget_class(type_name: str) -> type[QuestionWidget]:
    """The widget class of a question type: its script and style joined with the shared ones, once."""
    kind = question_type(type_name)
    styles = [*_STYLES, kind.STYLE] if kind.STYLE is not None else _STYLES
    name = "".join(word.capitalize() for word in type_name.split("-")) + "Widget"
    return type(name, (QuestionWidget,), {"script": script_of(kind.SCRIPT, *styles)})


def _question_traits(question: Question) -> Json:
    return {
        **question.body,
        "id": question.id,
        "type": question.type,
        "prompt": question.prompt,
        "points": question.points,
        "rule": question.rule,
        # What earns points is of no interest where there are none.
        "rule_words": "" if question.practice else rule_words(question),
        **({"certainties": [[level, words] for level, words in CERTAINTIES.items()]} if question.certainty else {}),
        **({"reason": dict(question.reason)} if question.reason else {}),
        "graded": question.graded,
        "practice": question.practice,
        "version": question.version,
    }
