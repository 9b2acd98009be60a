"""How many independent origins some texts have."""

from factory import document

from dragoman.merge.origins import Origins

_WIRE = " ".join(f"word{n}" for n in range(60))


def test_a_reprint_with_another_first_line_is_no_second_origin() -> None:
    assert Origins().count([document(_WIRE), document("KABUL: " + _WIRE.upper())]) == 1


def test_a_shortened_reprint_is_no_second_origin() -> None:
    assert Origins().count([document(_WIRE), document(" ".join(_WIRE.split()[:30]))]) == 1


def test_a_text_of_its_own_is_a_second_origin() -> None:
    assert Origins().count([document(_WIRE), document(" ".join(reversed(_WIRE.split())))]) == 2


def test_texts_shorter_than_a_run_are_compared_whole() -> None:
    assert Origins().count([document("They met."), document("THEY MET!")]) == 1
    assert Origins().count([document("They met."), document("They parted.")]) == 2
    assert Origins().count([document("…"), document("—")]) == 1


def test_a_text_that_joins_two_reprints_makes_them_one_origin() -> None:
    words = _WIRE.split()
    halves = [document(" ".join(words[:30])), document(" ".join(words[30:]))]
    assert Origins().count(halves) == 2
    assert Origins().count([*halves, document(_WIRE)]) == 1
