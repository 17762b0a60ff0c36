"""The wheel, installed alone with what it declares: all that a student has."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from conftest import LESSONS, REPOSITORY, latest
from pairedtexts.course._materials import FOLDERS
from pairedtexts.widgets._script import bare_module, bare_style

pytestmark = pytest.mark.xdist_group("package")

TEACHER_SIDE = ("bank", "pictures", "release", "grading", "papers", "nbgrader_plugin", "course", "cli", "questions.authoring")
NOT_A_STUDENTS = ("nbgrader", "nbformat", "nbconvert", "pydantic", "ruamel.yaml", "rapidfuzz", "typer", "rich", "altair")

RUN_A_RELEASE = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

shell = InteractiveShell.instance()
cells = json.load(open(sys.argv[1], encoding="utf-8"))
results = []
for source in cells:
    with capture_output() as captured:
        outcome = shell.run_cell(source)
    kinds = sorted({kind for output in captured.outputs for kind in output.data})
    results.append([type(outcome.result).__name__, kinds, captured.stderr, outcome.success])
loaded = [name for name in sys.modules if name.startswith("pairedtexts")]
print("RESULT" + json.dumps({"results": results, "loaded": loaded, "all": sorted(sys.modules)}))
"""


def run(*command: str | Path, cwd: Path) -> str:
    """What the command printed. Isolated from this environment's settings for Python."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, REPOSITORY, cwd=folder)
    [built] = folder.glob("pairedtexts-*.whl")
    return built


@pytest.fixture(scope="session")
def student(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the base install and nothing else."""
    folder = tmp_path_factory.mktemp("student")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)
    return python


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_is_pure_python(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")
    assert not [name for name in names_in(wheel) if name.endswith((".so", ".pyd", ".pyc"))]


def test_the_wheel_holds_every_module_and_every_script_style_and_template(wheel):
    package = REPOSITORY / "src"
    wanted = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert wanted <= names_in(wheel)
    suffixes = {Path(name).suffix for name in wanted}
    assert {".py", ".js", ".css", ".j2", ".json", ".typed"} <= suffixes


def test_the_wheel_holds_lessons_quizzes_texts_and_guides_byte_for_byte(wheel):
    with zipfile.ZipFile(wheel) as archive:
        for folder in FOLDERS:
            for path in (REPOSITORY / folder).rglob("*"):
                if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                    name = f"pairedtexts/materials/{path.relative_to(REPOSITORY).as_posix()}"
                    assert archive.read(name) == path.read_bytes(), name


def test_the_wheel_holds_nothing_else(wheel):
    """No tests, no notes, nobody's hand-ins."""
    tops = {name.split("/")[0] for name in names_in(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pairedtexts"}
    materials = {name.split("/")[2] for name in names_in(wheel) if name.startswith("pairedtexts/materials/")}
    assert materials == set(FOLDERS) == {"lessons", "quizzes", "source_texts", "guides"}


def test_the_wheel_carries_its_licences(wheel):
    names = names_in(wheel)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-lessons") for name in names)


def test_the_base_install_asks_for_anywidget_alone(wheel):
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        lines = archive.read(metadata).decode().splitlines()
    required = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    base = [item for item in required if "extra ==" not in item]
    assert len(base) == 1
    assert base[0].startswith("anywidget")


def test_a_students_install_has_no_teachers_library(student):
    tops = sorted({name.split(".")[0] for name in NOT_A_STUDENTS})
    code = f"import importlib.util; print([name for name in {tops!r} if importlib.util.find_spec(name)])"
    assert run(student, "-I", "-c", code, cwd=student.parent).strip() == "[]"


def test_the_package_imports_in_a_students_install(student):
    code = "import sys, pairedtexts as pt; print(pt.__all__); print([m for m in sys.modules if m in ('anywidget', 'IPython')])"
    names, loaded = run(student, "-I", "-c", code, cwd=student.parent).splitlines()
    assert names == "['__version__', 'ask', 'hand_in', 'open_release', 'picture', 'read']"
    assert loaded == "[]", "the widget comes with the first question, not with the import"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_release_works_in_a_students_install(student, released, tmp_path, lesson):
    """Every code cell of it; no module of the teacher's side is loaded on the way."""
    cells = [cell["source"] for cell in latest(released, lesson).notebook["cells"] if cell["cell_type"] == "code"]
    (tmp_path / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    (tmp_path / "run.py").write_text(RUN_A_RELEASE, encoding="utf-8")
    printed = run(student, "-I", tmp_path / "run.py", tmp_path / "cells.json", cwd=tmp_path)
    ran = json.loads(printed.partition("RESULT")[2])
    for source, (result, kinds, stderr, success) in zip(cells, ran["results"], strict=True):
        assert success, source
        if "pt and pt.ask(" in source:
            assert result.endswith("Widget"), source
            assert "text/html" in kinds
            assert stderr == ""
        elif "pt and pt.read(" in source:
            assert "text/html" in kinds
        elif "pt and pt.hand_in(" in source:
            assert stderr.startswith("Save the notebook")
    teachers = tuple(f"pairedtexts.{room}" for room in TEACHER_SIDE)
    assert [name for name in ran["loaded"] if name.startswith(teachers) or name.endswith("authoring")] == []
    assert [name for name in NOT_A_STUDENTS if name in ran["all"]] == []


def test_the_materials_are_found_in_an_install(student):
    code = "import importlib.resources as r; print(*sorted(p.name for p in (r.files('pairedtexts') / 'materials').iterdir()))"
    assert run(student, "-I", "-c", code, cwd=student.parent).split() == sorted(FOLDERS)


def test_the_command_without_the_teachers_extra_says_what_to_install(student):
    """Not a traceback: one sentence that names the extra."""
    done = subprocess.run([student.parent / "pairedtexts", "check"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "pairedtexts[teach]" in done.stderr


def test_no_two_types_style_the_same_class():
    """Their style sheets stand on one page: a name in two of them would mean two things."""
    folder = REPOSITORY / "src" / "pairedtexts"
    shared = _classes((folder / "widgets" / "widget.css").read_text(encoding="utf-8"))
    sheets = {path: _classes(path.read_text(encoding="utf-8")) - shared for path in folder.glob("questions/**/*.css")}
    assert len(sheets) > 3
    for one, other in itertools.combinations(sheets, 2):
        assert sheets[one] & sheets[other] == {"pt-question"} - shared, (one.name, other.name)


def test_all_scripts_and_styles_together_are_small():
    """Under 40 KB gzipped: what a page is sent when a lesson has questions of every type."""
    folder = REPOSITORY / "src" / "pairedtexts"
    modules = [bare_module(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.js"))]
    styles = [bare_style(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("widgets/*.css"))]
    styles += [bare_style(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("questions/**/*.css"))]
    assert len(modules) > 25
    assert len(gzip.compress("".join([*modules, *styles]).encode())) < 40 * 1024


def _classes(style: str) -> set[str]:
    without_comments = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", without_comments)
    return {name for selector in selectors for name in re.findall(r"\.(pt-[\w-]+)", selector)}
