"""What each student gets back, with keys held back and with keys let out."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import LESSONS, REPOSITORY, handed_in, latest, most_points, put_hand_in, right_answers
from other_keys import another_key
from pairedtexts.bank import Bank, read_yaml
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import explain, given_by_hand, rule_words, score_answer
from pairedtexts.release import Kept, grade_id
from pairedtexts.responses import MIME
from test_forging import wrong_answer
from test_grading import CELLS_OF_THE_TEACHER, change_lesson, with_solution

LESSON = "federalism"
ONE, MARK, MANY = "federalism/county-says-no", "federalism/maricopa-sentence", "federalism/in-both"
IMG = "<img src=x onerror=ran()>"
POINTS = r'<p class="pt-earned">.*?</p>|: [0-9.]+ of [0-9.]+ points?'
STUDENT = "<img src=x onerror=document.title='ran'>"
RUN = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"


def page(course: Path, student: str, lesson: str = LESSON) -> str:
    return (course / "feedback" / student / lesson / f"{lesson}.html").read_text(encoding="utf-8")


def graded_questions(release: Kept) -> list[str]:
    return [name for name, question in release.contents.questions.items() if question.graded]


def section(html: str, question: str) -> str:
    """One question's part of the page."""
    return re.search(rf'<section[^>]*id="{grade_id(question)}".*?</section>', html, re.DOTALL).group()


def words(html: str) -> str:
    """The page as it is read: without tags, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@pytest.fixture(scope="module")
def _graded_template(_released_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = Path(shutil.copytree(_released_template, tmp_path_factory.mktemp("graded") / "course"))
    for lesson in LESSONS:
        release = latest(course, lesson)
        right = right_answers(release)
        wrong = {name: wrong_answer(release, name) for name in right}
        put_hand_in(course, "knows", lesson, handed_in(release, right))
        put_hand_in(course, "guesses", lesson, handed_in(release, wrong))
        assert [result.failure for result in steps.autograde(course, lesson, ["knows", "guesses"])] == ["", ""]
    return course


@pytest.fixture
def graded(_graded_template: Path, tmp_path: Path) -> Path:
    """All lessons graded for one student who knows it all and one who does not."""
    return Path(shutil.copytree(_graded_template, tmp_path / "course"))


@pytest.fixture(scope="module")
def given_back(_graded_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """Two such courses, to read only, which have given feedback: with keys held back (False) and with keys (True)."""
    courses = {}
    for keys in (False, True):
        courses[keys] = Path(shutil.copytree(_graded_template, tmp_path_factory.mktemp("given") / "course"))
        assert [steps.feedback(courses[keys], lesson, show_keys=keys or None) for lesson in LESSONS] == [2] * len(LESSONS)
    return courses


@pytest.fixture(scope="module")
def under_other_keys(_graded_template: Path, bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a course in which every graded question has got another key since; graded and given back once more."""
    course = Path(shutil.copytree(_graded_template, tmp_path_factory.mktemp("other") / "course"))
    for lesson in LESSONS:
        path = course / "quizzes" / f"{lesson}.yaml"
        quiz = read_yaml(path).data
        asked = {f"{lesson}/{data['id']}": data for data in quiz["questions"]}
        for name in graded_questions(latest(course, lesson)):
            asked[name] = another_key(name, asked[name], bank, 0).item.model_dump(by_alias=True, exclude_unset=True)
        # JSON is YAML.
        path.write_text(json.dumps({**quiz, "questions": [*asked.values()]}, ensure_ascii=False), encoding="utf-8")
    for lesson in LESSONS:
        assert [result.failure for result in steps.autograde(course, lesson, ["knows"])] == [""]
        steps.feedback(course, lesson)
    return course


# --- keys held back, keys let out -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_file_of_the_feedback_says_anything_of_a_key_until_keys_are_let_out(given_back, lesson):
    release = latest(given_back[False], lesson)
    files = [path for path in (given_back[False] / "feedback").glob(f"*/{lesson}/**/*") if path.is_file()]
    read = "\n".join(words(_text(path)) for path in files)
    for name in graded_questions(release):
        key = release.keys[name]
        assert " ".join(key.explanation.split()) not in read
        for why in key.why_not.values():
            assert " ".join(why.split()) not in read
        for source in (item.source for item in key.evidence if item.source):
            assert f"{source}, " not in read, "the line below a quotation that proves the key"
    assert read.count("follow when your teacher releases them") == 2


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_option_is_marked_right_or_wrong_until_keys_are_let_out(given_back, lesson):
    for student in ("knows", "guesses"):
        html = page(given_back[False], student, lesson)
        for name in graded_questions(latest(given_back[False], lesson)):
            part = section(html, name)
            assert not re.search("[✔✘]|<mark|<blockquote", part)
            rows = re.findall(r"<li.*?</li>", part)
            assert rows
            assert not any(re.search(r"\((your answer, )?(not )?right\)", row) for row in rows)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_score_without_keys_is_points_and_one_plain_word(given_back, lesson):
    """What it is made of tells which half was right, or how many options are."""
    release = latest(given_back[False], lesson)
    for student in ("knows", "guesses"):
        html = page(given_back[False], student, lesson)
        for name in graded_questions(release):
            earned = words(re.search(r'<p class="pt-earned">(.*?)</p>', section(html, name), re.DOTALL)[1])
            score = earned.removesuffix(rule_words(release.contents.questions[name])).strip()
            assert re.fullmatch(
                r"[0-9.]+ of [0-9.]+ points?: (right|partly right|not right|not answered|for review)\."
                r"|(Checklist: [0-9.]+ of [0-9.]+ points?\.)?",
                score,
            )
            assert student != "knows" or ": right." in score or given_by_hand(release.contents.questions[name])


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_held_back_does_not_depend_on_the_key(given_back, under_other_keys, lesson):
    """With the points taken out, each question says the same for every key there could be."""
    pages = [page(course, "knows", lesson) for course in (given_back[False], under_other_keys)]
    assert pages[0] != pages[1], "who knew it all does not any more"
    for name in graded_questions(latest(under_other_keys, lesson)):
        one, other = (re.sub(POINTS, "", section(html, name)) for html in pages)
        assert one == other


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("student", ["knows", "guesses"])
def test_with_keys_each_question_shows_answer_score_explanation_and_evidence_in_its_sentence(given_back, lesson, student):
    html, release = unescape(page(given_back[True], student, lesson)), latest(given_back[True], lesson)
    right = right_answers(release)
    for name in graded_questions(release):
        part, question, key = section(html, name), release.contents.questions[name], release.keys[name]
        texts = release.contents.texts
        answer = right[name] if student == "knows" else wrong_answer(release, name)
        shown = explain(question, key, answer, texts)
        assert question.prompt.splitlines()[0] in part
        assert key.explanation in part
        for row in shown.rows:
            assert (f"<strong>{row.answer}</strong>" in part) is row.chosen
            if row.chosen and not row.right:
                assert row.note in part
        for proof in shown.evidence:
            if proof.quote:
                assert f"{proof.before}<mark>{proof.quote}</mark>{proof.after}" in part
            assert proof.source in part
        earned = score_answer(question, key, answer, texts).share * question.points
        assert f"{in_words(earned)} of {question.points:g} point{'' if question.points == 1 else 's'}" in part


def in_words(points: float) -> str:
    """Points as the page shows them: at most two digits after the point."""
    return f"{round(points, 2):g}"


def test_the_courses_own_setting_lets_the_keys_out(graded):
    config = graded / "nbgrader_config.py"
    text = config.read_text(encoding="utf-8")
    assert text.count("# c.ShowQuestions.show_keys = True") == 1
    config.write_text(text.replace("# c.ShowQuestions.show_keys = True", "c.ShowQuestions.show_keys = True"), encoding="utf-8")
    steps.feedback(graded, LESSON)
    assert "The county may refuse" in page(graded, "knows")
    assert "<blockquote>" in page(graded, "knows")
    steps.feedback(graded, LESSON, show_keys=False)
    assert "<blockquote>" not in page(graded, "knows")


# --- the page -------------------------------------------------------------------------------------------------------


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


def lesson_title(lesson: str) -> str:
    """The first heading of the lesson's notebook."""
    notebook = json.loads((REPOSITORY / "lessons" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return next(line[2:] for source in sources for line in source.splitlines() if line.startswith("# "))


@pytest.mark.parametrize("keys", [False, True])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_page_has_a_language_a_title_and_one_first_heading(given_back, lesson, keys):
    html = page(given_back[keys], "knows", lesson)
    found = _Page(html)
    assert found.named("html") == [{"lang": "en"}]
    head = f"{lesson_title(lesson)} – knows"
    assert f"<title>{head}</title>" in html
    assert re.findall("<h1[^>]*>(.*?)</h1>", html) == [head], "the lesson's own title, and not once more below it"
    identifiers = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("keys", [False, True])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_page_loads_nothing_and_holds_no_script(given_back, lesson, keys):
    found = _Page(page(given_back[keys], "knows", lesson))
    assert found.named("script") == []
    assert not any(name in attributes for _, attributes in found.tags for name in ("src", "srcset", "action", "data"))
    assert all(link["href"].startswith("#") for link in found.named("a"))
    assert found.named("link") == []
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_page_shows_total_and_receipt(given_back, lesson):
    course = given_back[False]
    html = page(course, "knows", lesson)
    receipt = json.loads((course / "autograded" / "knows" / lesson / f"{lesson}.ipynb").read_text())["metadata"]["pairedtexts"]
    given, most = map(in_words, most_points(latest(course, lesson)))
    assert f"<strong>{given} of {most} points</strong>" in html
    assert receipt["handed_in"]["receipt"] in html


def test_a_manual_score_is_what_the_page_shows(graded):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded}/gradebook.db") as book:
        grade = book.find_grade(grade_id(ONE), LESSON, LESSON, "guesses")
        others = book.find_submission(LESSON, "guesses").score - grade.score
        grade.manual_score = 1.5
        book.db.commit()
    steps.feedback(graded, LESSON)
    html = page(graded, "guesses")
    assert f"<strong>{in_words(others + 1.5)} of {in_words(most_points(latest(graded, LESSON))[1])} points</strong>" in html
    assert "Question 1: 1.5 of 2 points" in section(html, ONE)
    assert "Your teacher set this to 1.5 of 2 points." in section(html, ONE)


def test_a_key_that_was_changed_after_grading_is_not_called_the_teachers_own_score(graded):
    """Nobody set anything: the gradebook has what the old key earned until the lesson is graded again."""
    quiz = graded / "quizzes" / f"{LESSON}.yaml"
    text = quiz.read_text(encoding="utf-8").replace("answer: statute-leaves-open\n", "answer: amendment-cancels\n")
    quiz.write_text(text.replace("        amendment-cancels: >-\n", "        statute-leaves-open: >-\n"), encoding="utf-8")
    steps.feedback(graded, LESSON)
    shown = section(page(graded, "knows"), ONE)
    assert "0 of 2 points: not right." in shown
    assert "In the gradebook: 2 of 2 points. The key was changed after this was graded." in shown
    assert "set this" not in shown


def test_feedback_for_a_file_that_could_not_be_read_says_so(released):
    put_hand_in(released, "ada", LESSON, b"<html>")
    assert [result.failure for result in steps.autograde(released, LESSON, ["ada"])] == [""]
    assert steps.feedback(released, LESSON) == 1
    assert f"<strong>0 of {in_words(most_points(latest(released, LESSON))[1])} points</strong>" in page(released, "ada")


def test_feedback_twice_gives_the_same_bytes(graded):
    found = []
    for keys in (True, False, True):
        steps.feedback(graded, LESSON, show_keys=keys)
        found.append({path: path.read_bytes() for path in (graded / "feedback").rglob("*.html")})
    assert found[0] == found[2]
    assert found[0] != found[1]


# --- what a student wrote is inert ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(_released_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson with a solution cell, and a student whose every answer, name, source and output is markup."""
    released = Path(shutil.copytree(_released_template, tmp_path_factory.mktemp("hostile") / "course"))
    change_lesson(released, lambda cells: cells.extend(copy.deepcopy(CELLS_OF_THE_TEACHER)))
    steps.release(released, LESSON)
    release = latest(released, LESSON)
    answers = right_answers(release)
    answers[MARK] = [{"text": "nbc-news-2021", "start": 0, "end": 5, "quote": RUN}]
    source = f"from IPython.display import HTML\nprint({RUN!r})\ndef mean(numbers): return 0 # {RUN}\nHTML({RUN!r})"
    notebook = with_solution(release, answers, source)
    notebook["metadata"]["pairedtexts"]["release"].update(lesson=RUN, digest=RUN)
    for place in (notebook["metadata"]["pairedtexts"]["responses"], *_outputs(notebook)):
        if MANY in place:
            place[MANY]["schema"] = IMG
    put_hand_in(released, STUDENT, LESSON, notebook)
    assert [result.failure for result in steps.autograde(released, LESSON, [STUDENT])] == [""]
    steps.feedback(released, LESSON, show_keys=True)
    return released


def _outputs(notebook: dict) -> list[dict]:
    """The records in outputs, each by its question."""
    bundles = [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [{bundle[MIME]["question"]: bundle[MIME]} for bundle in bundles]


def test_markup_in_an_answer_stands_on_the_page_as_text(hostile):
    html = page(hostile, STUDENT)
    assert f"the response has schema '{escape(IMG, quote=False)}'" in section(html, MANY)
    assert "<script" not in section(html, MARK)
    assert "<img" not in section(html, MANY)


@pytest.mark.browser
def test_nothing_that_a_student_wrote_runs_in_a_browser(hostile):
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page()
        shown.on("requestfinished", lambda request: asked.append(request.url))
        shown.goto((hostile / "feedback" / STUDENT / LESSON / f"{LESSON}.html").as_uri())
        shown.wait_for_load_state("networkidle")
        assert shown.title() == f"{lesson_title(LESSON)} – {STUDENT}"
        assert len(asked) == 1, asked
        browser.close()


def chromium() -> str:
    """The browser that the browser tests use."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("PAIREDTEXTS_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
    return found


# --- cells of the teacher's own -------------------------------------------------------------------------------------


def test_hidden_tests_of_the_teachers_own_never_reach_a_page(hostile):
    assert "mean([5, 6])" not in unescape(re.sub(r"<[^>]+>", "", page(hostile, STUDENT)))


def test_cells_of_the_teachers_own_show_their_score_and_the_teachers_comment(hostile):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{hostile}/gradebook.db") as book:
        book.find_grade("mean-test", LESSON, LESSON, STUDENT).manual_score = 1.25
        book.find_comment("mean", LESSON, LESSON, STUDENT).manual_comment = f"Look at division again. {RUN}"
        book.db.commit()
    steps.feedback(hostile, LESSON)
    html = page(hostile, STUDENT)
    assert "1.25 of 3 points" in words(html)
    assert "Look at division again. &lt;img" in html


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
