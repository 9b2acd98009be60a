"""Evidence: the shortest stretch of one sentence that tells of an event, and it re-reads in the text."""

from factory import document

from dragoman.extract.evidence import evidence_of
from dragoman.extract.pipeline import Reader
from dragoman.model.document import Document, Evidence


def quotes(reader: Reader, doc: Document) -> list[tuple[str, Evidence, str]]:
    """Each trigger's word, its evidence and the sentence in which it stands."""
    (draft,) = reader.drafts([doc], lasting=True)
    return [(t.token.text, evidence_of(draft, t), t.token.sent.text) for t in draft.triggers]


def quote(reader: Reader, text: str, word: str) -> str:
    """What stands as evidence for the first trigger on `word`."""
    return next(evidence.text for token, evidence, _ in quotes(reader, document(text)) if token == word)


TEXT = (
    "Envoy leaves Lima\n\n“Chile’s embassy – the only one – will be closed,” Peru’s minister said.  He  met "
    "Bolivia’s envoy 🇧🇴 in Lima; the naïve ‘plan’ failed.\n\n"
    "On 3 May Kenya expelled a Ghanaian envoy.\tTogo condemned it."
)


def test_evidence_re_reads_in_any_text(reader: Reader) -> None:
    """Offsets count characters of the whole text: curly quotes, flags, tabs and double blanks included."""
    found = quotes(reader, document(TEXT))
    assert {"closed", "met", "expelled", "condemned"} <= {word for word, _, _ in found}
    assert [e.text for _, e, _ in found] == [TEXT[e.start : e.end] for _, e, _ in found]


def test_evidence_stays_inside_one_sentence(reader: Reader) -> None:
    assert all(e.text in sentence for _, e, sentence in quotes(reader, document(TEXT)))


def test_evidence_holds_its_trigger(reader: Reader) -> None:
    assert all(word in e.text for word, e, _ in quotes(reader, document(TEXT)))


def test_evidence_of_a_verb_is_its_clause(reader: Reader) -> None:
    assert quote(reader, "Chile visited Peru on 3 May 2024.", "visited") == "Chile visited Peru on 3 May 2024"


def test_evidence_leaves_out_the_clause_that_says_something_else(reader: Reader) -> None:
    text = "Chile visited Peru while Bolivia condemned Kenya in a long statement."
    assert quote(reader, text, "visited") == "Chile visited Peru"


def test_evidence_leaves_out_the_second_of_two_deeds(reader: Reader) -> None:
    text = "Chile signed a pact with Peru and expelled the Cuban ambassador."
    assert quote(reader, text, "signed") == "Chile signed a pact with Peru"


def test_evidence_of_a_noun_is_the_noun_with_who_takes_part(reader: Reader) -> None:
    text = "Newspapers wrote at length about the meeting between Chile and Peru."
    assert quote(reader, text, "meeting") == "the meeting between Chile and Peru"


def test_evidence_reaches_to_who_takes_part(reader: Reader) -> None:
    text = "Chilean President Ana Reyes paid a visit to Peru on Friday."
    found = quote(reader, text, "visit")
    assert found.startswith("Chilean President Ana Reyes")
    assert "Peru" in found


def test_evidence_has_no_stop_or_blank_at_its_ends(reader: Reader) -> None:
    found = quotes(reader, document(TEXT))
    assert all(e.text == e.text.strip(" \t\n,;:–—-.") for _, e, _ in found)


def test_evidence_of_a_noun_ends_before_the_next_of_a_list(reader: Reader) -> None:
    text = "The minister recalled a meeting between Chile and Peru in Lima, and a visit to Kenya."
    assert quote(reader, text, "meeting") == "a meeting between Chile and Peru in Lima"


def test_evidence_of_an_endless_sentence_is_cut_to_the_deed(reader: Reader) -> None:
    """Sixty words are no quotation."""
    text = "Chile visited Peru with " + ", ".join(["a minister of trade"] * 40) + " and a cook."
    found = quote(reader, text, "visited")
    assert found == "Chile visited Peru"
