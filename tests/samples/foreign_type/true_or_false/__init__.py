"""true-or-false, a question type of another package: one statement, true or not. The answer is true or false."""

from pathlib import Path

from pairedtexts.questions import Decision, Option, Row, UnreadableAnswer, scored

RULES = {"right-or-not": "Full points if you are right."}
BY_HAND = ()
SCRIPT = Path(__file__).parent / "true_or_false.js"
STYLE = Path(__file__).parent / "true_or_false.css"

WORDS = {True: "true", False: "false"}


def read_answer(question, answer, texts):
    if answer is None or isinstance(answer, bool):
        return answer
    raise UnreadableAnswer("the answer must be true or false")


def score(question, key, answer, texts):
    right = answer is key.answer
    return scored(float(right), ["right" if right else "not right"])


def rows(question, answer, key, texts):
    given = WORDS.get(answer, "")
    if key is None:
        return (Row(question.body["statement"], bool(given), given=given),)
    right = answer is key.answer
    return (Row(question.body["statement"], bool(given), right, given=given, wanted=WORDS[key.answer]),)


def chance(question, key, texts):
    return 0.5


def guess(question, texts, rng):
    return rng.random() < 0.5


def right_answer(question, key, texts):
    return key.answer


def decisions(question):
    return (Decision("", question.body["statement"], tuple(Option(value, words) for value, words in WORDS.items())),)


def decided(question, picks):
    return picks[""][0]
