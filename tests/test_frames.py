"""What the frames of English find: in each short sentence a word that tells of the type, the parties in its slots.

The frames alone are tested, before any learned choice: the actors are those that the slots of one trigger name.
"""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from dragoman.extract.draft import Draft
from dragoman.extract.pipeline import Reader
from dragoman.model.document import Document, Published


class Told(NamedTuple):
    """A sentence, the type that it tells of, the change if the type has changes, and the parties."""

    sentence: str
    type: str
    parties: str
    change: str | None = None


SENTENCES = (
    # contact
    Told("The foreign minister of Chile met his Peruvian counterpart in Lima.", "meeting", "CHL PER"),
    Told("Talks between Japan and Mongolia lasted two hours.", "meeting", "JPN MNG"),
    Told("The Kenyan president sat down with the Ugandan president on Monday.", "meeting", "KEN UGA"),
    Told("Norwegian diplomats conferred with Finland on fishing.", "meeting", "NOR FIN"),
    Told("The president of Ghana arrived in Togo on Tuesday.", "visit", "GHA TGO"),
    Told("The Danish prime minister will travel to Iceland next week.", "visit", "DNK ISL"),
    Told("Poland's visit to Latvia was cut short.", "visit", "POL LVA"),
    Told("The Greek foreign minister left for Cyprus.", "visit", "GRC CYP"),
    Told("The Belgian king toured Rwanda.", "visit", "BEL RWA"),
    Told("The Turkish president telephoned the Azerbaijani president.", "call", "TUR AZE"),
    Told("A phone call between Brazil and Argentina followed.", "call", "BRA ARG"),
    Told("The Dutch minister held a video conference with Belgium.", "call", "NLD BEL"),
    Told("ASEAN held its annual summit in Manila.", "conference", "ASEAN"),
    Told("Ministers of the African Union convened in Kigali.", "conference", "AU"),
    Told("Egypt, Jordan and Iraq opened a trilateral meeting.", "conference", "EGY JOR IRQ"),
    Told("Spain congratulated Portugal on its election.", "message", "ESP PRT"),
    Told("The Indian prime minister sent a letter to Bangladesh.", "message", "IND BGD"),
    Told("Sweden's condolences to Nepal came the same day.", "message", "SWE NPL"),
    Told("Vietnam invited the president of Laos.", "invitation", "VNM LAO"),
    Told("Qatar extended an invitation to Oman.", "invitation", "QAT OMN"),
    # representation
    Told("Ireland opened an embassy in Kenya.", "mission", "IRL KEN", "open"),
    Told("Canada reopened its embassy in Tunisia.", "mission", "CAN TUN", "reopen"),
    Told("Venezuela closed its consulate in Colombia.", "mission", "VEN COL", "close"),
    Told("Serbia upgraded its mission in Zambia.", "mission", "SRB ZMB", "upgrade"),
    Told("Thailand recalled its ambassador to Cambodia.", "envoy", "THA KHM", "recall"),
    Told("Estonia expelled two Russian diplomats.", "envoy", "EST RUS", "expel"),
    Told("France summoned the Iranian ambassador.", "envoy", "FRA IRN", "summon"),
    Told("Austria appointed a new ambassador to Cuba.", "envoy", "AUT CUB", "appoint"),
    Told("Bolivia recognised Palestine as a state.", "recognition", "BOL PSE", "grant"),
    Told("Iceland's recognition of Lithuania was early.", "recognition", "ISL LTU", "grant"),
    Told("Malawi revoked its recognition of Kosovo.", "recognition", "MWI XKX", "withdraw"),
    Told("Fiji and Cuba established diplomatic relations.", "relations", "FJI CUB", "establish"),
    Told("Colombia severed ties with Israel.", "relations", "COL ISR", "sever"),
    Told("Saudi Arabia and Iran restored relations.", "relations", "SAU IRN", "restore"),
    Told("The severance of ties between Qatar and Egypt surprised many.", "relations", "QAT EGY", "sever"),
    # agreement
    Told("Italy and Libya signed a treaty in Rome.", "agreement", "ITA LBY", "sign"),
    Told("The signing of the accord between Chad and Niger was delayed.", "agreement", "TCD NER", "sign"),
    Told("Hungary agreed with Slovakia to share the power plant.", "agreement", "HUN SVK", "agree"),
    Told("Ecuador and Peru reached a border deal.", "agreement", "ECU PER", "agree"),
    Told("Finland ratified the treaty with Sweden.", "agreement", "FIN SWE", "ratify"),
    Told("Bulgaria and Romania extended their gas agreement.", "agreement", "BGR ROU", "extend"),
    Told("Nicaragua withdrew from the Organization of American States.", "agreement", "NIC OAS", "withdraw"),
    Told("North Korea violated the armistice with South Korea.", "agreement", "PRK KOR", "breach"),
    Told("Negotiations between Sudan and Ethiopia stalled.", "negotiation", "SDN ETH"),
    Told("Georgia negotiated with Armenia over transit fees.", "negotiation", "GEO ARM"),
    Told("Oman mediated between Iran and Yemen.", "mediation", "OMN IRN YEM"),
    Told("Qatar brokered a truce between Chad and Sudan.", "mediation", "QAT TCD SDN"),
    Told("Turkey's mediation between Serbia and Croatia helped.", "mediation", "TUR SRB HRV"),
    Told("The Egypt-brokered ceasefire with Libya held.", "mediation", "EGY LBY"),
    # cooperation
    Told("Japan provided food aid to Somalia.", "aid", "JPN SOM"),
    Told("Kuwait donated vaccines to Lebanon.", "aid", "KWT LBN"),
    Told("Germany's humanitarian assistance to Ukraine grew.", "aid", "DEU UKR"),
    Told("China forgave the debt of Zambia.", "aid", "CHN ZMB"),
    Told("Algeria sold gas to Spain.", "trade", "DZA ESP"),
    Told("Malaysia invested in Vietnam.", "trade", "MYS VNM"),
    Told("India and Nepal opened a railway link.", "trade", "IND NPL"),
    Told("Pakistan deported hundreds of refugees to Afghanistan.", "movement", "PAK AFG"),
    Told("Armenia exchanged prisoners with Azerbaijan.", "movement", "ARM AZE"),
    Told("Jordan reopened its border with Syria.", "movement", "JOR SYR"),
    Told("Mexico granted asylum to the former president of Bolivia.", "movement", "MEX BOL"),
    Told("Joint military exercises with Greece were announced by Cyprus.", "security", "GRC CYP"),
    Told("The United States sold fighter jets to Morocco.", "security", "USA MAR"),
    Told("Australia shared intelligence with Indonesia.", "security", "AUS IDN"),
    Told("France trained the Chadian army.", "security", "FRA TCD"),
    # position
    Told("Lithuania praised Moldova for its reforms.", "endorse", "LTU MDA"),
    Told("Canada reaffirmed its support for Ukraine.", "endorse", "CAN UKR"),
    Told("Tunisia is committed to peace with Libya.", "endorse", "TUN LBY"),
    Told("Cyprus stands with Greece.", "endorse", "CYP GRC"),
    Told("Solidarity with Turkey was voiced by Pakistan.", "endorse", "TUR"),
    Told("Norway urged Israel to lift the siege.", "appeal", "NOR ISR"),
    Told("The United Nations called on Myanmar to free the prisoners.", "appeal", "UN MMR"),
    Told("Ireland appealed to Hungary for restraint.", "appeal", "IRL HUN"),
    Told("A request from Haiti to Kenya is pending.", "appeal", "HTI KEN"),
    Told("Estonia expects Belarus to respect the border.", "appeal", "EST BLR"),
    Told("Poland condemned Russia for the strike.", "condemn", "POL RUS"),
    Told("Rwanda was accused by Belgium of arming rebels.", "condemn", "RWA BEL"),
    Told("The Philippines lodged a protest with China.", "condemn", "PHL CHN"),
    Told("Iraq expressed concern over Iran's missiles.", "condemn", "IRQ IRN"),
    Told("Mali accused Algeria of sheltering rebels.", "condemn", "MLI DZA"),
    Told("Cuba rejected the American proposal.", "reject", "CUB USA"),
    Told("Ethiopia turned down Egypt.", "reject", "ETH EGY"),
    Told("Ankara's refusal to recognise Cyprus remains.", "reject", "TUR"),
    Told("Greece is opposed to the plan of Turkey.", "reject", "GRC TUR"),
    Told("Israel warned Lebanon.", "warn", "ISR LBN"),
    Told("A warning from China to Japan was ignored.", "warn", "CHN JPN"),
    Told("Eritrea threatened Ethiopia with war.", "warn", "ERI ETH"),
    # pressure
    Told("Britain imposed sanctions on Belarus.", "sanction", "GBR BLR", "impose"),
    Told("The European Union lifted sanctions against Syria.", "sanction", "EU SYR", "lift"),
    Told("India eased tariffs on Nepal.", "sanction", "IND NPL", "ease"),
    Told("Washington exempted Japan.", "sanction", "USA JPN", "exempt"),
    Told("Canadian sanctions on Haiti remain.", "sanction", "CAN HTI", "impose"),
    Told("Iran seized a Greek tanker.", "coerce", "IRN GRC"),
    Told("Niger closed its border with Benin.", "coerce", "NER BEN"),
    Told("The arrest of Turkish journalists by Egypt caused anger.", "coerce", "EGY TUR"),
    Told("Kenya deployed soldiers to Haiti.", "mobilise", "KEN HTI"),
    Told("North Korea fired a missile over Japan.", "mobilise", "PRK JPN"),
    Told("The deployment of Polish forces to Latvia began.", "mobilise", "POL LVA"),
    Told("Russia bombed Ukraine overnight.", "attack", "RUS UKR"),
    Told("The Rwandan invasion of Congo began in May.", "attack", "RWA COD"),
    Told("Thai soldiers clashed with Cambodian troops.", "attack", "THA KHM"),
    Told("Israel withdrew its troops from Lebanon.", "deescalate", "ISR LBN"),
    Told("A ceasefire between India and Pakistan took hold.", "deescalate", "IND PAK"),
    Told("Iran released two French citizens.", "deescalate", "IRN FRA"),
    Told("Thousands of people demonstrated against Israel.", "protest", "ISR"),
    Told("A protest against France was held.", "protest", "FRA"),
)


@pytest.fixture(scope="module")
def drafts() -> dict[str, Draft]:
    """Every sentence as a document of its own, read up to the triggers."""
    day = Published(datetime.date(2024, 5, 14), "stated")
    documents = [Document(f"s{n}", told.sentence, day) for n, told in enumerate(SENTENCES)]
    read = Reader().drafts(documents, lasting=True)
    return {told.sentence: draft for told, draft in zip(SENTENCES, read, strict=True)}


def found(draft: Draft) -> Iterator[tuple[str, str | None, frozenset[str]]]:
    """Type, change and parties of each trigger."""
    for trigger in draft.triggers:
        actors = [a.entity for role in trigger.actors.values() for a in role if a.entity]
        yield trigger.frame.type, trigger.frame.change, frozenset(actors)


@pytest.mark.parametrize("told", SENTENCES, ids=lambda told: f"{told.type}: {told.sentence}")
def test_a_word_of_the_sentence_tells_of_the_type_with_its_parties(told: Told, drafts: dict[str, Draft]) -> None:
    assert (told.type, told.change, frozenset(told.parties.split())) in set(found(drafts[told.sentence]))


def test_every_type_is_told_by_two_sentences_or_more() -> None:
    types = [told.type for told in SENTENCES]
    assert len(set(types)) == 28
    assert min(types.count(t) for t in types) >= 2
