"""Who says "we" in a joint statement."""

import pytest
from factory import document

from dragoman.extract.pipeline import Reader

HEAD = "Office of the Spokesman"


def issuers(reader: Reader, *paragraphs: str) -> dict[str | None, str | None]:
    """The parties that "we" are in a text, each with its person."""
    (draft,) = reader.drafts([document("\n\n".join(paragraphs))], lasting=True)
    return {a.entity: a.person.name if a.person else None for a in draft.joint_issuers}


@pytest.mark.parametrize(
    "opening",
    [
        "The statement below was released by the Governments of Chile, Kenya, Norway, and the Republic of Korea.",
        "The following is the text of a joint statement by Chile, Kenya, Norway and South Korea after talks in Rome.",
        "Representatives of Chile, Kenya, Norway, and South Korea met in Rome on May 4 to discuss the war in Sudan.",
        "We, the Foreign Ministers of Chile, Kenya, Norway and South Korea, met in Rome.",
    ],
)
def test_the_opening_names_all_who_issue_it_and_not_where_and_on_whom(reader: Reader, opening: str) -> None:
    """The title names only the occasion."""
    assert issuers(reader, "Joint Statement on Sudan", HEAD, opening).keys() == {"CHL", "KEN", "NOR", "KOR"}


def test_who_signs_for_a_party_is_told_by_opening_or_title(reader: Reader) -> None:
    opening = "This statement was issued by Kenyan Foreign Minister Ann Otieno and Norwegian Foreign Minister Ole Berg."
    assert issuers(reader, "Joint Statement on Sudan", opening) == {"KEN": "Ann Otieno", "NOR": "Ole Berg"}


def test_without_an_opening_the_title_tells_who_issues_it(reader: Reader) -> None:
    text = ("Joint Statement by Norway and Kenya", "The talks went well.")
    assert issuers(reader, *text).keys() == {"NOR", "KEN"}


def test_a_statement_of_one_party_has_no_joint_issuers(reader: Reader) -> None:
    assert issuers(reader, "Statement on Sudan", "Chile and Kenya met in Rome.") == {}


def test_we_of_a_joint_statement_act_together(reader: Reader) -> None:
    opening = "Representatives of Chile, Kenya and Norway met in Rome on May 4."
    text = "\n\n".join(["Joint Statement on the Talks", opening, "We condemn the attack on Bolivia."])
    (draft,) = reader.drafts([document(text, "2024-05-05")], lasting=True)
    trigger = next(t for t in draft.triggers if t.frame.type == "condemn")
    assert {a.entity for a in trigger.actors["actor"]} == {"CHL", "KEN", "NOR"}


def test_i_is_the_one_who_speaks_also_where_two_issue_the_text(reader: Reader) -> None:
    """At a joint press availability each speaks for both as "we", of his own travels as "I"."""
    title = "Kenyan Foreign Minister Ann Otieno and Norwegian Foreign Minister Ole Berg at a Joint Press Availability"
    otieno = "FOREIGN MINISTER OTIENO: Welcome. Last week I went to Mali myself."
    berg = "FOREIGN MINISTER BERG: Thank you. I am visiting Chile after this. We condemn the attack on Bolivia."
    (draft,) = reader.drafts([document("\n\n".join([title, otieno, berg]), "2024-05-05")], lasting=True)
    actors = {t.token.text: [a.entity for a in t.actors["actor"]] for t in draft.triggers if "actor" in t.actors}
    assert actors["went"] == ["KEN"]
    assert actors["visiting"] == ["NOR"]
    assert set(actors["condemn"]) == {"KEN", "NOR"}
