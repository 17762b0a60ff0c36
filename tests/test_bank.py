"""Quiz files: read, checked against the texts, and what an author is told when something is wrong."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import LESSONS, REPOSITORY
from pairedtexts.bank import BankError, Finding, YamlError, load_bank, quiz_schema, read_bank, read_yaml

QUIZ = """\
title: Small
questions:
  - id: agreement
    type: choose-one
    points: 2
    skill: close-reading
    about: [nbc-news-2021]
    prompt: How do local police come to take part?
    options:
      by-agreement: By entering into an agreement
      by-order: By obeying an order
      by-grant: By accepting a grant
    key:
      answer: by-agreement
      evidence:
        - text: nbc-news-2021
          quote: allows state and local law enforcement departments to enter into an agreement
        - source: 8 U.S.C. § 1357(g)(1)
          date: 1996-09-30
      explanation: The article says so.
      why-not:
        by-order: Nobody orders it.
        by-grant: No grant is named.
  - id: both
    type: choose-many
    practice: true
    rule: balanced
    skill: corroboration
    prompt: Which stand in it?
    options:
      one: The first
      two: The second
      three: The third
    key:
      answer: [one, two]
      evidence:
        - source: A source
          date: 2019-05-14
      explanation: They do.
      why-not: {three: It does not.}
  - id: prediction
    type: mark-evidence
    points: 1.5
    skill: word-choice
    about: [liberty-headlines-2019]
    prompt: Select the words.
    texts: [liberty-headlines-2019]
    key:
      accept:
        - text: liberty-headlines-2019
          core: will harm
          within: that will harm Immigration and Customs Enforcement
      explanation: They tell the future.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course with the shipped texts and one small quiz without a fault."""
    shutil.copytree(REPOSITORY / "source_texts", tmp_path / "source_texts")
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes" / "small.yaml").write_text(QUIZ, encoding="utf-8")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    before = path.read_text(encoding="utf-8")
    assert before.count(old) >= 1, old
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def line_at(path: Path, question: str, words: str) -> int:
    """The first line of a question (of the file, for "") that begins with these words."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    first = lines.index(f"- id: {question}") if f"- id: {question}" in lines else 0
    return next(number for number, line in enumerate(lines[first:], start=first + 1) if line.startswith(words))


def line_of(path: Path, words: str) -> int:
    """The one line of a file that holds these words."""
    [line] = [number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if words in line]
    return line


# What ships with the package


def test_the_shipped_quizzes_have_no_fault():
    bank, findings = read_bank(REPOSITORY)
    assert findings == []
    assert set(bank.quizzes()) == set(LESSONS)


@pytest.mark.parametrize("lesson", LESSONS)
def test_questions_are_named_by_quiz_and_id_in_the_order_of_their_file_and_know_their_line(bank, lesson):
    lines = (REPOSITORY / "quizzes" / f"{lesson}.yaml").read_text(encoding="utf-8").splitlines()
    written = [(f"{lesson}/{m[1]}", number) for number, line in enumerate(lines, 1) if (m := re.match(r"  - id: (.+)$", line))]
    assert [(entry.question.id, entry.line) for entry in bank.quizzes()[lesson]] == written


def test_every_piece_of_evidence_from_a_text_stands_in_it(bank):
    for entry in bank.entries.values():
        for item in entry.key.evidence:
            if item.passage is not None:
                verbatim = bank.texts[item.passage.text].verbatim
                assert verbatim[item.passage.start : item.passage.end] == item.quote != ""
            else:
                assert item.source
                assert item.date


def test_the_schema_for_editors_is_up_to_date():
    """To write it anew: python -m pairedtexts.bank > quizzes/quiz.schema.json"""
    kept = (REPOSITORY / "quizzes" / "quiz.schema.json").read_text(encoding="utf-8")
    assert json.loads(kept) == quiz_schema()


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(quiz_schema())
    return Draft202012Validator(quiz_schema())


QUIZZES = [*REPOSITORY.glob("quizzes/*.yaml"), *REPOSITORY.glob("tests/samples/quizzes/*.yaml")]


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda path: path.stem)
def test_what_is_right_for_check_is_right_for_the_schema(validator, quiz):
    assert list(validator.iter_errors(read_yaml(quiz).data)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("prompt:", "promt:"),
        ("choose-one", "chose-one"),
        ("    skill: close-reading\n", ""),
        ("answer: by-agreement", "answer: [by-agreement]"),
        ("why-not", "why_not"),
        ("rule: balanced", "rule: balance"),
        ("core: will harm", "words: will harm"),
    ],
)
def test_the_schema_marks_what_the_bank_refuses(validator, folder, old, new):
    quiz = folder / "quizzes" / "small.yaml"
    assert validator.is_valid(read_yaml(quiz).data)
    change(quiz, old, new)
    assert not validator.is_valid(read_yaml(quiz).data)


# A quiz without a fault


def test_a_quiz_gives_both_halves_of_its_questions(folder):
    bank = load_bank(folder)
    assert list(bank.entries) == ["small/agreement", "small/both", "small/prediction"]
    one, many, marked = (entry.question for entry in bank.entries.values())
    assert (one.type, one.points, one.rule, one.practice) == ("choose-one", 2.0, "all-or-nothing", False)
    assert (many.points, many.rule, many.practice) == (0.0, "balanced", True)
    assert marked.body["texts"] == ["liberty-headlines-2019"]
    assert marked.body["versions"] == [bank.texts["liberty-headlines-2019"].version]
    words = {option["id"]: option["text"] for option in one.body["options"]}
    key = bank.entries["small/agreement"].key
    assert words[key.answer] == "By entering into an agreement"
    assert {words[option]: why for option, why in key.why_not.items()} == {
        "By obeying an order": "Nobody orders it.",
        "By accepting a grant": "No grant is named.",
    }


def test_accepted_words_are_evidence_themselves(folder):
    [proof] = load_bank(folder).entries["small/prediction"].key.evidence
    assert proof.quote == "will harm"


def test_the_widest_selection_is_the_sentence_where_the_author_names_none(folder):
    change(folder / "quizzes" / "small.yaml", "          within: that will harm Immigration and Customs Enforcement\n", "")
    bank = load_bank(folder)
    [accepted] = bank.entries["small/prediction"].key.answer
    start, end = accepted["within"]
    sentence = bank.texts["liberty-headlines-2019"].verbatim[start:end]
    assert sentence.startswith("(Joshua Paladino, Liberty Headlines)")
    assert sentence.endswith("federal immigration agencies.")


def test_options_keep_the_authors_order_only_where_the_author_says_so(folder):
    quiz = folder / "quizzes" / "small.yaml"
    written = ["By entering into an agreement", "By obeying an order", "By accepting a grant"]
    change(quiz, "    options:\n      by-agreement", "    keep-order: true\n    options:\n      by-agreement")
    assert [o["text"] for o in load_bank(folder).entries["small/agreement"].question.body["options"]] == written
    change(quiz, "keep-order: true", "keep-order: false")
    options = load_bank(folder).entries["small/agreement"].question.body["options"]
    assert [o["id"] for o in options] == sorted(o["id"] for o in options)


def test_labels_of_the_author_are_nowhere_in_the_public_half(folder):
    for entry in load_bank(folder).entries.values():
        assert not re.search("by-agreement|by-order|by-grant", json.dumps(entry.question.to_json()))


def test_renaming_a_label_changes_neither_half(folder):
    before = load_bank(folder).entries["small/agreement"]
    quiz = folder / "quizzes" / "small.yaml"
    quiz.write_text(QUIZ.replace("by-order", "an-order").replace("by-agreement", "right-one"), encoding="utf-8")
    after = load_bank(folder).entries["small/agreement"]
    assert (after.question, after.key) == (before.question, before.key)


# YAML 1.2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("off", "off"),
        ("2019-05-14", "2019-05-14"),
        ("2019-05-14T10:00:00Z", "2019-05-14T10:00:00Z"),
        ("1:30", "1:30"),
        ("1e3", 1000.0),
        ("1e3 people", "1e3 people"),
        ("017", 17),
        ("0o17", 15),
        ("true", True),
        ("~", None),
        ("“5”", "“5”"),
    ],
)
def test_words_and_numbers_are_read_by_the_rules_of_yaml_1_2(tmp_path, written, read):
    (tmp_path / "x.yaml").write_text(f"a: {written}\n", encoding="utf-8")
    found = read_yaml(tmp_path / "x.yaml").data["a"]
    assert (found, type(found)) == (read, type(read))


def test_an_option_called_no_is_an_option(folder):
    change(folder / "quizzes" / "small.yaml", "      by-order: By obeying an order", "      no: No")
    change(folder / "quizzes" / "small.yaml", "        by-order: Nobody orders it.", "        no: It is no.")
    options = load_bank(folder).entries["small/agreement"].question.body["options"]
    assert "No" in [option["text"] for option in options]


def test_a_date_stays_the_words_that_the_author_wrote(folder):
    [proof] = load_bank(folder).entries["small/both"].key.evidence
    assert proof.date == "2019-05-14"


def test_every_value_knows_its_line(folder):
    quiz = folder / "quizzes" / "small.yaml"
    source = read_yaml(quiz)
    assert source.line(()) == 1
    assert source.line(("questions", 1)) == line_of(quiz, "- id: both")
    assert source.line(("questions", 0, "key", "evidence", 1, "date")) == line_of(quiz, "1996-09-30")
    assert source.line(("questions", 2, "key", "accept", 0, "core")) == line_of(quiz, "core:")
    assert source.line(("questions", 0, "not-there", 5)) == line_of(quiz, "- id: agreement")


# What an author is told: the file, the line, what was found, what is allowed


@pytest.mark.parametrize(
    ("old", "new", "at", "question", "said"),
    [
        # names
        (
            "prompt: How",
            "promt: How",
            "promt: How",
            "agreement",
            ['"promt" is not a known name', 'did you mean "prompt"?', "allowed:"],
        ),
        ("explanation: The", "explantion: The", "explantion: The", "agreement", ['did you mean "explanation"?', "why-not"]),
        ("      why-not:\n", "      why_not:\n", "why_not:", "agreement", ['did you mean "why-not"?']),
        ("quote: allows", "qoute: allows", "qoute: allows", "agreement", ['did you mean "quote"?', "source"]),
        ("within: that", "with-in: that", "with-in: that", "prediction", ['did you mean "within"?', "core"]),
        ("rule: balanced", "favourite: cats", "favourite: cats", "both", ['"favourite" is not a known name', "keep-order"]),
        (
            "type: choose-one",
            "type: chose-one",
            "type: chose-one",
            "agreement",
            ['id you mean "choose-one"?', "mark-evidence"],
        ),
        ("type: choose-one", "type: essay", "type: essay", "agreement", ['no question type is called "essay"', "choose-many"]),
        ("rule: balanced", "rule: nett", "rule: nett", "both", ["'net', 'balanced'", "'nett'"]),
        # missing and misplaced
        ("    skill: close-reading\n", "", "- id: agreement", "agreement", ['"skill" is missing']),
        ("      explanation: The article says so.\n", "", "key:", "agreement", ['"explanation" is missing in key']),
        ("    prompt: Select the words.\n", "", "- id: prediction", "prediction", ['"prompt" is missing']),
        ("    type: choose-one\n", "", "- id: agreement", "agreement", ["type", "choose-many, choose-one, fill-in"]),
        ("title: Small\n", "", "questions:", "", ['"title" is missing']),
        # values
        ("points: 2", "points: 0", "points: 0", "agreement", ["points", "greater than 0", "found 0"]),
        ("points: 2", "points: -1", "points: -1", "agreement", ["points", "greater than 0"]),
        ("points: 2", "points: .nan", "points: .nan", "agreement", ["points", "found nan"]),
        ("points: 2", "points: 1000", "points: 1000", "agreement", ["points", "less than or equal to 100"]),
        ("points: 2", "points: two", "points: two", "agreement", ["points", "valid number", "'two'"]),
        ("id: agreement", "id: An agreement", "- id: An agreement", "An agreement", ["id", "'An agreement'"]),
        ("prompt: Which", "prompt: 2019 #", "prompt: 2019", "both", ["prompt", "valid string", "2019"]),
        ("prompt: How do local police come to take part?", "prompt:", "prompt:", "agreement", ["prompt", "valid string"]),
        ("practice: true", "practice: yes", "practice: yes", "both", ["practice", "valid boolean", "'yes'"]),
        ("two: The second", "two: The first", "- id: both", "both", ["two options have the same words"]),
        # practice or points
        (
            "practice: true",
            "practice: true\n    points: 2",
            "- id: both",
            "both",
            ["graded question has `points`", "practice"],
        ),
        ("    practice: true\n", "", "- id: both", "both", ["graded question has `points`"]),
        # evidence
        (
            "quote: allows state",
            "quote: permits state",
            "quote: permits state",
            "agreement",
            ["evidence not found in nbc-news-2021", "closest match at line 11: “", "state and local law enforcement"],
        ),
        (
            "quote: allows state and local law enforcement departments to enter into an agreement",
            "quote: zzzz qqqq xxxx",
            "quote: zzzz",
            "agreement",
            ["evidence not found in nbc-news-2021", "nothing in the text is like it"],
        ),
        (
            "quote: allows state and local law enforcement departments to enter into an agreement",
            "quote: 287(g)",
            "quote: 287(g)",
            "agreement",
            ["found 7 times in nbc-news-2021 (lines 5, 11, 23, 31, 37, 39)", "quote more of it, or add `line:`"],
        ),
        (
            "core: will harm",
            "core: will help",
            "core: will help",
            "prediction",
            ["evidence not found", "closest match at line 9: “"],
        ),
        (
            "within: that will",
            "within: which will",
            "within: which will",
            "prediction",
            ["not found", "closest match at line 9"],
        ),
        (
            "within: that will harm Immigration",
            "within: furthering the split #",
            "within:",
            "prediction",
            ["must contain `core`"],
        ),
        (
            "        - text: nbc-news-2021\n",
            "        - text: nbc-news\n",
            "- text: nbc-news",
            "agreement",
            ['no text "nbc-news"', "liberty-headlines-2019, nbc-news-2021"],
        ),
        ("about: [nbc-news-2021]", "about: [nbc]", "about: [nbc]", "agreement", ['no text "nbc"', "nbc-news-2021"]),
        ("texts: [liberty-headlines-2019]", "texts: [liberty]", "texts: [liberty]", "prediction", ['no text "liberty"']),
        (
            "texts: [liberty-headlines-2019]",
            "texts: [nbc-news-2021]",
            "- text: liberty",
            "prediction",
            ['does not show the text "liberty-headlines-2019"', "list it under `texts:`"],
        ),
        ("          date: 1996-09-30\n", "", "- source: 8 U.S.C.", "agreement", ["a source needs its `date`"]),
        ("quote: allows", "line: 11 #", "- text: nbc-news-2021", "agreement", ["needs the `quote`"]),
        ("        - source: A source\n          date:", "        - date:", "- date:", "both", ["either a `text`", "`source`"]),
        (
            QUIZ[QUIZ.index("        - text: nbc") : QUIZ.index("        - source: 8")],
            "",
            "evidence:",
            "agreement",
            ["is about nbc-news-2021, so its evidence must quote a text"],
        ),
        (
            "      evidence:\n        - source: A source\n          date: 2019-05-14\n",
            "",
            "key:",
            "both",
            ["the key has no evidence", "quote the passage"],
        ),
        # answers and reasons
        (
            "answer: by-agreement",
            "answer: by-law",
            "answer: by-law",
            "agreement",
            ['no option "by-law"', "by-agreement, by-order"],
        ),
        ("answer: [one, two]", "answer: [one, four]", "answer: [one, four]", "both", ['no option "four"', "one, two, three"]),
        ("answer: [one, two]", "answer: []", "answer: []", "both", ["answer", "at least 1 item"]),
        ("        by-order: Nobody orders it.\n", "", "key:", "agreement", ["no reason for the wrong option", '"by-order"']),
        (
            "        by-order: Nobody",
            "        by-agreement: It is.\n        by-order: Nobody",
            "by-agreement: It is.",
            "agreement",
            ['"by-agreement" is not a wrong option'],
        ),
        # the outside
        ("  - id: both", "  - 5\n  - id: both", "- 5", "", ["must be a mapping", "5"]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_fault_in_a_quiz_is_named_with_its_line(folder, old, new, at, question, said):
    quiz = folder / "quizzes" / "small.yaml"
    change(quiz, old, new)
    _, findings = read_bank(folder)
    wanted = line_at(quiz, question, at)
    here = [f for f in findings if (f.file, f.line, f.question) == ("quizzes/small.yaml", wanted, question)]
    assert here, findings
    assert any(all(words in finding.message for words in said) for finding in here), findings


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("prompt: How", "prompt: [How", 9, "expected ',' or ']'"),
        ("    points: 2", "\t  points: 2", 5, "not YAML"),
        ("    skill: close-reading", "  skill: close-reading", 6, "not YAML"),
        ("title: Small", "title: Small: or not", 1, "mapping values are not allowed"),
        ("    points: 2", "    points: 2\n    type: choose-many", 6, 'duplicate key "type"'),
        ("answer: by-agreement", "answer: *agreement", 14, "undefined alias"),
    ],
)
def test_what_is_not_yaml_is_named_with_its_line(folder, old, new, line, said):
    change(folder / "quizzes" / "small.yaml", old, new)
    _, [finding] = read_bank(folder)
    assert (finding.file, finding.line) == ("quizzes/small.yaml", line)
    assert said in finding.message


def test_a_character_that_no_editor_shows_is_named_with_its_line(folder):
    change(folder / "quizzes" / "small.yaml", "points: 2", "points: 2\x01")
    _, [finding] = read_bank(folder)
    assert (finding.file, finding.line) == ("quizzes/small.yaml", 5)
    assert "\n" not in finding.message, "one fault, one line of print"


@pytest.mark.parametrize(
    "value", ["!!int two", "!!float two", "9" * 5000, "[" * 1000], ids=["int", "float", "digits", "depth"]
)
def test_what_yaml_allows_and_python_cannot_read_is_named_too(folder, value):
    """A tag that does not fit, a number of 5,000 digits, 1,000 brackets: a sentence, no traceback."""
    change(folder / "quizzes" / "small.yaml", "points: 2", f"points: {value}")
    _, [finding] = read_bank(folder)
    assert finding.file == "quizzes/small.yaml"


def test_a_file_that_is_not_utf_8_says_how_to_save_it(folder):
    (folder / "quizzes" / "small.yaml").write_bytes(QUIZ.replace("Nobody", "Personne été").encode("latin-1"))
    _, [finding] = read_bank(folder)
    assert finding.file == "quizzes/small.yaml"
    assert re.search(r"not UTF-8 text \(byte \d+\); save it as UTF-8", finding.message)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "must be a mapping"),
        ("- a\n- b\n", "must be a mapping"),
        ("title: T\n", '"questions" is missing'),
        ("title: T\nquestions: []\n", "at least 1 item"),
        ("title: T\nquestions: none\n", "valid list"),
        ("title: T\nquestions:\n  - {}\n", "type"),
        ("titel: T\nquestions: [{}]\n", 'did you mean "title"?'),
    ],
)
def test_a_file_that_is_no_quiz_is_named_for_what_it_lacks(folder, content, said):
    (folder / "quizzes" / "small.yaml").write_text(content, encoding="utf-8")
    _, findings = read_bank(folder)
    assert any(said in finding.message for finding in findings), findings


def test_a_course_without_a_quiz_is_told_what_a_quiz_is(folder):
    (folder / "quizzes" / "small.yaml").unlink()
    _, [finding] = read_bank(folder)
    assert str(finding) == "quizzes: holds no quiz; a course has one YAML file for each lesson"


def test_an_id_used_twice_is_named_with_both_lines(folder):
    quiz = folder / "quizzes" / "small.yaml"
    second = line_of(quiz, "- id: both")
    change(quiz, "- id: both", "- id: agreement")
    bank, [finding] = read_bank(folder)
    assert finding.line == second
    assert "already used at line 3; give every question its own" in finding.message
    assert bank.entries["small/agreement"].question.type == "choose-one", "the first one keeps the name"


def test_the_same_id_in_two_quizzes_is_two_questions(folder):
    shutil.copy(folder / "quizzes" / "small.yaml", folder / "quizzes" / "other.yaml")
    assert {"small/both", "other/both"} <= set(load_bank(folder).entries)


def test_everything_that_is_wrong_is_said_at_once(folder):
    """An author mends a file once, not once a fault; what is right is read all the same."""
    quiz = folder / "quizzes" / "small.yaml"
    change(quiz, "prompt: How", "promt: How")
    change(quiz, "rule: balanced", "rule: nett")
    change(quiz, "core: will harm", "core: will help")
    shutil.copy(REPOSITORY / "quizzes" / "federalism.yaml", folder / "quizzes")
    (folder / "quizzes" / "broken.yaml").write_text("title: [", encoding="utf-8")
    bank, findings = read_bank(folder)
    assert [(f.file, f.question) for f in findings] == [
        ("quizzes/broken.yaml", ""),
        ("quizzes/small.yaml", "agreement"),
        ("quizzes/small.yaml", "agreement"),
        ("quizzes/small.yaml", "both"),
        ("quizzes/small.yaml", "prediction"),
    ]
    assert {name.partition("/")[0] for name in bank.entries} == {"federalism"}
    with pytest.raises(BankError) as caught:
        load_bank(folder)
    assert caught.value.findings == tuple(findings)
    assert str(caught.value).splitlines() == [str(finding) for finding in findings]


def test_a_finding_is_printed_as_a_place_an_editor_can_go_to():
    finding = Finding("quizzes/federalism.yaml", 41, "delegation", "evidence not found")
    assert str(finding) == 'quizzes/federalism.yaml:41: question "delegation": evidence not found'
    assert str(Finding("lessons", 0, "", "holds no lesson")) == "lessons: holds no lesson"


# texts.yaml


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("outlet: Liberty", "outlett: Liberty", "outlett: Liberty", ['did you mean "outlet"?', "rights"]),
        ("byline: Joshua Paladino", "byline: 5", "byline: 5", ["byline", "valid string", "found 5"]),
        (
            "    title: Booker Sponsors Bill to End Local Police Partnerships w/ ICE\n",
            "",
            "  liberty-headlines-2019:",
            ["missing"],
        ),
        ("kind: deck, lines: 3", "kind: dek, lines: 3", "kind: dek", ["'headline', 'deck'", "'dek'"]),
        ("lines: 9-36", "lines: 36-9", "lines: 36-9", ["a range runs upwards"]),
        ("lines: 9-36", "lines: 0-9", "lines: 0-9", ["lines count from 1"]),
        ("lines: 9-36", "lines: nine", "lines: nine", ['a number or a range: 5, or "9-36"']),
        ("lines: 9-36", "lines: 9-99", "lines: 9-99", ["liberty-headlines-2019.txt has 36 lines", "ends at line 99"]),
        (
            "  nbc-news-2021:",
            "  nbc-news-2022:",
            "nbc-news-2022:",
            ['the text "nbc-news-2022" has no readable file source_texts/nbc-news-2022.txt', "No such file"],
        ),
        ("  nbc-news-2021:", "  NBC News:", "NBC News:", ["match pattern"]),
        ("texts:", "articles:", "articles:", ['"articles" is not a known name here', "allowed: texts"]),
        ("  liberty-headlines-2019:", "  liberty-headlines-2019: [", None, ["not YAML"]),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_fault_in_texts_yaml_is_named_with_its_line(folder, old, new, at, said):
    index = folder / "source_texts" / "texts.yaml"
    change(index, old, new)
    _, findings = read_bank(folder)
    assert {finding.file for finding in findings} == {"source_texts/texts.yaml"}
    here = [f for f in findings if at is None or f.line == line_of(index, at)]
    assert any(all(words in finding.message for words in said) for finding in here), findings


def test_faults_of_the_texts_hide_what_could_only_follow_from_them(folder):
    """Evidence cannot be proven against a text that is not there: one fault, not forty."""
    (folder / "source_texts" / "nbc-news-2021.txt").unlink()
    _, [finding] = read_bank(folder)
    assert "nbc-news-2021.txt" in finding.message


def test_a_course_without_texts_yaml_is_told_that_it_needs_one(folder):
    (folder / "source_texts" / "texts.yaml").unlink()
    _, [finding] = read_bank(folder)
    assert str(finding).startswith("source_texts/texts.yaml: cannot be read (No such file")


@pytest.mark.parametrize("name", ["texts.yaml", "nbc-news-2021.txt"])
def test_texts_that_are_not_utf_8_say_how_to_save_them(folder, name):
    path = folder / "source_texts" / name
    path.write_bytes(path.read_text(encoding="utf-8").replace("“", "\x93").encode("latin-1", "replace") + b"\xe9")
    _, [finding] = read_bank(folder)
    assert finding.file == f"source_texts/{name}"
    assert "not UTF-8 text" in finding.message


def test_a_yaml_error_is_raised_with_its_line(tmp_path):
    (tmp_path / "x.yaml").write_text("a: 1\nb: [\n", encoding="utf-8")
    with pytest.raises(YamlError) as caught:
        read_yaml(tmp_path / "x.yaml")
    assert caught.value.line >= 2
