"""What can be seen when two reports are laid side by side: the features that the table of weights names, and the bars.

Every function takes two cards and looks at nothing else, so a judgement never depends on a third report.
"""

from collections.abc import Collection, Iterator

from dragoman.merge.cards import BROAD, Card, Days
from dragoman.merge.names import same_person
from dragoman.merge.weights import Reach

__all__ = ["bar", "distance", "features", "met_others"]

_SHORT_SPAN = 31
"""Days up to which a span is the length of an occasion and no vagueness about its day."""

_TRAVEL = "visit"

_CONFERENCE = "conference"

_TELLING = 3
"""Words that a quote must have for its words to be compared."""

_PAUSE = 3
"""Days between two legs of one trip."""

_SAME, _ALIKE, _SOME = 0.8, 0.5, 0.25
"""Shares of the shorter quote's words that stand in the other."""


def bar(left: Card, right: Card, reach: Reach) -> str | None:
    """Why two reports cannot be about one event whatever else agrees; None where nothing forbids it."""
    if left.kin != right.kin:
        return "other types of event"
    if not (_share_enough(left, right) or left.hosts & right.hosts):
        return "too few parties in common"
    if not left.symmetric and _is_reversed(left, right):
        return "in the opposite direction"
    if left.is_day and right.is_day and distance(left.days, right.days) > reach.days:
        return "on days that lie too far apart"
    return None


def features(left: Card, right: Card, reach: Reach) -> Iterator[str]:
    """The names of the features that hold for two reports that no bar keeps apart."""
    yield f"family.{left.family}"
    if left.type != right.type:
        yield "type.kin"
    elif left.change is not None or right.change is not None:
        yield f"change.{_change(left, right)}"
    yield f"parties.{_parties(left, right)}"
    if not left.symmetric and (roles := _roles(left, right)):
        yield f"roles.{roles}"
    for group, value in (
        ("people", _people(left, right)),
        ("when", _when(left, right)),
        ("told", _told(left, right, reach)),
        ("order", "early" if _is_too_early(left, right) or _is_too_early(right, left) else None),
        ("place", _place(left, right)),
        ("topics", _common(left.topics, right.topics)),
        ("names", _common(left.names, right.names)),
        (f"{_manner(min(left, right, key=lambda c: c.type))}_words", _words(left, right)),
        ("numbers", _amounts(left, right) if left.family != "contact" else None),
    ):
        if value:
            yield f"{group}.{value}"
    if left.document == right.document:
        yield "document.leg" if _are_travel(left, right) else "document.same"


def met_others(left: Card, right: Card, personal: Collection[str]) -> bool:
    """Whether both tell who met, and name the same people of one party and others of another: then there were two.

    `personal` are the types of which that is told (`Weights.personal`). Two such reports are hardly ever alike, but a
    third that names nobody may be like both.
    """
    return left.type in personal and right.type in personal and _people(left, right) == "mixed"


def _share_enough(left: Card, right: Card) -> bool:
    """Whether two parties are common to both, or the only one; or one tells of a party alone on the very day."""
    common = len(left.ids & right.ids)
    if common >= min(2, max(len(left.ids), len(right.ids))):
        return True
    return common == 1 and (left.is_lone or right.is_lone) and left.is_day and left.edtf == right.edtf


def distance(left: Days | None, right: Days | None) -> float:
    """Days from the end of the earlier to the beginning of the later; 0 where they share a day, infinite if unknown."""
    if left is None or right is None:
        return float("inf")
    return max(0.0, left[0] - right[1], right[0] - left[1])


def _is_reversed(left: Card, right: Card) -> bool:
    """Whether a doer of the one is who it is done to in the other, and no doer or target is common to both."""
    mine, yours = (left.having("actor"), left.having("target")), (right.having("actor"), right.having("target"))
    crossed = mine[0] & yours[1] or mine[1] & yours[0]
    return bool(crossed) and not (mine[0] & yours[0] or mine[1] & yours[1])


def _are_travel(left: Card, right: Card) -> bool:
    """Whether both tell of travel, which has legs: two cities of one host, told one by one."""
    return left.type == right.type == _TRAVEL


def _change(left: Card, right: Card) -> str:
    if left.change is None or right.change is None:
        return "missing"
    if left.change == right.change:
        return "same"
    return "kin" if left.deed == right.deed else "differs"


def _parties(left: Card, right: Card) -> str:
    if left.ids == right.ids:
        return "same" if left.named == right.named else "near"
    if left.is_lone or right.is_lone:
        return "lone"
    return "extra" if left.ids <= right.ids or right.ids <= left.ids else "differ"


def _roles(left: Card, right: Card) -> str | None:
    """How the roles of the parties common to both differ: one tells only that they took part, or it tells otherwise.
    Where they agree, whether `others` did it: each names who, and nobody is named by both.
    """
    both = left.ids & right.ids
    told = [({r for id, r in left.sides if id == one}, {r for id, r in right.sides if id == one}) for one in both]
    unlike = [mine | yours for mine, yours in told if mine.isdisjoint(yours)]
    if not unlike:
        doers = left.having("actor"), right.having("actor")
        return "others" if all(doers) and doers[0].isdisjoint(doers[1]) else None
    return "peers" if all("peer" in roles for roles in unlike) else "unlike"


def _people(left: Card, right: Card) -> str | None:
    """Compared party by party, where both name somebody."""
    yours = dict(right.people)
    shared = [
        any(same_person(a, b) for a in names for b in yours[party]) for party, names in left.people if party in yours
    ]
    if not shared:
        return None
    if all(shared):
        return "both" if len(shared) > 1 else "same"
    return "mixed" if any(shared) else "differ"


def _when(left: Card, right: Card) -> str:
    apart = distance(left.days, right.days)
    if left.standing and right.standing and apart in (0, float("inf")) and _amounts(left, right) != "differ":
        return "standing"
    if _began_before(left, right) or _began_before(right, left):
        return "since"
    if left.days is None or right.days is None:
        return "half" if left.days or right.days else "none"
    if 0 < apart <= _PAUSE and _are_travel(left, right) and not (left.called_off or right.called_off):
        return "leg"
    if apart > 0:
        if apart <= 1 and left.plan != right.plan:
            return "moved"
        if apart <= 1 and _is_fresh(left) and _is_fresh(right):
            return "fresh"
        return "next" if apart <= 1 else "near" if apart <= 3 else "apart"
    if left.is_day and right.is_day:
        return "day"
    wide, narrow = max(left.width, right.width), min(left.width, right.width)
    if wide > BROAD:
        return "broad"
    if left.edtf == right.edtf:
        return "span"
    return "within" if wide <= _SHORT_SPAN and (wide < 28 or narrow > 1) else "vague"


def _began_before(one: Card, other: Card) -> bool:
    """Whether one tells what goes on, without a day, and the other a time before it, at which that may have begun."""
    if not one.standing or one.days is not None or one.published is None or other.days is None or other.plan:
        return False
    return other.family != "contact" and other.days[0] <= one.published


def _is_too_early(one: Card, other: Card) -> bool:
    """Whether one, without a day, is told as done before the day that the other gives; clocks differ by a day."""
    if not one.done or one.days is not None or one.published is None or other.days is None:
        return False
    return other.days[0] > one.published + 1


def _is_fresh(one: Card) -> bool:
    """Whether it is told on the day of which it is told."""
    return one.is_day and one.published is not None and one.days == (one.published, one.published)


def _told(left: Card, right: Card, reach: Reach) -> str | None:
    """How far apart they were told; a dated report counts from its own day, where that is not broad."""
    if (left.days and right.days) or _began_before(left, right) or _began_before(right, left):
        return None
    a, b = (_anchor(c) for c in (left, right))
    apart = distance(a, b)
    if apart == float("inf"):
        return "unknown"
    if left.standing and right.standing:
        return "later" if apart > reach.standing else None
    return "days" if apart <= 3 else "week" if apart <= 10 else "month" if apart <= reach.undated else "later"


def _anchor(card: Card) -> Days | None:
    if card.days and card.width <= BROAD and not card.standing:
        return card.days
    return (card.published, card.published) if card.published is not None else None


def _place(left: Card, right: Card) -> str | None:
    if not left.place or not right.place:
        return None
    if left.place == right.place:
        return "same"
    if left.place in right.place or right.place in left.place or _are_named(left, right):
        return "within"
    if left.country and left.country == right.country and "country" in (left.place_kind, right.place_kind):
        return "within"
    if left.country is None or right.country is None:  # one may lie in the other
        return None
    return "leg" if _are_travel(left, right) else "differs"


def _are_named(left: Card, right: Card) -> bool:
    """Whether the places have a word in common, or one is named in the words of the other."""
    mine, yours = left.spots, right.spots
    return bool(mine & yours or mine & right.words or yours & left.words)


def _common(left: frozenset[str], right: frozenset[str]) -> str | None:
    if not left or not right:
        return None
    return "shared" if left & right else "differ"


def _amounts(left: Card, right: Card) -> str | None:
    """Compared where both count the same: a sum is no share, and days are no people."""
    kinds = {kind for kind, _ in left.numbers} & {kind for kind, _ in right.numbers}
    if not kinds:
        return None
    return "shared" if left.numbers & right.numbers else "differ"


def _manner(one: Card) -> str:
    """How words tell it: a meeting is known by who and when, a conference by its name, a position by what is said."""
    if one.family == "contact":
        return "conference" if one.type == _CONFERENCE else "contact"
    return "position" if one.family == "position" else "act"


def _words(left: Card, right: Card) -> str | None:
    """How many of the fewer words stand among the more; a quote of a word or two tells nothing."""
    if left.quote == right.quote:
        return "same"
    fewer = min(len(left.words), len(right.words))
    if fewer < _TELLING:
        return None
    share = len(left.words & right.words) / fewer
    return "same" if share >= _SAME else "alike" if share >= _ALIKE else "some" if share >= _SOME else "few"
