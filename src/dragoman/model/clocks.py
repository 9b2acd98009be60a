"""Clocks: from which moment of which of the two clocks a question is answered."""

import datetime
from dataclasses import dataclass

__all__ = ["Clocks"]


@dataclass(frozen=True, slots=True)
class Clocks:
    """`as_of`: only documents published on or before that day (documents of unknown date then stay out).

    `known_at`: only what stood in the record at that moment (UTC). None of both: everything.
    """

    as_of: datetime.date | None = None
    known_at: datetime.datetime | None = None
