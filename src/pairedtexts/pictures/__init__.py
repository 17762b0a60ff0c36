"""Pictures of the texts, made from their annotations. Teacher side: a release carries them ready to be drawn."""

from ._pictures import NAMES, pictures_of

__all__ = ["NAMES", "pictures_of"]
