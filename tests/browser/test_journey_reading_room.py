"""The reading room in JupyterLab: highlights and notes that come back, search, and the way from a question to a paragraph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from conftest import latest, right_answers

from .jupyter_page import Desk, NotebookPage, both_channels, collected_in, release_of
from .question_page import MILLISECONDS, articles, wait_for

LH, NBC = "liberty-headlines-2019", "nbc-news-2021"
MARK = "federalism/practice-joining"

pytestmark = [
    pytest.mark.browser,
    # What a front end has to do with it is shown for the questions, which are kept in the same way.
    pytest.mark.parametrize("front_end", [pytest.param("lab", marks=pytest.mark.xdist_group("browser-lab"))], indirect=True),
]


class Room:
    """The reading room, as a student uses it."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.page = notebook.page
        self.section = notebook.page.locator(".pt-reading")
        expect(self.section).to_have_count(1, timeout=MILLISECONDS)

    def words(self, text: str, paragraph: int) -> Locator:
        return self.section.locator(f'article[data-text="{text}"] [data-number="{paragraph}"] .pt-word')

    def button(self, name: str) -> Locator:
        return self.section.get_by_role("button", name=name, exact=True)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def expect_saved(self) -> None:
        expect(self.section.locator(".pt-status")).to_have_text("Saved in the file.", timeout=MILLISECONDS)

    def expect_notes(self, text: str, notes: dict[str, str]) -> None:
        """The list of notes on a text has these words, quoted, and these notes; and the words are marked in the article."""
        column = self.section.locator(".pt-column", has=self.page.locator(f'article[data-text="{text}"]'))
        expect(column.locator(".pt-item q")).to_have_text(list(notes))
        for i, note in enumerate(notes.values()):
            expect(column.get_by_role("textbox").nth(i)).to_have_value(note)
        expect(column.locator(".pt-word.pt-marked")).to_have_text(" ".join(notes).split())

    def focused(self, selector: str) -> bool:
        return self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector)


def opened(desk: Desk, path: Path) -> tuple[NotebookPage, Room]:
    notebook = desk.open(path)
    notebook.run_all()
    return notebook, Room(notebook)


def notes_in(path: Path) -> Any:
    record = collected_in(path).records.get("notes")
    return record and record.answer


def test_a_packet_stands_below_the_two_articles_and_a_silent_status_takes_no_room(desk: Desk, released: Path):
    _, room = opened(desk, desk.lay(release_of(released, "lateral_reading")))
    columns = room.section.locator(".pt-column")
    expect(columns).to_have_count(3)
    # All at one moment: the notebook moves while it draws its cells.
    boxes = "(all) => all.map((one) => one.getBoundingClientRect().toJSON())"
    first, second, packet = columns.evaluate_all(boxes)
    assert first["top"] == second["top"]
    assert first["right"] < second["left"]
    assert packet["top"] >= first["bottom"]
    assert packet["left"] == first["left"]
    assert abs(packet["right"] - second["right"]) < 1
    status = room.section.locator(":scope > .pt-status")
    expect(status).to_have_text("")
    assert status.evaluate("(status) => status.getBoundingClientRect().height") == 0
    assert status.evaluate("(status) => getComputedStyle(status, '::before').content") == "none"


def test_highlights_and_notes_are_in_the_file_unasked_and_come_back(desk: Desk, released: Path):
    path = desk.lay(release_of(released, "federalism"))
    notebook, room = opened(desk, path)
    words = room.words(LH, 3)
    words.nth(8).scroll_into_view_if_needed()
    words.nth(1).hover()
    room.page.mouse.down()
    words.nth(3).hover()
    expect(room.button("Highlight")).to_be_hidden()
    room.page.mouse.up()
    room.button("Highlight").click()
    room.expect_saved()
    # Without a drag: a word, and another one up to which the passage goes.
    words.nth(7).dblclick()
    words.nth(9).click()
    room.button("Add a note").click()
    room.page.keyboard.type("Which order? dd")
    room.expect_saved()
    highlights = {"President Donald Trump": "", "signed an executive": "Which order? dd"}
    room.expect_notes(LH, highlights)
    wait_for(room.page, lambda: len(set(map(json.dumps, both_channels(path)["notes"]))) == 1, "both channels")
    assert collected_in(path).problems == ()
    assert [articles()[LH].verbatim[item["start"] : item["end"]] for item in notes_in(path)] == list(highlights)
    notebook.close()
    kept = notes_in(path)
    assert [item["note"] for item in kept] == list(highlights.values())

    desk.server.shut_down(path)
    notebook, room = opened(desk, path)
    room.expect_notes(LH, highlights)
    room.expect_saved()
    expect(notebook.page.locator(".pt-read")).to_be_hidden()
    notebook.clear_all_outputs()
    notebook.save()
    assert notes_in(path) == kept
    notebook.run_all()
    room.expect_notes(LH, highlights)
    room.words(LH, 3).nth(2).click()
    room.button("Remove highlight").click()
    room.expect_saved()
    room.expect_notes(LH, {"signed an executive": "Which order? dd"})
    room.button("Undo").click()
    room.expect_notes(LH, highlights)
    room.expect_saved()
    wait_for(room.page, lambda: notes_in(path) == kept, "the notes in the file")


def test_words_are_highlighted_and_noted_by_keyboard_alone(desk: Desk, released: Path):
    path = desk.lay(release_of(released, "federalism"))
    notebook, room = opened(desk, path)
    cells = notebook.page.locator(".jp-Cell").count()
    room.section.get_by_role("searchbox").focus()
    room.press("Tab", "Tab")
    assert room.focused('article[data-text="liberty-headlines-2019"] .pt-word[data-i="0"]')
    room.press("ArrowDown", "ArrowDown", "ArrowRight", "Space", "ArrowRight", "Space")
    assert room.focused(".pt-tools button")
    expect(room.section.locator(".pt-announcement")).to_have_text("Selected: “Paladino, Liberty”")
    room.press("Enter")
    room.expect_notes(LH, {"Paladino, Liberty": ""})
    # With Shift, and Tab to what can be done; plain letters go into the note and nowhere else.
    room.press("ArrowDown", "Shift+ArrowRight", "Tab", "Tab", "Enter")
    room.page.keyboard.type("dd aa xx")
    room.expect_saved()
    room.expect_notes(LH, {"Paladino, Liberty": "", "Booker’s PROTECT": "dd aa xx"})
    room.press("Shift+Tab", "Shift+Tab", "Enter")
    assert room.focused('[data-number="2"]'), "the number leads to the paragraph"
    assert notebook.page.locator(".jp-Cell").count() == cells
    room.press("Tab", "ArrowUp", "ArrowRight", "Delete")
    room.expect_notes(LH, {"Booker’s PROTECT": "dd aa xx"})
    room.press("Shift+ArrowRight", "Escape")
    expect(room.section.locator(".pt-pending")).to_have_count(0)
    wait_for(room.page, lambda: notes_in(path) and len(notes_in(path)) == 1, "the notes in the file")


def test_search_counts_in_both_texts_and_leads_from_match_to_match(desk: Desk, released: Path):
    _, room = opened(desk, desk.lay(release_of(released, "federalism")))
    field = room.section.get_by_label("Search in both texts")
    count = room.section.get_by_role("search").get_by_role("status")
    field.fill("CO-SPONSOR")
    expect(count).to_have_text("2 matches, 0 in LH, 2 in NBC")
    field.fill("booker's")
    expect(count).to_have_text("4 matches, 3 in LH, 1 in NBC")
    expect(room.section.locator(".pt-found")).to_have_text(["Booker’s", "Booker’s", "Booker’s", "Booker's"])
    field.press("Enter")
    expect(count).to_have_text("Match 2 of 4: LH ¶ 13")
    expect(room.section.locator(".pt-current")).to_be_in_viewport()
    field.press("Shift+Enter")
    expect(count).to_have_text("Match 1 of 4: LH ¶ 2")
    room.button("Previous").click()
    expect(count).to_have_text("Match 4 of 4: NBC ¶ 3")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(count).to_be_empty()
    expect(room.section.locator(".pt-found, .pt-current")).to_have_count(0)


def test_a_paragraph_that_a_question_names_is_a_click_away_and_so_is_the_way_back(desk: Desk, released: Path):
    answers = right_answers(latest(released, "federalism"))
    path = desk.lay(release_of(released, "federalism"))
    cited = path.read_text(encoding="utf-8").replace(
        "Find the paragraph of the NBC News", "See LH ¶7, LH ¶ 99. Find the paragraph of the NBC News"
    )
    path.write_text(cited, encoding="utf-8")
    notebook, room = opened(desk, path)
    question = notebook.question(MARK)
    prompt = question.section.locator("legend")
    expect(prompt.get_by_role("button")).to_have_text(["LH ¶7"])
    expect(prompt).to_contain_text("See LH ¶7, LH ¶ 99. Find the paragraph")
    prompt.get_by_role("button").click()
    target = room.section.locator(f'article[data-text="{LH}"] [data-number="7"]')
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
    room.button("Back to the question").click()
    expect(prompt.get_by_role("button")).to_be_focused()

    question.answer_by_mouse(answers[MARK])
    question.check()
    question.section.get_by_role("button", name="NBC News, ¶ 2").click()
    expect(room.section.locator(f'article[data-text="{NBC}"] [data-number="2"]')).to_be_focused()


def test_without_the_texts_on_the_page_the_way_to_them_is_told(desk: Desk, released: Path):
    path = desk.lay(release_of(released, "federalism"))
    cited = path.read_text(encoding="utf-8").replace(
        "Find the paragraph of the NBC News", "See LH ¶7. Find the paragraph of the NBC News"
    )
    path.write_text(cited, encoding="utf-8")
    notebook = desk.open(path)
    notebook.run_cell("open_release(")
    notebook.run_cell(f'pt.ask("{MARK}")')
    section = notebook.question(MARK).section
    section.get_by_role("button", name="LH ¶7").click()
    expect(section.locator(".pt-announcement")).to_have_text("Run the cell that shows the texts first.")
