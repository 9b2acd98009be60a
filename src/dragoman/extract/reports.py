"""Reports: the triggers of a document made into one Report for each of its events.

1. A trigger's actors become parties; a tour or a round of talks becomes one report for each host or counterpart.
2. Triggers that tell of one event are joined: same type and change, parties that agree, times that do not exclude
   each other; in one sentence also two deeds by one doer, and a verb with its object ("lifted the ban"). The fullest or
   the surest account gives the fields, all give evidence.
3. Those who speak in turn in a transcript meet, though no word of it tells so.
"""

import dataclasses

from dragoman.extract.draft import Actor, Draft, Knowledge, Trigger
from dragoman.extract.evidence import evidence_of
from dragoman.extract.floor import share_the_floor
from dragoman.extract.participants import add_participants, leave_out_spokesmen, let_speaker_act
from dragoman.extract.topics import set_topics
from dragoman.model.report import Party, Report
from dragoman.model.timespan import TimeSpan

__all__ = ["Candidate", "candidates", "join"]

_TOURS = {"visit", "meeting"}
_WEAK = {"default", "habit of the noun", "frame"}
_BORROWED = {"last", "parties", "place", "tour", "report", "lead", "published"}  # times from outside the sentence
_DECISIVE = ("cancelled", "denied")
_SIGNING = {"agree", "sign"}
_EXACT = {"position", "cooperation"}  # of which more parties are named around than take part
_DEEDS = {"pressure", "cooperation"}  # of what states do, each account names others who had to do with it
_BETWEEN = {"contact", "agreement"}  # families of which a sentence tells several with one doer: "met A, then B"
_TOPICS = 8
_QUOTES = 3  # evidence kept of one event


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A report that one trigger gives, with what the ranker and the joining need to know of it."""

    trigger: Trigger
    report: Report
    sentence: int


def candidates(draft: Draft, know: Knowledge, trigger: Trigger) -> list[Candidate]:
    """The reports of one trigger: none where no party is known."""
    type_ = trigger.frame.type
    actors = _cast(trigger)
    let_speaker_act(trigger, actors)
    leave_out_spokesmen(know, trigger, actors)
    if type_ == "meeting" and _is_round(know, actors.get("peer", []), trigger):
        type_ = "conference"
    found = []
    for part in _per_host(type_, trigger, actors):
        parties = _abreast(know, type_, _parties(part))
        if not parties:
            continue
        report = Report(
            type=type_,
            change=trigger.frame.change,
            parties=parties,
            status=trigger.status,
            evidence=(evidence_of(draft, trigger),),
            when=trigger.when,
            place=trigger.place,
            source=trigger.source,
        )
        found.append(Candidate(trigger, report, trigger.sentence))
    return found


def _cast(trigger: Trigger) -> dict[str, list[Actor]]:
    cast = trigger.cast.actors if trigger.cast is not None else trigger.actors
    return {role: list(found) for role, found in cast.items()}


def _everybody(draft: Draft, know: Knowledge, trigger: Trigger) -> tuple[Party, ...]:
    """The parties of a trigger with all their people; its report has those of the cast and the speaker."""
    actors = _cast(trigger)
    add_participants(draft, know, trigger, actors)
    return _parties(actors)


def _is_round(know: Knowledge, peers: list[Actor], trigger: Trigger) -> bool:
    """Whether three or more parties meet as one body.

    All stand in one slot, or all counterparts are met by name, or one word names several of them by their rank ("the
    foreign ministers of A and B"); officials without a name ("with Saudi and UN officials") are met in turn.
    """
    others = _ids(peers)[1:]
    if len(others) < 2:
        return False
    named = {a.entity for a in peers if a.person is not None}
    by_rank = any(t.lower_ in know.lexicon.nouns.principals for t in trigger.tokens)
    return len(trigger.slots.get("peer", [])) == 1 or named.issuperset(others) or by_rank


def _per_host(type_: str, trigger: Trigger, actors: dict[str, list[Actor]]) -> list[dict[str, list[Actor]]]:
    """One set of actors for each host of a tour and each counterpart of a round of meetings."""
    if type_ not in _TOURS:
        return [actors]
    if type_ == "visit":
        hosts = _ids(actors.get("target", []))
        if len(hosts) < 2:
            return [actors]
        return [{**actors, "target": [a for a in actors["target"] if a.entity == h]} for h in hosts]
    peers = actors.get("peer", [])
    others = _ids(peers)
    if len(others) < 3:
        return [actors]
    one = [a for a in peers if a.entity == others[0]]
    return [{"peer": one + [a for a in peers if a.entity == other]} for other in others[1:]]


def _ids(actors: list[Actor]) -> list[str]:
    return list(dict.fromkeys(a.entity for a in actors if a.entity))


def _parties(actors: dict[str, list[Actor]]) -> tuple[Party, ...]:
    """The parties, one for each id, with all its people, in the order actor, target, peer."""
    found: dict[str, Party] = {}
    for role in ("actor", "target", "peer"):
        for actor in actors.get(role, []):
            if actor.entity is None:
                continue
            known = found.get(actor.entity)
            names = (actor.person.name,) if actor.person else ()
            if known is None:
                found[actor.entity] = Party(actor.entity, role, names, actor.faction)
            else:
                people = known.people + tuple(n for n in names if n not in known.people)
                found[actor.entity] = dataclasses.replace(known, people=people, faction=known.faction or actor.faction)
    return tuple(found.values())


def _abreast(know: Knowledge, type_: str, parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """Several that act together, and on nobody, are peers, where the type knows both ("A and B opened a railway")."""
    if know.ontology.type(type_).roles != "either" or len(parties) < 2 or {p.role for p in parties} != {"actor"}:
        return parties
    return tuple(dataclasses.replace(p, role="peer") for p in parties)


def join(draft: Draft, know: Knowledge, ranked: list[tuple[Candidate, float]]) -> list[Report]:
    """One report for each event, in the order of the text, with PLOVER and CAMEO codes."""
    groups: list[list[tuple[Candidate, float]]] = []
    for item in ranked:
        home = next((g for g in groups if all(_one_event(know, item[0], other[0]) for other in g)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    reports = [_merged(draft, know, g) for g in groups]
    reports += share_the_floor(draft, reports)
    return [
        dataclasses.replace(r, plover=know.ontology.plover(r), cameo=know.ontology.cameo(r))
        for r in sorted(reports, key=lambda r: (r.evidence[0].start, r.evidence[0].end, r.type))
    ]


def _one_event(know: Knowledge, left: Candidate, right: Candidate) -> bool:
    a, b = left.report, right.report
    if a.type != b.type or not _changes_agree(left, right):
        return False
    if left.trigger is right.trigger:
        return {p.id for p in a.parties} == {p.id for p in b.parties}
    family = know.ontology.type(a.type).family
    if left.sentence == right.sentence and family not in _BETWEEN and _are_one_deed(a, b):
        return True
    if family == "position" and left.sentence != right.sentence:
        return False
    ours, theirs = {p.id for p in a.parties}, {p.id for p in b.parties}
    if family != "position" and _are_verb_and_object(left, right):
        return bool(ours & theirs)
    if not (ours <= theirs or theirs <= ours):
        return False
    # One sentence seldom tells of two acts of a type between the same parties: the roles of one are then misread.
    alike = left.sentence == right.sentence and ours == theirs and a.status == b.status and a.type != "visit"
    if not (alike or _roles_agree(a, b)) or not _people_agree(a, b) or not _times_agree(a.when, b.when):
        return False
    if a.status != b.status and left.trigger.status_reason not in _WEAK and right.trigger.status_reason not in _WEAK:
        return False
    return a.type != "visit" or a.place is None or b.place is None or a.place == b.place or ours == theirs


def _are_one_deed(a: Report, b: Report) -> bool:
    """Whether two accounts of one sentence tell of one deed: of one status, by one doer or among the same parties.

    A sentence seldom tells of two such; the times and the other parties of one are then misread.
    """
    doers = [{p.id for p in r.parties if p.role != "target"} for r in (a, b)]
    ours, theirs = {p.id for p in a.parties}, {p.id for p in b.parties}
    return a.status == b.status and (ours <= theirs or theirs <= ours or bool(doers[0] & doers[1]))


def _changes_agree(left: Candidate, right: Candidate) -> bool:
    """Whether the changes are one: who signs a text agrees to it; what a verb does to a measure is the news of it."""
    changes = {left.report.change, right.report.change}
    if len(changes) == 1 or (changes == _SIGNING and left.sentence == right.sentence):
        return True
    return _are_verb_and_object(left, right)


def _are_verb_and_object(left: Candidate, right: Candidate) -> bool:
    return _acts_on(left.trigger, right.trigger) or _acts_on(right.trigger, left.trigger)


def _acts_on(verb: Trigger, noun: Trigger) -> bool:
    """Whether the one is the verb whose object the other is: "lifted the ban" tells of the end of it, once."""
    return noun.token.dep_ in {"dobj", "nsubjpass"} and noun.token.head == verb.token


def _roles_agree(a: Report, b: Report) -> bool:
    ours, theirs = {p.id: p.role for p in a.parties}, {p.id: p.role for p in b.parties}
    return all(ours[i] == theirs[i] for i in ours.keys() & theirs.keys())


def _people_agree(a: Report, b: Report) -> bool:
    for party in a.parties:
        for other in b.parties:
            if party.id == other.id and party.people and other.people and not set(party.people) & set(other.people):
                return False
    return True


def _times_agree(a: TimeSpan | None, b: TimeSpan | None) -> bool:
    return a is None or b is None or a.overlaps(b)


def _merged(draft: Draft, know: Knowledge, group: list[tuple[Candidate, float]]) -> Report:
    """The fullest account of the group gives the fields; of what is said or given the surest, if it names two.

    What it leaves out comes from the others.
    """
    ordered = sorted(group, key=lambda i: -i[1])
    first = ordered[0][0]
    family = know.ontology.type(first.report.type).family
    if len(first.report.parties) < 2 or family not in _EXACT:
        first = max(ordered, key=lambda i: (len(i[0].report.parties), i[1]))[0]
    best = first.report
    reports = [c.report for c, _ in ordered]
    whens = [
        (c.trigger.when_reason in _BORROWED, _width(c.report.when), c.report.when) for c, _ in ordered if c.report.when
    ]
    people: dict[str, list[str]] = {}
    for candidate in [first] if family in _DEEDS else [first, *(c for c, _ in ordered)]:
        for party in _everybody(draft, know, candidate.trigger):
            names = people.setdefault(party.id, [])
            names.extend(n for n in party.people if n not in names)
    verbs = [c for c, _ in ordered if any(_acts_on(c.trigger, o.trigger) for o, _ in group)]
    done = next((c.report for c in verbs if any(c.report.change != r.change for r in reports)), None)
    topics = dict.fromkeys(t for c, _ in group for t in set_topics(draft, know, c.trigger))
    evidence = list(dict.fromkeys(e for r in [best, *reports] for e in r.evidence))
    return dataclasses.replace(
        best,
        change="sign" if {r.change for r in reports} == _SIGNING else (done or best).change,
        parties=tuple(dataclasses.replace(p, people=tuple(people[p.id])) for p in best.parties),
        status=done.status if done else _status(reports),
        topics=tuple(topics)[:_TOPICS],
        when=min(whens, key=lambda w: w[:2])[2] if whens else None,
        place=best.place or next((r.place for r in reports if r.place), None),
        source=best.source or next((r.source for r in reports if r.source), None),
        evidence=tuple(evidence[:_QUOTES]),
        confidence=round(max(c for _, c in group), 2),
    )


def _status(reports: list[Report]) -> str:
    """The status of the surest account, unless another calls the event off or denies it."""
    return next((r.status for r in reports if r.status in _DECISIVE), reports[0].status)


def _width(when: TimeSpan) -> int:
    if when.earliest is None or when.latest is None:
        return 10**6
    return (when.latest - when.earliest).days
