"""What hostile hand-ins leave in a browser: their feedback pages and what Formgrader shows are silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page

from hostile_corpus import (
    CASES,
    FIRE,
    INJECTION,
    LESSON,
    NOTEBOOK,
    PAYLOADS,
    as_file,
    files_of,
    honest_copy,
    lenders_answers,
    make_attacked_course,
    make_desk,
)
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.release import kept_releases

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hostile-corpus")]

INJECTIONS = [case for case in CASES if case.kind == INJECTION and not case.fails]
PUSH = "document.querySelectorAll('*').forEach(e => { for (const kind of ['mouseover', 'focus', 'toggle']) "
PUSH += "e.dispatchEvent(new Event(kind)); if (e.tagName === 'A' || e.tagName === 'BUTTON') e.click(); })"
"""What a curious reader does: point at everything, press everything."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The injections of the corpus, graded, with feedback."""
    made = make_attacked_course(tmp_path_factory.mktemp("pages") / "course")
    releases = kept_releases(made, LESSON)
    lender = honest_copy(releases[-1], lenders_answers(releases[-1]), 5)
    hand_ins = {case.who: files_of(case.make(make_desk(releases, 10 + i, "", lender))) for i, case in enumerate(INJECTIONS)}
    for student, files in {"honest": {NOTEBOOK: as_file(lender)}, **hand_ins}.items():
        path = made / "submitted" / student / LESSON / NOTEBOOK
        path.parent.mkdir(parents=True)
        path.write_bytes(files[NOTEBOOK])
    assert {result.failure for result in steps.autograde(made, LESSON, ["honest", *hand_ins])} == {""}
    assert steps.feedback(made, LESSON, show_keys=True) == len(hand_ins) + 1
    return made


class Watched:
    """A page, and everything that happened on it that its own words do not do."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.page: Page = browser.new_page()
        self.folder = folder
        self.heard: list[str] = []
        self.page.on("dialog", lambda dialog: (self.heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.heard.append(f"popup: {popup.url}"))
        self.page.on("download", lambda download: self.heard.append(f"download: {download.url}"))
        self.page.on("request", lambda request: self.heard.append(f"request: {request.url}"))

    def open(self, path: Path) -> list[str]:
        """Open a file, point at everything on it, and give what was heard but for the file itself."""
        self.heard.clear()
        try:
            self.page.goto(path.as_uri())
            self.page.evaluate(PUSH)
            # Two frames: what loads or animates has begun to.
            self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            ran = self.page.evaluate("window.pwned !== undefined")
        except Error as error:  # the page has gone elsewhere
            return [error.message]
        heard = [said for said in self.heard if said.partition("#")[0] != f"request: {path.as_uri()}"]
        return heard + [f"{FIRE} ran"] * ran

    def open_html(self, html: str) -> list[str]:
        """Open HTML that stands in a page without any policy, as Formgrader's is."""
        path = self.folder / "shown.html"
        path.write_text(
            f"<!DOCTYPE html><meta charset=utf-8><title>shown</title><link rel=icon href=data:,>{html}", encoding="utf-8"
        )
        return self.open(path)


@pytest.fixture
def watched(chromium: Browser, tmp_path: Path) -> Watched:
    return Watched(chromium, tmp_path)


def test_pages_of_hostile_hand_ins_are_silent(course, watched):
    """The feedback page of every injection; and without the page's own policy all that Formgrader would show of it."""
    heard = {}
    for case in INJECTIONS:
        heard[f"{case.name}, feedback"] = watched.open(course / "feedback" / case.who / LESSON / f"{LESSON}.html")
        graded = json.loads((course / "autograded" / case.who / LESSON / NOTEBOOK).read_text(encoding="utf-8"))
        outputs = [output for cell in graded["cells"] for output in cell.get("outputs", [])]
        heard[f"{case.name}, graded"] = watched.open_html("\n".join("".join(each["data"]["text/html"]) for each in outputs))
    assert {place: said for place, said in heard.items() if said} == {}


@pytest.mark.parametrize("name", ["script", "event-of-an-image", "svg", "iframe", "link", "picture", "style-sheet", "refresh"])
def test_the_same_words_as_markup_are_heard(watched, name):
    """The control for the test above."""
    assert watched.open_html(PAYLOADS[name])
