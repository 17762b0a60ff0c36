"""A graded question as a page shows it: to the teacher in Formgrader, to the student in the feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ..markup import Markup, join, tag
from ..questions import (
    Explanation,
    Proof,
    Row,
    Score,
    answer_rows,
    explain,
    plain_number,
    points_words,
    right_share,
    rule_words,
)
from ..responses import Problem
from ..texts import Text
from ._grade import GradedQuestion

_SAME = 1e-9  # the gradebook keeps floats


def graded_view(
    graded: GradedQuestion,
    texts: Mapping[str, Text],
    points: float,
    *,
    with_key: bool,
    teacher: bool,
    given: float | None = None,
    by_person: bool = False,
    waiting: bool = False,
) -> Markup:
    """Prompt, answer and score; with the key also what is right, why, and the sentence that proves it.

    What the score is made of tells of the key, so a student without it reads the points and one plain word.
    ``points`` is what the question is worth in the gradebook, ``given`` what it has there now; ``by_person`` says that a
    person has set that, ``waiting`` that one still has to. Everything is readable without colour and without style.
    """
    question, score = graded.question, graded.score
    explanation = explain(question, graded.key, graded.answer, texts)
    known = explanation if with_key else None
    # Not those of the explanation with something left out: some types have lines that are the key's alone.
    rows = explanation.rows if with_key else answer_rows(question, graded.answer, None, texts)
    if score.state == "manual":
        earned = _by_hand(score, points, None if teacher or waiting else given)
    else:
        said = ", ".join(score.parts) if with_key or teacher else _plain_word(graded, texts)
        earned = f"{_of(score.share * points, points)}: {said}."
    in_gradebook = _in_gradebook(score, points, teacher=teacher, given=given, by_person=by_person, waiting=waiting)
    whose = "the student's answer" if teacher else "your answer"
    parts = [
        *(
            tag("p", tag("strong", paragraph), class_="pt-prompt")
            for paragraph in question.prompt.splitlines()
            if paragraph.strip()
        ),
        tag("ul", *(_row(row, whose, known) for row in rows), class_="pt-rows") if rows else Markup(),
        tag("p", *((tag("strong", earned), " ") if earned else ()), rule_words(question), class_="pt-earned"),
        tag("p", tag("strong", in_gradebook)) if in_gradebook else Markup(),
        *(tag("p", tag("strong", "For review: "), f"{reason}.", class_="pt-review") for reason in graded.reasons),
        *(tag("p", tag("strong", "Note: "), f"{note}.") for note in graded.notes if teacher),
    ]
    if with_key:
        parts.append(tag("p", explanation.explanation, class_="pt-explanation"))
        parts.extend(_proof(proof) for proof in explanation.general)
    return tag("div", *parts, class_="pt-graded tex2jax_ignore mathjax_ignore", data_state=score.state)


def notes_view(receipt: str, notes: Iterable[Problem]) -> Markup:
    """The head of a graded notebook, for the teacher: the receipt, and what was odd about the hand-in."""
    lines = [tag("p", f"Receipt: {receipt}" if receipt else "No answers arrived, so there is no receipt.")]
    lines.extend(tag("p", tag("strong", "For review: " if note.review else "Note: "), f"{note.message}.") for note in notes)
    return tag("div", *lines, class_="pt-notes")


def _plain_word(graded: GradedQuestion, texts: Mapping[str, Text]) -> str:
    """How right an answer is, and nothing of why."""
    if graded.score.state != "scored":
        return {"blank": "not answered", "review": "for review"}[graded.score.state]
    share = right_share(graded.question, graded.key, graded.answer, texts)
    return "right" if share >= 1 - _SAME else "partly right" if share > _SAME else "not right"


def _by_hand(score: Score, points: float, given: float | None) -> str:
    """The points for a text that a person reads, by who gives them. The checklist itself stands above."""
    by_machine, most = score.share * points, score.most * points
    rest = points - most
    said = [f"Checklist: {_of(by_machine, most)}."] if most > _SAME else []
    if given is not None and _in_two_parts(score, points, given):
        said.append(f"Your teacher: {_of(max(0.0, given - by_machine), rest)}.")
    return " ".join(said)


def _in_two_parts(score: Score, points: float, given: float) -> bool:
    """Whether the sum in the gradebook can be the machine's points and a person's."""
    person = given - score.share * points
    return -_SAME <= person <= (1 - score.most) * points + _SAME


def _in_gradebook(score: Score, points: float, *, teacher: bool, given: float | None, by_person: bool, waiting: bool) -> str:
    """What a person has given, or still has to give; "" where the machine's score is all there is to say."""
    by_machine = score.share * points
    if score.state == "manual":
        some = by_machine > _SAME
        if teacher:
            checked = f"the {plain_number(by_machine)} above and " if some else ""
            sum_ = f"{checked}what you give by the rubric"
            return f"To give points, enter the sum: {sum_}."
        if given is None or waiting:
            return "Your teacher has not given the points for your text yet."
        return "" if _in_two_parts(score, points, given) else f"Your teacher gave your text {_of(given, points)}."
    if given is None or abs(given - by_machine) <= _SAME:
        return ""
    if not by_person:
        return f"In the gradebook: {_of(given, points)}. The key was changed after this was graded."
    return f"Your teacher set this to {_of(given, points)}."


def _of(given: float, points: float) -> str:
    return f"{plain_number(given)} of {points_words(points)}"


def _row(row: Row, whose: str, explanation: Explanation | None) -> Markup:
    marks = []
    if row.chosen:
        marks.append(whose)
    if row.right is True and row.called:
        marks.append(row.called)
    elif row.right is False and row.chosen:
        marks.append("not right")
    if row.solution and row.given is not None and not row.right:
        marks.append(f"right answer: {row.wanted}")
    sign = {True: "✔ " if row.called else "", False: "✘ ", None: ""}[row.right if row.chosen or row.right else None]
    label = join(sign, tag("strong", row.answer) if row.chosen else row.answer)
    said = f" ({', '.join(marks)})" if marks else ""
    note = f" {row.note}" if row.note and (row.chosen or row.given is not None) and not row.right else ""
    if row.note and row.right is None:  # a line of which nothing is right or wrong, such as one of a rubric
        note = f": {row.note}"
    proofs = map(_proof, explanation.proofs(row)) if explanation else ()
    return tag("li", label, said, note, *proofs, class_="pt-chosen" if row.chosen else None)


@lru_cache(maxsize=1024)
def _proof(proof: Proof) -> Markup:
    place = ", ".join(part for part in (proof.source, proof.place) if part)
    quote = tag("p", proof.before, tag("mark", proof.quote), proof.after) if proof.quote else Markup()
    return tag("blockquote", quote, tag("footer", place))
