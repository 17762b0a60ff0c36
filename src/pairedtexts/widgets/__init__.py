"""What a student sees and clicks: the question widget, the reading view, and the record each answer leaves in the notebook."""

from ._reading import reading_view
from ._record_output import answered, record_bundle
from ._script import ScriptError, join_modules

__all__ = ["ScriptError", "answered", "join_modules", "reading_view", "record_bundle"]
