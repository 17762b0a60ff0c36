"""Pictures in JupyterLab and Notebook 7: drawn without a network, in both themes, on wide and narrow pages, and in words."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from pairedtexts.bank import load_bank
from pairedtexts.contents import Picture
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.notebook._picture_view import MIME
from pairedtexts.pictures import NAMES, pictures_of
from test_pictures import LESSON, make_pictured_course

from .jupyter_page import MILLISECONDS, Desk, NotebookPage, notebook_in, release_of
from .test_accessibility import violations

pytestmark = pytest.mark.browser

IN_LAB = pytest.mark.parametrize("front_end", [pytest.param("lab", marks=pytest.mark.xdist_group("browser-lab"))])
# Where to leave pictures of the pictures, for whoever wants to look at them.
SCREENSHOTS = os.environ.get("PAIREDTEXTS_SCREENSHOTS")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_pictured_course(tmp_path_factory.mktemp("pictured") / "course", *NAMES)
    steps.release(made, LESSON)
    return made


@pytest.fixture(scope="module")
def pictures(course: Path) -> dict[str, Picture]:
    return dict(pictures_of(load_bank(course)))


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[BrowserContext]:
    """A page as a phone has it, or a laptop at 400 %."""
    context = chromium.new_context(viewport={"width": 320, "height": 3000})
    yield context
    context.close()


def opened(desk: Desk, course: Path) -> NotebookPage:
    notebook = desk.open(desk.lay(release_of(course, LESSON)))
    notebook.run_all()
    for name in NAMES:
        expect(drawing(notebook, name)).to_be_visible(timeout=MILLISECONDS)
    return notebook


def cell(notebook: NotebookPage, name: str) -> Locator:
    return notebook.cell(f'pt.picture("{name}")')


def drawing(notebook: NotebookPage, name: str) -> Locator:
    return cell(notebook, name).locator("svg.marks")


def keep_screenshots(notebook: NotebookPage, label: str) -> None:
    for name in NAMES if SCREENSHOTS else ():
        drawing(notebook, name).screenshot(path=Path(SCREENSHOTS) / f"{label}-{name}.png")


def test_every_picture_is_drawn_with_a_name_that_says_what_it_shows(desk: Desk, course: Path, pictures: dict[str, Picture]):
    notebook = opened(desk, course)
    keep_screenshots(notebook, f"{desk.front_end}-light")
    for name, picture in pictures.items():
        place = cell(notebook, name)
        expect(place.locator('[role="graphics-document"]')).to_have_accessible_name(f"{picture.title}. {picture.alt}")
        # The description is the whole of it to a screen reader: no mark is read one by one.
        assert place.locator("svg text").evaluate_all("(words) => words.every((word) => word.closest('[aria-hidden=true]'))")
        expect(drawing(notebook, name)).to_contain_text(picture.title)
        assert "Error" not in place.locator(".jp-OutputArea").inner_text()
    assert notebook.page.locator("summary", has_text="Click to view actions").count() == 0
    assert notebook.page.locator(".vega-actions").count() == 0


def test_no_picture_asks_for_anything_outside_the_server(desk: Desk, course: Path):
    notebook = opened(desk, course)
    schemes = {urlsplit(address).scheme for address in notebook.requested}
    assert schemes <= {"http", "ws", "blob", "data"}
    hosts = {urlsplit(address).netloc for address in notebook.requested if urlsplit(address).scheme in {"http", "ws"}}
    assert hosts == {urlsplit(notebook.server.url).netloc}


def test_the_same_in_words_and_numbers_opens_by_keyboard(desk: Desk, course: Path, pictures: dict[str, Picture]):
    notebook = opened(desk, course)
    for name, picture in pictures.items():
        place = cell(notebook, name)
        table = place.get_by_role("table", name=picture.title)
        expect(table).to_be_hidden()
        place.locator("summary").focus()
        notebook.page.keyboard.press("Enter")
        expect(table).to_be_visible()
        expect(place.locator(".pt-picture p")).to_have_text(picture.alt)
        expect(table.get_by_role("columnheader")).to_have_text(list(picture.header))
        expect(table.get_by_role("rowheader")).to_have_text([row[0] for row in picture.rows])
        expect(table.locator("tbody tr")).to_have_count(len(picture.rows))


@IN_LAB
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_the_words_of_a_picture_have_the_pages_color(desk: Desk, course: Path, theme: str):
    # Where JupyterLab keeps what is chosen under Settings, Theme.
    chosen = desk.server.root.parent / "config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
    chosen.write_text(json.dumps({"theme": f"JupyterLab {theme.capitalize()}"}), encoding="utf-8")
    try:
        notebook = opened(desk, course)
    finally:
        chosen.unlink()
    page = notebook.page
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "light").lower(), timeout=MILLISECONDS)
    keep_screenshots(notebook, f"lab-{theme}")
    for summary in page.locator(".pt-picture summary").all():
        summary.click()
    assert violations(page, ".pt-picture", ".vega-embed") == []
    for name in NAMES:
        # What the page's own words have, the words of the picture have: light on dark, dark on light.
        words = drawing(notebook, name).locator("text").first
        inks = words.evaluate(
            "(word) => [getComputedStyle(word).fill, getComputedStyle(word.closest('.jp-OutputArea')).color]"
        )
        assert inks[0] == inks[1]
        assert (max(channels(inks[0])) < 100) == (theme == "light")


def channels(color: str) -> list[int]:
    return [int(part) for part in color.removeprefix("rgb(").removeprefix("rgba(").rstrip(")").split(",")[:3]]


@pytest.mark.parametrize("front_end", [pytest.param("notebook", marks=pytest.mark.xdist_group("browser-notebook"))])
def test_a_narrow_page_shows_the_whole_width_of_every_picture(desk: Desk, course: Path, narrow: BrowserContext):
    desk.profile = narrow
    notebook = opened(desk, course)
    keep_screenshots(notebook, "notebook-narrow")
    for name in NAMES:
        picture = drawing(notebook, name)
        box, place = picture.bounding_box(), cell(notebook, name).locator(".jp-OutputArea-output").first.bounding_box()
        assert place["width"] < 320
        assert box["width"] <= place["width"]
        # No line of words runs out of the picture at either side.
        outside = picture.evaluate(
            """(svg) => {
              const { left, right } = svg.getBoundingClientRect();
              const boxes = [...svg.querySelectorAll("text")].map((word) => [word.textContent, word.getBoundingClientRect()]);
              return boxes.filter(([, box]) => box.left < left - 1 || box.right > right + 1).map(([words]) => words);
            }"""
        )
        assert outside == [], name


def test_a_window_that_grows_draws_the_picture_wider(desk: Desk, course: Path):
    notebook = opened(desk, course)
    size = notebook.page.viewport_size
    before = drawing(notebook, "whose-words").bounding_box()["width"]
    notebook.page.set_viewport_size({"width": size["width"] - 300, "height": size["height"]})
    notebook.page.wait_for_function(
        "([svg, before]) => svg.getBoundingClientRect().width < before - 100",
        arg=[drawing(notebook, "whose-words").element_handle(), before],
        timeout=MILLISECONDS,
    )


def test_a_saved_notebook_shows_its_pictures_again_without_a_run(desk: Desk, course: Path, pictures: dict[str, Picture]):
    notebook = opened(desk, course)
    notebook.save()
    outputs = [
        output["data"]
        for cell in notebook_in(notebook.path)["cells"]
        for output in cell.get("outputs", ())
        if "data" in output
    ]
    assert [data[MIME] for data in outputs if MIME in data] == [json.loads(json.dumps(p.spec)) for p in pictures.values()]
    notebook.close()
    again = desk.open(notebook.path)
    for name in NAMES:
        expect(drawing(again, name)).to_be_visible(timeout=MILLISECONDS)
