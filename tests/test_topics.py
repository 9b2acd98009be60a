"""Topics: the agenda items that a text ties to an event."""

from factory import document

from dragoman.extract.pipeline import Reader
from dragoman.extract.topics import TopicWords, set_topics


def topics(reader: Reader, text: str, word: str) -> list[str]:
    """The topics of the first trigger `word` of the text that has any, in the order they are found."""
    (draft,) = reader.drafts([document(text)], lasting=True)
    found = [set_topics(draft, reader.know, t) for t in draft.triggers if t.token.text == word]
    assert found, f"{word!r} tells of nothing here"
    return list(next((f for f in found if f), ()))


def test_talks_on_their_matter(reader: Reader) -> None:
    """What stands after "talks on" is the agenda, item by item."""
    text = "Ghana and Togo held talks on fishing rights, visas and the repatriation of the Togolese prisoners."
    assert topics(reader, text, "talks") == ["fishing rights", "visas", "repatriation of Togolese prisoners"]


def test_purpose_of_a_meeting(reader: Reader) -> None:
    """Who meets to discuss something has it on the agenda."""
    text = "The foreign ministers of Ghana and Togo met in Accra to discuss border security, visas and fishing."
    assert topics(reader, text, "met") == ["border security", "visas", "fishing"]


def test_next_sentence_goes_on(reader: Reader) -> None:
    """A sentence about what they also discussed belongs to the meeting before it."""
    text = "The foreign ministers of Ghana and Togo met in Accra on Monday. They also discussed grain exports."
    assert topics(reader, text, "met") == ["grain exports"]


def test_list_in_the_next_sentence(reader: Reader) -> None:
    """ "These include" goes on with the agenda, however long the list."""
    text = (
        "A phone call between the ministers of Ghana and Togo turned to a number of matters. These include "
        "grain tariffs, work permits, the return of the Togolese fishermen, and the repair of the Volta dam."
    )
    found = topics(reader, text, "call")
    assert found == ["grain tariffs", "work permits", "return of Togolese fishermen", "repair of Volta dam"]


def test_next_sentence_about_others_does_not(reader: Reader) -> None:
    """What somebody else discussed is no topic of the meeting."""
    text = "The foreign ministers of Ghana and Togo met in Accra on Monday. Chile's parliament discussed grain exports."
    assert topics(reader, text, "met") == []


def test_talks_focused_on(reader: Reader) -> None:
    """The agenda may be told of the talks themselves."""
    text = "Talks between Ghana and Togo focused on water management and the dam project."
    assert topics(reader, text, "Talks") == ["water management", "dam project"]


def test_the_same_occasion_later(reader: Reader) -> None:
    """What is said of "the phone call" further on belongs to the call told before."""
    text = (
        "The ministers of Ghana and Togo held a phone call on Monday. It was their first this year. "
        "The phone call focused on grain exports."
    )
    (draft,) = reader.drafts([document(text)], lasting=True)
    first = next(t for t in draft.triggers if t.frame.type == "call" and t.actors)
    assert set_topics(draft, reader.know, first) == ("grain exports",)


def test_agreement_on_its_subject(reader: Reader) -> None:
    """A memorandum on something is about it."""
    text = "Ghana and Togo signed a memorandum of understanding on fisheries."
    assert "fisheries" in topics(reader, text, "signed") + topics(reader, text, "memorandum")


def test_object_of_a_position(reader: Reader) -> None:
    """What a state welcomes is what its welcome is about."""
    text = "Ghana welcomed the resumption of flights from Togo."
    assert topics(reader, text, "welcomed") == ["resumption of flights"]


def test_praise_is_left_out(reader: Reader) -> None:
    """Adjectives that only praise are dropped from a topic."""
    text = "Ghana and Togo held talks on the important and constructive border dialogue."
    assert topics(reader, text, "talks") == ["border dialogue"]


def test_who_is_asked_is_no_topic(reader: Reader) -> None:
    """The party that somebody urges is its addressee; the topic is what it is urged to do."""
    assert topics(reader, "Ghana urged Togo to release the fishermen.", "urged") == ["fishermen"]


def test_generic_words_are_no_topics(reader: Reader) -> None:
    """Issues of mutual interest are no agenda."""
    text = "The foreign ministers of Ghana and Togo met in Accra to discuss issues of mutual interest."
    assert topics(reader, text, "met") == []


def test_plain_visit_has_none(reader: Reader) -> None:
    """Where the text names no matter, there is none."""
    assert topics(reader, "Ghana's president arrived in Togo on Monday for a visit.", "arrived") == []


def test_at_most_eight_of_six_words(reader: Reader) -> None:
    """A long agenda is cut, and so is a long item."""
    items = "wheat, rice, maize, cotton, cocoa, coffee, timber, gold, copper and iron"
    found = topics(reader, f"Ghana and Togo held talks on {items}.", "talks")
    assert len(found) == 8
    assert all(len(topic.split()) <= 6 for topic in found)


def test_topics_keep_the_words_of_the_text(reader: Reader) -> None:
    """Every word of a topic stands in the text."""
    text = "The two leaders of Ghana and Togo discussed the full implementation of the delayed Volta river project."
    (draft,) = reader.drafts([document(text)], lasting=True)
    found = [topic for t in draft.triggers for topic in set_topics(draft, reader.know, t)]
    assert found
    assert all(word in text for topic in found for word in topic.split())


def test_event_types_of_the_lists_exist(reader: Reader) -> None:
    """Each event type that the word lists name is one of the ontology's."""
    words = TopicWords.load()
    named = {*words.after_noun, *words.after_verb, *words.objects, *words.infinitives, *words.own, *words.agendas}
    assert named <= {type_.name for type_ in reader.know.ontology.types}
