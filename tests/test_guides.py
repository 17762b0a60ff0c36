"""The teacher's papers: keys, the map from questions to standards, the table of standards; none of it reaches students."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import REPOSITORY
from pairedtexts.bank import Bank, BankError, read_bank
from pairedtexts.course import LessonUnread, StandardsError, check_course, guide_papers, lesson_files, write_guide
from pairedtexts.course._standards import FILE, read_standards, standards_table
from pairedtexts.papers._markdown import strong_in, table, words
from sample_course import EVERY_TYPE, make_sample_course

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SAMPLE_KEY = f"guides/keys/{EVERY_TYPE}.md"


def plain(markdown: str) -> str:
    """What a reader of the rendered page sees, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", MARKDOWN.render(markdown))).split())


def folded(text: str) -> str:
    return " ".join(text.split())


def section(paper: str, question: str) -> str:
    """The part of a key that is about one question."""
    (found,) = [part for part in paper.split("\n## ")[1:] if f"`{question}`" in part]
    return found


@pytest.fixture(scope="module")
def samples_course(tmp_path_factory) -> Path:
    """A course whose one lesson asks every sample question."""
    return make_sample_course(tmp_path_factory.mktemp("guides") / "course")


@pytest.fixture(scope="module")
def samples_bank(samples_course) -> Bank:
    return read_bank(samples_course)[0]


@pytest.fixture(scope="module")
def papers(samples_course) -> dict[str, str]:
    return guide_papers(samples_course)


@pytest.fixture(scope="module")
def key(papers) -> str:
    return papers[SAMPLE_KEY]


def rows(papers: dict[str, str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(papers["guides/map.csv"])))


# --- the key ------------------------------------------------------------------------------------------------------------


def test_a_key_names_each_question_as_students_see_it_in_the_order_of_the_lesson(sample_release, key):
    contents = sample_release.contents
    parts = key.split("\n## ")[1:]
    assert [re.search(r"`(.*?)`", part)[1] for part in parts] == list(contents.questions)
    assert [re.match(r"\w+ \d+", part)[0] for part in parts] == [contents.label(name) for name in contents.questions]


def test_a_key_holds_all_that_the_bank_knows_of_each_question(samples_bank, key):
    """Prompt, points, rule, skill, standards, explanation, why the rest is wrong, and every piece of evidence."""
    for name, entry in samples_bank.entries.items():
        part, question = section(key, name), entry.question
        read = plain(f"## {part}")
        said = [*question.prompt.splitlines(), question.type, entry.item.skill, *entry.item.standards]
        said += [*entry.key.explanation.splitlines(), *entry.key.why_not.values()]
        said += [part for item in entry.key.evidence for part in (item.quote, item.source, item.date)]
        said += [question.rule] if question.rule != "not-scored" else []
        for line in said:
            assert folded(line) in read, (name, line)
        if question.graded:
            assert re.search(rf"^Question \d+: {question.points:g} points?$", part, re.MULTILINE)


def test_evidence_of_a_text_is_cited_by_paragraph_and_line_and_stands_in_its_sentence(key):
    part = section(key, "mark-evidence/whose-count")
    assert re.search(r"^- (LH|NBC) ¶\d+ \(line \d+\): .*\*\*.+\*\*", part, re.MULTILINE)
    assert "  - LH ¶5 (line 18): Since Trump signed the executive order" in section(key, "fill-in/count-and-source")
    assert "- NBC line below the headline (line 5): **A new bill seeks" in section(key, "short-text/signal-word")


def test_evidence_of_one_part_stands_under_that_part(key):
    lines = section(key, "matrix/who-reports-it").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("- A president signed an executive order"))
    assert lines[at].endswith("→ **Only Liberty Headlines**")
    assert lines[at + 1].startswith("  - LH ¶3 (line 13): When President Donald Trump took office")


def test_a_passage_to_mark_says_how_wide_a_selection_may_be(key, samples_bank):
    marked = [name for name, entry in samples_bank.entries.items() if entry.question.type == "mark-evidence"]
    assert marked
    assert any(re.search("→ \\*\\*at least “.+” \\(.+\\), at most “.+”", section(key, name)) for name in marked)


def test_right_and_wrong_options_are_told_apart_and_each_wrong_one_has_its_reason(samples_bank, key):
    for name, entry in samples_bank.entries.items():
        if entry.question.type != "choose-one":
            continue
        lines = section(key, name).splitlines()
        for option in entry.question.body["options"]:
            right = option["id"] == entry.key.answer
            line = f"- ✔ **{words(option['text'])}**" if right else f"- ✘ {words(option['text'])}"
            below = lines[lines.index(line) + 1]
            assert right or below == f"  - {words(entry.key.why_not[option['id']])}"


def test_a_label_says_how_much_it_counts(key):
    part = section(key, "label/lh-will-harm")
    assert "- ✔ **A prediction, stated as if it were a fact**\n  - Fits best." in part
    assert "Accepted: counts 50 %." in part


def test_what_has_to_be_put_in_order_stands_in_the_right_one(key):
    places = re.findall(r"→ \*\*(\d)", section(key, "order/two-articles-one-bill"))
    assert places == ["1", "2", "3", "4", "5", "6"]


def test_answers_that_the_author_foresaw_are_named_by_their_words(key):
    assert "- ✘ “nonpartisan”: That word describes a think tank, not the program." in section(key, "short-text/signal-word")


def test_a_written_question_shows_length_checks_rubric_and_model_answer(key):
    part = section(key, "written/both-sides")
    assert "- Length: 80 to 180 words" in part
    assert part.count("- Checklist: ") == 3
    assert part.count("- Rubric, 1 point: Says that in ") == 2
    assert "- ✔ Model answer: In Liberty Headlines it is ICE that says so" in part


def test_a_survey_has_no_key(key):
    part = section(key, "survey/which-habits")
    assert "- I looked for the date." in part
    assert not re.search(r"[✔✘→]|\*\*(Why|Rule|Evidence)", part)


def test_no_chance_of_something_is_called_no_chance(samples_bank, key):
    assert "By chance: under 1%." in section(key, "short-text/signal-word")
    assert "By chance: 0%." in section(key, "written/what-is-missing")


# --- Markdown -----------------------------------------------------------------------------------------------------------

HOSTILE = st.text(alphabet=st.sampled_from("ab 1.)-+=:#>|*_`~<>[]()!\\$&;/\n\t“é"), max_size=30)


@given(HOSTILE)
@example("<!a> <b>b</b> &amp; [a](b) ![a](b)")
@example("    a")
@example("1) a")
def test_nothing_that_is_typed_becomes_markup(text):
    wanted = folded(text)
    for page in (words(text), f"- {words(text)}", table(["one", "two"], [[words(text), "x"]])):
        rendered = MARKDOWN.render(page)
        assert set(re.findall(r"</?([a-z0-9]+)", rendered)) <= {
            *("p", "span", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"),
        }, rendered
        assert wanted in plain(page)


@given(HOSTILE, HOSTILE.filter(str.strip), HOSTILE)
def test_quoted_words_stand_out_wherever_they_begin_and_end(before, quote, after):
    rendered = MARKDOWN.render(f"LH ¶1: {strong_in(before, quote, after)}")
    (stands_out,) = re.findall(r"<strong>(.*?)</strong>", rendered, re.DOTALL)
    assert html.unescape(re.sub(r"</?span>", "", stands_out)) == folded(quote)
    assert folded(f"LH ¶1: {before}{quote}{after}") == plain(f"LH ¶1: {strong_in(before, quote, after)}")


def test_no_dollar_sign_and_no_backslash_is_left_for_jupyterlab_to_read_as_a_formula():
    assert not re.search(r"\$|\\[(\[\\b]", words("$40 and \\(x\\) and $$50 \\begin{x}").replace("\\]", ""))


# --- the map --------------------------------------------------------------------------------------------------------------


def test_the_map_has_a_line_for_each_question_and_standard(samples_bank, papers):
    found = rows(papers)
    assert [(row["question"], row["standard"]) for row in found] == [
        (name, code) for name, entry in samples_bank.entries.items() for code in entry.item.standards or [""]
    ]
    for row in found:
        question = samples_bank.entries[row["question"]].question
        assert float(row["points"]) == question.points
        assert row["kind"] == ("graded" if question.graded else "practice" if question.practice else "survey")
        assert (row["lesson"], row["type"]) == (EVERY_TYPE, question.type)
        assert row["skill"] == samples_bank.entries[row["question"]].item.skill


def lines_of(paper: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    body = paper.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [[plain(cell) for cell in line.strip("| ").split(" | ")] for line in re.findall(r"^\|.*$", body, re.MULTILINE)][2:]


def test_the_paper_sums_up_what_the_table_says(papers):
    points, questions = defaultdict(float), defaultdict(int)
    for row in rows(papers):
        if row["kind"] == "graded":
            points[row["standard"]] += float(row["points"])
            questions[row["standard"]] += 1
    said = {line[0]: line for line in lines_of(papers["guides/map.md"], "Standards")}
    for code in points:
        assert said[code][2:5] == [f"{points[code]:g}", f"{points[code]:g}", str(questions[code])] if code else True


def test_skills_and_articles_share_out_all_points(samples_bank, papers):
    whole = sum(entry.question.points for entry in samples_bank.entries.values())
    paper = papers["guides/map.md"]
    for heading in ("Skills", "Articles"):
        assert sum(float(line[1] or 0) for line in lines_of(paper, heading)) == pytest.approx(whole)
    (lesson,) = lines_of(paper, "Lessons")
    assert lesson[:2] == [EVERY_TYPE, "Every type of question"]
    assert float(lesson[5]) == whole


def test_standards_stand_in_the_order_of_the_table_with_the_states_own_codes(samples_course, papers, tmp_path):
    course = Path(shutil.copytree(samples_course, tmp_path / "course"))
    text = (course / FILE).read_text(encoding="utf-8")
    (course / FILE).write_text(re.sub(r"(?m)^(RH\.9-10\.1,.*),$", r"\1,SS.Inq.6 & 7", text), encoding="utf-8")
    known, changed = standards_table(course), guide_papers(course)
    said = lines_of(changed["guides/map.md"], "Standards")
    codes = [line[0] for line in said]
    assert codes == [code for code in known if code in codes]
    assert said[0][1:3] == [known["RH.9-10.1"].asks, "SS.Inq.6 & 7"]
    assert {row["state"] for row in rows(changed) if row["standard"] == "RH.9-10.1"} == {"SS.Inq.6 & 7"}
    assert "| standard | asks | state |" in changed["guides/map.md"]
    assert "| standard | asks | every" in papers["guides/map.md"], "nobody has written into the column"


# --- writing ----------------------------------------------------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_writing_leaves_what_a_person_wrote_and_names_each_file(course):
    (course / "guides" / "federalism.md").write_text("my own notes")
    before = files(course)
    written = write_guide(course)
    after = files(course)
    papers = {path.relative_to(course).as_posix() for path in written}
    assert papers == {"guides/map.csv", "guides/map.md", *(f"guides/keys/{path.stem}.md" for path in lesson_files(course))}
    assert {name: data for name, data in after.items() if name not in papers} == {
        name: data for name, data in before.items() if name not in papers
    }


def test_the_same_course_gives_the_same_bytes(samples_course, tmp_path):
    course = Path(shutil.copytree(samples_course, tmp_path / "course"))
    (course / FILE).unlink()  # no table gives the standards an order
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "pairedtexts", "guide", str(course)]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        found.append(files(course / "guides"))
    assert found[0] == found[1]
    assert b"\r" not in b"".join(found[0].values())


def test_a_broken_lesson_is_named_and_nothing_is_written(course):
    path = lesson_files(course)[0]
    path.write_text(path.read_text(encoding="utf-8").replace(f"{path.stem}/", f"{path.stem}/x-", 1), encoding="utf-8")
    before = files(course)
    with pytest.raises(LessonUnread, match=rf"^lessons/{path.stem}/{path.stem}\.ipynb: cell \d+: there is no question"):
        write_guide(course)
    path.write_text("[]")
    with pytest.raises(LessonUnread, match=r"is not a notebook that can be read; `pairedtexts check` says more"):
        write_guide(course)
    path.unlink()
    assert files(course).items() <= before.items()


def test_a_broken_quiz_is_named_and_nothing_is_written(course):
    path = sorted((course / "quizzes").glob("*.yaml"))[0]
    path.write_text(path.read_text(encoding="utf-8").replace("prompt:", "promt:", 1), encoding="utf-8")
    before = files(course)
    with pytest.raises(BankError, match="promt"):
        write_guide(course)
    assert files(course) == before


def test_a_lesson_without_a_heading_is_called_by_its_name(samples_course, tmp_path):
    course = make_sample_course(tmp_path / "course")
    path = lesson_files(course)[0]
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert "# Key: every\\_type\n" in guide_papers(course)[SAMPLE_KEY]


def test_every_link_of_the_guides_leads_somewhere_in_a_teachers_own_course(course):
    """A course made by `new` holds guides/, but not the repository's docs/."""
    write_guide(course)
    pages = sorted((course / "guides").glob("**/*.md"))
    links = {(page.name, link) for page in pages for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))}
    assert {(page, link) for page, link in links if not (course / "guides" / link).exists()} == set()


# --- the table of standards -----------------------------------------------------------------------------------------------


def with_table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def test_a_course_without_a_table_knows_no_standards(tmp_path):
    assert read_standards(tmp_path) is None


def test_a_teacher_may_add_columns_and_lines_in_a_spreadsheet(tmp_path):
    text = '\ufeffstate,code,framework,asks,seen\r\nIL.1,RH.9-10.1,Ours,"Cite, please",yes\r\n\r\n,X.1,Ours,Ask,\r\n'
    course = with_table(tmp_path, text)
    assert read_standards(course) == {"RH.9-10.1", "X.1"}
    standard = standards_table(course)["RH.9-10.1"]
    assert (standard.state, standard.asks, standard.note) == ("IL.1", "Cite, please", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ": is empty; its first line names the columns: code,framework,asks,note,state"),
        (b"code,framework,asks\nX,F,\xe9\n", ": is not UTF-8 text (byte 24); save it as “CSV UTF-8”"),
        ("code,asks\nX,a\n", ':1: the first line names no column "framework"; it needs code, framework, asks'),
        ("code;framework;asks\n", "columns are parted by commas, not by semicolons"),
        ("code,framework,asks,code\n", ':1: the first line names the column "code" twice'),
        ("code,framework,asks\nX,F,one, two\n", ":2: has 4 cells, the first line has 3; a text with a comma"),
        ("code,framework,asks\nX,F,a\n,F,a\n", ':3: "code" is empty; every standard needs code, framework, asks'),
        ("code,framework,asks\nX,F,a\n\nX,F,b\n", ':4: "X" stands at line 2 already; keep one of the two'),
        ('code,framework,asks\nX,F,"a\n', "is not CSV: "),
    ],
)
def test_what_is_wrong_with_the_table_is_said_with_its_line(tmp_path, content, said):
    with pytest.raises(StandardsError) as error:
        read_standards(with_table(tmp_path, content))
    assert str(error.value).startswith(FILE)
    assert said in str(error.value)
    assert all(finding.file == FILE and not finding.rule for finding in error.value.findings)


def test_all_errors_of_the_table_are_found_at_once(tmp_path):
    with pytest.raises(StandardsError) as error:
        read_standards(with_table(tmp_path, "code,framework,asks\nX,F,\nX,F,a\nX,F,a\n"))
    assert [finding.line for finding in error.value.findings] == [2, 4]


def test_check_names_what_is_wrong_with_the_table_and_which_standards_it_lacks(course):
    path = course / FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^RH\.9-10\.8,.*\n", "", text), encoding="utf-8")
    lacking = [finding for finding in check_course(course)[1] if finding.rule == "unknown-standard"]
    assert lacking
    assert all("RH.9-10.8" in finding.message and finding.line for finding in lacking)
    path.write_text(text + "RH.9-10.1,Ours,Ask,,\n", encoding="utf-8")
    (error,) = [finding for finding in check_course(course)[1] if not finding.rule]
    assert (error.file, error.line) == (FILE, text.count("\n") + 1)


def test_the_shipped_table_leaves_out_what_is_not_verified():
    table = standards_table(REPOSITORY)
    assert {"D2.Civ.3.9-12", "D2.Civ.5.9-12", "WHST.9-10.8", "WHST.11-12.8"} & set(table) == set()
    assert not any("verified" in f"{standard}" for standard in table.values())
    assert not any(standard.state for standard in table.values()), "the column is the teachers' own"
    assert all(not re.search(r"\d\.\d|-\d", standard.code) for standard in table.values() if standard.code.startswith("AP"))


def test_every_standard_of_the_shipped_quizzes_is_in_the_table(bank):
    used = {code for entry in bank.entries.values() for code in entry.item.standards}
    assert used <= read_standards(REPOSITORY)


# --- students -------------------------------------------------------------------------------------------------------------


def test_no_paper_of_the_teachers_reaches_students(released):
    """A release is the one notebook; nothing that stands in guides/ is in it."""
    papers = {file: path for file in files(released / "guides") if (path := released / "guides" / file).suffix == ".md"}
    lines = {line for path in papers.values() for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 60}
    for file, release in files(released / "release").items():
        lesson = file.partition("/")[0]
        assert file == f"{lesson}/{lesson}.ipynb"
        text = release.decode()
        assert not any(mark in text for mark in ("guides/", "For the teacher", "standards.csv", *lines))


# --- what ships -----------------------------------------------------------------------------------------------------------


def test_the_shipped_papers_are_those_that_the_command_writes():
    """After a change of a quiz, a lesson or a text: `make guides`."""
    papers = guide_papers(REPOSITORY)
    shipped = {file: (REPOSITORY / file).read_text(encoding="utf-8") for file in papers if (REPOSITORY / file).is_file()}
    assert [file for file in papers if shipped.get(file) != papers[file]] == [], "run `make guides`"


def test_no_key_of_a_lesson_that_is_gone_ships():
    there = {path.stem for path in (REPOSITORY / "guides" / "keys").glob("*.md")}
    assert there == {path.stem for path in lesson_files(REPOSITORY)}
