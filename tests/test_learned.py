"""The learned choices: the likeliest option, the first of equals; broken weights stop everything."""

import math
from collections.abc import Sequence

import pytest
from factory import document

from dragoman.errors import KnowledgeError
from dragoman.extract.appraisal import Appraiser, Signs
from dragoman.extract.draft import Actor, Cast, Draft, Scores, Trigger
from dragoman.extract.encoder import STATUSES, WHENS
from dragoman.extract.features import cast_features
from dragoman.extract.learned import Choices, Learned, Table
from dragoman.extract.pipeline import Reader
from dragoman.extract.reports import candidates
from dragoman.extract.when import add_context_times

NOTHING = Table({}, 0.0)

WEIGHTS = """{"tables": {
  "cast": {"weights": {"a": 2}, "bias": 0.5}, "when": {"weights": {"b": 1}, "bias": 0},
  "accept": {"weights": {}, "bias": 0}, "status.occurred": {"weights": {}, "bias": 0},
  "triage": {"weights": {}, "bias": 0}
}, "threshold": 0.4, "about": {"texts": ["ab12"]}}"""


def choices(
    cast: Table = NOTHING, when: Table = NOTHING, accept: Table = NOTHING, status: dict[str, Table] | None = None
) -> Choices:
    """Choices with a few weights of our own."""
    return Choices(cast, when, accept, status or {"occurred": NOTHING}, NOTHING)


class Plain(Appraiser):
    """An appraiser who goes by the odds of the table alone."""

    def __init__(self) -> None:
        pass

    def confidence(self, found: Sequence[Signs]) -> list[float]:
        return [1 / (1 + math.exp(-signs["odds"])) for signs in found]


def appraised(accept: Table = NOTHING, threshold: float = 0.0) -> Learned:
    """What passes by these weights."""
    return Learned(choices(accept=accept), Plain(), threshold)


def drafted(reader: Reader, text: str, word: str, published: str | None = None) -> tuple[Draft, Trigger]:
    """A text as drafted, and the first trigger on `word`, cast by its slots."""
    (draft,) = reader.drafts([document(text, published)], lasting=True)
    trigger = next(t for t in draft.triggers if t.token.text == word)
    trigger.cast = trigger.casts[0]
    return draft, trigger


def test_a_logit_is_the_sum_of_the_weights_that_hold_and_the_bias() -> None:
    table = Table({"a": 1.5, "b": -0.5, "c": 9.0}, 0.25)
    assert table.logit(["a", "b", "unknown"]) == 1.25


def test_the_first_of_equal_casts_is_taken(reader: Reader) -> None:
    """Without weights the slots alone speak."""
    draft, trigger = drafted(reader, "Bolivia spoke. Chile condemned the raid.", "condemned")
    assert len(trigger.casts) > 1
    choices().choose_cast(draft, trigger)
    assert trigger.cast is trigger.casts[0]


def test_the_likeliest_cast_is_taken(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Bolivia spoke. Chile condemned the raid.", "condemned")
    other = trigger.casts[1]
    weights = dict.fromkeys(set(cast_features(draft, trigger, other)), 1.0)
    choices(cast=Table({f"added={other.added}:{other.role}": 1.0}, 0.0)).choose_cast(draft, trigger)
    assert f"added={other.added}:{other.role}" in weights
    assert trigger.cast is other


def test_a_time_may_be_chosen_to_be_unknown(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Chile visited Peru.", "visited", "2024-05-06")
    add_context_times(draft, draft.triggers)
    choices(when=Table({"reason=none": 1.0}, 0.0)).choose_when(draft, trigger)
    assert trigger.when is None
    choices(when=Table({"reason=published": 1.0}, 0.0)).choose_when(draft, trigger)
    assert trigger.when is not None
    assert (trigger.when.edtf, trigger.when_reason) == ("2024-05-06", "published")


@pytest.mark.parametrize(
    ("verb", "status", "time", "expected"),
    [
        ("condemned", "occurred", "on 9 June 2024", None),
        ("condemned", "occurred", "since April 2024", "2024-04/.."),
        ("condemned", "planned", "on 9 June 2024", "2024-06-09"),
        ("visited", "occurred", "on 9 June 2024", "2024-06-09"),
    ],
)
def test_what_was_said_is_not_dated_after_the_text_that_tells_it(
    reader: Reader, verb: str, status: str, time: str, expected: str | None
) -> None:
    """What has no end, a stay that may have begun and what is planned are not told wholly before."""
    draft, trigger = drafted(reader, f"Chile {verb} Peru {time}.", verb, "2024-05-06")
    add_context_times(draft, draft.triggers)
    trigger.status = status
    choices(when=Table({"reason=at0": 1.0, "reason=none": 0.5}, 0.0)).choose_when(draft, trigger)
    assert (trigger.when.edtf if trigger.when else None) == expected


def test_a_status_that_no_rule_fixed_may_be_changed(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Chile visited Peru.", "visited")
    choices(status={"occurred": NOTHING, "planned": Table({}, 1.0)}).choose_status(draft, trigger)
    assert trigger.status == "planned"


def test_a_status_that_a_word_before_the_noun_fixed_stays(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Chile's upcoming visit to Peru drew praise.", "visit")
    choices(status={"occurred": Table({}, 9.0), "planned": NOTHING}).choose_status(draft, trigger)
    assert trigger.status == "planned"


def test_what_a_party_denies_to_have_done_stays_denied(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Chile denied that it had attacked a village in Peru.", "attacked")
    choices(status={"occurred": Table({}, 9.0), "denied": NOTHING}).choose_status(draft, trigger)
    assert trigger.status == "denied"


def test_a_change_told_by_a_verb_is_done_at_once(reader: Reader) -> None:
    """Closing does not go on; only what is closed stays so."""
    draft, trigger = drafted(reader, "Chile has closed its embassy in Peru.", "closed")
    choices(status={"occurred": NOTHING, "ongoing": Table({}, 9.0)}).choose_status(draft, trigger)
    assert trigger.status == "occurred"


def test_what_was_called_off_stays_called_off(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Chile postponed its visit to Peru.", "visit")
    choices(status={"occurred": Table({}, 9.0), "cancelled": NOTHING}).choose_status(draft, trigger)
    assert trigger.status == "cancelled"


def test_a_candidate_under_the_threshold_is_refused(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Chile visited Peru.", "visited")
    found = candidates(draft, reader.know, trigger)
    assert appraised(threshold=0.6).accepted(draft, found) == []
    assert appraised(threshold=0.4).accepted(draft, found) == [(found[0], 0.5)]


def test_of_two_readings_of_one_word_the_likelier_is_accepted(reader: Reader) -> None:
    """One word tells of one event: another frame of the same word falls behind."""
    (draft,) = reader.drafts([document("Chile condemned the raid on Peru.")], lasting=True)
    raid = [t for t in draft.triggers if t.token.text == "raid"]
    for trigger in raid:
        trigger.cast = trigger.casts[-1]
    found = [c for t in raid for c in candidates(draft, reader.know, t)]
    assert {c.report.type for c in found} == {"attack", "coerce"}
    kept = appraised(accept=Table({"kind=attack": 1.0}, 0.0)).accepted(draft, found)
    assert [c.report.type for c, _ in kept] == ["attack"]


def test_the_network_has_a_say_in_which_reading_of_a_word_is_likelier(reader: Reader) -> None:
    """The table leans to the attack by little, the network to the other by much; what passes is the table's alone."""
    (draft,) = reader.drafts([document("Chile condemned the raid on Peru.")], lasting=True)
    raid = [t for t in draft.triggers if t.token.text == "raid"]
    for trigger in raid:
        trigger.cast = trigger.casts[-1]
        fit = -1.0 if trigger.frame.type == "attack" else 1.0
        trigger.scores = Scores(fit, 0.0, dict.fromkeys(STATUSES, 0.0), dict.fromkeys(WHENS, 0.0), {}, {})
    found = [c for t in raid for c in candidates(draft, reader.know, t)]
    leaning = Table({"kind=attack": 0.5}, 0.0)
    kept = appraised(accept=leaning).accepted(draft, found)
    assert [(c.report.type, s) for c, s in kept] == [("coerce", 0.5)]
    assert appraised(accept=leaning, threshold=0.55).accepted(draft, found) == []


def test_the_weights_that_ship_with_the_package_load() -> None:
    loaded = Learned.load()
    assert {"occurred", "planned", "ongoing", "cancelled", "denied"} <= set(loaded.choices.status)
    assert 0 < loaded.threshold < 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"tables": {}, "threshold": 0.5}',
        WEIGHTS.replace('"bias": 0.5', '"bias": "high"'),
        WEIGHTS.replace('"weights": {"b": 1}', '"wights": {"b": 1}'),
        WEIGHTS.replace("status.occurred", "occurred"),
        WEIGHTS.replace("threshold", "limit"),
    ],
    ids=["empty", "no object", "no tables", "no number", "no weights", "no status", "no threshold"],
)
def test_broken_weights_stop_everything(content: str) -> None:
    assert content != WEIGHTS
    with pytest.raises(KnowledgeError, match="weights"):
        Learned.of_json(content, Plain())


def test_whole_weights_are_read() -> None:
    read = Learned.of_json(WEIGHTS, Plain())
    assert read.choices.cast == Table({"a": 2}, 0.5)
    assert list(read.choices.status) == ["occurred"]
    assert read.threshold == 0.4
    assert read.texts == {"ab12"}


def test_the_same_text_gives_the_same_reports_twice(reader: Reader) -> None:
    texts = [document("The president of Chile visited Peru on Monday and met his counterpart.", "2024-05-06")]
    first, again = (next(iter(reader.read_many(texts))) for _ in range(2))
    assert first.reports == again.reports
    assert first.reports


def test_the_documents_beside_it_change_nothing_in_a_document(reader: Reader) -> None:
    one = document("Chile's president visited Peru on 3 May 2024.", id="one")
    other = document("Kenya expelled the Ghanaian ambassador.", id="other")
    alone = reader.read(one).reports
    beside = {r.document.id: r.reports for r in reader.read_many([other, one])}
    assert beside["one"] == alone


def test_a_feature_that_is_named_twice_counts_once() -> None:
    """Of nine who take part each gives the same sign; the weights were taught on one."""
    assert Table({"a": 1.5, "b": -0.5}, 0.25).logit(["a", "b", "a", "a"]) == 1.25


class Ranked(Appraiser):
    """An appraiser who is sure of the candidates of a text in their order."""

    def __init__(self, sure: Sequence[float]) -> None:
        self.sure = sure

    def confidence(self, found: Sequence[Signs]) -> list[float]:
        assert len(found) == len(self.sure)
        return list(self.sure)


def test_all_hosts_of_a_tour_pass_though_one_is_surer(reader: Reader) -> None:
    draft, trigger = drafted(
        reader, "The envoy will travel to Peru, Bolivia and Norway in May.", "travel", "2024-04-01"
    )
    found = candidates(draft, reader.know, trigger)
    assert [{p.id for p in c.report.parties} for c in found] == [{"PER"}, {"BOL"}, {"NOR"}]
    passed = Learned(choices(), Ranked([0.9, 0.6, 0.4]), 0.5).accepted(draft, found)
    assert [({p.id for p in c.report.parties}, s) for c, s in passed] == [({"PER"}, 0.9), ({"BOL"}, 0.6)]


def test_two_who_are_named_with_a_visit_are_no_two_guests(reader: Reader) -> None:
    """Even where the table would have it so; where nothing else is left, it stays."""
    draft, trigger = drafted(reader, "Chile praised the visit.", "visit")
    two = Cast({"actor": [Actor("CHL"), Actor("PER")]}, "pair", "actor")
    one = Cast({"actor": [Actor("CHL")]}, "above", "actor")
    leaning = choices(cast=Table({"added=pair:actor": 5.0}, 0.0))
    trigger.casts = [one, two]
    leaning.choose_cast(draft, trigger)
    assert trigger.cast is one
    trigger.casts = [two]
    leaning.choose_cast(draft, trigger)
    assert trigger.cast is two


def test_two_may_praise_together(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Chile and Peru praised the deal.", "praised")
    two = Cast({"actor": [Actor("CHL"), Actor("PER")]}, "pair", "actor")
    trigger.casts = [Cast({"actor": [Actor("CHL")]}, "above", "actor"), two]
    choices(cast=Table({"added=pair:actor": 5.0}, 0.0)).choose_cast(draft, trigger)
    assert trigger.cast is two


def test_a_choice_tells_how_far_it_is_ahead_of_the_next(reader: Reader) -> None:
    draft, trigger = drafted(reader, "Bolivia spoke. Chile condemned the raid.", "condemned")
    other = trigger.casts[1]
    choices(cast=Table({f"added={other.added}:{other.role}": 1.0}, 0.5)).choose_cast(draft, trigger)
    assert trigger.sure["cast"] == (1.5, 1.0)
    choices(status={"occurred": Table({}, 2.0), "planned": Table({}, -1.0)}).choose_status(draft, trigger)
    assert trigger.sure["status"] == (2.0, 3.0)
