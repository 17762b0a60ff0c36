"""WCAG 2.2 AA for every question type in every state, for the reading room, and for feedback pages.

Most of it is seen in a plain page with JupyterLab's colours, where a question has the same script and style; JupyterLab
itself is looked at once in each theme.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect

from conftest import handed_in, latest, put_hand_in, right_answers
from pairedtexts.bank import Entry
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import right_answer, type_names
from pairedtexts.responses import Record
from pairedtexts.widgets import record_bundle
from sample_course import EVERY_TYPE, less_than_right, read_samples, with_keys

from .jupyter_page import Desk, release_of
from .question_page import MILLISECONDS, QuestionOnPage, by_hand
from .standalone_page import THEMES, StandalonePage, draw_states

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-lab")]

BANK, _ = read_samples()
EVERY_TYPE_OF_QUESTION = pytest.mark.parametrize("type_name", type_names())
EVERY_THEME = pytest.mark.parametrize("theme", THEMES)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Draw = Callable[..., StandalonePage]


def questions_of(type_name: str) -> dict[str, Entry]:
    return {name: entry for name, entry in BANK.entries.items() if entry.question.type == type_name}


@pytest.fixture
def standalone(chromium: Browser) -> Iterator[Draw]:
    """Opens plain pages, and closes them."""
    pages: list[StandalonePage] = []

    def opened(**options: Any) -> StandalonePage:
        pages.append(StandalonePage(chromium, BANK, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()
        assert page.faults == []


SIZE = {"width": 1000, "height": 900}


@pytest.fixture(scope="module", params=type_names())
def _drawn(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[StandalonePage]:
    page = StandalonePage(chromium, BANK)
    draw_states(page, questions_of(request.param))
    yield page
    page.close()
    assert page.faults == []


@pytest.fixture
def states(_drawn: StandalonePage) -> Iterator[StandalonePage]:
    """A page with the questions of a type, fresh, answered, practised right and wrong, in the teacher's preview with the
    key open; drawn once, and looked at in many ways."""
    assert _drawn.page.locator(".pt-question").count() > 2
    yield _drawn
    _drawn.set_theme("light")
    _drawn.page.set_viewport_size(SIZE)
    _drawn.page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    _drawn.page.evaluate("() => { document.documentElement.dir = 'ltr'; document.querySelector('style.extra')?.remove(); }")


def violations(page: Page, *selectors: str, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds inside these elements, one line a rule with the first places."""
    page.evaluate(AXE_SCRIPT)
    # Of an article in its scrolling box all is looked at: what is scrolled out of it has no background that axe could find.
    style = ".pt-box, .pt-read article { max-block-size: none !important; content-visibility: visible !important }"
    whole = page.add_style_tag(content=style)
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    include = {"include": [[selector] for selector in selectors if page.locator(selector).count()]}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [include, options])
    whole.evaluate("(style) => style.remove()")
    return [
        f"{each['id']}: {each['help']}: "
        + " | ".join(f"{node['target']} {node['html'][:150]} {node['failureSummary'][:300]}" for node in each["nodes"][:3])
        for each in found["violations"]
    ]


# axe


@EVERY_THEME
def test_axe_finds_nothing_in_any_state_of_a_question(states: StandalonePage, theme: str):
    states.set_theme(theme)
    # Several copies of one question stand in one page here, each a landmark with the same name.
    assert violations(states.page, ".pt-question", without=("landmark-unique",)) == []


def test_axe_does_find_what_is_wrong(standalone: Draw):
    """The control for the tests around."""
    page = standalone()
    page.draw("choose-one/day")
    page.page.evaluate("() => document.querySelector('.pt-option-text').remove()")
    assert violations(page.page, ".pt-question")


IN_LAB = pytest.mark.parametrize("front_end", ["lab"], indirect=True)


@IN_LAB
@EVERY_THEME
def test_axe_finds_nothing_in_a_lesson_in_jupyterlab(desk: Desk, sample_course: Path, theme: str):
    """The reading room, every question with an answer restored from the file, and the list before handing in."""
    release = latest(sample_course, EVERY_TYPE)
    path = desk.lay(release_of(sample_course, EVERY_TYPE))
    path.write_text(nbformat.writes(nbformat.from_dict(handed_in(release, right_answers(release)))), encoding="utf-8")
    # Where JupyterLab keeps what is chosen under Settings, Theme.
    chosen = desk.server.root.parent / "config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
    chosen.write_text(json.dumps({"theme": f"JupyterLab {theme.capitalize()}"}), encoding="utf-8")
    notebook = desk.open(path)
    chosen.unlink()
    light = str(theme == "light").lower()
    expect(notebook.page.locator("body")).to_have_attribute("data-jp-theme-light", light, timeout=MILLISECONDS)
    notebook.run_all()
    notebook.wait_for_questions(list(release.contents.questions))
    expect(notebook.page.locator(".pt-hand-in")).to_be_visible(timeout=MILLISECONDS)
    found = violations(notebook.page, ".pt-question", ".pt-reading", ".pt-read", ".pt-hand-in", without=("heading-order",))
    assert found == []


@pytest.fixture(scope="module")
def pages_given_back(_sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Feedback with and without keys, to who knows it all, who knows less, and who handed in nothing."""
    found = {}
    for keys in ("without keys", "with keys"):
        course = Path(shutil.copytree(_sample_template, tmp_path_factory.mktemp("feedback") / "course"))
        release = latest(course, EVERY_TYPE)
        less = {name: less_than_right(e.question, e.key, BANK.texts) for name, e in with_keys(BANK).items()}
        put_hand_in(course, "right", EVERY_TYPE, handed_in(release, right_answers(release)))
        put_hand_in(course, "less", EVERY_TYPE, handed_in(release, less))
        put_hand_in(course, "blank", EVERY_TYPE, handed_in(release, {}))
        if keys == "with keys":
            with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
                config.write("\nc.ShowQuestions.show_keys = True\n")
        students = ["right", "less", "blank"]
        assert [result.failure for result in steps.autograde(course, EVERY_TYPE, students)] == [""] * 3
        steps.feedback(course, EVERY_TYPE)
        for student in students:
            found[f"{student}, {keys}"] = course / "feedback" / student / EVERY_TYPE / f"{EVERY_TYPE}.html"
    return found


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_in_feedback_pages(chromium: Browser, pages_given_back: dict[str, Path], colours: str):
    context = chromium.new_context(bypass_csp=True, color_scheme=colours)
    page = context.new_page()
    found = {}
    for name, path in pages_given_back.items():
        page.goto(path.as_uri())
        assert page.locator(".pt-graded").count() > 10
        found[name] = violations(page, "html")
    context.close()
    assert {name: said for name, said in found.items() if said} == {}


def test_axe_finds_nothing_in_the_copy_that_needs_no_script(standalone: Draw):
    """As a page without the package shows it: blank, and with the answer in words."""
    page = standalone().page
    for entry in BANK.entries.values():
        question = entry.question
        answer = right_answer(question, entry.key, BANK.texts)
        for record in (None, Record(question.id, question.version, 1, answer, "2026-11-21T15:58:00Z")):
            html = record_bundle(question, record, BANK.texts)["text/html"]
            page.evaluate("(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)", html)
    assert violations(page, ".pt-record") == []


# Sizes


# What can be pressed and is smaller than 24 by 24 pixels: its own box, or what hits it (a cell around its label). A button
# inside a label is as large as the label. Words of an article stand in running text, whose lines say how large they are.
_SMALL = """
(sections) => sections.flatMap((section) => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const seen = [...section.querySelectorAll("button, input, select, textarea, summary, a[href], [role=button], [tabindex]")];
  const targets = seen.filter((each) => shown(each) && !each.matches(".pt-word, .pt-box, [tabindex='-1']"))
    .map((each) => (each.matches("input") ? each.closest("label") ?? each : each));
  const isSmall = (target) => {
    const { width, height } = target.getBoundingClientRect();
    if (Math.min(width, height) > 23.99) return false;
    target.scrollIntoView({ block: "center" });
    const { x, y } = target.getBoundingClientRect();
    const [middle, centre] = [x + width / 2, y + height / 2];
    const corners = [[-11.5, -11.5], [11.5, -11.5], [-11.5, 11.5], [11.5, 11.5]];
    return !corners.every(([dx, dy]) => target.contains(document.elementFromPoint(middle + dx, centre + dy)));
  };
  return [...new Set(targets)].filter(isSmall).map((target) => {
    const { width, height } = target.getBoundingClientRect();
    return `${width} by ${height}: ${target.outerHTML.slice(0, 120)}`;
  });
})
"""


@pytest.mark.parametrize("width", [1000, 320])
def test_everything_that_can_be_pressed_is_24_pixels_or_more(states: StandalonePage, width: int):
    states.page.set_viewport_size({"width": width, "height": 640})
    assert states.page.locator(".pt-question").evaluate_all(_SMALL) == []


# What is cut off, or sticks out of its section or the page to the side; what is not meant to be seen does not count.
_LOST = """
(sections) => sections.flatMap((section) => {
  const lost = [];
  const { left, right } = section.getBoundingClientRect();
  const say = (element, what) => lost.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
  if (section.scrollWidth > section.clientWidth) say(section, "the section scrolls sideways");
  for (const element of section.querySelectorAll("*")) {
    if (element.closest(".pt-unseen") || !element.checkVisibility({ visibilityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 1 && (box.right > right + 1 || box.left < left - 1)) say(element, "sticks out");
    const { overflowX, textOverflow } = getComputedStyle(element);
    // A closed list shows as much of an option as fits, and all of them when it is opened.
    const cut = !element.matches("select, input, textarea") && element.scrollWidth > element.clientWidth + 1;
    if (cut && element.clientWidth > 0 && overflowX !== "visible") say(element, `cut off (${overflowX}, ${textOverflow})`);
  }
  return lost;
}).slice(0, 10)
"""


def lost(page: Page) -> list[str]:
    # What the browser leaves out while it is off the screen has the places that it had before the page changed its width.
    drawn = page.add_style_tag(content=".pt-question * { content-visibility: visible !important }")
    found = page.locator(".pt-question").evaluate_all(_LOST)
    drawn.evaluate("(style) => style.remove()")
    return list(found)


def test_nothing_is_lost_at_320_pixels_which_is_400_percent_of_1280(states: StandalonePage):
    states.page.set_viewport_size({"width": 320, "height": 256})
    assert states.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert lost(states.page) == []


def test_nothing_is_lost_with_the_spacing_that_a_reader_may_need(states: StandalonePage):
    """WCAG 1.4.12: lines 1.5, letters 0.12 em, words 0.16 em, paragraphs 2 em apart; and text twice as large."""
    states.page.set_viewport_size({"width": 640, "height": 640})
    spaced = (
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
        "p { margin-block-end: 2em !important } :root { --jp-content-font-size1: 28px !important }"
    )
    states.page.add_style_tag(content=spaced).evaluate("(style) => { style.className = 'extra'; }")
    assert lost(states.page) == []


def test_from_right_to_left_nothing_is_lost(states: StandalonePage):
    states.page.set_viewport_size({"width": 320, "height": 640})
    states.page.evaluate("document.documentElement.dir = 'rtl'")
    assert lost(states.page) == []


# Forced colours, motion


def test_with_forced_colours_what_is_chosen_can_be_told_from_what_is_not(states: StandalonePage):
    """Native controls are drawn by the system in its own colours, as long as nobody takes their look away; what is
    selected otherwise differs by more than its background."""
    states.page.emulate_media(forced_colors="active")
    bare = states.page.locator(".pt-question").evaluate_all(
        """(sections) => sections.flatMap((section) => [...section.querySelectorAll("input, select, textarea, button")])
          .filter((control) => {
            const { appearance, borderTopStyle, textDecorationLine } = getComputedStyle(control);
            const native = control.matches("[type=radio], [type=checkbox]");
            const drawn = native ? appearance !== "none" : borderTopStyle !== "none" || textDecorationLine !== "none";
            return control.checkVisibility() && !drawn;
          }).map((control) => control.outerHTML.slice(0, 120))"""
    )
    assert bare == []
    selected = states.page.locator('[data-shown="answered"] .pt-word.pt-selected')
    if selected.count():
        look = "(word) => { const s = getComputedStyle(word); return [s.backgroundColor, s.textDecorationLine]; }"
        plain = states.page.locator('[data-shown="answered"] .pt-word:not(.pt-selected)').first.evaluate(look)
        assert all(one != other for one, other in zip(selected.first.evaluate(look), plain, strict=True))


# The ring around what has the focus: on the control itself, on what it stands in, or drawn over its label.
_FOCUS_RING = """
(element) => {
  const around = [...(element.closest("label")?.querySelectorAll("*") ?? [])];
  for (let at = element; at && !at.matches(".pt-question"); at = at.parentElement) around.push(at);
  return around.some((each) => [null, "::before", "::after"].some((pseudo) => {
    const { outlineStyle, outlineWidth, content } = getComputedStyle(each, pseudo);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && (!pseudo || content !== "none");
  }));
}
"""


def test_what_has_the_focus_has_a_ring(states: StandalonePage):
    """In the theme's colours, and in forced ones."""
    for forced in ("none", "active"):
        states.page.emulate_media(forced_colors=forced)
        fresh = states.page.locator('[data-shown="fresh"] .pt-question').first
        for stop in tab_stops(states.page, fresh):
            assert stop.evaluate(_FOCUS_RING), stop.evaluate("(element) => element.outerHTML.slice(0, 160)")


def tab_stops(page: Page, section: Locator) -> Iterator[Any]:
    """What Tab leads to in a question, one after the other."""
    # From the place before the question.
    section.evaluate("(section) => { section.tabIndex = -1; section.focus(); section.removeAttribute('tabindex'); }")
    for _ in range(60):
        page.keyboard.press("Tab")
        element = page.evaluate_handle("document.activeElement").as_element()
        if element is None or not section.evaluate("(section, element) => section.contains(element)", element):
            return
        yield element
    raise AssertionError("Tab does not lead out of the question")


def test_every_control_is_reached_by_tab_in_the_order_in_which_it_stands(states: StandalonePage):
    for section in states.page.locator('[data-shown="fresh"] .pt-question').all():
        number = section.evaluate(
            """(section) => [...section.querySelectorAll(
                "button, select, textarea, summary, input, a[href], [tabindex='0']")]
              .filter((control) => !control.disabled && control.checkVisibility())
              .filter(({ type, name }, i, all) => type !== "radio" || all.findIndex((other) => other.name === name) === i)
              .map((control, i) => { control.dataset.stop = i; }).length"""
        )
        reached = [stop.get_attribute("data-stop") for stop in tab_stops(states.page, section)]
        # What a hand scrolls may be a stop of its own; the browser sees to that.
        assert [stop for stop in reached if stop is not None] == [str(i) for i in range(number)]


_MOVING = """
(sections) => sections.flatMap((section) => [section, ...section.querySelectorAll("*")].filter((element) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
  const still = transitionDuration.split(",").every((duration) => parseFloat(duration) === 0);
  return !still || animationName !== "none" || scrollBehavior === "smooth";
}).map((element) => element.outerHTML.slice(0, 120)))
"""


def test_who_wants_no_motion_gets_none(states: StandalonePage):
    states.page.emulate_media(reduced_motion="reduce")
    assert states.page.locator(".pt-question").evaluate_all(_MOVING) == []


# As a screen reader has it

CONTROLS = {
    *("button", "radio", "checkbox", "combobox", "textbox", "spinbutton", "link", "searchbox", "slider", "switch", "listbox"),
    *("DisclosureTriangle", "menuitem", "tab", "option"),
}


class Tree:
    """A part of the accessibility tree, as it is handed to a screen reader."""

    def __init__(self, nodes: list[Any]) -> None:
        self.nodes = {node["nodeId"]: node for node in nodes}
        self.seen = [node for node in nodes if not node["ignored"]]

    @staticmethod
    def role(node: Any) -> str:
        return str(node["role"]["value"])

    @staticmethod
    def name(node: Any) -> str:
        return " ".join(str(node.get("name", {}).get("value", "")).split())

    def inside(self, node: Any) -> Iterator[Any]:
        for child in node.get("childIds", ()):
            if child in self.nodes:
                yield self.nodes[child]
                yield from self.inside(self.nodes[child])

    def unfolds(self, node: Any) -> bool:
        """Whether a group is what a summary, which has a name, folds and unfolds."""
        return any(self.role(child) == "DisclosureTriangle" for child in self.inside(node) if not child["ignored"])

    def with_role(self, *roles: str) -> list[Any]:
        return [node for node in self.seen if self.role(node) in roles]


def trees_of(page: Page, shown: str) -> dict[str, list[Tree]]:
    """By question, the trees of its sections in a state."""
    session = page.context.new_cdp_session(page)
    document = session.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    selector = f'[data-shown="{shown}"] .pt-question'
    sections = session.send("DOM.querySelectorAll", {"nodeId": document, "selector": selector})["nodeIds"]
    names = page.locator(selector).evaluate_all("(sections) => sections.map((section) => section.dataset.question)")
    found: dict[str, list[Tree]] = {}
    for name, section in zip(names, sections, strict=True):
        nodes = session.send("Accessibility.queryAXTree", {"nodeId": section})["nodes"]
        found.setdefault(name, []).append(Tree(nodes))
    session.detach()
    return found


IS_PLACE = re.compile(r"¶ ?\d+$")


@pytest.mark.parametrize("shown", ["fresh", "answered", "checked wrong", "preview"])
def test_a_screen_reader_is_told_the_prompt_and_the_name_of_everything(states: StandalonePage, shown: str):
    for question, trees in trees_of(states.page, shown).items():
        for tree in trees:
            region = next(node for node in tree.with_role("region"))
            assert re.match(r"(Question|Practice|Survey) \d", tree.name(region))
            controls = [node for node in tree.seen if tree.role(node) in CONTROLS]
            assert controls
            assert [node for node in controls if not tree.name(node)] == [], "every control has a name"
            groups = [node for node in tree.with_role("group", "radiogroup") if not tree.unfolds(node)]
            assert [node for node in groups if not tree.name(node)] == [], "every group has a name"
            prompt = " ".join(BANK.entries[question].question.prompt.split())
            asked = [node for node in groups if tree.name(node).startswith(prompt)]
            assert len(asked) == 1, "the prompt is announced as the name of the group of controls"
            answering = {tree.role(node) for node in tree.inside(asked[0])} & (CONTROLS | {"generic", "StaticText"})
            assert answering, "the controls are in that group"
            buttons = [tree.name(node) for node in tree.with_role("button") if not IS_PLACE.search(tree.name(node))]
            assert len(buttons) == len(set(buttons)), "no two buttons have one name, unless they lead to the same place"


def test_a_screen_reader_is_told_what_is_chosen(states: StandalonePage):
    """Native states: checked, the value of a field, the value of a list."""
    sections = states.page.locator('[data-shown="answered"] .pt-question').all()
    trees = [tree for found in trees_of(states.page, "answered").values() for tree in found]
    for section, tree in zip(sections, trees, strict=True):
        # Passages and orders are words on the page, which are read as they stand.
        given = """(section) => [...section.querySelectorAll("[data-part]")].filter((control) =>
          control.matches("[type=radio], [type=checkbox]") ? control.checked : control.value.trim() !== "").length"""
        checked = [node for node in tree.with_role("radio", "checkbox") if property_of(node, "checked") == "true"]
        filled = [node for node in tree.with_role("textbox", "combobox") if node.get("value", {}).get("value")]
        assert len(checked) + len(filled) >= section.evaluate(given)


def property_of(node: Any, name: str) -> str:
    return next((str(each["value"].get("value")) for each in node.get("properties", ()) if each["name"] == name), "")


def test_what_happens_elsewhere_is_said_in_a_live_region(states: StandalonePage):
    """Status, verdict and announcements appear where a screen reader reads them without the focus moving."""
    live = "(elements) => elements.every((element) => element.closest('[aria-live=polite], [role=status]'))"
    for said in (".pt-status", ".pt-verdict", ".pt-announcement"):
        assert states.page.locator(f".pt-question {said}").evaluate_all(live)
    silent = "(sections) => sections.filter((section) => !section.querySelector('.pt-status[role=status]').textContent)"
    assert states.page.locator(".pt-question").evaluate_all(f"{silent}.map((section) => section.dataset.question)") == []


# By mouse, keyboard and touch, without Jupyter


WAYS = {
    "mouse": QuestionOnPage.answer_by_mouse,
    "keyboard": QuestionOnPage.answer_by_keyboard,
    "touch": QuestionOnPage.answer_by_touch,
}


@EVERY_TYPE_OF_QUESTION
def test_every_question_can_be_answered_in_three_ways_and_taken_back(standalone: Draw, type_name: str):
    page = standalone(has_touch=True, viewport={"width": 600, "height": 800})
    for name, entry in questions_of(type_name).items():
        answer = right_answer(entry.question, entry.key, BANK.texts)
        for give in WAYS.values():
            drawn = page.draw(name)
            page.page.locator("h1").click()
            give(drawn, answer)
            drawn.expect_chosen(by_hand(answer, str(entry.question.body.get("unit", "words"))))
            page.page.evaluate("() => document.activeElement.blur()")
            drawn.expect_state("recorded")
            if drawn.section.locator(".pt-clear").count():
                drawn.section.locator(".pt-clear").click()
                drawn.expect_chosen(None)
                expect(drawn.status).to_contain_text("Cleared.", timeout=MILLISECONDS)
            page.page.evaluate("() => document.querySelector('.shown').remove()")
