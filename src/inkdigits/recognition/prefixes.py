"""Number the beginnings of texts, so that ways to read a line are told apart without comparing long texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Prefixes:
    """Beginnings of texts, each a number, in a trie."""

    EMPTY = 0

    def __init__(self, among: Sequence[str] | None) -> None:
        """Know the beginnings of the texts ``among``, and no others; any text if None."""
        self._any = among is None
        self._longer: list[dict[str, int]] = [{}]
        self._before: list[tuple[int, str]] = [(self.EMPTY, "")]
        self.numbers = [self._learn(text) for text in among or ()]

    def longer(self, number: int, labels: Iterable[str]) -> Iterable[tuple[str, int]]:
        """Return the texts that go on with one of ``labels``, each with its label."""
        known = self._longer[number]
        if self._any:
            return [(label, known.get(label) or self._add(number, label)) for label in labels]
        return known.items()

    def spelled(self, number: int) -> str:
        """Return the text."""
        signs = []
        while number != self.EMPTY:
            number, sign = self._before[number]
            signs.append(sign)
        return "".join(reversed(signs))

    def _learn(self, text: str) -> int:
        number = self.EMPTY
        for sign in text:
            known = self._longer[number].get(sign)
            number = self._add(number, sign) if known is None else known
        return number

    def _add(self, number: int, label: str) -> int:
        added = self._longer[number][label] = len(self._before)
        self._longer.append({})
        self._before.append((number, label))
        return added
