"""Which pictures a bank's annotations are enough for, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ..bank import Bank
from ..contents import Picture
from . import _timeline, _two_names, _where_from, _whose_words


class _Module(Protocol):
    def enough(self, bank: Bank) -> bool: ...
    def make(self, name: str, bank: Bank) -> Picture: ...


_MODULES: Mapping[str, _Module] = {
    "whose-words": _whose_words,
    "two-names": _two_names,
    "where-from": _where_from,
    "timeline": _timeline,
}
NAMES = tuple(_MODULES)


class _Pictures(Mapping[str, Picture]):
    """The pictures by name. A name costs nothing; the plotting library is loaded with the first picture."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._names = [name for name, module in _MODULES.items() if module.enough(bank)]

    def __getitem__(self, name: str) -> Picture:
        if name not in self._names:
            raise KeyError(name)
        return _MODULES[name].make(name, self._bank)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


def pictures_of(bank: Bank) -> Mapping[str, Picture]:
    """The pictures that can be made of a bank, by name; none without annotations."""
    return _Pictures(bank)
