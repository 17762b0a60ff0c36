"""What may be doubtful about one question that has a right answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..bank import Entry
from ..digest import Json
from ..questions import Option, chance, decisions, given_by_hand, right_answer
from ._keyed import Keyed, keyed_decisions
from ._reading import too_hard
from ._rule import Course, QuestionRules
from ._words import ABSOLUTES, HEDGES, content_words, stems, unquoted, words

MOST_CHANCE = 0.4
MOST_WORDS = 70
_FEWEST_WORDS = 20
"""In a prompt with fewer words than this a single long name decides the grade level."""
_LONGER = 1.5
_LONGER_BY = 15
"""Characters: of short options the one is soon twice the other, and tells nobody anything."""
_SENTENCE = 4
"""Options of so many words are taken for sentences or parts of them, which begin alike."""

_OF_THE_ABOVE = re.compile(r"\b(?:all|both|none|neither|any) of (?:the above|these)\b", re.IGNORECASE)
_OPINION = re.compile(
    r"\b(?:do you (?:think|agree|support|oppose|favor|feel)|in your (?:opinion|view)|"
    r"should (?:Congress|the (?:bill|law|program|policy|government|police|states?|count(?:y|ies)))|"
    r"which (?:outlet|article|report|newspaper|site|source) is (?:the )?"
    r"(?:better|best|fair(?:er|est)?|worse|worst|biased|honest|reliable|trustworthy|(?:more|most|less|least) \w+)|"
    r"(?:more|less) biased)\b",
    re.IGNORECASE,
)
_NEGATIONS = frozenset({"not", "never", "no", "none", "neither", "nobody", "nothing", "cannot", "without", "except", "unless"})
_CLAUSE = re.compile(r"[.?!:;,]\s|\b(?:and|or|nor|but)\b")
_CITES_TWO_TEXTS = re.compile(r"RH\.[\d-]+\.[69]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\d|\b[IVXLC]+\b")


def _answer_in_prompt(entry: Entry, course: Course) -> Iterator[str]:
    prompt = entry.question.prompt
    for keyed in keyed_decisions(entry, course.bank.texts):
        asked = f"{keyed.decision.asked} {'' if keyed.shared else prompt}"
        wrong = [stems(option.words) for option in keyed.wrong]
        every = frozenset.intersection(*(stems(option.words) for option in keyed.right))
        telling = every.intersection(stems(asked)).difference(*wrong)
        # Where the prompt has as many words of a wrong option, it tells nothing.
        if len(telling) > max(len(said.intersection(stems(asked)) - every) for said in wrong):
            where = f"“{_brief(keyed.decision.asked)}”" if keyed.shared else "the prompt"
            found = " and ".join(f"“{word}”" for word in content_words(asked, telling))
            yield f"{where} has {found}, which of all options only the right one has; say it in other words"
    for given in _typed_or_marked(entry, course):
        if re.search(rf"(?<!\w){re.escape(given.casefold())}(?!\w)", " ".join(prompt.casefold().split())):
            yield f"the prompt holds the answer, “{_brief(given)}”"


def _option_length(entry: Entry, course: Course) -> Iterator[str]:
    for keyed in _own_options(entry, course):
        lengths = sorted((len(option.words), option.words) for option in keyed.decision.options)
        (short, shortest), (long, longest) = lengths[0], lengths[-1]
        if long > _LONGER * short and long - short >= _LONGER_BY:
            yield (
                f"the option “{_brief(longest)}” is {long / short:.1f} times as long as “{_brief(shortest)}” "
                f"({long} and {short} characters); make them alike"
            )


def _option_form(entry: Entry, course: Course) -> Iterator[str]:
    for keyed in _own_options(entry, course):
        options = keyed.decision.options
        for option in options:
            if _OF_THE_ABOVE.search(option.words):
                yield f"the option “{_brief(option.words)}” is about the other options; ask about the thing itself"
        plain = [" ".join(words(option.words)) for option in options]
        for i, said in enumerate(plain):
            if said in plain[:i]:
                yield f"two options say “{_brief(options[i].words)}”"
        stopped = [option.words.rstrip("”\"')")[-1:] in {".", "?", "!"} for option in options]
        if len(set(stopped)) > 1:
            yield f"some options end with a full stop, others do not: “{_brief(_odd(options, stopped))}”"
        capitals = [option.words.lstrip("“\"'(")[:1].isupper() for option in options]
        if len(set(capitals)) > 1 and min(len(words(option.words)) for option in options) >= _SENTENCE:
            yield f"some options begin with a capital letter, others do not: “{_brief(_odd(options, capitals))}”"


def _absolute_words(entry: Entry, course: Course) -> Iterator[str]:
    for keyed in _own_options(entry, course):
        found = _only_in(keyed.wrong, keyed.right, ABSOLUTES)
        if found:
            yield f"only wrong options have {found}: who knows the trick leaves them out"


def _hedge_words(entry: Entry, course: Course) -> Iterator[str]:
    for keyed in _own_options(entry, course):
        found = _only_in(keyed.right, keyed.wrong, HEDGES)
        if found:
            yield f"only what is right has {found}: who knows the trick takes it"


def _column_spread(entry: Entry, course: Course) -> Iterator[str]:
    by_column: dict[tuple[Option, ...], list[Option]] = {}
    for keyed in keyed_decisions(entry, course.bank.texts):
        if keyed.shared:
            by_column.setdefault(keyed.decision.options, []).extend(keyed.right)
    for columns, taken in by_column.items():
        most = max(set(taken), key=taken.count)
        if taken.count(most) > -(-len(taken) // len(columns)) + 1 or len(set(taken)) == 1:
            yield (
                f"{taken.count(most)} of {len(taken)} rows belong to “{_brief(most.words)}”, one of {len(columns)} columns; "
                "spread them"
            )


def _chance(entry: Entry, course: Course) -> Iterator[str]:
    expected = chance(entry.question, entry.key, course.bank.texts) if entry.question.graded else 0.0
    if expected > MOST_CHANCE + 1e-9:
        yield (
            f"blind guessing earns {expected:.0%} of its points, over {MOST_CHANCE:.0%}; take another rule, or more options"
        )


def _prompt_length(entry: Entry, course: Course) -> Iterator[str]:
    length = len(words(entry.question.prompt))
    if length > MOST_WORDS:
        yield f"the prompt has {length} words, more than {MOST_WORDS}"


def _reading_level(entry: Entry, course: Course) -> Iterator[str]:
    found = too_hard(entry.question.prompt)
    if found and len(words(unquoted(entry.question.prompt))) >= _FEWEST_WORDS:
        yield f"the prompt reads {found}; write shorter sentences"


def _double_negative(entry: Entry, course: Course) -> Iterator[str]:
    for clause in _CLAUSE.split(unquoted(entry.question.prompt)):
        found = [word for word in words(clause) if word in _NEGATIONS or word.endswith("n't")]
        if len(found) > 1:
            yield f"the prompt denies twice in one go ({', '.join(found)}); ask it the other way round"


def _opinion(entry: Entry, course: Course) -> Iterator[str]:
    found = _OPINION.search(unquoted(entry.question.prompt))
    if found:
        yield f"“{found.group()}” asks for an opinion; a question that counts asks what the texts say and how"


def _reasons(entry: Entry, course: Course) -> Iterator[str]:
    """Where one thing at most can be wrong, the explanation says it."""
    wrong = sum(len(keyed.wrong) for keyed in keyed_decisions(entry, course.bank.texts))
    ordered = any(decision.pick == "all" for decision in decisions(entry.question))
    if not entry.key.why_not and (wrong > 1 or ordered):
        yield "nothing stands under `why-not`; say it at least where a student is likely to go wrong"


def _uncited_text(entry: Entry, course: Course) -> Iterator[str]:
    cited = {item.passage.text for item in entry.key.evidence if item.passage}
    for text in entry.item.about:
        if text not in cited:
            yield f"it is about {text}, but no evidence quotes it"


def _primary_source(entry: Entry, course: Course) -> Iterator[str]:
    if entry.item.about:
        return
    sources = [item for item in entry.key.evidence if item.source]
    if not any(_NUMBER.search(item.source) and _DATE.fullmatch(item.date) for item in sources):
        yield "it is about no text, so its evidence names a primary source with a number and a date such as 1996-09-30"


def _two_text_standard(entry: Entry, course: Course) -> Iterator[str]:
    for code in entry.item.standards:
        if _CITES_TWO_TEXTS.fullmatch(code) and len(entry.item.about) < 2:
            yield f"{code} compares two authors or sources, but the question is about fewer than two texts"


def _unknown_standard(entry: Entry, course: Course) -> Iterator[str]:
    for code in entry.item.standards if course.known_standards is not None else ():
        if code not in course.known_standards:  # type: ignore[operator]
            yield f"the course's list of standards has no {code}"


def _same_prompt(entry: Entry, course: Course) -> Iterator[str]:
    """Labels and matrices may ask the same of other words: what they are about belongs to it."""
    for name, other in course.bank.entries.items():
        if name == entry.question.id:
            return
        if other.question.keyed and _asked(other) == _asked(entry):
            yield f"{name} asks the same in the same words"


QUESTION_RULES: QuestionRules = {
    "answer-in-prompt": _answer_in_prompt,
    "option-length": _option_length,
    "option-form": _option_form,
    "absolute-words": _absolute_words,
    "hedge-words": _hedge_words,
    "column-spread": _column_spread,
    "chance": _chance,
    "prompt-length": _prompt_length,
    "reading-level": _reading_level,
    "double-negative": _double_negative,
    "opinion": _opinion,
    "reasons": _reasons,
    "uncited-text": _uncited_text,
    "primary-source": _primary_source,
    "two-text-standard": _two_text_standard,
    "unknown-standard": _unknown_standard,
    "same-prompt": _same_prompt,
}


def _own_options(entry: Entry, course: Course) -> Iterator[Keyed]:
    """Decisions with options of their own. Columns stand beside every row, so their form tells nothing of any."""
    return (keyed for keyed in keyed_decisions(entry, course.bank.texts) if not keyed.shared)


def _only_in(these: Sequence[Option], those: Sequence[Option], telling: frozenset[str]) -> str:
    """The telling words that some of ``these`` options have and none of ``those``; "" where those have any of them, too."""
    here, there = (
        [word for option in options for word in words(unquoted(option.words)) if word in telling] for options in (these, those)
    )
    return "" if there else " and ".join(f"“{word}”" for word in dict.fromkeys(here))


def _typed_or_marked(entry: Entry, course: Course) -> Iterator[str]:
    """The words of the right answer, where they are not offered: typed, or marked in a text."""
    if given_by_hand(entry.question) or decisions(entry.question):
        return
    answer = right_answer(entry.question, entry.key, course.bank.texts)
    own = answer["answer"] if isinstance(answer, dict) and "answer" in answer else answer
    if isinstance(own, list):
        yield from (" ".join(item.quote.split()) for item in entry.key.evidence if item.passage)
    else:
        yield from _strings(own)


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (each for each in value.values() if isinstance(each, str))


def _asked(entry: Entry) -> tuple[str, ...]:
    return (" ".join(words(entry.question.prompt)), *(decision.asked for decision in decisions(entry.question)))


def _odd(options: Sequence[Option], marks: Sequence[bool]) -> str:
    """The first of the fewer options."""
    fewer = min((True, False), key=marks.count)
    return options[marks.index(fewer)].words


def _brief(said: str) -> str:
    plain = " ".join(said.split())
    return plain if len(plain) <= 50 else f"{plain[:50].rsplit(' ', 1)[0]} …"
