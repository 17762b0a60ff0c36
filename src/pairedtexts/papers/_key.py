"""The key of a lesson, for a teacher to print: what is right, what proves it, and why the rest is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..questions import Evidence, Key, Question, Row, answer_rows, plain_number, points_words, right_answer, rule_words
from ..texts import Text, in_sentence, where
from ._lesson import Asked, AskedLesson
from ._markdown import lines, strong, strong_in, table, words

_HEAD = """\
<!-- Written by `pairedtexts guide` from the quizzes: change those, and run it again. -->

# Key: {title}

**For the teacher. Do not hand it out.** The questions stand in the order of the lesson `{name}`, and are called as
students see them. LH ¶7 is the paragraph as it is numbered in the lesson; the line is that of the file in
`source_texts/`. Words in bold are the evidence, in their sentence. *By chance* is what a student earns on average who
answers without reading.
"""


def key_paper(lesson: AskedLesson, texts: Mapping[str, Text]) -> str:
    """The whole key of a lesson as Markdown."""
    graded, practice, surveys = (lesson.of_kind(kind) for kind in ("graded", "practice", "survey"))
    share = f" ({lesson.by_chance / lesson.points:.0%})" if lesson.points else ""
    sums = [
        f"{len(graded)} graded, {len(practice)} for practice, {len(surveys)} not scored",
        f"{plain_number(lesson.points)} points",
        f"{plain_number(lesson.by_chance)} of them by chance{share}",
    ]
    overview = table(
        ["question", "name", "type", "skill", "points", "by chance"],
        [_overview_row(asked) for asked in lesson.asked],
        numbers=2,
    )
    blocks = [_HEAD.format(title=words(lesson.title), name=lesson.name), f"{'; '.join(sums)}.", overview]
    for asked in lesson.asked:
        blocks += _section(asked, texts)
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


def _overview_row(asked: Asked) -> list[str]:
    question, item = asked.entry.question, asked.entry.item
    by_chance = "" if asked.kind == "survey" else _percent(asked.chance)
    points = plain_number(question.points) if question.graded else ""
    return [asked.label, f"`{question.id}`", question.type, item.skill, points, by_chance]


def _section(asked: Asked, texts: Mapping[str, Text]) -> list[str]:
    entry = asked.entry
    question, key, item = entry.question, entry.key, entry.item
    about = [f"`{question.id}`", question.type, item.skill, *map(words, item.standards)]
    prompt = [strong(line) for line in question.prompt.splitlines() if line.strip()]
    blocks = [f"## {asked.label}{_worth(question)}", f"*{' · '.join(about)}*", *prompt]
    if asked.kind == "survey":
        return [*blocks, "\n".join(f"- {words(row.line)}" for row in answer_rows(question, None, None, texts))]
    rows = _rows(question, key, texts)
    parts = {row.part for row in rows if row.part}
    blocks.append("\n".join(line for row in rows for line in _row_lines(row, key, texts)))
    # Wrong answers that the author foresaw, where there is no list to choose from.
    foreseen = [f"- ✘ “{words(name)}”: {words(why)}" for name, why in key.why_not.items() if name not in parts]
    general = [f"- {_evidence(item, texts)}" for item in key.evidence if item.of not in parts]
    return [
        *blocks,
        *(["Wrong answers to expect:", "\n".join(foreseen)] if foreseen else []),
        *(f"{'**Why:** ' if not i else ''}{line}" for i, line in enumerate(lines(key.explanation))),
        *(["**Evidence:**", "\n".join(general)] if general else []),
        f"**Rule:** *{question.rule}*. Students read: {words(rule_words(question))} By chance: {_percent(asked.chance)}.",
    ]


def _rows(question: Question, key: Key, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    """The question's lines with their key and their notes, as nobody has answered; without the line on certainty."""
    plain = replace(question, certainty=False)
    blank = answer_rows(plain, None, key, texts)
    right = answer_rows(plain, right_answer(plain, key, texts), key, texts)
    places = {row.part: place for place, row in enumerate(right)}
    if "" not in places and len(places) == len(right) and sorted(places) == sorted(row.part for row in blank):
        # What has to be put in order stands in the right one.
        return tuple(sorted(blank, key=lambda row: places[row.part]))
    return blank


def _row_lines(row: Row, key: Key, texts: Mapping[str, Text]) -> Iterable[str]:
    if row.given is not None:
        yield f"- {words(row.line)} → {strong(row.wanted)}" if row.wanted else f"- {words(row.line)}"
        notes = [f"If wrong: {words(row.note)}"] if row.note else []
    else:
        mark = {True: "✔ ", False: "✘ ", None: ""}[row.right]
        # A line without a name is no choice: a model answer is right, but too long to stand out.
        line = strong(row.line) if row.right and row.part else words(row.line)
        # Of some lines nothing is right or wrong, such as those of a rubric.
        about = row.right is None and row.note
        yield f"- {mark}{line}{f': {words(row.note)}' if about else ''}"
        notes = [words(row.note)] if row.note and not about else []
    proofs = [_evidence(item, texts) for item in key.evidence if row.part and item.of == row.part]
    yield from (f"  - {line}" for line in [*notes, *proofs])


def _evidence(item: Evidence, texts: Mapping[str, Text]) -> str:
    """Where it stands, and what it says: words of a text in their sentence, or a primary source."""
    if item.passage is None:
        quote = f": “{words(item.quote)}”" if item.quote else ""
        return f"{words(item.source)}, {words(item.date)}{quote}"
    text = texts[item.passage.text]
    line = text.verbatim.count("\n", 0, item.passage.start) + 1
    place = f"{text.short or text.outlet} {where(text, item.passage).replace('¶ ', '¶')}"
    return f"{words(place)} (line {line}): {strong_in(*in_sentence(text, item.passage))}"


def _percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def _worth(question: Question) -> str:
    if not question.graded:
        return "" if question.practice else ": not scored"
    return f": {points_words(question.points)}"
