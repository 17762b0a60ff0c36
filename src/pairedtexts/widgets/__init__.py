"""What a student sees and clicks: questions, the reading room, and the record each answer leaves in the notebook."""

from ._notes import NOTES, read_notes
from ._reading import reading_bundle
from ._record_output import answered, record_bundle

__all__ = ["NOTES", "answered", "read_notes", "reading_bundle", "record_bundle"]
