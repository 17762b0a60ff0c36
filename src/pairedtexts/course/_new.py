"""Make a course: a folder in which nbgrader can run."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from ..bank import quiz_schema
from ..errors import PairedTextsError
from ._materials import FOLDERS, materials

_CONFIG = '''\
"""nbgrader's configuration of this course. `pairedtexts` works through nbgrader's own options; everything else that
nbgrader offers can be set here as well, after configure()."""

from pathlib import Path

from pairedtexts.nbgrader_plugin import configure

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
configure(c)

# Let keys, explanations and evidence out to the students (then run `pairedtexts feedback LESSON` again):
# c.ShowQuestions.show_keys = True
'''

_IGNORE = """\
# quizzes/, kept_releases/ and guides/keys/ hold the keys: keep a repository with this course private.
# Students' work and grades: in no repository at all.
submitted/
autograded/
feedback/
gradebook.db*
.ipynb_checkpoints/
"""


class CannotMake(PairedTextsError):
    """The folder for a new course cannot be used."""


def new_course(target: Path) -> Path:
    """Make a course in ``target``, which must not exist or be empty. Raises CannotMake; then nothing is left behind."""
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CannotMake(f"{target} is there already and is not empty; name a new folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    source = materials()
    # Built beside its place and moved there whole: a course is there or it is not.
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        for folder in FOLDERS:
            shutil.copytree(source / folder, part / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"))
        schema = json.dumps(quiz_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        (part / "quizzes" / "quiz.schema.json").write_text(schema, encoding="utf-8")
        (part / "nbgrader_config.py").write_text(_CONFIG.format(course_id=target.name), encoding="utf-8")
        (part / ".gitignore").write_text(_IGNORE, encoding="utf-8")
        part.chmod(0o755)
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target
