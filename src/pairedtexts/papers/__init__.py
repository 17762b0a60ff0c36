"""What a teacher prints: the key of a lesson, and the map from its questions to standards. Pure. Teacher side."""

from ._key import key_paper
from ._lesson import Asked, AskedLesson
from ._map import Standard, map_paper, map_table

__all__ = ["Asked", "AskedLesson", "Standard", "key_paper", "map_paper", "map_table"]
