"""Who is named in a text, and for whom they act."""

import pytest
from factory import document

from dragoman.extract.pipeline import Reader

RELEASE = "U.S. Department of State"


@pytest.fixture
def people(reader: Reader):
    """The people of a text, full name → party id."""

    def read(text: str, published: str | None = "2024-05-10", **fields: str) -> dict[str, str | None]:
        (draft,) = reader.drafts([document(text, published, **fields)])
        return {p.name: p.entity for p in draft.register}

    return read


def test_a_demonym_in_the_title_is_the_office_holders_state(people):
    """ "Peruvian foreign minister X" acts for Peru."""
    assert people("Peruvian Foreign Minister Rosa Quilca arrived in Lagos.") == {"Rosa Quilca": "PER"}


def test_a_possessive_state_is_the_office_holders_own(people):
    """ "Kenya's defence minister X"."""
    assert people("Kenya's defence minister Peter Otieno arrived on Monday.") == {"Peter Otieno": "KEN"}


def test_an_ambassador_acts_for_who_sent_him_not_for_his_host(people):
    """ "Norwegian ambassador to Chile"."""
    assert people("Norwegian ambassador to Chile Ingrid Solberg handed over a note.") == {"Ingrid Solberg": "NOR"}


def test_an_envoy_for_a_country_is_not_of_that_country(people):
    """Without any other word on whose envoy he is, nobody is guessed: least of all the country he deals with."""
    found = people("Special Envoy for Yemen Martin Oakes said talks would go on in Yemen.")
    assert found["Martin Oakes"] != "YEM"


def test_an_envoy_of_the_issuer_needs_no_state_in_its_release(people):
    """The State Department's special envoys are American."""
    text = "Special Envoy for Sudan Martin Oakes will travel to Khartoum, Sudan, on Monday."
    assert people(text, publisher=RELEASE)["Martin Oakes"] == "USA"


def test_a_minister_in_a_department_of_states_release_is_foreign(people):
    """The issuer has secretaries, no ministers; but the state where they met is not the minister's for it."""
    text = "Secretary Dale Hopper met with Foreign Minister Wanjiru Mbugua in Nairobi, Kenya."
    assert people(text, publisher=RELEASE) == {"Dale Hopper": "USA", "Wanjiru Mbugua": None}


def test_the_state_after_the_name_is_the_office_holders(people):
    """ "President X of Ghana"."""
    found = people("Togo wrote to President Kofi Mensah of Ghana and to Foreign Minister Esi Addo of the Netherlands.")
    assert found == {"Kofi Mensah": "GHA", "Esi Addo": "NLD"}


def test_a_nameless_holder_of_the_post_tells_the_state(people):
    """Where the text has spoken of the Kenyan foreign minister, the foreign minister whom it names later is she."""
    text = "Kenya's foreign minister will fly to Oslo.\n\nForeign Minister Wanjiru Mbugua then goes to Riga, Latvia."
    assert people(text) == {"Wanjiru Mbugua": "KEN"}


def test_two_nameless_holders_of_the_post_tell_nothing(people):
    """With a Kenyan and a Norwegian foreign minister about, nobody knows whose the one named is."""
    text = (
        "Kenya's foreign minister will fly to Oslo. The Norwegian foreign minister has invited him.\n\n"
        "Foreign Minister Ola Mbugua was glad."
    )
    assert people(text)["Ola Mbugua"] is None


def test_who_has_the_floor_in_a_transcript_is_a_person(people):
    """A title in capitals before the colon names somebody, and the dated table knows whose he is."""
    text = "Remarks in Wellington\n\nPRIME MINISTER ARDERN: It is good to be here.\n\nMODERATOR: Thank you."
    assert people(text, "2022-05-10", publisher=RELEASE) == {"Ardern": "NZL"}


def test_a_minister_in_a_ministrys_release_is_its_own(people):
    """What a foreign ministry publishes of "the Minister" without a state is of its own state."""
    text = "Minister Jonas Petraitis opened the exhibition."
    found = people(text, publisher="Ministry of Foreign Affairs of Lithuania")
    assert found == {"Jonas Petraitis": "LTU"}


def test_an_apposition_after_the_name_tells_the_state(people):
    """ "X, Iran's deputy foreign minister,"."""
    found = people("Reza Kamali, Iran's deputy foreign minister, met reporters on Friday.")
    assert found == {"Reza Kamali": "IRN"}


def test_an_apposition_before_the_name_tells_the_state(people):
    """ "The Danish foreign minister, X,"."""
    found = people("The Danish foreign minister, Karen Lindholm, met reporters on Friday.")
    assert found == {"Karen Lindholm": "DNK"}


def test_the_next_ones_title_is_not_an_apposition(people):
    """In a list each title belongs to the name after it."""
    text = "Present were Russian Foreign Minister Pavel Orlov, Turkish Defence Minister Cem Aydin and others."
    assert people(text) == {"Pavel Orlov": "RUS", "Cem Aydin": "TUR"}


def test_a_state_in_brackets_after_the_name_is_his(people):
    """Lists of delegates put the state behind the name."""
    found = people("The panel heard Minister of Energy Diego Salas (Colombia) and others.")
    assert found["Diego Salas"] == "COL"


def test_a_counterpart_acts_for_the_state_beside_the_word(people):
    """ "his Polish counterpart X" is Polish."""
    found = people("Czech President Jan Dvorak met his Polish counterpart, Marek Nowicki, in Prague.")
    assert found == {"Jan Dvorak": "CZE", "Marek Nowicki": "POL"}


def test_an_officer_of_an_organisation_acts_for_it_whatever_his_nation(people):
    """ "Swedish UN envoy X" speaks for the United Nations."""
    assert people("Swedish UN mediator Lars Ekman urged calm.") == {"Lars Ekman": "UN"}


def test_a_states_ambassador_to_an_organisation_acts_for_the_state(people):
    """ "Chinese Ambassador to the UN X"."""
    assert people("Chinese Ambassador to the UN Gao Wenbo spoke on Tuesday.") == {"Gao Wenbo": "CHN"}


def test_the_title_of_a_relative_state_bound_by_a_hyphen_is_not_his(people):
    """ "Russia-backed" says who backs, not for whom he acts."""
    found = people("Russia-backed Georgian lawmaker Zurab Lomidze left the hall.")
    assert found["Zurab Lomidze"] == "GEO"


def test_a_portfolio_with_an_and_stays_in_the_title(people):
    """ "Minister of Trade and Industry X" is one title."""
    found = people("Zambian Minister of Trade and Industry Mulenga Banda arrived.")
    assert found == {"Mulenga Banda": "ZMB"}


def test_a_portfolio_is_no_part_of_the_name(people):
    """The last words of "Assistant Secretary for European and Eurasian Affairs X" are not hers."""
    found = people("Assistant Secretary for European and Eurasian Affairs Laura Finch spoke.", publisher=RELEASE)
    assert found == {"Laura Finch": "USA"}


def test_a_host_state_is_no_part_of_the_name(people):
    """ "ambassador to Zimbabwe X" names X, not "Zimbabwe X"."""
    assert "Farid Hamzah" in people("Malaysian ambassador to Zimbabwe Farid Hamzah spoke here.")


def test_a_dated_table_knows_whom_the_text_leaves_open(people):
    """A text of 2019 need not say whose prime minister Jacinda Ardern is."""
    assert people("Jacinda Ardern said the talks went well.", "2019-06-01")["Jacinda Ardern"] == "NZL"


def test_the_text_outranks_the_table(people):
    """Who is called Samoan by the text is Samoan, whoever bears that name elsewhere."""
    assert people("Samoan Finance Minister Jacinda Ardern spoke.", "2019-06-01") == {"Jacinda Ardern": "WSM"}


def test_a_surname_in_the_headline_and_a_full_name_below_are_one_person(people):
    """The fullest name is kept."""
    text = "Secretary Hopper's Visit to Oslo\n\nSecretary of State Dale T. Hopper arrived in Oslo on Monday."
    assert people(text, publisher=RELEASE) == {"Dale T. Hopper": "USA"}


def test_a_family_name_that_comes_first_is_known_again(people):
    """Chinese surnames come first: "Gao" after "Gao Wenbo" is he."""
    assert people("Chinese Vice President Gao Wenbo arrived. Gao said he was glad.") == {"Gao Wenbo": "CHN"}


def test_a_hyphenated_name_is_one_name(people):
    """ "Seo Ji-hoon" is not cut at the hyphen."""
    assert people("South Korean Foreign Minister Seo Ji-hoon spoke.") == {"Seo Ji-hoon": "KOR"}


def test_an_arabic_article_and_bin_belong_to_the_name(people):
    """ "Khalid bin Saud al-Harbi" is one name."""
    assert people("Saudi Foreign Minister Khalid bin Saud al-Harbi spoke.") == {"Khalid bin Saud al-Harbi": "SAU"}


def test_a_form_of_address_is_no_part_of_the_name(people):
    """ "Mr. Kato Hiroshi" is called Kato Hiroshi."""
    assert list(people("Mr. Kato Hiroshi, Japan's envoy, spoke.")) == ["Kato Hiroshi"]


def test_an_age_after_the_name_does_not_hide_the_apposition(people):
    """ "X, 61, Ghana's president," """
    assert people("Kwabena Asare, 61, Ghana's president, spoke.") == {"Kwabena Asare": "GHA"}


def test_a_president_elect_is_named_without_the_elect(people):
    """ "President-elect X" is a title."""
    assert people("Honduran President-elect Luisa Mejia spoke.") == {"Luisa Mejia": "HND"}


def test_a_secretary_general_is_a_title(people):
    """The general in it is no first name."""
    assert people("NATO Secretary-General Erik Vos spoke in Riga.") == {"Erik Vos": "NATO"}


def test_two_people_of_one_family_name_stay_two(people):
    """Full names with different first names are different people."""
    text = "Indian Minister Asha Rao met Indian MP Vikram Rao in Delhi."
    assert set(people(text)) == {"Asha Rao", "Vikram Rao"}


def test_two_spellings_of_one_name_are_one_person(people):
    """ "Abu Sharif" and "Ahmed Abul Sharif" in one text are the same man."""
    text = "Egyptian Foreign Minister Ahmed Abul Sharif spoke. Abu Sharif said talks would continue."
    assert people(text) == {"Ahmed Abul Sharif": "EGY"}


def test_a_state_stated_twice_keeps_namesakes_apart(people):
    """A lone surname goes to the namesake of the state that the title names."""
    text = (
        "Special Representative Daniel Cho of the United States met South Korean Special Representative Cho Min-su. "
        "South Korean envoy Cho said it was useful."
    )
    assert people(text)["Cho Min-su"] == "KOR"


@pytest.mark.parametrize(
    "text",
    [
        "The Customs Union Protocol entered into force.",
        "The Fulbright Agreement was renewed.",
        "Talks on the Johnson Treaty continue on Monday.",
        "Operation Desert Lion began in the north.",
        "The Roosevelt Bridge was closed.",
    ],
)
def test_agreements_operations_and_bridges_are_no_persons(people, text):
    """A run of capitals that ends in such a word names no person."""
    assert people(text) == {}


def test_a_headline_verb_is_no_part_of_a_name(people):
    """ "Hopper Meetings in Oslo" is about Hopper."""
    text = "Special Envoy Dale Hopper Meetings in Oslo\n\nSpecial Envoy Dale Hopper arrived on Monday."
    assert list(people(text, publisher=RELEASE)) == ["Dale Hopper"]


def test_an_office_that_nobody_else_has_needs_no_state(people):
    """The Taoiseach is Irish."""
    assert people("Taoiseach Brendan Keane spoke.") == {"Brendan Keane": "IRL"}


def test_an_aide_to_a_president_does_not_lend_his_title(people):
    """The title of the one named begins after "to"."""
    found = people("A Gambian aide to President Modou Ceesay spoke.")
    assert "Modou Ceesay" in found


def test_a_representative_of_somebody_acts_for_his_party(people):
    """ "Lindqvist's representative in Cyprus, X," acts for whom Lindqvist acts for."""
    text = "UN chief Karl Lindqvist spoke. Lindqvist's representative in Cyprus, Paul Renner, agreed."
    assert people(text)["Paul Renner"] == "UN"


def test_an_envoys_country_of_origin_is_not_whom_he_acts_for(people):
    """ "UN Special Envoy X of Norway" acts for the UN."""
    assert people("UN Special Envoy Ingrid Solberg of Norway flew to Juba.") == {"Ingrid Solberg": "UN"}


def test_several_ministers_of_one_name_are_numbered(people):
    """The number after "Foreign Minister" is no part of the name."""
    found = people("Vice President Ana Ruiz met Bruneian Foreign Minister II Harun Bakar.")
    assert "Harun Bakar" in found


def test_the_last_of_three_portfolios_is_no_part_of_the_name(people):
    """ "Assistant Secretary for A, B, and C X" is one title."""
    text = "Assistant Secretary for Climate, Energy, and Migration Laura Finch spoke."
    assert people(text, publisher=RELEASE) == {"Laura Finch": "USA"}


def test_a_family_name_after_a_portfolio_is_a_person(people):
    """A title may end in what the office is for."""
    assert "Dorfman" in people("Austrian State Secretary for Climate Issues Dorfman spoke.")


def test_an_official_without_a_state_is_of_those_he_is_listed_with(people):
    """In a list of hosts the one of whom the text says it tells it of the others."""
    text = "She met Peruvian Foreign Minister Rosa Quilca, Energy Minister Diego Salas, and Deputy Minister Ana Rojas."
    assert people(text) == {"Rosa Quilca": "PER", "Diego Salas": "PER", "Ana Rojas": "PER"}


def test_two_foreign_ministers_in_a_list_are_of_two_states(people):
    """A state has one of each post."""
    text = "She met Peruvian Foreign Minister Rosa Quilca and Foreign Minister Diego Salas."
    assert people(text) == {"Rosa Quilca": "PER", "Diego Salas": None}


def test_members_of_a_delegation_act_for_who_sent_it(people):
    """ "The Ghanaian delegation included X, deputy governor"."""
    text = "Secretary Dale Hopper spoke. The Ghanaian delegation included Deputy Central Bank Governor Esi Addo."
    assert people(text, publisher=RELEASE)["Esi Addo"] == "GHA"


def test_a_style_between_names_is_a_name(people):
    """ "Sheikh" after a first name is no title."""
    assert "Salim Sheikh Warfa" in people("Somali President Salim Sheikh Warfa spoke.")


def test_a_leader_who_is_known_by_his_style_is_a_person(people):
    """The Dalai Lama has no other name in the news."""
    assert people("Chilean Minister Eva Rojas met the Dalai Lama.")["Dalai Lama"] == "TIBET"


def test_a_title_that_belongs_to_the_name_of_a_known_holder_stays(people):
    """Amir Khan Muttaqi is no emir, but Haitham bin Tariq is a sultan; of somebody unknown the title is cut off."""
    found = people("Today the envoy met Amir Khan Muttaqi, and on Friday he met Sultan Haitham and Emir Tariq Zain.")
    assert set(found) == {"Amir Khan Muttaqi", "Haitham", "Tariq Zain"}
