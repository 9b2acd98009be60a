"""Triage: which sentences are read on, and which hold no word that could end up in a report.

The encoder takes as long as all other steps together. Before it, a regression over what the rules found says which
triggers may pass (`Learned.triage`); a sentence without one of them is left aside with all of its triggers.
"""

from collections.abc import Iterator

from dragoman.extract.draft import Draft, Trigger
from dragoman.extract.encoder import kind
from dragoman.extract.features import CHILDREN, slots_of
from dragoman.extract.learned import Table
from dragoman.extract.scored_casts import SCORED

__all__ = ["promising", "triage_features"]


def promising(draft: Draft, table: Table) -> list[Trigger]:
    """The triggers of the sentences in which one at least may pass, in their order."""
    kept = {t.sentence for t in draft.triggers if table.logit(triage_features(draft, t)) >= 0}
    return [t for t in draft.triggers if t.sentence in kept]


def triage_features(draft: Draft, trigger: Trigger) -> Iterator[str]:
    """What is known of a trigger before the encoder has read its sentence."""
    token, type_ = trigger.token, trigger.frame.type
    casts = [c for c in trigger.casts if c.added not in SCORED]
    base = len({a.entity for actors in trigger.actors.values() for a in actors if a.entity})
    anybody = len({a.entity for c in casts for actors in c.actors.values() for a in actors if a.entity})
    reason = trigger.whens[0].reason if trigger.whens else ""
    yield f"kind={kind(trigger)}"
    yield f"frame={trigger.frame.key}"
    yield f"lemma={token.lemma_.lower()}|type={type_}"
    yield f"sides={base}"
    yield f"sides={base}|type={type_}"
    yield f"anybody={min(anybody, 4)}"
    yield f"anybody={min(anybody, 4)}|type={type_}"
    for added in sorted({c.added.rstrip("0123456789") for c in casts}):
        yield f"added={added}"
    yield f"slots={slots_of(trigger)}"
    yield f"type={type_}|slots={slots_of(trigger)}"
    yield f"status={trigger.status}|{trigger.status_reason.split()[0]}"
    yield f"status={trigger.status}|type={type_}"
    yield f"when={reason}"
    yield f"when={reason}|type={type_}"
    yield f"where={min(trigger.sentence, 12) // 2}"
    yield f"title={trigger.paragraph.title}"
    yield f"head={token.head.lemma_.lower()}"
    yield f"dep={token.dep_}|{token.tag_}"
    for name, value in trigger.around.items():
        yield f"{name}={value}"
        yield f"{name}={value}|type={type_}"
    yield f"length={min(len(token.sent) // 8, 6)}"
    yield f"issuer={draft.issuer}"
    yield f"said={trigger.source is not None}|sides={base}"
    for child in token.children:
        if child.dep_ in CHILDREN:
            yield f"{child.dep_}={child.lemma_.lower()}"
            yield f"type={type_}|{child.dep_}={child.lemma_.lower()}"
