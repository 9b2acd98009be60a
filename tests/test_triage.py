"""Which sentences the encoder is given to read."""

from factory import document

from dragoman.extract.draft import Actor, Cast
from dragoman.extract.learned import Table
from dragoman.extract.pipeline import Reader
from dragoman.extract.triage import promising, triage_features

TEXT = "Chile condemned the raid on Peru. A spokesman for Bolivia met students."


def test_a_sentence_is_kept_whole_for_one_promising_word(reader: Reader) -> None:
    (draft,) = reader.drafts([document(TEXT)], lasting=True)
    first = [t for t in draft.triggers if t.sentence == 0]
    assert len(first) > 1
    assert len(first) < len(draft.triggers)
    condemned = next(t for t in first if t.token.text == "condemned")
    own = f"kind={condemned.frame.type}"
    assert [t for t in first if own in triage_features(draft, t)] == [condemned]
    assert promising(draft, Table({own: 2.0}, -1.0)) == first


def test_nothing_is_kept_where_nothing_promises(reader: Reader) -> None:
    (draft,) = reader.drafts([document(TEXT)], lasting=True)
    assert draft.triggers
    assert promising(draft, Table({}, -0.1)) == []


def test_what_the_encoder_adds_changes_no_feature(reader: Reader) -> None:
    """Triage is taught on drafts that the encoder has read and asked of drafts that it has not."""
    (draft,) = reader.drafts([document(TEXT)], lasting=True)
    before = [list(triage_features(draft, t)) for t in draft.triggers]
    for trigger in draft.triggers:
        trigger.casts.append(Cast({"actor": [Actor("URY")]}, "network", "actor"))
    assert [list(triage_features(draft, t)) for t in draft.triggers] == before
