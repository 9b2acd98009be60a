"""Which reader reads the expressions of which rule: `read` of a rule in `data/times/grammar.yaml` names it here.

A reader gives None where the words turn out to be no time, and a reading without a span where they name no day that
can be known.
"""

from collections.abc import Callable, Mapping

from dragoman.extract import times_dates, times_relative
from dragoman.extract.times_grammar import Found
from dragoman.extract.times_reading import Context, Reading

__all__ = ["READERS", "Reader"]

Reader = Callable[[Found, Context], Reading | None]

READERS: Mapping[str, Reader] = {
    "iso": times_dates.read_iso,
    "slashed": times_dates.read_slashed,
    "day": times_dates.read_day,
    "days": times_dates.read_days,
    "month": times_dates.read_month,
    "months": times_dates.read_months,
    "year": times_dates.read_year,
    "short_year": times_dates.read_short_year,
    "reference_weekday": times_relative.read_reference_weekday,
    "fiscal_year": times_dates.read_fiscal_year,
    "years": times_dates.read_years,
    "spoken_year": times_dates.read_spoken_year,
    "spoken_thousand": times_dates.read_spoken_thousand,
    "decade": times_dates.read_decade,
    "century": times_dates.read_century,
    "quarter": times_dates.read_quarter,
    "quarter_ended": times_dates.read_quarter_ended,
    "season": times_dates.read_season,
    "weekday": times_relative.read_weekday,
    "every_weekday": times_relative.read_every_weekday,
    "named_day": times_relative.read_named_day,
    "this_part": times_relative.read_this_part,
    "clock": times_relative.read_clock,
    "part_of_date": times_dates.read_part_of_date,
    "weekend": times_relative.read_weekend,
    "relative_unit": times_relative.read_relative_unit,
    "running_unit": times_relative.read_running_unit,
    "running_units": times_relative.read_running_units,
    "vague_units": times_relative.read_vague_units,
    "hence": times_relative.read_hence,
    "ago": times_relative.read_ago,
    "shifted": times_relative.read_shifted,
    "reference": times_relative.read_reference,
    "year_earlier": times_relative.read_year_earlier,
    "year_end": times_relative.read_year_end,
    "week_of": times_dates.read_week_of,
    "starting": times_dates.read_starting,
    "week_of_month": times_dates.read_week_of_month,
    "duration": times_relative.read_duration,
    "half_more": times_relative.read_half_more,
    "quarter_century": times_relative.read_quarter_century,
    "half_unit": times_relative.read_half_unit,
    "uncertain_duration": times_relative.read_uncertain_duration,
    "age": times_relative.read_age,
    "the_past": times_relative.read_the_past,
    "year_period": times_relative.read_year_period,
    "period": times_relative.read_period,
    "every_unit": times_relative.read_every_unit,
    "habit": times_relative.read_habit,
    "vague_reference": times_relative.read_vague_reference,
    "holiday": times_dates.read_holiday,
}
