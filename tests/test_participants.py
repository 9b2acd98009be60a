"""Participants: which persons take part for the parties of an event."""

import pytest
from factory import document

from dragoman.extract.pipeline import Reader
from dragoman.extract.reports import candidates, join

RELEASE = "U.S. Department of State"


@pytest.fixture
def people(reader: Reader):
    """Who takes part, by party, in the events of a type, each trigger with the cast of its slots."""

    def read(text: str, type_: str, **fields: str) -> list[dict[str, set[str]]]:
        (draft,) = reader.drafts([document(text, "2024-05-10", **fields)], lasting=True)
        found = [c for t in draft.triggers if t.frame.type == type_ for c in candidates(draft, reader.know, t)]
        reports = [r for c in found for r in join(draft, reader.know, [(c, 0.9)])]
        return [{party.id: set(party.people) for party in r.parties} for r in reports]

    return read


def test_all_of_a_list_of_hosts_take_part(people):
    """Not only the first of those whom a guest met."""
    text = (
        "Chilean Minister Eva Rojas met with Peruvian President Luis Soto, Foreign Minister Rosa Quilca, "
        "and Energy Minister Diego Salas."
    )
    assert {"CHL": {"Eva Rojas"}, "PER": {"Luis Soto", "Rosa Quilca", "Diego Salas"}} in people(text, "meeting")


def test_two_who_travel_for_one_party_are_both_guests(people):
    """ "They" are two persons though one party."""
    text = "Chilean Minister Eva Rojas and Chilean Envoy Juan Mora concluded their visit to Peru."
    assert {"CHL": {"Eva Rojas", "Juan Mora"}, "PER": set()} in people(text, "visit")


def test_those_who_led_a_delegation_meet_for_its_state(people):
    """Who they were is said in the next sentence."""
    text = "Delegations of Chile and Peru met in Lima. Deputy Minister Eva Rojas led the Chilean delegation."
    assert {"CHL": {"Eva Rojas"}, "PER": set()} in people(text, "meeting")


def test_we_in_a_joint_statement_are_those_who_release_it(people):
    """Each party's minister speaks for it."""
    text = (
        "Joint Statement of Chile and Peru on Bolivia\n\n"
        "The following statement was released by Chilean Foreign Minister Eva Rojas and Peruvian Foreign Minister "
        "Rosa Quilca.\n\n"
        "We condemn the raid in Bolivia."
    )
    assert any(f.get("CHL") == {"Eva Rojas"} and f.get("PER") == {"Rosa Quilca"} for f in people(text, "condemn"))


SIGNED = "Aid for Peru\n\nDale Hopper, Secretary of State\n\n"


def test_what_a_signed_release_demands_its_signer_demands(people):
    """A position of the issuer's is the signer's word."""
    (found,) = people(SIGNED + "The United States strongly condemned the raid in Peru.", "condemn", publisher=RELEASE)
    assert found["USA"] == {"Dale Hopper"}


def test_what_a_signed_release_tells_of_the_state_is_not_its_signers(people):
    """The state imposes sanctions; its secretary only says so."""
    (found, *_) = people(SIGNED + "The United States is imposing sanctions on Peru.", "sanction", publisher=RELEASE)
    assert found["USA"] == set()


def test_the_signer_of_a_release_meets_whom_it_says_we_met(people):
    """ "We" of a contact is its signer."""
    found = people(SIGNED + "We met with Peru in Lima.", "meeting", publisher=RELEASE)
    assert any(f.get("USA") == {"Dale Hopper"} for f in found)


def test_who_tells_of_his_states_visit_does_not_travel(people):
    """A spokesman speaks of a delegation."""
    text = '"The Chilean delegation will visit Peru," Chilean spokesman Juan Mora said.'
    assert {"CHL": set(), "PER": set()} in people(text, "visit")


def test_the_one_named_with_a_statement_makes_it(people):
    """ "Chile urged … when its minister spoke"."""
    text = "Chile urged Peru to end the blockade as Chilean Foreign Minister Eva Rojas spoke in Lima."
    assert any(f.get("CHL") == {"Eva Rojas"} for f in people(text, "appeal"))


def test_the_holder_of_an_office_is_meant_by_it(people):
    """ "The Peruvian president" after his name is he, and no deputy."""
    text = (
        "Peruvian President Luis Soto spoke. Peruvian Vice President Ana Rojas listened.\n\n"
        "The Peruvian president will visit Chile."
    )
    assert {"PER": {"Luis Soto"}, "CHL": set()} in people(text, "visit")


def test_an_office_that_two_hold_means_neither(people):
    """With two Peruvian ministers about, "the Peruvian minister" is not known by name."""
    text = "Peruvian Minister Luis Soto and Peruvian Minister Ana Rojas spoke.\n\nA Peruvian minister will visit Chile."
    assert {"PER": set(), "CHL": set()} in people(text, "visit")


def test_a_short_name_in_brackets_does_not_part_a_title(people):
    """ "Republic of Korea (ROK) Foreign Minister X"."""
    text = "Chilean Minister Eva Rojas spoke today with Republic of Korea (ROK) Foreign Minister Han Min-jun."
    assert {"CHL": {"Eva Rojas"}, "KOR": {"Han Min-jun"}} in people(text, "call")


def test_whose_guards_were_hurt_is_not_told_so(people):
    """Who is named only for something of his takes no part."""
    text = "Chile condemned Peru for the raid on Peruvian President Luis Soto's guards."
    assert all(f["PER"] == set() for f in people(text, "condemn") if "PER" in f)


def test_what_its_leader_announces_for_a_state_is_his_doing(people):
    """Who announces a measure takes it; who only says that it was taken does not."""
    text = "Chilean President Eva Rojas announced that Chile will lift sanctions on Peru."
    assert all(f["CHL"] == {"Eva Rojas"} for f in people(text, "sanction"))
    assert people(text, "sanction")


def test_a_spokesman_takes_part_in_what_he_says_and_not_in_what_he_tells(people):
    text = (
        'Chilean Foreign Ministry spokesman Juan Mora said: "We condemn the raid on Bolivia. '
        'We imposed sanctions on Peru on Monday."'
    )
    assert {"CHL": {"Juan Mora"}} in [{"CHL": told.get("CHL")} for told in people(text, "condemn")]
    assert {"CHL": set(), "PER": set()} in people(text, "sanction")


def test_a_minister_who_tells_of_his_states_measure_took_it(people):
    text = 'Chilean Foreign Minister Juan Mora said: "We imposed sanctions on Peru on Monday."'
    assert {"CHL": {"Juan Mora"}, "PER": set()} in people(text, "sanction")
