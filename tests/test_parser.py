"""What the parse is put right in."""

from dragoman.extract.parser import DEFAULT_MODEL, load, parse


def test_whom_somebody_spoke_with_is_no_subject_of_what_they_spoke_for() -> None:
    """ "Spoke with X to discuss": X belongs to "spoke with"."""
    text = (
        "Minister Dale Hopper spoke today with Peruvian Foreign Minister Rosa Quilca to discuss security in the region."
    )
    (doc,) = list(parse(load(DEFAULT_MODEL), [text]))
    quilca = next(t for t in doc if t.text == "Quilca")
    assert (quilca.dep_, quilca.head.text, quilca.head.head.text) == ("pobj", "with", "spoke")


def test_for_somebody_to_do_something_stays_a_clause() -> None:
    """ "Called for Togo to release": Togo is to release."""
    (doc,) = list(parse(load(DEFAULT_MODEL), ["Ghana waited for Togo to release the prisoners."]))
    assert next(t for t in doc if t.text == "Togo").head.text == "release"
