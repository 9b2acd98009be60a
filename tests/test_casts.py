"""Casts: the ways to fill the roles of a trigger whose slots leave a side open; "nobody else" is always one."""

from factory import document

from dragoman.extract.draft import Cast, Draft, Trigger
from dragoman.extract.encoder import Encoder
from dragoman.extract.pipeline import Reader


def drafted(reader: Reader, text: str, **fields: str) -> Draft:
    """The draft of a text; `publisher` by name."""
    (draft,) = reader.drafts([document(text, **fields)], lasting=True)
    return draft


def trigger(draft: Draft, word: str, type: str | None = None) -> Trigger:
    """The last trigger on `word`, of the type if one is asked for."""
    return next(t for t in reversed(draft.triggers) if t.token.text == word and type in {None, t.frame.type})


def filled(cast: Cast) -> dict[str, list[str | None]]:
    """The ids in each role."""
    return {role: [a.entity for a in actors] for role, actors in cast.actors.items()}


def added(found: Trigger) -> dict[str, str]:
    """By party, how the casts that add one party have found it; the nearest where several have."""
    parties: dict[str, str] = {}
    for cast in found.casts:
        if cast.added != "none":
            parties.setdefault("+".join(a.entity or "" for a in cast.actors[cast.role]), cast.added)
    return parties


def test_the_slots_alone_are_the_first_cast(reader: Reader) -> None:
    found = trigger(drafted(reader, "Chile condemned the shelling of Peru."), "condemned")
    assert found.casts[0].added == "none"
    assert filled(found.casts[0])["actor"] == ["CHL"]


def test_a_full_cast_has_no_other(reader: Reader) -> None:
    """Where both sides are named nobody is looked for."""
    found = trigger(drafted(reader, "Bolivia rejoiced. Chile invaded Peru."), "invaded")
    assert [filled(c) for c in found.casts] == [{"actor": ["CHL"], "target": ["PER"]}]


def test_two_peers_are_a_full_cast(reader: Reader) -> None:
    found = trigger(drafted(reader, "Bolivia rejoiced. Chile met Peru in Lima."), "met")
    assert [c.added for c in found.casts] == ["none"]


def test_a_party_below_the_trigger_may_be_the_target(reader: Reader) -> None:
    found = trigger(drafted(reader, "Chile condemned violence that killed fishermen from Peru."), "condemned")
    assert {"actor": ["CHL"], "target": ["PER"]} in [filled(c) for c in found.casts]


def test_a_party_of_the_next_clause_is_not_below_the_trigger(reader: Reader) -> None:
    """Whom the second of two verbs concerns is not what the first is about."""
    text = "Chilean officials condemned the bombing and dismissed Bolivian military reports."
    ways = added(trigger(drafted(reader, text), "condemned"))
    assert not ways.get("BOL", "").startswith("below")


def test_nobody_is_condemned_for_an_attack_on_him(reader: Reader) -> None:
    for text in ("Bolivia spoke. Chile condemned the Arequipa attack.", "Chile condemned the raid on Peru."):
        found = trigger(drafted(reader, text), "condemned")
        targets = [filled(c).get("target", []) for c in found.casts]
        assert all("PER" not in t for t in targets)
    culprit = trigger(drafted(reader, "Chile condemned the attack by Bolivia on Peru."), "condemned")
    assert any(filled(c).get("target") == ["BOL"] for c in culprit.casts)


def test_whose_reports_the_next_verb_dismisses_is_not_the_target(reader: Reader) -> None:
    """Not even where these reports allege something, which makes them a speaker."""
    text = "Chilean officials condemned the bombing and dismissed Bolivian reports alleging strikes on Quito."
    found = trigger(drafted(reader, text), "condemned")
    assert found.casts
    assert all(a.entity != "BOL" for c in found.casts for a in c.actors.get("target", []))


def test_the_subject_of_the_clause_above_may_act(reader: Reader) -> None:
    found = trigger(drafted(reader, "Chile announced sanctions against Peru."), "sanctions", "sanction")
    assert {"actor": ["CHL"], "target": ["PER"]} in [filled(c) for c in found.casts]


def test_a_party_of_the_sentence_before_may_take_part(reader: Reader) -> None:
    found = trigger(drafted(reader, "Bolivia has a new minister. A visit to Peru followed."), "visit")
    assert added(found)["BOL"].startswith("last")


def test_who_speaks_may_act(reader: Reader) -> None:
    text = 'Chilean Foreign Minister Ana Reyes spoke on Monday. "A new embassy will be opened in Peru," she said.'
    found = trigger(drafted(reader, text), "opened", "mission")
    assert "CHL" in "+".join(added(found)) or ["CHL"] in filled(found.casts[0]).values()


def test_who_issues_the_text_may_act(reader: Reader) -> None:
    text = "Sanctions were imposed on two companies."
    found = trigger(drafted(reader, text, publisher="U.S. Department of State"), "imposed", "sanction")
    assert added(found)["USA"] in {"issuer", "speaker"}


def test_no_party_is_added_twice(reader: Reader) -> None:
    text = "Peru rejoiced. Peru spoke. Chile condemned the shelling of fishermen from Peru in Peru."
    found = trigger(drafted(reader, text), "condemned")
    keys = [str(filled(c)) for c in found.casts]
    assert len(keys) == len(set(keys))


def test_a_party_stands_on_one_side_only(reader: Reader) -> None:
    """Who acts is not also looked for as the target."""
    found = trigger(drafted(reader, "Chile spoke. Chile condemned the shelling near a town of Chile."), "condemned")
    assert all("CHL" not in filled(c).get("target", []) for c in found.casts)


def test_a_city_names_no_party_to_add(reader: Reader) -> None:
    found = trigger(drafted(reader, "Chile condemned the killing of tourists in Cusco."), "condemned")
    assert "PER" not in added(found)


def test_each_cast_says_how_far_off_its_party_was_found(reader: Reader) -> None:
    found = trigger(drafted(reader, "Chile condemned violence that killed fishermen from Peru."), "condemned")
    (cast,) = [c for c in found.casts if filled(c).get("target") == ["PER"]]
    assert cast.distance == 6
    assert cast.via == "from"


def test_nobody_attacks_because_he_is_named_nearby(reader: Reader) -> None:
    text = "Peru and Chile met. A Bolivian minister visited Peru shortly after the attack in Lima."
    found = trigger(drafted(reader, text), "attack", "attack")
    assert all(cast.role != "actor" for cast in found.casts)


def test_a_disaster_does_not_attack(reader: Reader) -> None:
    draft = drafted(reader, "India sent tents after the earthquake that struck eastern Afghanistan.")
    assert all(t.frame.type != "attack" for t in draft.triggers)


def test_who_speaks_of_an_attack_did_not_make_it(reader: Reader) -> None:
    (draft,) = reader.drafts([document("Chile's minister spoke to Peru about the attack in Lima.", None)], lasting=True)
    reader.weigh(draft, Encoder.load())
    attack = next(t for t in draft.triggers if t.frame.type == "attack")
    assert not any(cast.actors.get("actor") for cast in attack.casts)


def test_who_is_named_with_the_other_verb_is_not_the_target_of_this_one(reader: Reader) -> None:
    """ "Condemned the blast and denied reports from A": nobody condemned A, by word or by network."""
    draft = drafted(reader, "Chile condemned the blast and rejected Peruvian reports of Bolivian troops.")
    reader.weigh(draft, Encoder.load())
    assert {"PER", "BOL", "PER+BOL"}.isdisjoint(added(trigger(draft, "condemned")))


def test_where_a_conference_of_many_is_held_the_host_takes_part(reader: Reader) -> None:
    text = "A meeting held in Kenya on Monday was attended by envoys from Chile, Peru, Bolivia and Norway."
    found = trigger(drafted(reader, text), "meeting", "conference")
    assert set(filled(found.casts[0])["peer"]) == {"KEN", "CHL", "PER", "BOL", "NOR"}


def test_a_city_is_no_host_of_a_conference(reader: Reader) -> None:
    """Talks in Nairobi need not be Kenya's."""
    text = "A meeting held in Nairobi on Monday was attended by envoys from Chile, Peru, Bolivia and Norway."
    found = trigger(drafted(reader, text), "meeting", "conference")
    assert "KEN" not in filled(found.casts[0])["peer"]
