"""When and where: each time that a trigger may have is an option with a reason, and unknown is always one of them."""

from factory import document

from dragoman.extract.draft import Draft, Trigger
from dragoman.extract.pipeline import Reader
from dragoman.extract.when import add_context_times


def drafted(reader: Reader, text: str, published: str | None = None) -> Draft:
    """The draft of a text."""
    (draft,) = reader.drafts([document(text, published)], lasting=True)
    return draft


def trigger(draft: Draft, word: str) -> Trigger:
    """The first trigger on `word`."""
    return next(t for t in draft.triggers if t.token.text == word)


def options(found: Trigger) -> dict[str, str]:
    """The reason of each time that the trigger may have; an unknown time is "none"."""
    return {option.span.edtf if option.span else "none": option.reason for option in found.whens}


def with_context(reader: Reader, text: str, word: str, published: str | None = None) -> dict[str, str]:
    """The times that `word` may have, those from outside its sentence included."""
    draft = drafted(reader, text, published)
    add_context_times(draft, draft.triggers)
    return options(trigger(draft, word))


def test_a_time_beside_the_verb_is_its_own(reader: Reader) -> None:
    found = trigger(drafted(reader, "Chile's president visited Peru on 3 May 2024."), "visited")
    assert options(found) == {"2024-05-03": "at0"}
    assert found.when is not None
    assert (found.when.edtf, found.when_reason) == ("2024-05-03", "attached")


def test_a_time_after_the_noun_is_the_noun_s_own(reader: Reader) -> None:
    draft = drafted(reader, "The Chilean president recalled his visit to Peru in May 2024.")
    assert options(trigger(draft, "visit"))["2024-05"] in {"at0", "at1"}


def test_a_time_behind_a_city_belongs_to_the_event_there(reader: Reader) -> None:
    """A city has no date: "in Lima in May" says when they met."""
    draft = drafted(reader, "Praise came after a meeting between Chile and Peru in Lima in May 2024.")
    assert options(trigger(draft, "meeting"))["2024-05"] == "at0"


def test_the_time_of_another_clause_is_further_off(reader: Reader) -> None:
    draft = drafted(reader, "Chile signed a treaty with Peru on 3 May 2024 after Bolivia expelled the Cuban envoy.")
    assert options(trigger(draft, "signed"))["2024-05-03"] == "at0"
    assert options(trigger(draft, "expelled"))["2024-05-03"] != "at0"


def test_the_nearest_time_comes_first(reader: Reader) -> None:
    text = "Chile's president, who took office in March 2022, visited Peru on 3 May 2024."
    assert next(o.span.edtf for o in trigger(drafted(reader, text), "visited").whens if o.span) == "2024-05-03"


def test_a_meeting_on_a_journey_may_have_the_journey_s_day(reader: Reader) -> None:
    text = "Chile's president will travel on 3 May 2024 to Peru, where he will meet the Bolivian president."
    draft = drafted(reader, text, "2024-04-30")
    assert options(trigger(draft, "meet"))["2024-05-03"] in {"at1", "at2", "host"}


def test_without_a_time_nothing_is_attached(reader: Reader) -> None:
    found = trigger(drafted(reader, "Chile's president visited Peru.", "2024-05-06"), "visited")
    assert found.when is None
    assert found.whens == []


def test_a_relative_day_without_a_publication_date_is_no_time(reader: Reader) -> None:
    draft = drafted(reader, "Chile's president visited Peru on Tuesday.")
    assert trigger(draft, "visited").when is None


def test_unknown_is_always_an_option(reader: Reader) -> None:
    assert "none" in with_context(reader, "Chile's president visited Peru on 3 May 2024.", "visited")


def test_the_day_of_publication_is_an_option_where_it_is_known(reader: Reader) -> None:
    text = "Chile's president visited Peru."
    assert with_context(reader, text, "visited", "2024-05-06") == {"2024-05-06": "published", "none": "none"}
    assert with_context(reader, text, "visited") == {"none": "none"}


def test_the_day_that_the_lead_names_is_an_option_further_down(reader: Reader) -> None:
    text = "Chile's president met the Peruvian president on Saturday.\n\nPeru condemned Bolivia."
    assert with_context(reader, text, "condemned", "2024-05-06")["2024-05-04"] in {"last", "report"}


def test_a_lead_of_last_year_gives_no_day_to_the_report(reader: Reader) -> None:
    """Only a day close to the publication can be the day of the report."""
    text = "Chile's president met the Peruvian president on 4 May 2022.\n\nPeru condemned Bolivia."
    assert "report" not in with_context(reader, text, "condemned", "2024-05-06").values()


def test_the_time_of_the_same_parties_is_an_option(reader: Reader) -> None:
    text = "Chile met Peru on 4 May 2022. Bolivia visited Cuba on 7 May 2022. Chile and Peru signed a treaty in Lima."
    found = with_context(reader, text, "signed")
    assert found["2022-05-07"] == "last"
    assert found["2022-05-04"] == "parties"


def test_each_context_time_is_offered_once(reader: Reader) -> None:
    draft = drafted(reader, "Chile met Peru on 6 May 2024. Peru condemned Bolivia.", "2024-05-06")
    add_context_times(draft, draft.triggers)
    spans = [o.span.edtf for o in trigger(draft, "condemned").whens if o.span]
    assert spans == ["2024-05-06"]


def test_the_place_of_a_meeting_is_where_it_is_held(reader: Reader) -> None:
    draft = drafted(reader, "Chile's foreign minister met his Peruvian counterpart in Montevideo.")
    assert trigger(draft, "met").place == "Montevideo"


def test_the_place_of_a_visit_is_where_it_goes(reader: Reader) -> None:
    assert trigger(drafted(reader, "Chile's president visited Lima."), "visited").place == "Lima"


def test_whom_a_letter_goes_to_is_no_place(reader: Reader) -> None:
    assert trigger(drafted(reader, "Chile sent a letter to Peru."), "sent").place is None


def test_the_dateline_is_no_place(reader: Reader) -> None:
    draft = drafted(reader, "LIMA, May 6 - Chile and Bolivia signed a treaty.", "2024-05-06")
    assert trigger(draft, "signed").place is None


def test_an_anniversary_counts_back_to_the_year(reader: Reader) -> None:
    text = "Chile and Peru mark the 30th anniversary of the establishment of diplomatic relations this week."
    draft = drafted(reader, text, "2024-05-03")
    assert "1994" in {edtf for t in draft.triggers if t.frame.type == "relations" for edtf in options(t)}


def test_years_of_relations_count_back_only_from_a_known_day(reader: Reader) -> None:
    text = "Chile thanked Peru for 50 years of diplomatic relations."
    known, unknown = (drafted(reader, text, day) for day in ("2024-05-03", None))
    assert "1974" in {edtf for t in known.triggers for edtf in options(t)}
    assert not any("1974" in options(t) for t in unknown.triggers)


def test_the_time_of_the_first_thing_in_a_list_is_the_others_only_by_a_chance(reader: Reader) -> None:
    """ "A meeting in May, and a trip after the raid": the raid's time is not said to be May."""
    text = "This includes talks of Chile with Peru in Lima in May 2024, and a trip to Bolivia after the raid on Kenya."
    raid = trigger(drafted(reader, text), "raid")
    assert "conjunct's" in {o.reason for o in raid.whens}


def test_what_is_called_recent_was_not_on_the_day_of_the_text(reader: Reader) -> None:
    text = "Chile upgraded its mission in Lima on 3 May 2024. It was agreed during the {} visit of Peru's president."
    recent = with_context(reader, text.format("recent"), "visit", published="2024-05-03")
    official = with_context(reader, text.format("official"), "visit", published="2024-05-03")
    assert ("2024-05-03" in recent, "2024-05-03" in official) == (False, True)
