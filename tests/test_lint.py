"""What `check` warns of: every rule fires on a small quiz with one thing wrong, and is silent on the quiz without it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from conftest import REPOSITORY
from pairedtexts import cli
from pairedtexts.bank import read_bank
from pairedtexts.course import check_course
from pairedtexts.lint import RULES, Prose, lint
from pairedtexts.lint._reading import grade_level, own_prose, syllables
from pairedtexts.lint._words import stems
from pairedtexts.texts import paragraphs, sentences, words
from small_quiz import COLORS, QUIZ, TEXTS, Data, bank_of, changed, door, make_course, matrix, practice, quiz, text

LONG_WORDS = (
    "The determination concerning supplementary administrative responsibilities, notwithstanding considerable constitutional "
    "disagreement among participating organizations, necessitated extraordinarily comprehensive deliberation, documentation "
    "and reconsideration by every representative of the municipality."
)


def rules_of(data: Data, **more: Any) -> list[str]:
    """The names of the warnings, "" for an error."""
    return [finding.rule for finding in lint(bank_of(data), **more)]


def first(data: Data) -> Data:
    """A question for practice, so that a change to it moves no balance and no trick's points."""
    return next(question for question in data["questions"] if question.get("practice"))


def in_first(**fields: Any) -> Callable[[Data], None]:
    return lambda data: first(data).update(fields)


def added(question: Data) -> Callable[[Data], None]:
    return lambda data: data["questions"].append(practice(question, 99))


def option(label: str, words: str) -> Callable[[Data], None]:
    """Other words for an option of the first practice question: amber is right; coral, khaki and mauve are not."""
    return lambda data: first(data)["options"].update({label: words})


def options(**words: str) -> Callable[[Data], None]:
    return lambda data: first(data)["options"].update(words)


def short_text(accept: str, prompt: str) -> Data:
    key = {"accept": accept, "evidence": door(0)["key"]["evidence"], "explanation": "So it says."}
    fields = {"type": "short-text", "points": 1, "skill": "close-reading", "about": ["east-times"]}
    return {"id": "typed", **fields, "prompt": prompt, "key": key}


def marked(prompt: str) -> Data:
    accept = [{"text": "east-times", "core": "the kitchen has a door of amber"}]
    fields = {"type": "mark-evidence", "points": 1, "skill": "close-reading", "about": ["east-times"], "texts": ["east-times"]}
    return {"id": "marked", **fields, "prompt": prompt, "key": {"accept": accept, "explanation": "So it says."}}


def source(name: str, date: str) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        question = first(data)
        question["about"] = []
        question["key"]["evidence"] = [{"source": name, "date": date}]

    return change


def test_nothing_is_doubtful_about_the_small_quiz():
    assert lint(bank_of(quiz()), known_standards={"RH.9-10.1"}) == []


# --- one question -----------------------------------------------------------------------------------------------------

ONE_QUESTION = {
    "answer-in-prompt": [
        in_first(prompt="Amber was bought for the kitchen in East Times. What is painted with it, and with what?"),
        added(short_text("amber", "Which paint is on the door, amber or another?")),
        added(marked("Select where it says that the kitchen has a door of amber.")),
        added(matrix(rows={f"row-{i}": f"The {r}" for i, r in enumerate(("one", "black door", "two", "six", "ten", "cat"))})),
    ],
    "option-length": [
        option("coral", "With coral that was bought in the town of the painter's own mother"),
        option("amber", "With amber that was bought in the town of the painter's own mother"),
    ],
    "option-form": [
        option("coral", "With coral."),
        option("coral", "Any of the above"),
        option("mauve", "with  Khaki"),
        options(
            amber="with amber from town", coral="With coral from town", khaki="With khaki from town", mauve="With mauve so so"
        ),
    ],
    "absolute-words": [option("coral", "All in coral"), option("khaki", "Khaki always")],
    "hedge-words": [option("amber", "Mostly amber"), option("amber", "Some amber")],
    "column-spread": [added(matrix(taken=(1, 1, 1, 1, 2, 3))), added(matrix(taken=(2, 2)))],
    "prompt-length": [in_first(prompt="It is so. " * 24 + "What is it painted with?")],
    "reading-level": [in_first(prompt=LONG_WORDS)],
    "double-negative": [
        in_first(prompt="Which paint is not one that nobody put there?"),
        in_first(prompt="Which of these doesn't the report never name?"),
    ],
    "opinion": [
        in_first(prompt="Do you think that the door looks good?"),
        in_first(prompt="Should Congress paint it?"),
        in_first(prompt="Which outlet is more honest about the door?"),
    ],
    "reasons": [added({**matrix(), "key": {**matrix()["key"], "why-not": {}}})],
    "uncited-text": [in_first(about=["east-times", "west-news"])],
    "primary-source": [source("A book about doors", "1996-09-30"), source("Book 12", "long ago")],
    "two-text-standard": [in_first(standards=["RH.9-10.6"]), in_first(standards=["RH.9-10.1", "RH.11-12.9"])],
    "unknown-standard": [in_first(standards=["RH.9-10.77"])],
    "same-prompt": [lambda data: first(data).update(prompt=data["questions"][0]["prompt"].upper())],
}


@pytest.mark.parametrize(("rule", "change"), [(rule, change) for rule, every in ONE_QUESTION.items() for change in every])
def test_a_warning_names_its_rule_at_the_question_and_nothing_else_is_found(rule, change):
    data = changed(change)
    findings = lint(bank_of(data), known_standards={"RH.9-10.1", "RH.9-10.6", "RH.11-12.9"})
    assert {finding.rule for finding in findings} == {rule}
    question = next(q for q in data["questions"] if q["id"] == findings[0].question)
    assert (findings[0].file, findings[0].line) == (f"quizzes/{QUIZ}.yaml", data["questions"].index(question) + 1)
    assert str(findings[0]).startswith(
        f'{findings[0].file}:{findings[0].line}: warning [{rule}]: question "{question["id"]}": '
    )


@pytest.mark.parametrize(
    "change",
    [
        in_first(prompt="What is the kitchen painted with? Somebody saw coral or amber there."),  # a wrong option has it, too
        options(amber="Ann", coral="Christopher"),  # names
        in_first(prompt="Which mixture is it?", options={c: f"A {c} mixture" for c in ("amber", "coral", "khaki", "mauve")}),
        option("amber", "“Mostly” amber"),  # what is quoted is somebody else's
        options(amber="Mostly amber", coral="Mostly coral"),
        options(amber="All in amber", coral="All in coral"),
        options(amber="In May", coral="In June"),  # a month, no caution
        in_first(prompt="Which door has no paint and no handle, and is not open?"),
        in_first(prompt="What does the report say that the town should do about “should Congress act”?"),
        added(matrix(taken=(0, 0, 0, 1, 2, 3))),
        added(matrix(("East Times", "West News", "All of these", "None of these"))),  # columns of every row
        source("U.S. Constitution, Article VI", "1788-06-21"),
        in_first(standards=["RH.9-10.8", "C3 D2.Civ.4.9-12"]),
    ],
)
def test_what_only_looks_like_it_is_left_alone(change):
    assert rules_of(changed(change)) == []


def test_chance_of_a_graded_question_may_be_four_tenths_at_most():
    def halve(data: Data) -> None:
        question = data["questions"][0]
        question["options"] = {label: question["options"][label] for label in (COLORS[0], "coral")}
        question["key"]["why-not"] = {"coral": "No."}

    assert rules_of(changed(halve)) == ["chance"]


def test_standards_are_looked_up_only_where_it_is_said_which_are_known():
    strange = changed(in_first(standards=["XY.1"]))
    assert rules_of(strange) == []
    assert rules_of(strange, known_standards={"RH.9-10.1"}) == ["unknown-standard"]


def test_the_same_is_asked_of_other_rows_in_the_same_words():
    rows = {f"row-{i}": f"The first {i} of the doors" for i in range(6)}
    data = changed(added(matrix()))
    data["questions"].append({**data["questions"][-1], "id": "another", "rows": rows})
    assert rules_of(data) == []
    data["questions"].append({**data["questions"][-1], "id": "a-third"})
    assert rules_of(data) == ["same-prompt"]


def test_a_label_that_is_accepted_is_no_wrong_option():
    def label(weights: dict[str, float]) -> Data:
        options = {"a": "A loaded word", "b": "A word for all", "c": "A plain word", "d": "A short word"}
        phrase = {"text": "east-times", "quote": "a door of amber"}
        key = {
            "weights": weights,
            "explanation": "It is.",
            "why-not": {each: "No." for each in options if each not in weights},
        }
        fields = {"id": "label", "type": "label", "points": 1, "skill": "words", "about": ["east-times"]}
        return {**fields, "prompt": "What is it?", "phrase": phrase, "options": options, "key": key}

    assert rules_of(changed(added(label({"a": 1})))) == ["absolute-words"]
    assert rules_of(changed(added(label({"a": 1, "b": 0.5})))) == []


def test_a_survey_is_asked_for_an_opinion():
    survey = {"id": "before", "type": "survey", "skill": "self", "prompt": "Do you think that you read well?"}
    twice = [{**survey, "id": name, "scale": {"low": "no", "high": "yes"}} for name in ("before", "after")]
    assert rules_of(changed(lambda data: data["questions"].extend(twice))) == []


def test_a_fault_is_found_in_a_text_that_the_question_is_about_or_it_is_an_error():
    findings = lint(bank_of(changed(in_first(critical=["west-news"]))))
    assert [(finding.rule, finding.message) for finding in findings] == [
        ("", "`critical` names west-news, but `about` does not")
    ]


# --- a quiz -----------------------------------------------------------------------------------------------------------


def graded_only(change: Callable[[Data], object]) -> Callable[[Data], None]:
    return lambda data: [change(question) for question in data["questions"] if "points" in question]


def one_longer(data: Data) -> None:
    """Every right option for practice is a letter longer: it costs no points, but it teaches the trick."""
    data["questions"] += [practice(door(number), number) for number in range(1, 8, 2)]
    for question in data["questions"]:
        if question.get("practice"):
            question["options"][question["key"]["answer"]] += "s"


def always_second(data: Data) -> None:
    for number in range(8):
        data["questions"].append(practice(door(2 + 8 * number, prompt=f"What is door {number}?"), 20 + number))


def three_options(question: Data) -> None:
    """Of four options one is dropped: by chance one in three is right."""
    label = [*question["key"]["why-not"]][int(question["id"][-1]) % 3]
    del question["options"][label], question["key"]["why-not"][label]


def to_west(data: Data) -> None:
    data["questions"][0] |= {"about": ["west-news"]}
    data["questions"][0]["key"]["evidence"][0]["text"] = "west-news"


A_QUIZ = {
    "option-length": one_longer,
    "key-position": always_second,
    "chance": graded_only(three_options),
    "balance": lambda data: data["questions"][4].update(points=2.9),
    "axes": lambda data: data["questions"][0].update(axis="sources"),
    "practice": lambda data: data["questions"].pop(),
    "reading-level": lambda data: [question["key"].update(explanation=LONG_WORDS) for question in data["questions"]],
}


@pytest.mark.parametrize("rule", A_QUIZ)
def test_a_warning_about_a_quiz_stands_at_its_first_line(rule):
    findings = lint(bank_of(changed(A_QUIZ[rule])))
    assert {(f.rule, f.file, f.line, f.question) for f in findings} == {(rule, f"quizzes/{QUIZ}.yaml", 1, "")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["questions"][4].update(points=2.9), "points are not balanced"),
        (lambda data: data["questions"][0].update(critical=[]), "critical findings are not balanced"),
        (lambda data: data["questions"][4].update(critical=["east-times"]), "critical findings are not balanced"),
    ],
)
def test_the_articles_carry_the_same_weight(change, said):
    (finding,) = lint(bank_of(changed(change)))
    assert finding.message.startswith(said)


def test_questions_are_counted_by_article_and_one_about_both_counts_half_for_each():
    assert "questions are not balanced between the articles: east-times 3, west-news 5" in str(lint(bank_of(changed(to_west))))

    def both(data: Data) -> None:
        question = data["questions"][4]
        question["about"] = ["east-times", "west-news"]
        question["key"]["evidence"].append({"text": "west-news", "quote": "the pantry has a door of lilac"})

    found = str(lint(bank_of(changed(both))))
    assert "questions are not balanced between the articles: east-times 3.5, west-news 4.5" in found
    assert "points are not balanced between the articles: east-times 7, west-news 9" in found


def test_within_a_tenth_is_balanced():
    assert rules_of(changed(lambda data: data["questions"][4].update(points=2.8))) == []


def test_a_packet_and_an_article_that_the_quiz_is_not_about_need_no_balance():
    def only_west(data: Data) -> None:
        for question in data["questions"][::2]:
            if "points" in question:
                question |= {"about": ["west-news"], "critical": []}
                question["key"]["evidence"][0]["text"] = "west-news"

    assert "balance" not in rules_of(changed(only_west))
    packet = {**TEXTS, "east-times": text("east-times", role="packet")}
    assert "balance" not in [f.rule for f in lint(bank_of(changed(to_west), packet))]


def test_a_quiz_without_axes_and_findings_needs_none():
    def none(question: Data) -> None:
        question.pop("axis", None)
        question.pop("critical", None)

    assert rules_of(changed(graded_only(none))) == []


def test_in_a_quiz_of_few_questions_nothing_is_balanced():
    def few(data: Data) -> None:
        data["questions"] = [data["questions"][0], first(data)]

    assert rules_of(changed(few)) == []


# --- prose ------------------------------------------------------------------------------------------------------------


def prose(*pieces: str, quiz_name: str = QUIZ) -> Prose:
    return Prose(quiz_name, f"lessons/{quiz_name}/{quiz_name}.ipynb", [(10 * (i + 1), said) for i, said in enumerate(pieces)])


def test_a_lesson_that_is_too_hard_is_named_with_its_hardest_piece():
    easy, hard = "We look at doors. They are painted. " * 3, f"# Doors\n\n{LONG_WORDS}\n\n{LONG_WORDS}"
    assert lint(bank_of(quiz()), [prose(easy)]) == []
    (finding,) = lint(bank_of(quiz()), [prose(easy, hard)])
    assert (finding.rule, finding.file, finding.line) == ("reading-level", f"lessons/{QUIZ}/{QUIZ}.ipynb", 20)


def test_a_lesson_without_a_quiz_of_its_name_is_read_as_well():
    assert [f.rule for f in lint(bank_of(quiz()), [prose(LONG_WORDS, quiz_name="other")])] == ["reading-level"]


def test_a_packet_that_is_too_hard_is_named_and_an_article_never_is():
    packet, hard = (
        text("cards", LONG_WORDS, "packet"),
        text("east-times", "\n".join([TEXTS["east-times"].verbatim, LONG_WORDS])),
    )
    found = lint(bank_of(quiz(), {**TEXTS, "cards": packet, "east-times": hard}))
    assert [(f.rule, f.file, f.line) for f in found] == [("reading-level", "source_texts/cards.txt", 1)]


def test_what_others_say_is_not_our_prose():
    markdown = (
        "# A heading\n\nThe law says “considerable constitutional disagreement”\nto *all* [of us](https://x.y/z).\n\n"
        "> A block quotation.\n\n| a | table |\n\n- One item\n- Another `item`\n\n1. A third"
    )
    assert own_prose(markdown) == "The law says to all of us.\nOne item\nAnother item\nA third"
    assert grade_level("# Only a heading", "> and a quotation") is None


def test_the_grade_level_is_that_of_the_formula():
    # 9 words, 2 sentences, 12 syllables.
    said = "The town closed the park. Nobody asked a neighbor."
    assert [syllables(w) for w in re.findall(r"\w+", said)] == [1, 1, 1, 1, 1, 3, 1, 1, 2]
    assert grade_level(said) == pytest.approx(0.39 * 9 / 2 + 11.8 * 12 / 9 - 15.59)


def test_sentences_of_the_articles_are_counted_as_by_hand_where_other_tools_stumble():
    """Senators "D-N.J." and "I-Vt." end no sentence; the counts by hand are 15, and 20 with a subhead."""
    bank, _ = read_bank(REPOSITORY)
    grades = {}
    for name, hand, counted in (("liberty-headlines-2019", 15, 356), ("nbc-news-2021", 21, 603)):
        article = bank.texts[name]
        body = [p for p in paragraphs(article) if p.kind in {"body", "subhead"}]
        assert sum(len(words(article, p)) for p in body) == counted
        inside = [s for s in sentences(article) if any(p.start <= s.start < p.end for p in body)]
        assert len(inside) == hand
        plain = (article.verbatim[p.start : p.end].translate(str.maketrans("", "", '“”"')) for p in body)
        grades[name] = grade_level(*plain)
    assert 2.5 < grades["nbc-news-2021"] - grades["liberty-headlines-2019"] < 3.7


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("agree", 2), ("agreement", 3), ("agencies", 3), ("people’s", 2), ("table", 2), ("rules", 1), ("asked", 1),
     ("started", 2), ("nation", 2), ("immigration", 4), ("radio", 3), ("shows", 1), ("changes", 2), ("287", 1)],
)  # fmt: skip
def test_syllables_are_counted_by_letters(word, count):
    assert syllables(word) == count


def test_words_are_compared_without_their_endings():
    assert stems("The agreements agreed") & stems("an agreement") == {"agreement"}
    assert stems("what the which of these report says") == frozenset()


# --- waivers ----------------------------------------------------------------------------------------------------------


def waived(change: Callable[[Data], object], waive: dict[str, str], *, quiz_level: bool = False) -> list[tuple[str, str]]:
    data = changed(change)
    (data if quiz_level else first(data))["waive"] = waive
    return [(finding.rule, finding.message) for finding in lint(bank_of(data))]


def test_a_question_waives_a_warning_with_a_reason():
    assert waived(option("coral", "All in coral"), {"absolute-words": "Coral is the point here."}) == []


def test_a_quiz_waives_a_warning_about_itself_but_none_about_a_question():
    easier = A_QUIZ["balance"]
    assert waived(easier, {"balance": "East is longer."}, quiz_level=True) == []
    rules = [rule for rule, _ in waived(option("coral", "All in coral"), {"absolute-words": "No."}, quiz_level=True)]
    assert sorted(rules) == ["", "absolute-words"]


def test_the_waiver_of_a_quiz_holds_for_its_lesson():
    data = quiz() | {"waive": {"reading-level": "It is about long words."}}
    assert lint(bank_of(data), [prose(LONG_WORDS)]) == []


def test_a_waiver_of_what_does_not_occur_is_doubtful_itself():
    ((rule, said),) = waived(lambda _: None, {"chance": "It is hard."})
    assert rule == "needless-waiver"
    assert "“chance”" in said or '"chance"' in said
    assert [rule for rule, _ in waived(lambda _: None, {"blind": "It is."}, quiz_level=True)] == ["needless-waiver"]


def test_a_waiver_of_what_is_not_looked_up_is_not_needless():
    assert waived(lambda _: None, {"unknown-standard": "Ours."}) == []


@pytest.mark.parametrize("quiz_level", [True, False])
def test_a_waiver_of_an_unknown_warning_is_an_error_that_names_those_there_are(quiz_level):
    ((rule, said),) = waived(lambda _: None, {"nonsense": "Because."}, quiz_level=quiz_level)
    assert rule == ""
    assert '"nonsense"' in said
    assert "chance" in said


# --- check ------------------------------------------------------------------------------------------------------------


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, ["check", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run `check`; gives its exit status and what it printed."""

    def call(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(cli, "_out", cli.Console(highlight=False, soft_wrap=True, width=120))
        done = cli.app(["check", *map(str, arguments)], standalone_mode=False)
        return done or 0, capsys.readouterr().out

    return call


def test_warnings_leave_the_exit_status_0_and_strict_makes_it_1(printed, tmp_path):
    course = make_course(tmp_path / "doors", changed(option("coral", "All in coral")))
    status, out = printed(course)
    line = json.dumps(json.loads((course / "quizzes" / "doors.yaml").read_text()), indent=1).splitlines()
    at = next(i for i, said in enumerate(line, 1) if '"id": "practice-0"' in said)
    assert status == 0
    assert out.startswith(f'quizzes/doors.yaml:{at - 1}: warning [absolute-words]: question "practice-0": ')
    assert "doors: 8 graded and 4 practice questions, 16 points; blind guessing earns 4.0 (25%)." in out
    assert out.endswith("\n1 warning.\n")
    assert printed(course, "--strict") == (1, out)


def test_a_good_course_has_nothing_to_warn_of(printed, tmp_path):
    course = make_course(tmp_path / "doors", quiz())
    assert check_course(course)[1] == []
    status, out = printed(course, "--strict")
    assert (status, out.splitlines()[-1]) == (0, "Every key is proven from its text or names its source.")


def test_errors_and_warnings_are_counted_apart_and_a_broken_quiz_hides_no_warning_of_another(printed, tmp_path):
    course = make_course(tmp_path / "doors", changed(option("coral", "All in coral")))
    broken = quiz()
    broken["questions"][0]["key"]["evidence"][0]["quote"] = "nowhere at all"
    (course / "quizzes" / "broken.yaml").write_text(json.dumps(broken), encoding="utf-8")
    status, out = printed(course)
    assert (status, out.splitlines()[-1]) == (1, "1 error, 1 warning.")


def test_a_lessons_prose_is_held_against_the_line_of_its_cell(tmp_path):
    course = make_course(tmp_path / "doors", quiz())
    path = course / "lessons" / "doors" / "doors.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = [f"# Doors\n\n{LONG_WORDS}\n", f"\n{LONG_WORDS}"]
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    (finding,) = check_course(course)[1]
    assert (finding.rule, finding.file) == ("reading-level", "lessons/doors/doors.ipynb")
    assert '"source":' in path.read_text(encoding="utf-8").splitlines()[finding.line - 1]


# --- documented -------------------------------------------------------------------------------------------------------


def test_every_rule_stands_in_the_documents_and_no_other():
    page = Path(REPOSITORY / "docs" / "authors.md").read_text(encoding="utf-8")
    section = page.partition("\n## What check looks for\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z-]+)`(?: \*)? \|", section, re.MULTILINE)) == RULES
