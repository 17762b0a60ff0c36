"""Pictures of the texts: made from the annotations and nothing else, the same in words, and carried by a release."""

from __future__ import annotations

import hashlib
import importlib.resources
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import altair
import jsonschema
import nbformat
import pytest

from conftest import REPOSITORY, handed_in, latest, put_hand_in, right_answers
from pairedtexts.bank import Bank, load_bank
from pairedtexts.contents import Contents, Picture
from pairedtexts.course import check_course, new_course
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.notebook import _calls
from pairedtexts.notebook._picture_view import MIME, drawn, in_words
from pairedtexts.pictures import NAMES, pictures_of
from pairedtexts.release import LessonError, make_release
from sample_course import SAMPLES, lesson_of
from test_annotations import LH, NBC, change
from test_notebook_calls import restart  # noqa: F401 - a fixture

LESSON = "pictured"
EVERY = pytest.mark.parametrize("name", NAMES)
LARGEST_SPEC = 10_000  # bytes: a release is to stay under 300 KB
WHITE, BLACK = "#FFFFFF", "#111111"  # JupyterLab's light and dark page


def pictured_lesson(bank: Bank, *names: str) -> dict:
    """A lesson that shows these pictures, and asks every question of the bank."""
    notebook = lesson_of(bank)
    cells = [
        {
            "cell_type": "code",
            "id": f"p-{i}",
            "metadata": {},
            "source": f'pt.picture("{name}")',
            "execution_count": None,
            "outputs": [],
        }
        for i, name in enumerate(names)
    ]
    notebook["cells"][3:3] = cells
    return notebook


def make_pictured_course(target: Path, *names: str) -> Path:
    """A course with the annotations of the two articles, one short quiz, and a lesson that shows these pictures."""
    course = new_course(target)
    for folder in ("lessons", "quizzes"):
        shutil.rmtree(course / folder)
        (course / folder).mkdir()
    shutil.copy(SAMPLES / "choose-one.yaml", course / "quizzes")
    path = course / "lessons" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(pictured_lesson(load_bank(course), *names)), encoding="utf-8")
    return course


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pictured_course(tmp_path_factory.mktemp("pictured") / "course", *NAMES)


@pytest.fixture
def course(_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_template, tmp_path / "course"))


@pytest.fixture(scope="module")
def bank(_template: Path) -> Bank:
    return load_bank(_template)


@pytest.fixture(scope="module")
def pictures(bank: Bank) -> dict[str, Picture]:
    return dict(pictures_of(bank))


def values(picture: Picture, *names: str) -> list[dict]:
    """What the spec draws, of the layers whose data have one of these names."""
    layers = {layer["data"]["name"]: layer["data"]["values"] for layer in picture.spec["layer"]}
    return [value for name, found in layers.items() if name in names for value in found]


def as_bytes(picture: Picture) -> bytes:
    return json.dumps(picture.to_json(), ensure_ascii=False).encode()


def column(picture: Picture, title: str) -> list[str]:
    return [row[picture.header.index(title)] for row in picture.rows]


def numbers(words: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", words)]


# Which pictures there are


def test_the_four_pictures_are_there(pictures):
    assert list(pictures) == ["whose-words", "two-names", "where-from", "timeline"]


def test_without_annotations_there_are_none(course):
    shutil.rmtree(course / "source_texts" / "annotations")
    assert dict(pictures_of(load_bank(course))) == {}


def test_a_picture_is_there_as_soon_as_its_own_annotations_are(course):
    folder = course / "source_texts" / "annotations"
    for name in (LH, NBC):
        (folder / f"{name}.yaml").unlink()
    assert list(pictures_of(load_bank(course))) == ["timeline"]


def test_one_text_alone_has_no_second_names(course):
    (course / "source_texts" / "annotations" / f"{NBC}.yaml").unlink()
    assert list(pictures_of(load_bank(course))) == ["whose-words", "where-from", "timeline"]


# What they show: the numbers of the annotations, in the drawing, in the table and in the sentence


def test_the_bars_are_the_quoted_words_by_speaker(bank, pictures):
    found = bank.annotations.texts
    wanted = sorted(count for name in (LH, NBC) for count in found[name].quoted_words().values())
    picture = pictures["whose-words"]
    bars = [
        value["words"]
        for layer in picture.spec["layer"]
        if layer["mark"]["type"] == "bar"
        for value in layer["data"]["values"]
    ]
    assert sorted(bars) == sorted(value["words"] for value in values(picture, "numbers")) == wanted
    assert [value["text"] for value in values(picture, "articles")] == [
        "Liberty Headlines: 122 of 356 words",
        "NBC News: 264 of 603 words",
    ]
    assert [value["text"] for value in values(picture, "sides")] == [
        "For the bill, or critical of the program: 78",
        "Against the bill, or in favor of the program: 26",
        "Describes the program: 18",
        "For the bill, or critical of the program: 261",
        "No side: 3",
    ]


def test_the_sentence_and_the_table_have_the_numbers_of_the_bars(pictures):
    picture = pictures["whose-words"]
    rows = [row for row in picture.rows if row[1] != "All together"]
    assert sorted(int(row[3]) for row in rows) == sorted(value["words"] for value in values(picture, "numbers"))
    assert {row[0]: row[3] for row in picture.rows if row not in rows} == {
        "Liberty Headlines": "122 of 356",
        "NBC News": "264 of 603",
    }
    assert all(f"{row[1]} {row[3]}" in picture.alt for row in rows)
    assert sorted(numbers(picture.alt)) == sorted(number for row in picture.rows for number in numbers(row[3]))


def test_a_square_for_each_sentence_says_what_it_rests_on(bank, pictures):
    picture = pictures["where-from"]
    claims = [claim for name in (LH, NBC) for claim in bank.annotations.texts[name].claims]
    full, empty = values(picture, "sentences-full"), values(picture, "sentences-empty")
    assert len(full) == sum(claim.kind == "fact" for claim in claims)
    assert len(full + empty) == len(claims) == len(picture.rows) == 35
    assert sorted(int(square["text"]) for square in full + empty) == sorted(claim.place.paragraph.number for claim in claims)
    # A line of squares for each source that has any, as long as its label says.
    lines = Counter(square["y"] for square in full + empty)
    said = [numbers(value["text"])[0] for value in values(picture, "sources")]
    assert said == [8, 2, 5, 14, 0, 6]
    assert [lines[y] for y in sorted(lines)] == [count for count in said if count]


def test_the_sentence_counts_what_the_table_of_sources_lists(pictures):
    picture = pictures["where-from"]
    counted = []
    for outlet in ("Liberty Headlines", "NBC News"):
        rows = [row for row in picture.rows if row[0] == outlet]
        counted.append(len(rows))
        for rests in ("a named source", "somebody not named", "the reporter's word alone"):
            group = [row for row in rows if row[4] == rests]
            counted += [len(group), sum(row[3] == "can be looked up" for row in group)]
    assert numbers(picture.alt) == counted


def test_a_square_for_each_use_of_a_name_on_the_side_of_its_article(bank, pictures):
    picture = pictures["two-names"]
    names = {name: bank.annotations.texts[name].names for name in (LH, NBC)}
    full, empty = values(picture, "uses-full"), values(picture, "uses-empty")
    assert sum(square["i"] < 0 for square in full + empty) == len(names[LH])
    assert sum(square["i"] > 0 for square in full + empty) == len(names[NBC])
    assert len(empty) == sum(item.quoted for found in names.values() for item in found)
    row = {value["y"]: value["text"] for value in values(picture, "names")}
    drawn_uses = Counter((row[square["y"]], square["i"] > 0) for square in full + empty)
    listed = Counter(
        zip(column(picture, "Name"), (outlet == "NBC News" for outlet in column(picture, "Article")), strict=True)
    )
    assert drawn_uses == listed
    assert drawn_uses["agreement", True] == 8
    assert drawn_uses["agreement", False] == 0


def test_squares_of_a_name_are_read_from_left_to_right(pictures):
    squares = values(pictures["two-names"], "uses-full", "uses-empty")
    for side in (True, False):
        for y in {square["y"] for square in squares}:
            row = sorted((s for s in squares if s["y"] == y and (s["i"] > 0) == side), key=lambda square: square["i"])
            read = [int(square["text"]) for square in row if square["text"].isdigit()]
            assert read == sorted(read)


def test_the_sentence_counts_what_the_table_of_names_lists(pictures):
    picture = pictures["two-names"]
    uses = Counter(column(picture, "Name"))
    assert all(f"“{name}” {count}×" in picture.alt for name, count in uses.items())
    assert numbers(picture.alt)[:2] == [len(uses), len(set(column(picture, "Thing")))]


def test_a_mark_for_each_event_tells_whether_an_article_tells_of_it(bank, pictures):
    picture, events = pictures["timeline"], bank.annotations.events
    assert len(picture.rows) == len(values(picture, "dates")) == len(events) == 13
    assert len(values(picture, "dots-told")) == sum(bool(event.mentions) for event in events) == 5
    assert len(values(picture, "dots-untold")) == sum(told == "no article" for told in column(picture, "Told in")) == 8
    assert [value["text"] for value in values(picture, "events")] == column(picture, "What happened")
    assert values(picture, "dates")[-1]["text"] == "April 22, 2021 · NBC ¶1, NBC ¶6"
    assert picture.alt.endswith("Liberty Headlines tells of 2, NBC News of 3 and neither of 8.")
    assert numbers(picture.alt)[0] == 13


def test_lines_of_the_timeline_do_not_meet_and_later_is_lower(pictures):
    picture = pictures["timeline"]
    heights = [value["y"] for value in values(picture, "dates")]
    assert all(below - above > 40 for above, below in itertools.pairwise(heights))
    rules = values(picture, "rules")
    assert all(rule["y"] < rule["end"] for rule in rules)
    between = sorted(
        [value["y"] for value in values(picture, "events")] + heights + [value["y"] for value in values(picture, "gaps")]
    )
    assert all(below - above > 15 for above, below in itertools.pairwise(between))


CHANGES = {
    "whose-words": (f"{NBC}.yaml", "nijc: {name: National Immigrant Justice Center", "nijc: {name: NIJC", "NIJC"),
    "two-names": (f"{LH}.yaml", "name: illegal aliens", "name: aliens", "“aliens” 1×"),
    "where-from": (
        f"{LH}.yaml",
        "Immigration and Nationality Act\n    kind: fact",
        "Immigration and Nationality Act\n    kind: claim",
        "(2 can",
    ),
    "timeline": ("timeline.yaml", "date: 1996-09-30", "date: 1995-09-30", "September 30, 1995"),
}


@EVERY
def test_a_changed_annotation_changes_drawing_table_and_sentence(course, pictures, name):
    file, old, new, told = CHANGES[name]
    change(course, file, old, new)
    changed = pictures_of(load_bank(course))[name]
    assert changed.spec["layer"] != pictures[name].spec["layer"]
    assert changed.rows != pictures[name].rows
    assert told in changed.alt
    assert changed.alt != pictures[name].alt


def test_a_quotation_left_out_is_missing_in_all_numbers(course):
    change(
        course, f"{LH}.yaml", re.search(r"  - line: 24\n.*?\n\n?  - line", _file(course, LH), re.DOTALL).group(), "  - line"
    )
    picture = pictures_of(load_bank(course))["whose-words"]
    assert "Of 356 words in Liberty Headlines, 103 are quoted: Michael Kagan 32 and Cory Booker 27" in picture.alt
    assert ("Liberty Headlines", "All together", "", "103 of 356") in picture.rows


def _file(course: Path, name: str) -> str:
    return (course / "source_texts" / "annotations" / f"{name}.yaml").read_text(encoding="utf-8")


# What a picture is


@EVERY
def test_a_picture_says_the_same_in_words_and_numbers(pictures, name):
    picture = pictures[name]
    assert picture.title
    assert 1 <= len(re.findall(r"[.!?](?= [A-Z]|$)", picture.alt)) <= 2
    assert {len(row) for row in picture.rows} == {len(picture.header)}
    assert picture.spec["description"] == f"{picture.title}. {picture.alt}"


@EVERY
def test_a_picture_is_valid_vega_lite(pictures, name):
    schema = json.loads(
        (importlib.resources.files(altair) / "vegalite/v5/schema/vega-lite-schema.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft7Validator(schema).validate(pictures[name].spec)


@EVERY
def test_a_picture_is_drawn_by_what_jupyter_brings(pictures, name):
    """Vega-Lite 5 in no version of its own; the extension of JupyterLab that draws it says which it knows."""
    assert pictures[name].spec["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"
    import jupyterlab

    scripts = (Path(jupyterlab.__file__).parent / "static").glob("jlab_core.*.js")
    assert any(MIME in script.read_text(encoding="utf-8", errors="replace") for script in scripts)


@EVERY
def test_a_picture_is_small(pictures, name):
    assert len(json.dumps(pictures[name].spec, indent=1).encode()) < 3 * LARGEST_SPEC
    assert len(json.dumps(pictures[name].spec, separators=(",", ":")).encode()) < LARGEST_SPEC


@EVERY
def test_a_picture_needs_no_network_and_shows_no_menu(pictures, name):
    spec = json.dumps(pictures[name].spec).replace(pictures[name].spec["$schema"], "")
    assert "://" not in spec
    assert '"url"' not in spec
    assert pictures[name].spec["usermeta"]["embedOptions"]["actions"] is False
    assert pictures[name].spec["usermeta"]["embedOptions"]["renderer"] == "svg"


@EVERY
def test_a_picture_is_as_wide_as_its_place_and_stands_on_its_pages_own_background(pictures, name):
    spec = pictures[name].spec
    assert spec["width"] == "container"
    assert spec["background"] == "transparent"
    assert spec["config"]["text"]["color"] == spec["config"]["title"]["color"] == "currentColor"


@EVERY
def test_every_color_stands_out_in_a_light_and_in_a_dark_theme(pictures, name):
    colors = set(re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(pictures[name].spec)))
    assert colors
    for color in colors:
        assert contrast(color, WHITE) >= 3, color
        assert contrast(color, BLACK) >= 3, color
    if '"white"' in json.dumps(pictures[name].spec):
        assert contrast("#008577", WHITE) >= 4.5, "letters on a full square"


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_no_side_has_the_color_of_a_party(pictures):
    """Neither red nor blue."""
    for color in re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(pictures["whose-words"].spec)):
        red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
        assert red < 2 * max(green, blue), color
        assert blue < 2 * max(red, green), color


DIGEST = """
import hashlib, json, sys
from pathlib import Path
from pairedtexts.bank import load_bank
from pairedtexts.pictures import pictures_of
made = {name: picture.to_json() for name, picture in pictures_of(load_bank(Path(sys.argv[1]))).items()}
print(hashlib.sha256(json.dumps(made, ensure_ascii=False).encode()).hexdigest())
"""


def test_the_same_annotations_give_the_same_bytes(course, pictures):
    """In another process, whatever the order of its sets."""
    made = {name: picture.to_json() for name, picture in pictures.items()}
    here = hashlib.sha256(json.dumps(made, ensure_ascii=False).encode()).hexdigest()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", DIGEST, str(course)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == here


def test_a_plotting_theme_that_somebody_turned_on_changes_nothing(bank, pictures):
    with altair.theme.enable("dark"):
        assert all(as_bytes(pictures_of(bank)[name]) == as_bytes(pictures[name]) for name in NAMES)


def test_names_alone_do_not_load_the_plotting_library(course):
    code = (
        "import sys; from pathlib import Path; from pairedtexts.bank import load_bank; "
        "from pairedtexts.pictures import pictures_of; "
        f"print(list(pictures_of(load_bank(Path({str(course)!r})))), 'altair' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{list(NAMES)} False"


# pt.picture


class _Page(HTMLParser):
    """The words of each element that matters, and its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict, str]] = []
        self._open: list[int] = []

    def handle_starttag(self, tag, attrs):
        self._open.append(len(self.found))
        self.found.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag):
        assert self.found[self._open.pop()][0] == tag

    def handle_data(self, data):
        for i in self._open:
            tag, attributes, words = self.found[i]
            self.found[i] = (tag, attributes, words + data)

    def all(self, tag: str) -> list[tuple[dict, str]]:
        return [(attributes, words) for name, attributes, words in self.found if name == tag]


def parsed(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    page.close()
    return page


@EVERY
def test_below_the_drawing_stand_its_sentence_and_its_table(pictures, name):
    picture = pictures[name]
    page = parsed(in_words(picture)["text/html"])
    assert [words for _, words in page.all("summary")] == ["The same in words and numbers"]
    assert [words for _, words in page.all("p")] == [picture.alt]
    assert [words for _, words in page.all("caption")] == [picture.title]
    assert [(a["scope"], words) for a, words in page.all("th")] == [
        *(("col", title) for title in picture.header),
        *(("row", row[0]) for row in picture.rows),
    ]
    assert [words for _, words in page.all("td")] == [cell for row in picture.rows for cell in row[1:]]
    assert len(page.all("details")) == 1


def test_the_drawing_comes_without_html_which_jupyter_would_show_in_its_place(pictures):
    for picture in pictures.values():
        bundle = drawn(picture)
        assert bundle == {MIME: picture.spec, "text/plain": f"{picture.title}. {picture.alt}"}


def test_nothing_that_an_author_wrote_can_become_markup():
    hostile = "<img src=x onerror=alert(1)>&\"'"
    picture = Picture("x", hostile, hostile, (hostile, hostile), ((hostile, hostile),), {})
    page = parsed(in_words(picture)["text/html"])
    assert page.all("img") == []
    assert [words for _, words in page.all("td")] == [hostile]
    assert [words for _, words in page.all("caption")] == [hostile]


@pytest.fixture
def student(restart, course):  # noqa: F811
    """A student's kernel in which the first cell of the release has been run."""
    steps.release(course, LESSON)
    return restart().open(latest(course, LESSON))


@EVERY
def test_a_student_sees_the_picture_and_the_same_in_words(student, pictures, name):
    ran = student.run(f'import pairedtexts as pt\npt.picture("{name}")')
    assert ran.result is None
    assert ran.stderr == ""
    assert ran.displays == [drawn(pictures[name]), in_words(pictures[name])]


def test_an_unknown_name_says_what_there_is(student):
    ran = student.run('import pairedtexts as pt\npt.picture("time-line")')
    assert ran.displays == []
    assert ran.stderr == (
        'There is no picture "time-line" here. This notebook has: whose-words, two-names, where-from, timeline.\n'
    )


def test_a_picture_before_the_first_cell_says_to_run_it(restart):  # noqa: F811
    ran = restart().run('import pairedtexts as pt\npt.picture("timeline")')
    assert ran.stderr == _calls.RUN_FIRST_CELL + "\n"
    assert ran.displays == []


def test_a_teacher_sees_every_picture_of_the_course_and_a_change_at_once(restart, course, monkeypatch, pictures):  # noqa: F811
    kernel = restart()
    monkeypatch.chdir(course / "lessons" / LESSON)
    for name in NAMES:
        ran = kernel.run(f'import pairedtexts as pt\npt.picture("{name}")')
        assert ran.displays == [drawn(pictures[name]), in_words(pictures[name])]
    change(course, f"{NBC}.yaml", "National Immigrant Justice Center, side", "NIJC, side")
    shown, _ = kernel.run('pt.picture("whose-words")').displays
    assert "NIJC 13" in shown["text/plain"]


def test_a_teachers_notebook_without_annotations_says_that_there_is_none(restart, course, monkeypatch):  # noqa: F811
    shutil.rmtree(course / "source_texts" / "annotations")
    kernel = restart()
    monkeypatch.chdir(course / "lessons" / LESSON)
    ran = kernel.run('import pairedtexts as pt\npt.picture("timeline")')
    assert ran.stderr == 'There is no picture "timeline" here. This notebook has: none.\n'


# In a release


def test_a_release_carries_the_pictures_that_it_shows_and_no_other(bank, pictures):
    released, contents = make_release(LESSON, pictured_lesson(bank, "timeline", "whose-words", "timeline"), bank)
    assert list(contents.pictures) == ["timeline", "whose-words"]
    assert contents.pictures["timeline"] == pictures["timeline"]
    assert Contents.from_json(json.loads(json.dumps(contents.to_json()))) == contents
    assert "where-from" not in json.dumps(released)


def test_a_release_without_pictures_is_as_it_was_before_there_were_any(bank):
    _, contents = make_release(LESSON, pictured_lesson(bank), bank)
    assert "pictures" not in contents.to_json()
    assert contents.pictures == {}


def test_the_cell_of_a_picture_says_what_it_does_and_is_locked(bank):
    released, _ = make_release(LESSON, pictured_lesson(bank, "timeline"), bank)
    [cell] = [cell for cell in released["cells"] if 'pt.picture("timeline")' in cell["source"]]
    assert cell["source"].startswith("# Shift+Enter: show the picture\n")
    assert cell["source"].endswith('\npt and pt.picture("timeline")')
    assert cell["metadata"] == {
        "deletable": False,
        "editable": False,
        "jupyter": {"source_hidden": True},
        "pairedtexts": {"call": "picture"},
    }


def test_the_same_course_gives_the_same_release_and_it_is_small(course):
    path = steps.release(course, LESSON)
    before = path.read_bytes()
    assert steps.release(course, LESSON) == path
    assert path.read_bytes() == before
    assert len(before) < 300_000
    nbformat.validate(nbformat.read(path, as_version=4))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('pt.picture("time-line")', 'there is no picture "time-line"; did you mean "timeline"?'),
        ('pt.picture("zzz")', 'there is no picture "zzz"; there are: whose-words, two-names, where-from, timeline'),
        ("pt.picture()", 'pt.picture takes one picture, such as pt.picture("timeline")'),
        ('pt.picture("timeline", "whose-words")', "takes one picture"),
        ("pt.picture(name)", "takes names in quotes"),
        ('x = pt.picture("timeline")', "with something else; give each call a cell of its own"),
    ],
)
def test_what_is_wrong_with_a_picture_is_said_with_its_cell(bank, source, said):
    notebook = pictured_lesson(bank, "timeline")
    notebook["cells"][3]["source"] = source
    with pytest.raises(LessonError, match=re.escape(said)) as caught:
        make_release(LESSON, notebook, bank)
    assert caught.value.cell == 4


def test_check_names_the_lesson_that_shows_a_picture_which_is_not_there(course):
    shutil.rmtree(course / "source_texts" / "annotations")
    errors = [str(finding) for finding in check_course(course)[1] if not finding.rule]
    assert len(errors) == 1
    assert re.match(
        rf"lessons/{LESSON}/{LESSON}\.ipynb:?\d*: cell 4: there is no picture \"whose-words\"; there are: none", errors[0]
    )


def test_a_lesson_with_pictures_is_graded_and_given_back(course):
    steps.release(course, LESSON)
    release = latest(course, LESSON)
    put_hand_in(course, "right", LESSON, handed_in(release, right_answers(release)))
    [result] = steps.autograde(course, LESSON, ["right"])
    assert result.failure == ""
    [student] = steps.gradebook(course, LESSON)
    assert student.score == student.max_score > 0
    steps.feedback(course, LESSON)
    page = (course / "feedback" / "right" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "Traceback" not in page


def test_every_picture_that_a_shipped_lesson_shows_is_there():
    for path in sorted((REPOSITORY / "lessons").glob("*/*.ipynb")):
        shown = re.findall(r"pt\.picture\(\\\"([^)]*)\\\"\)", path.read_text(encoding="utf-8"))
        assert set(shown) <= set(NAMES), path
