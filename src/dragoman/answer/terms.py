"""Terms: the numbers that a text gives for an agreement, a measure or a delivery, by what they count."""

import functools
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from dragoman.answer.levels import answer_data, any_of
from dragoman.errors import KnowledgeError

__all__ = ["Terms"]

_WHERE = "data/answers/disputes.yaml"


@dataclass(frozen=True, slots=True)
class Terms:
    """The table `disputes.yaml`, checked: units, currencies and numbers, and the words of an office."""

    offices: re.Pattern[str]
    _quantity: re.Pattern[str]
    _units: dict[str, str]
    _currencies: dict[str, str]
    _scales: dict[str, int]
    _numbers: dict[str, int]

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Terms":
        """The package's table.

        Raises:
            KnowledgeError: it is incomplete, or a word names two units.
        """
        return Terms.of(answer_data("disputes.yaml"))

    @staticmethod
    def of(data: dict[str, Any]) -> "Terms":
        """A table of one's own.

        Raises:
            KnowledgeError: it is incomplete, or a word names two units.
        """
        try:
            units: dict[str, str] = {}
            for unit, words in data["units"].items():
                for word in words:
                    if units.setdefault(word, unit) != unit:
                        raise KnowledgeError(f"{word!r} names two units", where=_WHERE)
            currencies, scales, numbers = data["currencies"], data["scales"], data["numbers"]
            offices = re.compile(any_of(data["offices"]), re.IGNORECASE)
        except KeyError as error:
            raise KnowledgeError(f"has no {error.args[0]!r}", where=_WHERE) from error
        money = "|".join(re.escape(sign) for sign in sorted(currencies, key=len, reverse=True))
        amount = rf"(?P<number>\d[\d,]*(?:\.\d+)?|{any_of(list(numbers))})(?:[\s-](?P<scale>{any_of(list(scales))}))?"
        words = any_of([word for word in units if word != "%"])
        pattern = rf"(?:(?P<money>{money})\s?)?(?<![\w.]){amount}(?:[\s-]?(?P<unit>%|{words}))?"
        return Terms(offices, re.compile(pattern, re.IGNORECASE), units, currencies, scales, numbers)

    def of_text(self, text: str) -> dict[str, frozenset[float]]:
        """The numbers that `text` gives, by unit: `{"year": {10.0}}`; numbers of nothing in the table are left out."""
        found: dict[str, set[float]] = defaultdict(set)
        for match in self._quantity.finditer(text):
            sign, word = match["money"], (match["unit"] or "").lower()
            unit = self._currencies.get(sign.upper()) if sign else self._units.get(" ".join(word.split()))
            if unit:
                found[unit].add(self._number(match["number"].lower(), (match["scale"] or "").lower()))
        return {unit: frozenset(numbers) for unit, numbers in found.items()}

    def _number(self, said: str, scale: str) -> float:
        number = self._numbers[said] if said in self._numbers else float(said.replace(",", ""))
        return number * self._scales.get(scale, 1)
