"""The features of the learned choices: what speaks for or against a cast, a time, a status, an event.

Each is a readable name, "type=visit|cast=none", that has a weight in a table of `learned`; what the encoder says is
among them in steps, so that a weight for each step makes a curve.
"""

from collections.abc import Iterable, Iterator

from dragoman.extract.draft import Cast, Draft, Scores, Trigger, WhenOption
from dragoman.extract.encoder import ROLES, kind, likelihood
from dragoman.extract.reports import Candidate
from dragoman.knowledge.ontology import Ontology

__all__ = [
    "CHILDREN",
    "accept_features",
    "cast_features",
    "family_of",
    "slots_of",
    "status_features",
    "surroundings",
    "when_features",
]

CHILDREN = {
    "nsubj",
    "dobj",
    "prep",
    "prt",
    "amod",
    "compound",
    "xcomp",
    "ccomp",
    "nsubjpass",
    "aux",
    "advmod",
    "auxpass",
    "neg",
}
_QUOTES = {"“", "”", '"', "``", "''"}
_BEYOND = {"none", "published", "report", "last", "lead", "parties", "place", "tour"}  # times from outside the sentence
_ODDS = tuple(n / 2 for n in range(-10, 11))  # steps of log odds
_BEHIND = (-8.0, -6.0, -4.5, -3.0, -2.0, -1.5, -1.0, -0.5, -0.2, 0.0)  # steps of a log probability, or of a lag
_TODAY = {"published", "report", "lead"}


def family_of(type_: str) -> str:
    """The family of a type: contact, pressure …"""
    return Ontology.load().type(type_).family


def slots_of(trigger: Trigger) -> str:
    """How the roles of a trigger were filled."""
    return "+".join(f"{r}:{s}" for r in sorted(trigger.slots) for s in trigger.slots[r])


def surroundings(draft: Draft, trigger: Trigger, first: bool) -> dict[str, str]:
    """What stands around a trigger in the parse, by name: worked out once, used by all features.

    `intro` the preposition or conjunction before it, `main` whether its clause is what the sentence says, `verb` the
    tag of the nearest verb, `gov` that verb, `clause` its relation, `aux` its auxiliaries, `det` the article, `opens`
    whether it is the `first` trigger of its sentence, `quoted` and `lone` (a text of one sentence).
    """
    token = trigger.token
    intro = token.head.lower_ if token.dep_ in {"pobj", "pcomp"} else ""
    verb, main = token, True
    while verb.pos_ not in {"VERB", "AUX"} and verb.head != verb:
        if verb.dep_ not in {"dobj", "nsubj", "nsubjpass", "attr", "conj", "ROOT"}:
            main = False
        intro = intro or (verb.head.lower_ if verb.dep_ in {"pobj", "pcomp"} else "")
        verb = verb.head
    node = verb
    while node.head != node:
        if node.dep_ not in {"conj", "ccomp", "xcomp"}:
            main = False
        node = node.head
    marks = [c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i]
    aux = [c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    return {
        "intro": intro or (marks[0] if marks else ""),
        "main": str(main),
        "verb": verb.tag_,
        "gov": verb.lemma_.lower() if verb != token else "",
        "det": next((c.lower_ for c in token.children if c.dep_ in {"det", "poss"}), ""),
        "aux": "+".join(aux),
        "clause": verb.dep_,
        "opens": str(first),
        "quoted": str(any(t.text in _QUOTES for t in token.sent)),
        "lone": str(len(draft.paragraphs) == 1 and trigger.sentence == 0),
    }


def _steps(name: str, value: float, steps: Iterable[float]) -> Iterator[str]:
    """The steps that a number reaches, so that a weight for each makes a curve."""
    for step in steps:
        if value >= step:
            yield f"{name}>={step:g}"


def _cast_scores(scores: Scores, trigger: Trigger, cast: Cast) -> Iterator[str]:
    """How far behind the likeliest cast this one is, and how likely the role of the party added is."""
    odds = likelihood(scores, cast)
    best = sum(map(max, scores.roles.values()))
    yield from _steps("lag", odds - best, _BEHIND)
    given = {a.entity: role for role, actors in cast.actors.items() for a in actors}
    inside = [odds_of[ROLES.index(given[e])] for e, odds_of in scores.roles.items() if given.get(e) in ROLES]
    outside = [odds_of[0] for e, odds_of in scores.roles.items() if e not in given]
    yield from _steps("weakest", min(inside, default=0.0), _BEHIND)
    yield from _steps("left out", min(outside, default=0.0), _BEHIND)
    yield f"unscored={min(len(given.keys() - scores.roles.keys()), 2)}|sides={min(len(given), 3)}"
    yield from _steps(f"added={cast.added.rstrip('0123456789')}|lag", odds - best, _BEHIND[2::2])
    if cast.added == "none" or cast.role not in ROLES:
        return
    known = [scores.roles[a.entity] for a in cast.actors.get(cast.role, []) if a.entity in scores.roles]
    base = {a.entity for a in trigger.actors.get(cast.role, [])}
    fresh = [scores.roles[a.entity] for a in cast.actors.get(cast.role, []) if a.entity in scores.roles.keys() - base]
    yield f"fresh={len(fresh)}|known={min(len(known), 3)}"
    for odds_of in fresh[:1]:
        yield from _steps("role", odds_of[ROLES.index(cast.role)], _BEHIND)


def _when_scores(scores: Scores, option: WhenOption) -> Iterator[str]:
    """How likely the time is the trigger's own, and that it has none, or the day of the report."""
    edtf = option.span.edtf if option.span is not None else None
    group = (
        "none" if edtf is None else "today" if option.reason in _TODAY else "named" if edtf in scores.times else "far"
    )
    for name, value in scores.when.items():
        yield from _steps(f"{group}|{name}", value, _BEHIND)
    if edtf in scores.times:
        own = scores.times[edtf]
        yield from _steps("own", own, _ODDS)
        yield from _steps("first", own - max(scores.times.values()), _BEHIND)


def cast_features(draft: Draft, trigger: Trigger, cast: Cast) -> Iterator[str]:
    """What speaks for or against a filling of the roles."""
    type_, frame = trigger.frame.type, trigger.frame
    added = f"{cast.added}:{cast.role}"
    yield f"added={added}"
    yield f"type={type_}|added={added}"
    yield f"kind={kind(trigger)}|none={cast.added == 'none'}"
    yield f"lemma={trigger.token.lemma_.lower()}|added={added}"
    yield f"part={frame.part}|added={added}"
    yield f"sense={cast.sense}|added={added}"
    yield f"type={type_}|sense={cast.sense}"
    yield f"distance={min(cast.distance // 4, 6)}|added={cast.added}"
    sides = len({a.entity for actors in cast.actors.values() for a in actors})
    yield f"type={type_}|sides={min(sides, 4)}"
    yield f"slots={slots_of(trigger)}|added={added}"
    yield f"intro={trigger.around['intro']}|added={added}"
    yield f"main={trigger.around['main']}|added={added}"
    family = family_of(type_)
    yield f"family={family}|part={frame.part}|main={trigger.around['main']}|added={added}"
    yield f"lemma={trigger.token.lemma_.lower()}|via={cast.via}|role={cast.role}"
    yield f"family={family}|via={cast.via}|added={added}"
    yield f"part={frame.part}|verb={trigger.around['verb']}|added={added}"
    yield f"via={cast.via}|added={added}"
    yield f"via={cast.via}|type={type_}|role={cast.role}"
    yield f"options={min(len(trigger.casts), 6)}|added={added}"
    yield f"frame={frame.key}|none={cast.added == 'none'}"
    for child in trigger.token.children:
        if child.dep_ == "dobj":
            yield f"object={child.lemma_.lower()}|type={type_}|added={cast.added}"
    if cast.added != "none":
        entities = [a.entity for a in cast.actors[cast.role]]
        yield f"issuer={draft.issuer is not None and draft.issuer in entities}|{added}"
        yield f"people={any(a.person for a in cast.actors[cast.role])}|{added}"
        yield f"type={type_}|base={len(trigger.actors.get('actor', []) + trigger.actors.get('peer', []))}"
    if trigger.scores is not None:
        yield from _cast_scores(trigger.scores, trigger, cast)


def when_features(draft: Draft, trigger: Trigger, option: WhenOption) -> Iterator[str]:
    """What speaks for or against a time."""
    type_, token, reason = trigger.frame.type, trigger.token, option.reason
    best = trigger.whens[0].reason
    yield f"reason={reason}"
    yield f"type={type_}|reason={reason}"
    yield f"part={trigger.frame.part}|reason={reason}"
    yield f"status={trigger.status}|reason={reason}"
    yield f"tag={token.tag_}|reason={reason}"
    yield f"dep={token.dep_}|reason={reason}"
    yield f"first={best}|reason={reason}"
    yield f"title={trigger.paragraph.title}|reason={reason}"
    yield f"where={min(trigger.sentence, 3)}|reason={reason}"
    yield f"steps={min(option.steps // 3, 6)}|reason={reason}"
    yield f"head={token.head.pos_}|part={trigger.frame.part}|reason={reason}"
    yield f"lemma={token.lemma_.lower()}|none={option.span is None}"
    yield f"above={token.head.tag_}|reason={reason}"
    yield f"had={any(c.lower_ in {'had', 'has', 'have'} for c in token.children)}|reason={reason}"
    for name, value in trigger.around.items():
        yield f"{name}={value}|reason={reason}"
    around = trigger.around
    yield f"main={around['main']}|verb={around['verb']}|reason={reason}"
    yield f"main={around['main']}|part={trigger.frame.part}|lone={around['lone']}|reason={reason}"
    yield f"type={type_}|part={trigger.frame.part}|main={around['main']}|none={option.span is None}"
    yield f"intro={around['intro']}|none={option.span is None}"
    family, cast = family_of(type_), trigger.cast.added.rstrip("0123456789") if trigger.cast is not None else ""
    within = sum(o.reason not in _BEYOND for o in trigger.whens)
    yield f"type={type_}|part={trigger.frame.part}|main={around['main']}|status={trigger.status}|reason={reason}"
    yield f"family={family}|part={trigger.frame.part}|main={around['main']}|status={trigger.status}|reason={reason}"
    yield f"family={family}|verb={around['verb']}|clause={around['clause']}|reason={reason}"
    yield f"lemma={token.lemma_.lower()}|main={around['main']}|reason={reason}"
    yield f"family={family}|intro={around['intro']}|reason={reason}"
    yield f"family={family}|part={trigger.frame.part}|det={around['det']}|reason={reason}"
    yield f"frame={trigger.frame.key}|reason={reason}"
    yield f"family={family}|opens={around['opens']}|reason={reason}"
    yield f"family={family}|quoted={around['quoted']}|reason={reason}"
    yield f"family={family}|where={min(trigger.sentence, 6)}|reason={reason}"
    yield f"family={family}|within={min(within, 2)}|reason={reason}"
    yield f"why={trigger.status_reason.split()[0]}|reason={reason}"
    yield f"cast={cast}|reason={reason}"
    yield f"said={trigger.source is not None}|family={family}|reason={reason}"
    for child in token.children:
        if child.dep_ == "amod":
            yield f"quality={child.lower_}|reason={reason}"
            yield f"quality={child.lower_}|none={option.span is None}"
    if option.span is not None:
        yield f"precision={option.span.precision}|type={type_}"
        yield f"precision={option.span.precision}|reason={reason}"
        if draft.published and option.span.earliest and option.span.latest:
            published = draft.published
            side = "after" if option.span.earliest > published else "before" if option.span.latest < published else "on"
            yield f"side={side}|status={trigger.status}"
            yield f"side={side}|reason={reason}|type={type_}"
    if trigger.scores is not None:
        yield from _when_scores(trigger.scores, option)


def status_features(draft: Draft, trigger: Trigger) -> Iterator[str]:
    """What speaks for a status: foremost what the rules found, and by which word."""
    token, type_ = trigger.token, trigger.frame.type
    yield f"rule={trigger.status}"
    yield f"rule={trigger.status}|type={type_}"
    yield f"rule={trigger.status}|part={trigger.frame.part}"
    yield f"reason={trigger.status_reason}"
    yield f"reason={trigger.status_reason.split()[0]}|rule={trigger.status}|type={type_}"
    yield f"kind={kind(trigger)}"
    yield f"type={type_}|tag={token.tag_}"
    yield f"lemma={token.lemma_.lower()}|type={type_}"
    yield f"lemma={token.lemma_.lower()}|tag={token.tag_}"
    yield f"dep={token.dep_}|tag={token.tag_}"
    yield f"dep={token.dep_}|head={token.head.lemma_.lower()}"
    yield f"head={token.head.lemma_.lower()}|part={trigger.frame.part}"
    yield f"title={trigger.paragraph.title}|tag={token.tag_}"
    yield f"when={trigger.when_reason}|type={type_}"
    for child in token.children:
        if child.dep_ in {"aux", "neg", "advmod", "amod", "mark", "compound", "det"}:
            yield f"{child.dep_}={child.lower_}"
            yield f"{child.dep_}={child.lower_}|type={type_}"
    for child in token.head.children:
        if child.dep_ in {"aux", "neg", "advmod"}:
            yield f"head {child.dep_}={child.lower_}"
    family, around = family_of(type_), trigger.around
    yield f"family={family}|part={trigger.frame.part}|main={around['main']}|rule={trigger.status}"
    yield f"type={type_}|part={trigger.frame.part}|verb={around['verb']}|aux={around['aux']}"
    yield f"frame={trigger.frame.key}"
    yield f"lemma={token.lemma_.lower()}|intro={around['intro']}"
    for name in ("intro", "main", "verb", "gov", "aux"):
        value = trigger.around[name]
        yield f"{name}={value}"
        yield f"{name}={value}|part={trigger.frame.part}"
        yield f"{name}={value}|type={type_}"
    when = trigger.when
    if when is not None and draft.published and when.earliest and when.latest:
        published = draft.published
        side = "after" if when.earliest > published else "before" if when.latest < published else "on"
        yield f"side={side}"
        yield f"side={side}|type={type_}"
        yield f"side={side}|rule={trigger.status}"
    if trigger.scores is not None:
        for status, odds in trigger.scores.status.items():
            yield from _steps(status, odds, _BEHIND)


def accept_features(draft: Draft, candidate: Candidate) -> Iterator[str]:
    """What speaks for or against a candidate's being an event."""
    trigger, report = candidate.trigger, candidate.report
    token, frame, type_ = trigger.token, trigger.frame, candidate.report.type
    lemma = token.lemma_.lower()
    ids = {p.id for p in report.parties}
    cast = trigger.cast.added if trigger.cast is not None else "none"
    yield f"kind={kind(trigger)}"
    yield f"frame={frame.key}"
    yield f"type={type_}|lemma={lemma}"
    yield f"type={type_}|parties={min(len(ids), 3)}"
    yield f"parties={min(len(ids), 4)}|part={frame.part}"
    yield f"type={type_}|slots={slots_of(trigger)}"
    yield f"slots={slots_of(trigger)}"
    yield f"cast={cast}|parties={min(len(ids), 3)}"
    yield f"type={type_}|cast={cast}"
    if trigger.cast is not None:
        yield f"via={trigger.cast.via}|cast={cast}"
    yield f"roles={'+'.join(sorted({p.role for p in report.parties}))}"
    yield f"part={frame.part}|dep={token.dep_}"
    yield f"type={type_}|dep={token.dep_}"
    yield f"type={type_}|tag={token.tag_}"
    yield f"type={type_}|status={trigger.status}"
    yield f"reason={trigger.status_reason}"
    yield f"when={trigger.when_reason}|type={type_}"
    yield f"title={trigger.paragraph.title}|part={frame.part}"
    yield f"where={min(candidate.sentence, 8)}"
    yield f"people={any(p.people for p in report.parties)}|type={type_}"
    yield f"source={_source(report.source)}|type={type_}"
    yield f"place={report.place is not None}|type={type_}"
    yield f"issuer={draft.issuer}|family={type_}"
    head = token.head.lemma_.lower() if token.head != token else "ROOT"
    yield f"head={head}"
    yield f"head={head}|type={type_}"
    for child in token.children:
        if child.dep_ in CHILDREN:
            yield f"type={type_}|{child.dep_}={child.lemma_.lower()}"
            yield f"lemma={lemma}|{child.dep_}={child.lemma_.lower()}"
    for child in token.children:
        if child.dep_ == "prep":
            for thing in child.children:
                yield f"type={type_}|{child.lower_}={thing.lemma_.lower()}"
    for name, value in trigger.around.items():
        yield f"{name}={value}|part={frame.part}"
        yield f"{name}={value}|type={type_}"
    family, around = family_of(type_), trigger.around
    own = bool(trigger.whens) and trigger.whens[0].reason == "at0"
    yield f"own={own}|parties={min(len(ids), 3)}"
    yield f"own={own}|change={frame.change is not None}"
    yield f"family={family}|part={frame.part}|main={around['main']}|status={trigger.status}|parties={min(len(ids), 3)}"
    yield f"type={type_}|part={frame.part}|main={around['main']}|verb={around['verb']}"
    yield f"lemma={lemma}|main={around['main']}|parties={min(len(ids), 3)}"
    yield f"lemma={lemma}|intro={around['intro']}"
    yield f"family={family}|gov={around['gov']}"
    yield f"kind={kind(trigger)}|cast={cast.rstrip('0123456789')}|part={frame.part}"
    yield f"length={min(len(token.sent) // 10, 6)}"
    if trigger.scores is None:
        yield "unscored"
        return
    scores = trigger.scores
    yield from _steps("fit", scores.fit, _ODDS)
    yield from _steps(f"type={type_}|fit", scores.fit, _ODDS[4::4])
    yield from _steps(f"parties={min(len(ids), 3)}|fit", scores.fit, _ODDS[4::4])
    yield from _steps("present", scores.present, _ODDS)
    for role in ("actor", "target", "peer"):
        for party in report.parties:
            if party.role == role and party.id in scores.roles:
                yield from _steps(f"{role}", scores.roles[party.id][ROLES.index(role)], _BEHIND)
    if trigger.cast is not None:
        yield from _steps("whole", likelihood(scores, trigger.cast), _BEHIND)
        outside = [odds[0] for entity, odds in scores.roles.items() if entity not in ids]
        yield from _steps("left out", min(outside, default=0.0), _BEHIND)


def _source(source: str | None) -> str:
    return "none" if source is None else "anonymous" if source == "anonymous" else "named"
